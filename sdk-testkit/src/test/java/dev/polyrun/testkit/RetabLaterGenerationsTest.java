package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetabLaterGenerationsTest {
    private static final String RUNS = "/v1/workflows/runs";

    private final RetabSimulator may = RetabSimulator.generation(Generation.B);
    private final RetabSimulator today = RetabSimulator.generation(Generation.C);
    private final Wire wireOfMay = Wire.of(may, "Api-Key", may.apiKey());
    private final Wire wire = Wire.of(today, "Authorization", "Bearer " + today.apiKey());

    @AfterEach
    void close() {
        may.close();
        today.close();
    }

    @Test
    void todayTheKeyIsABearerToken() throws IOException {
        assertThat(Wire.of(today, "Api-Key", today.apiKey()).get(RUNS).status()).isEqualTo(401);
        assertThat(wire.get(RUNS).status()).isEqualTo(200);
    }

    @Test
    void todayTheWorkflowIsInTheBody() throws IOException {
        Reply started = wire.post(RUNS, Map.of("workflow_id", today.workflowId()));

        assertThat(started.status()).isEqualTo(202);
        assertThat(started.text("lifecycle", "status")).isEqualTo("pending");
        assertThat(wire.post(RUNS, Map.of()).status()).isEqualTo(422);
        assertThat(wire.post("/v1/workflows/" + today.workflowId() + "/run", Map.of()).status()).isEqualTo(404);
    }

    @Test
    void todayADocumentIsADataUrl() throws IOException {
        Map<String, Object> foreign = Map.of("filename", "a.pdf", "url", "https://example.com/a.pdf");
        Map<String, Object> inline = Map.of("filename", "a.pdf", "url", "data:application/pdf;base64,AA==");

        assertThat(wire.post(RUNS, Map.of("workflow_id", "wf_1", "documents", Map.of("start-node-1", foreign))).status())
                .isEqualTo(422);
        assertThat(wire.post(RUNS, Map.of("workflow_id", "wf_1", "documents", Map.of("start-node-1", inline))).status())
                .isEqualTo(202);
    }

    @Test
    void todayTheRunHasNeitherStepsNorOutputs() throws IOException {
        today.addRun("run_1", RunScript.perRead("completed"));

        assertThat(wire.get(RUNS + "/run_1").keys().toString())
                .isEqualTo("[id, workflow_id, workflow_version_id, trigger, lifecycle, timing, inputs, metadata]");
    }

    @Test
    void todayOutputsAreInTheSteps() throws IOException {
        today.addRun("run_1", RunScript.perRead("completed").withOutputs(Map.of("answer", 42)));
        wire.get(RUNS + "/run_1");

        Reply steps = wire.get("/v1/workflows/steps?run_id=run_1");

        assertThat(steps.list("data")).hasSize(3);
        assertThat(steps.text("data", 1, "block_id")).isEqualTo("extract-node-1");
        assertThat(steps.text("data", 1, "lifecycle", "status")).isEqualTo("completed");
        assertThat(steps.at("data", 1, "handle_outputs", "output-json-0", "data", "answer")).isEqualTo(42L);
    }

    @Test
    void todayStepsComeInPages() throws IOException {
        today.addRun("run_1", RunScript.perRead("completed"));

        Reply first = wire.get("/v1/workflows/steps?run_id=run_1&limit=2");
        Reply second = wire.get("/v1/workflows/steps?run_id=run_1&limit=2&after=" + first.text("list_metadata", "after"));

        assertThat(first.list("data")).hasSize(2);
        assertThat(second.list("data")).hasSize(1);
        assertThat(second.at("list_metadata", "after")).isNull();
    }

    @Test
    void todayAnErrorIsInTheLifecycle() throws IOException {
        today.addRun("run_1", RunScript.perRead("error").withError("no ink"));

        Reply run = wire.get(RUNS + "/run_1");

        assertThat(run.text("lifecycle", "message")).isEqualTo("no ink");
        assertThat(run.text("lifecycle", "details", "block_id")).isEqualTo("extract-node-1");
    }

    @Test
    void todayAReviewNamesItsBlocks() throws IOException {
        today.addRun("run_1", RunScript.perRead("awaiting_review"));

        assertThat(wire.get(RUNS + "/run_1").list("lifecycle", "waiting_for_block_ids")).hasSize(1);
    }

    @Test
    void todayCancelEndsWithAReason() throws IOException {
        today.addRun("run_1", RunScript.perRead("running"));

        assertThat(wire.post(RUNS + "/run_1/cancel").text("cancellation_status")).isEqualTo("cancellation_requested");
        wire.get(RUNS + "/run_1");
        Reply end = wire.get(RUNS + "/run_1");

        assertThat(end.text("lifecycle", "status")).isEqualTo("cancelled");
        assertThat(end.text("lifecycle", "reason")).isNotEmpty();
    }

    @Test
    void inMayTheStatusWasAKind() throws IOException {
        may.addRun("run_1", RunScript.perRead("completed"));

        Reply page = wireOfMay.get(RUNS);

        assertThat(page.text("data", 0, "lifecycle", "kind")).isEqualTo("completed");
        assertThat(page.keys("data", 0).toString())
                .isEqualTo("[id, organization_id, workflow, trigger, lifecycle, timing, inputs]");
    }

    @Test
    void inMayRunsWereStartedUnderTheWorkflow() throws IOException {
        Reply started = wireOfMay.post("/v1/workflows/" + may.workflowId() + "/run", Map.of());

        assertThat(started.text("workflow", "workflow_id")).isEqualTo(may.workflowId());
        assertThat(wireOfMay.get(RUNS + "/" + started.text("id") + "/steps").text(0, "block_id")).isEqualTo("start-node-1");
    }

    @Test
    void todayOneStepHasAnAddress() throws IOException {
        today.addRun("run_1", RunScript.perRead("completed"));

        assertThat(wire.get("/v1/workflows/steps/extract-node-1?run_id=run_1").text("block_type")).isEqualTo("extract");
        assertThat(wire.get("/v1/workflows/steps/extract-node-1").text("run_id")).isEqualTo("run_1");
        assertThat(wire.get("/v1/workflows/steps/nobody?run_id=run_1").status()).isEqualTo(404);
    }

    @Test
    void todayStepsOfAllRunsCanBeFiltered() throws IOException {
        today.addRun("run_1", RunScript.perRead("completed"));
        today.addRun("run_2", RunScript.perRead("running"));

        assertThat(wire.get("/v1/workflows/steps").text("data", 0, "run_id")).isEqualTo("run_1");
        assertThat(wire.get("/v1/workflows/steps?order=desc").text("data", 0, "run_id")).isEqualTo("run_2");
        assertThat(wire.get("/v1/workflows/steps?block_type=extract&block_type=function").list("data")).hasSize(4);
        assertThat(wire.get("/v1/workflows/steps?status=completed").list("data")).hasSize(3);
        assertThat(wire.get("/v1/workflows/steps?run_id=run_nobody").status()).isEqualTo(404);
    }

    @Test
    void onlyTheFirstGenerationResumesAndCounts() throws IOException {
        may.addRun("run_1", RunScript.perRead("waiting_for_human"));

        assertThat(wireOfMay.post(RUNS + "/run_1/resume", Map.of()).status()).isEqualTo(404);
        assertThat(wire.get(RUNS + "/counts").status()).isEqualTo(404);
        assertThat(wireOfMay.get(RUNS + "/run_1/steps/extract-node-1").text("block_type")).isEqualTo("extract");
    }
}
