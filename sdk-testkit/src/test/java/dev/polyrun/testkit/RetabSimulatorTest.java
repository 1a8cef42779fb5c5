package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Generation A, and what holds for all of them. */
class RetabSimulatorTest {
    private static final String RUNS = "/v1/workflows/runs";

    private final RetabSimulator retab = RetabSimulator.start();
    private final Wire wire = Wire.of(retab, "Api-Key", retab.apiKey());
    private final String start = "/v1/workflows/" + retab.workflowId() + "/run";

    @AfterEach
    void close() {
        retab.close();
    }

    private Reply read(String runId) throws IOException {
        return wire.get(RUNS + "/" + runId);
    }

    @Test
    void keyGoesIntoItsOwnHeader() throws IOException {
        Reply bearer = Wire.of(retab, "Authorization", "Bearer " + retab.apiKey()).get(RUNS);

        assertThat(bearer.status()).isEqualTo(401);
        assertThat(bearer.text("detail", "details", "error")).isEqualTo("Invalid API Key.");
        assertThat(wire.get(RUNS).status()).isEqualTo(200);
    }

    @Test
    void everyAnswerHasARequestId() throws IOException {
        assertThat(wire.get(RUNS).headers().get("x-request-id")).startsWith("req_");
        assertThat(read("run_nobody").headers().get("x-request-id")).startsWith("req_");
    }

    @Test
    void unknownRunIs404() throws IOException {
        Reply reply = read("run_nobody");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.text("detail")).isEqualTo("Workflow run not found");
    }

    @Test
    void startAnswersTheWholeRun() throws IOException {
        Reply run = wire.post(start, Map.of());

        assertThat(run.status()).isEqualTo(200);
        assertThat(run.text("status")).isEqualTo("running");
        assertThat(read(run.text("id")).text("workflow_id")).isEqualTo(retab.workflowId());
    }

    @Test
    void documentHasEveryPropertyOfThePage() throws IOException {
        retab.addRun("run_1", RunScript.perRead("completed"));

        assertThat(read("run_1").keys().toString()).isEqualTo("[id, workflow_id, workflow_name, organization_id,"
                + " config_snapshot_id, dataset_id, status, execution_phase, trigger_type, trigger_email, started_at,"
                + " completed_at, duration_ms, human_waiting_started_at, human_waiting_duration_ms, steps, input_documents,"
                + " input_json_data, input_text_data, final_outputs, error, error_stage, error_details, cost_summary,"
                + " trace_spans, cancel_signal_error, cancel_signal_failed_at, cancel_native_error, cancel_confirmation_error,"
                + " cancel_confirmation_pending, cancel_requested_at, created_at, updated_at, waiting_for_node_ids,"
                + " pending_node_outputs, dag_snapshot, executed_node_ids, parallel_completion_counters, resume_queue,"
                + " active_resume, run_resume_status, hil_signal_states]");
    }

    @Test
    void startWithAnIncompleteDocumentIs422() throws IOException {
        Reply reply = wire.post(start, Map.of("documents", Map.of("start-node-1", Map.of("filename", "a.pdf"))));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.text("detail", 0, "msg")).isEqualTo("Field required");
    }

    @Test
    void sameIdempotencyKeyIsTheSameRun() throws IOException {
        Wire keyed = Wire.of(retab, "Api-Key", retab.apiKey(), "Idempotency-Key", "k-1");

        assertThat(keyed.post(start, Map.of()).text("id")).isEqualTo(keyed.post(start, Map.of()).text("id"));
        assertThat(wire.post(start, Map.of()).text("id")).isNotEqualTo(wire.post(start, Map.of()).text("id"));
    }

    @Test
    void stepsGetDoneAsTheScriptMovesOn() throws IOException {
        retab.addRun("run_1", RunScript.perRead("queued", "running", "running", "completed"));
        List<String> done = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            done.add(read("run_1").list("executed_node_ids").size() + " of 3");
        }

        assertThat(done).containsExactly("0 of 3", "0 of 3", "1 of 3", "3 of 3");
    }

    @Test
    void completedServesOutputsUnderTheEndNode() throws IOException {
        retab.addRun("run_1", RunScript.perRead("completed").withOutputs(Map.of("answer", 42)));

        assertThat(read("run_1").at("final_outputs", "end-node-1", "json_data", "answer")).isEqualTo(42L);
    }

    @Test
    void errorServesItsStageAndDetails() throws IOException {
        retab.addRun("run_1", RunScript.perRead("error").withError("no ink"));

        Reply run = read("run_1");

        assertThat(run.text("error")).isEqualTo("no ink");
        assertThat(run.text("error_stage")).isEqualTo("execution");
        assertThat(run.text("error_details", "node_id")).isEqualTo("extract-node-1");
    }

    @Test
    void errorNamesTheStepThatHasIt() throws IOException {
        retab.addRun("run_1", RunScript.perRead("running", "running", "running", "error"));
        read("run_1");
        read("run_1");
        read("run_1");

        Reply run = read("run_1");

        assertThat(run.text("steps", 2, "status")).isEqualTo("error");
        assertThat(run.text("error_details", "node_id")).isEqualTo(run.text("steps", 2, "node_id"));
    }

    @Test
    void waitingForAHumanNamesTheNode() throws IOException {
        retab.addRun("run_1", RunScript.perRead("waiting_for_human"));

        assertThat(read("run_1").at("waiting_for_node_ids")).isEqualTo(List.of("extract-node-1"));
        assertThat(read("run_1").text("run_resume_status")).isEqualTo("waiting_for_human");
    }

    @Test
    void stepsAreABareArray() throws IOException {
        retab.addRun("run_1", RunScript.perRead("completed"));
        read("run_1");

        Reply steps = wire.get(RUNS + "/run_1/steps");

        assertThat(steps.list()).hasSize(3);
        assertThat(steps.text(1, "output", "vendor_name")).isEqualTo("Acme Corp");
    }

    @Test
    void listPagesByTheLastId() throws IOException {
        for (int i = 1; i <= 3; i++) {
            retab.addRun("run_" + i, RunScript.perRead("running"));
        }

        Reply first = wire.get(RUNS + "?limit=2");
        Reply second = wire.get(RUNS + "?limit=2&after=" + first.text("list_metadata", "after"));

        assertThat(first.text("data", 0, "id")).isEqualTo("run_3");
        assertThat(first.at("list_metadata", "before")).isNull();
        assertThat(second.text("data", 0, "id")).isEqualTo("run_1");
        assertThat(second.at("list_metadata", "after")).isNull();
        assertThat(second.text("list_metadata", "before")).isEqualTo("run_1");
    }

    @Test
    void listRefusesLimitsAndOrdersThatDoNotExist() throws IOException {
        assertThat(wire.get(RUNS + "?limit=101").status()).isEqualTo(422);
        assertThat(wire.get(RUNS + "?order=sideways").status()).isEqualTo(422);
    }

    @Test
    void listFiltersByStatuses() throws IOException {
        retab.addRun("run_1", RunScript.perRead("running"));
        retab.addRun("run_2", RunScript.perRead("error"));

        assertThat(wire.get(RUNS + "?statuses=error,completed").list("data")).hasSize(1);
        assertThat(wire.get(RUNS + "?exclude_status=error").text("data", 0, "id")).isEqualTo("run_1");
    }

    @Test
    void listFiltersByTheDayOfCreationInclusively() throws IOException {
        VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-05-01T23:59:59Z"));
        retab.addRun("run_1", RunScript.timed(time.clock(), Duration.ofHours(1), "running"));
        time.advance(Duration.ofSeconds(1));
        retab.addRun("run_2", RunScript.timed(time.clock(), Duration.ofHours(1), "running"));
        time.advance(Duration.ofDays(1));
        retab.addRun("run_3", RunScript.timed(time.clock(), Duration.ofHours(1), "running"));

        assertThat(idsOf(wire.get(RUNS + "?from_date=2026-05-02"))).containsExactly("run_3", "run_2");
        assertThat(idsOf(wire.get(RUNS + "?to_date=2026-05-02"))).containsExactly("run_2", "run_1");
        assertThat(idsOf(wire.get(RUNS + "?from_date=2026-05-02&to_date=2026-05-02"))).containsExactly("run_2");
        assertThat(wire.get(RUNS + "?from_date=yesterday").status()).isEqualTo(400);
        assertThat(wire.get(RUNS + "?to_date=2026-05-02T00:00:00Z").status()).isEqualTo(400);
    }

    @Test
    void listFiltersByWhatStartedARun() throws IOException {
        retab.addRun("run_1", RunScript.perRead("error"));
        String restarted = wire.post(RUNS + "/run_1/restart").text("id");

        assertThat(idsOf(wire.get(RUNS + "?trigger_type=restart"))).containsExactly(restarted);
        assertThat(idsOf(wire.get(RUNS + "?trigger_types=email,api"))).containsExactly("run_1");
    }

    @Test
    void aListIsAReadOfTheRunsOnItsPage() throws IOException {
        retab.addRun("run_1", RunScript.perRead("queued", "running"));
        retab.addRun("run_2", RunScript.perRead("queued", "running"));

        assertThat(wire.get(RUNS + "?limit=1").text("data", 0, "status")).isEqualTo("queued");
        assertThat(read("run_2").text("status")).isEqualTo("running");
        assertThat(read("run_1").text("status")).isEqualTo("queued");
    }

    @Test
    void aListOfOneStatusMovesNoRun() throws IOException {
        retab.addRun("run_1", RunScript.perRead("queued", "running"));

        assertThat(wire.get(RUNS + "?status=queued").list("data")).hasSize(1);
        assertThat(wire.get(RUNS + "?status=queued").list("data")).hasSize(1);
        assertThat(read("run_1").text("status")).isEqualTo("queued");
    }

    private static List<Object> idsOf(Reply list) {
        List<Object> ids = new ArrayList<>();
        for (int i = 0; i < list.list("data").size(); i++) {
            ids.add(list.at("data", i, "id"));
        }
        return ids;
    }

    @Test
    void cancelOfARunningRunIsRequestedAndConfirmedLater() throws IOException {
        retab.addRun("run_1", RunScript.perRead("running"));
        read("run_1");

        Reply cancelled = wire.post(RUNS + "/run_1/cancel", Map.of());

        assertThat(cancelled.text("cancellation_status")).isEqualTo("cancellation_requested");
        Reply pending = read("run_1");
        assertThat(pending.text("status")).isEqualTo("running");
        assertThat(pending.at("cancel_confirmation_pending")).isEqualTo(true);
        Reply end = read("run_1");
        assertThat(end.text("status")).isEqualTo("cancelled");
        assertThat(end.at("cancel_confirmation_pending")).isEqualTo(false);
    }

    @Test
    void cancelOfAQueuedRunIsDoneAtOnce() throws IOException {
        retab.addRun("run_1", RunScript.perRead("queued"));

        Reply cancelled = wire.post(RUNS + "/run_1/cancel");

        assertThat(cancelled.text("cancellation_status")).isEqualTo("cancelled");
        assertThat(cancelled.text("run", "status")).isEqualTo("cancelled");
    }

    @Test
    void cancelOfAnEndedRunFailsWith200() throws IOException {
        retab.addRun("run_1", RunScript.perRead("completed"));

        Reply cancelled = wire.post(RUNS + "/run_1/cancel");

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("cancellation_status")).isEqualTo("cancellation_failed");
        assertThat(cancelled.text("run", "status")).isEqualTo("completed");
    }

    @Test
    void restartIsANewRun() throws IOException {
        retab.addRun("run_1", RunScript.perRead("error"));

        Reply restarted = wire.post(RUNS + "/run_1/restart");

        assertThat(restarted.text("id")).isNotEqualTo("run_1");
        assertThat(restarted.text("trigger_type")).isEqualTo("restart");
    }
}
