package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What generation A alone has, and deletion, which all have. */
class RetabFirstGenerationTest {
    private static final String RUN = "/v1/workflows/runs/run_1";

    private final RetabSimulator retab = RetabSimulator.start();
    private final Wire wire = Wire.of(retab, "Api-Key", retab.apiKey());

    @AfterEach
    void close() {
        retab.close();
    }

    private Reply decide(String node) throws IOException {
        return wire.post(RUN + "/resume", Map.of("node_id", node, "approved", true, "command_id", "c-1"));
    }

    @Test
    void decisionLetsTheRunGoOn() throws IOException {
        retab.addRun("run_1", RunScript.perRead("waiting_for_human"));

        Reply decided = decide("extract-node-1");

        assertThat(decided.text("resume_status")).isEqualTo("processing");
        assertThat(decided.text("run", "status")).isEqualTo("waiting_for_human");
        assertThat(wire.get(RUN).text("run_resume_status")).isEqualTo("resuming");
        assertThat(wire.get(RUN).text("status")).isEqualTo("running");
        assertThat(wire.get(RUN).text("status")).isEqualTo("completed");
    }

    @Test
    void repeatedDecisionChangesNothing() throws IOException {
        retab.addRun("run_1", RunScript.perRead("waiting_for_human"));
        decide("extract-node-1");

        assertThat(decide("extract-node-1").text("resume_status")).isEqualTo("already_processed");
    }

    @Test
    void decisionOnANodeThatDoesNotWaitIs409() throws IOException {
        retab.addRun("run_1", RunScript.perRead("waiting_for_human"));
        retab.addRun("run_2", RunScript.perRead("running"));

        assertThat(decide("end-node-1").status()).isEqualTo(409);
        assertThat(wire.post("/v1/workflows/runs/run_2/resume", Map.of("node_id", "extract-node-1", "approved", true)).status())
                .isEqualTo(409);
    }

    @Test
    void incompleteDecisionIs422() throws IOException {
        retab.addRun("run_1", RunScript.perRead("waiting_for_human"));

        assertThat(wire.post(RUN + "/resume", Map.of("approved", true)).at("detail", 0, "loc")).isEqualTo(List.of("body", "node_id"));
        assertThat(wire.post(RUN + "/resume", Map.of("node_id", "extract-node-1")).status()).isEqualTo(422);
    }

    @Test
    void countsHaveNoneForQueued() throws IOException {
        retab.addRun("run_1", RunScript.perRead("completed"));
        retab.addRun("run_2", RunScript.perRead("queued"));
        retab.addRun("wf_2", "run_3", RunScript.perRead("completed"));

        Reply all = wire.get("/v1/workflows/runs/counts");

        assertThat(all.at("total")).isEqualTo(3L);
        assertThat(all.at("completed")).isEqualTo(2L);
        assertThat(all.keys().toString()).isEqualTo("[total, completed, running, error, pending, waiting_for_human, cancelled]");
        assertThat(wire.get("/v1/workflows/runs/counts?workflow_id=wf_2").at("total")).isEqualTo(1L);
    }

    @Test
    void orderNamesTheStepsThatHaveBegun() throws IOException {
        retab.addRun("run_1", RunScript.perRead("running", "running", "completed"));
        wire.get(RUN);

        assertThat(wire.get(RUN + "/execution-order").at("ordered_step_ids")).isEqualTo(List.of("start-node-1"));
    }

    @Test
    void configNamesTheWorkflow() throws IOException {
        retab.addRun("run_1", RunScript.perRead("running"));

        assertThat(wire.get(RUN + "/config").text("workflow_id")).isEqualTo(retab.workflowId());
    }

    @Test
    void oneNodeShowsWhatCameOut() throws IOException {
        retab.addRun("run_1", RunScript.perRead("completed").withOutputs(Map.of("answer", 42)));

        Reply step = wire.get(RUN + "/steps/extract-node-1");

        assertThat(step.keys().toString()).isEqualTo("[node_id, node_type, node_label, status, error, output, handle_outputs]");
        assertThat(step.at("output", "answer")).isEqualTo(42L);
        assertThat(wire.get(RUN + "/steps/nobody").status()).isEqualTo(404);
    }

    @Test
    void batchLeavesOutWhatIsNotThere() throws IOException {
        retab.addRun("run_1", RunScript.perRead("completed"));

        Reply batch = wire.post(RUN + "/steps/batch", Map.of("node_ids", List.of("extract-node-1", "nobody")));

        assertThat(batch.keys("outputs").toString()).isEqualTo("[extract-node-1]");
    }

    @Test
    void batchTakesAThousandNodesAtMost() throws IOException {
        retab.addRun("run_1", RunScript.perRead("completed"));

        assertThat(batchOf(1000).status()).isEqualTo(200);
        assertThat(batchOf(1001).status()).isEqualTo(422);
        assertThat(wire.post(RUN + "/steps/batch", Map.of()).status()).isEqualTo(422);
    }

    private Reply batchOf(int nodes) throws IOException {
        return wire.post(RUN + "/steps/batch", Map.of("node_ids", Collections.nCopies(nodes, "extract-node-1")));
    }

    @Test
    void deletedRunIsGone() throws IOException {
        retab.addRun("run_1", RunScript.perRead("completed"));

        assertThat(wire.send("DELETE", RUN, null).status()).isEqualTo(204);
        assertThat(wire.get(RUN).status()).isEqualTo(404);
        assertThat(wire.send("DELETE", RUN, null).status()).isEqualTo(404);
    }
}
