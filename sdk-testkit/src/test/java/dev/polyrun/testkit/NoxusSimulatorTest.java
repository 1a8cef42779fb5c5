package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NoxusSimulatorTest {
    private static final String RUN = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

    private final NoxusSimulator noxus = NoxusSimulator.start();
    private final Wire wire = Wire.of(noxus, "X-API-Key", noxus.apiKey());
    private final String ofWorkflow = "/v1/workflows/" + noxus.workflowId() + "/runs";

    @AfterEach
    void close() {
        noxus.close();
    }

    @Test
    void keyGoesIntoItsOwnHeader() throws IOException {
        assertThat(Wire.of(noxus, "Authorization", "Bearer " + noxus.apiKey()).get("/v1/runs").status()).isEqualTo(401);
        assertThat(Wire.of(noxus, "X-API-Key", "wrong").get("/v1/runs").text("detail")).isEqualTo("Invalid API key");
        assertThat(wire.get("/v1/runs").status()).isEqualTo(200);
    }

    @Test
    void startAnswersTheQueuedRun() throws IOException {
        Reply started = wire.post(ofWorkflow, Map.of("input", Map.of("Question", "What is machine learning?")));

        assertThat(started.status()).isEqualTo(200);
        assertThat(started.text("status")).isEqualTo("queued");
        assertThat(started.text("input", "Question")).isEqualTo("What is machine learning?");
        assertThat(started.at("output")).isNull();
    }

    @Test
    void startWithoutInputIs422() throws IOException {
        Reply reply = wire.post(ofWorkflow, Map.of());

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.at("detail", 0, "loc")).isEqualTo(List.of("body", "input"));
    }

    @Test
    void startWithABadCallbackIs422() throws IOException {
        assertThat(wire.post(ofWorkflow, Map.of("input", Map.of(), "callback_url", "ftp://x")).status()).isEqualTo(422);
    }

    @Test
    void cheapReadHasEveryPropertyOfThePage() throws IOException {
        noxus.addRun(RUN, RunScript.perRead("completed"));

        assertThat(wire.get("/v1/runs/" + RUN).keys().toString()).isEqualTo("[id, group_id, workflow_id,"
                + " workflow_version_id, input, node_ids, single_node_id, status, progress, definitions, created_at,"
                + " started_at, finished_at, source, user_id, meta, conversation_id, api_key_id]");
    }

    @Test
    void progressMovesWithTheScript() throws IOException {
        noxus.addRun(RUN, RunScript.perRead("queued", "running", "running", "completed"));

        assertThat(wire.get("/v1/runs/" + RUN).at("progress")).isEqualTo(0L);
        assertThat(wire.get("/v1/runs/" + RUN).at("progress")).isEqualTo(25L);
        assertThat(wire.get("/v1/runs/" + RUN).at("progress")).isEqualTo(50L);
        assertThat(wire.get("/v1/runs/" + RUN).at("progress")).isEqualTo(100L);
    }

    @Test
    void outputIsUnderTheWorkflow() throws IOException {
        noxus.addRun(RUN, RunScript.perRead("completed").withOutputs(Map.of("Answer", "42")));

        assertThat(wire.get(ofWorkflow + "/" + RUN).text("output", "Answer")).isEqualTo("42");
        assertThat(wire.get(ofWorkflow + "/" + RUN + "?output_only=true").at()).isEqualTo(Map.of("Answer", "42"));
        assertThat(wire.get(ofWorkflow + "/" + RUN + "?use_output_ids=true").text("output", "output-1")).isEqualTo("42");
    }

    @Test
    void unknownRunIs404UnderEitherAddress() throws IOException {
        noxus.addRun(RUN, RunScript.perRead("completed"));

        assertThat(wire.get("/v1/runs/nobody").text("detail")).isEqualTo("Run not found");
        assertThat(wire.get("/v1/workflows/another/runs/" + RUN).status()).isEqualTo(404);
    }

    @Test
    void listsComeInNumberedPages() throws IOException {
        for (int i = 1; i <= 3; i++) {
            noxus.addRun("run-" + i, RunScript.perRead("queued"));
        }

        Reply page = wire.get("/v1/runs?page=2&size=2");

        assertThat(page.keys().toString()).isEqualTo("[items, total, page, size, pages]");
        assertThat(page.text("items", 0, "id")).isEqualTo("run-1");
        assertThat(page.at("total")).isEqualTo(3L);
        assertThat(page.at("pages")).isEqualTo(2L);
        assertThat(wire.get("/v1/runs?page=3&size=2").list("items")).isEmpty();
    }

    @Test
    void aListIsAReadOfTheRunsOnItsPage() throws IOException {
        noxus.addRun("run-1", RunScript.perRead("queued", "running", "completed"));

        assertThat(wire.get("/v1/runs").text("items", 0, "status")).isEqualTo("queued");
        assertThat(wire.get(ofWorkflow).text("items", 0, "status")).isEqualTo("running");
        assertThat(wire.get("/v1/runs/run-1").text("status")).isEqualTo("completed");
    }

    @Test
    void listOfAWorkflowShowsItsRunsOnly() throws IOException {
        noxus.addRun(RUN, RunScript.perRead("queued"));
        noxus.addRun("another", "another-run", RunScript.perRead("queued"));

        assertThat(wire.get(ofWorkflow).list("items")).hasSize(1);
    }

    @Test
    void sizeAbove100Is422() throws IOException {
        assertThat(wire.get("/v1/runs?size=101").status()).isEqualTo(422);
    }

    @Test
    void stopAnswersTheStoppedRun() throws IOException {
        noxus.addRun(RUN, RunScript.perRead("running"));

        assertThat(wire.post("/v1/runs/" + RUN + "/stop").text("status")).isEqualTo("stopped");
        assertThat(wire.get("/v1/runs/" + RUN).text("status")).isEqualTo("stopped");
    }

    @Test
    void stopLeavesAnEndedRunAlone() throws IOException {
        noxus.addRun(RUN, RunScript.perRead("completed"));

        assertThat(wire.post("/v1/runs/" + RUN + "/stop").text("status")).isEqualTo("completed");
    }
}
