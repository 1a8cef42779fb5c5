package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OnepinSimulatorTest {
    private static final String RUN = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
    private static final String NOBODY = "3fa85f64-5717-4562-b3fc-000000000000";

    private final OnepinSimulator onepin = OnepinSimulator.start();
    private final Wire wire = Wire.of(onepin, "Authorization", "Bearer " + onepin.apiKey());
    private final String runs = "/api/v1/workflows/" + onepin.workflowId() + "/runs";
    private final String run = runs + "/" + RUN;

    @AfterEach
    void close() {
        onepin.close();
    }

    private String status() throws IOException {
        return wire.get(run + "/status").text("data", "status");
    }

    @Test
    void wrongKeyIs401() throws IOException {
        Reply reply = Wire.of(onepin, "Authorization", "Bearer op_live_wrong").get(runs);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.text("error", "code")).isEqualTo("INVALID_API_KEY");
    }

    @Test
    void userTokenIsAccepted() throws IOException {
        assertThat(Wire.of(onepin, "Authorization", "Bearer " + onepin.jwt()).get(runs).status()).isEqualTo(200);
    }

    @Test
    void workspaceMustMatchWhenItIsSent() throws IOException {
        String bearer = "Bearer " + onepin.apiKey();

        assertThat(Wire.of(onepin, "Authorization", bearer, "X-Workspace-Id", onepin.workspaceId()).get(runs).status())
                .isEqualTo(200);
        assertThat(Wire.of(onepin, "Authorization", bearer, "X-Workspace-Id", NOBODY).get(runs).status()).isEqualTo(403);
    }

    @Test
    void startIsAccepted() throws IOException {
        Reply started = wire.post(runs);

        assertThat(started.status()).isEqualTo(202);
        assertThat(started.keys().toString()).isEqualTo("[data, meta]");
        assertThat(started.text("data", "status")).isEqualTo("pending");
        assertThat(started.keys("data").toString()).doesNotContain("definition_snapshot");
    }

    @Test
    void secondActiveRunOfAWorkflowIs409() throws IOException {
        wire.post(runs);

        Reply second = wire.post(runs);

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text("error", "code")).isEqualTo("CONFLICT");
    }

    @Test
    void getHasEveryPropertyOfThePage() throws IOException {
        onepin.addRun(RUN, RunScript.perRead("completed"));

        assertThat(wire.get(run).keys("data").toString()).isEqualTo("[id, workflow_id, status, run_number, token_cost,"
                + " created_at, updated_at, total_nodes, total_steps, finished_steps, usage_summary, started_at, completed_at,"
                + " error, has_export, triggered_by, pause_requested_at, paused_at, credits, definition_snapshot]");
    }

    @Test
    void statusMovesTheRunAndItsSteps() throws IOException {
        onepin.addRun(RUN, RunScript.perRead("pending", "running", "completed"));

        assertThat(wire.get(run + "/status").at("data", "finished_steps")).isEqualTo(0L);
        assertThat(wire.get(run + "/status").at("data", "finished_steps")).isEqualTo(40L);
        Reply end = wire.get(run + "/status");
        assertThat(end.at("data", "finished_steps")).isEqualTo(120L);
        assertThat(end.at("data", "has_export")).isEqualTo(true);
    }

    @Test
    void failedServesItsError() throws IOException {
        onepin.addRun(RUN, RunScript.perRead("failed").withError("no voice"));

        assertThat(wire.get(run).text("data", "error")).isEqualTo("no voice");
    }

    @Test
    void unknownRunIs404AndAMalformedIdIs422() throws IOException {
        assertThat(wire.get(runs + "/" + NOBODY).text("error", "code")).isEqualTo("NOT_FOUND");
        assertThat(wire.get(runs + "/run-1").status()).isEqualTo(422);
    }

    @Test
    void listItemsAreShorterAndCounted() throws IOException {
        onepin.addRun(RUN, RunScript.perRead("completed"));

        Reply page = wire.get(runs);

        assertThat(page.keys("data", 0).toString()).doesNotContain("workflow_id", "updated_at", "has_export");
        assertThat(page.at("pagination", "total")).isEqualTo(1L);
        assertThat(page.at("pagination", "limit")).isEqualTo(20L);
        assertThat(page.at("pagination", "next")).isNull();
    }

    @Test
    void listPagesByOffset() throws IOException {
        for (int i = 1; i <= 3; i++) {
            onepin.addRun("3fa85f64-5717-4562-b3fc-00000000000" + i, RunScript.perRead("completed"));
        }

        Reply first = wire.get(runs + "?limit=2");
        URI next = URI.create(first.text("pagination", "next"));
        Reply second = wire.get(next.getPath() + "?" + next.getQuery());

        assertThat(next.getQuery()).isEqualTo("offset=2&limit=2");
        assertThat(second.text("data", 0, "id")).endsWith("001");
        assertThat(second.at("pagination", "next")).isNull();
        assertThat(second.text("pagination", "prev")).contains("offset=0");
    }

    @Test
    void aListIsAReadOfTheRunsOnItsPageUnlessItIsOfAStatus() throws IOException {
        onepin.addRun(id(1), RunScript.perRead("pending", "running"));

        assertThat(wire.get(runs + "?status=pending").text("data", 0, "status")).isEqualTo("pending");
        assertThat(wire.get(runs).text("data", 0, "status")).isEqualTo("pending");
        assertThat(wire.get(runs).text("data", 0, "status")).isEqualTo("running");
    }

    @Test
    void listRefusesUnknownStatusesAndGreatLimits() throws IOException {
        assertThat(wire.get(runs + "?status=completed,failed").status()).isEqualTo(200);
        assertThat(wire.get(runs + "?status=done").status()).isEqualTo(422);
        assertThat(wire.get(runs + "?limit=101").status()).isEqualTo(422);
    }

    @Test
    void outputsAndStepsShowWhatTheScriptSays() throws IOException {
        onepin.addRun(RUN, RunScript.perRead("completed").withOutputs(Map.of("answer", 42)));

        assertThat(wire.get(run + "/outputs").at("data", "outputs", 0, "lines", 0, "answer")).isEqualTo(42L);
        assertThat(wire.get(run + "/steps").list("data")).hasSize(3);
        assertThat(wire.get(run + "/steps").at("data", 2, "result")).isNull();
        assertThat(wire.get(run + "/steps?include_result=true").at("data", 2, "result", "answer")).isEqualTo(42L);
    }

    @Test
    void cancelIsIdempotent() throws IOException {
        onepin.addRun(RUN, RunScript.perRead("running"));

        assertThat(wire.post(run + "/cancel").text("data", "status")).isEqualTo("cancelled");
        assertThat(wire.post(run + "/cancel").text("data", "status")).isEqualTo("cancelled");
    }

    @Test
    void cancelLeavesAnEndedRunAlone() throws IOException {
        onepin.addRun(RUN, RunScript.perRead("completed"));

        Reply cancelled = wire.post(run + "/cancel");

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("data", "status")).isEqualTo("completed");
    }

    @Test
    void pauseDrainsFirstAndResumeGoesOn() throws IOException {
        onepin.addRun(RUN, RunScript.perRead("running", "running", "completed"));
        status();

        Reply paused = wire.post(run + "/pause");

        assertThat(paused.text("data", "status")).isEqualTo("running");
        assertThat(paused.at("data", "pause_requested_at")).isNotNull();
        assertThat(List.of(status(), status(), status())).containsExactly("running", "paused", "paused");
        assertThat(wire.post(run + "/resume").text("data", "status")).isEqualTo("running");
        assertThat(List.of(status(), status())).containsExactly("running", "completed");
    }

    @Test
    void resumeOfARunThatIsNotPausedIs409() throws IOException {
        onepin.addRun(RUN, RunScript.perRead("running"));

        assertThat(wire.post(run + "/resume").status()).isEqualTo(409);
    }

    @Test
    void resumeOfAScriptedPauseRunsToItsEnd() throws IOException {
        onepin.addRun(RUN, RunScript.perRead("paused"));
        status();

        wire.post(run + "/resume");

        assertThat(List.of(status(), status())).containsExactly("running", "completed");
    }

    @Test
    void summaryCountsByStatus() throws IOException {
        onepin.addRun(id(1), RunScript.perRead("completed"));
        onepin.addRun(id(2), RunScript.perRead("completed"));
        onepin.addRun(id(3), RunScript.perRead("failed"));
        onepin.addRun(id(4), RunScript.perRead("cancelled"));

        Reply summary = wire.get(runs + "/summary");

        assertThat(summary.at("data", "total_runs")).isEqualTo(4L);
        assertThat(summary.at("data", "completed")).isEqualTo(2L);
        assertThat(summary.text("data", "pass_rate")).startsWith("0.66");
    }

    @Test
    void summaryOfNoRunsHasNoShares() throws IOException {
        Reply summary = wire.get(runs + "/summary?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z");

        assertThat(summary.at("data", "pass_rate")).isNull();
        assertThat(summary.at("data", "average_duration_seconds")).isNull();
    }

    @Test
    void summaryWantsOffsetsAndAnOrder() throws IOException {
        assertThat(wire.get(runs + "/summary?from=2020-01-01T00:00:00").status()).isEqualTo(422);
        assertThat(wire.get(runs + "/summary?from=2020-01-02T00:00:00Z&to=2020-01-01T00:00:00Z").status()).isEqualTo(422);
    }

    @Test
    void listIsSorted() throws IOException {
        onepin.addRun(id(1), RunScript.perRead("running"));
        onepin.addRun(id(2), RunScript.perRead("completed"));

        assertThat(wire.get(runs + "?sort=status&order=asc").text("data", 0, "status")).isEqualTo("completed");
        assertThat(wire.get(runs + "?sort=name").status()).isEqualTo(422);
    }

    @Test
    void stepsOfOneNodeOrType() throws IOException {
        onepin.addRun(id(1), RunScript.perRead("completed"));

        assertThat(wire.get(runs + "/" + id(1) + "/steps?node_id=node2").list("data")).hasSize(1);
        assertThat(wire.get(runs + "/" + id(1) + "/steps?node_type=sink_preview").text("data", 0, "node_id")).isEqualTo("node3");
    }

    private static String id(int number) {
        return "3fa85f64-5717-4562-b3fc-" + String.format("%012d", number);
    }
}
