package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Activepieces does to many runs at once, how a paused one is resumed, and the webhook that waits. */
class ActivepiecesBulkTest {
    private static final String RUNS = "/v1/flow-runs";
    private static final String FIRST = "run0000000000000000a1";
    private static final String SECOND = "run0000000000000000a2";

    private final ActivepiecesSimulator server = ActivepiecesSimulator.start();
    private final ActivepiecesSimulator oldServer = ActivepiecesSimulator.version("0.71.0");
    private final Wire wire = Wire.of(server, "Authorization", "Bearer " + server.apiKey());
    private final Wire oldWire = Wire.of(oldServer, "Authorization", "Bearer " + oldServer.apiKey());
    private final String list = RUNS + "?projectId=" + server.projectId();
    private final String sync = "/v1/webhooks/" + server.workflowId() + "/sync";

    @AfterEach
    void close() {
        server.close();
        oldServer.close();
    }

    private Map<String, Object> body(Object... more) {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("projectId", server.projectId()));
        for (int i = 0; i < more.length; i += 2) {
            body.put((String) more[i], more[i + 1]);
        }
        return body;
    }

    @Test
    void bulkRetryFromTheFailedStepKeepsTheIds() throws IOException {
        server.addRun(FIRST, RunScript.perRead("FAILED"));
        server.addRun(SECOND, RunScript.perRead("SUCCEEDED"));

        Reply retried = wire.post(RUNS + "/retry", body("strategy", "FROM_FAILED_STEP", "status", List.of("FAILED")));

        assertThat(retried.list()).hasSize(1);
        assertThat(retried.text(0, "id")).isEqualTo(FIRST);
        assertThat(retried.text(0, "status")).isEqualTo("QUEUED");
    }

    @Test
    void bulkRetryOnTheLatestVersionMakesNewRunsThatLackAStart() throws IOException {
        server.addRun(FIRST, RunScript.perRead("FAILED"));

        Reply retried = wire.post(RUNS + "/retry", body("strategy", "ON_LATEST_VERSION", "flowRunIds", List.of(FIRST)));

        assertThat(retried.text(0, "id")).isNotEqualTo(FIRST);
        assertThat(retried.keys(0).stream().map(String::valueOf)).doesNotContain("startTime");
        assertThat(server.runIds()).hasSize(2);
    }

    @Test
    void runThatIsTooOldIsNamedWithAnError() throws IOException {
        server.addRun(FIRST, RunScript.perRead("FAILED"));
        server.forgetExecutionOf(FIRST);

        Reply retried = wire.post(RUNS + "/retry", body("strategy", "FROM_FAILED_STEP"));
        Reply alone = wire.post(RUNS + "/" + FIRST + "/retry", body("strategy", "FROM_FAILED_STEP"));

        assertThat(retried.text(0, "error", "errorCode")).isEqualTo("FLOW_RUN_RETRY_OUTSIDE_RETENTION");
        assertThat(alone.status()).isEqualTo(410);
        assertThat(alone.text("code")).isEqualTo("FLOW_RUN_RETRY_OUTSIDE_RETENTION");
    }

    @Test
    void emptyFilterIsNoFilter() throws IOException {
        server.addRun(FIRST, RunScript.perRead("FAILED"));

        assertThat(wire.post(RUNS + "/retry", body("strategy", "FROM_FAILED_STEP", "flowRunIds", List.of())).list()).hasSize(1);
        assertThat(wire.post(RUNS + "/retry", body("strategy", "FROM_FAILED_STEP", "excludeFlowRunIds", List.of(FIRST))).list())
                .isEmpty();
    }

    @Test
    void failedStepAndItsMessageFilter() throws IOException {
        server.addRun(FIRST, RunScript.perRead("FAILED").withError("no ink"));

        assertThat(wire.get(list + "&failedStepName=step_1&failedStepMessage=ink").list("data")).hasSize(1);
        assertThat(wire.get(list + "&failedStepName=step_2").list("data")).isEmpty();
        assertThat(wire.get(list + "&failedStepMessage=paper").list("data")).isEmpty();
    }

    @Test
    void archivedRunIsHiddenFromListsOnly() throws IOException {
        server.addRun(FIRST, RunScript.perRead("SUCCEEDED"));

        Reply archived = wire.post(RUNS + "/archive", body("flowRunIds", List.of(FIRST)));

        assertThat(archived.status()).isEqualTo(200);
        assertThat(archived.body()).isEmpty();
        assertThat(wire.get(list).list("data")).isEmpty();
        assertThat(wire.get(list + "&includeArchived=true").list("data")).hasSize(1);
        assertThat(wire.get(RUNS + "/" + FIRST).at("archivedAt")).isNotNull();
    }

    @Test
    void countsNameTheStatusesThatOccur() throws IOException {
        server.addRun(FIRST, RunScript.perRead("FAILED"));
        server.addRun(SECOND, RunScript.perRead("FAILED"));

        Reply counts = wire.get(RUNS + "/count-by-status?projectId=" + server.projectId());

        assertThat(counts.at("data")).isEqualTo(List.of(Map.of("status", "FAILED", "count", 2L)));
        assertThat(wire.get(RUNS + "/count-by-status").status()).isEqualTo(400);
    }

    @Test
    void oldServerHasNeitherCountsNorArchive() throws IOException {
        assertThat(oldWire.get(RUNS + "/count-by-status?projectId=" + oldServer.projectId()).status()).isEqualTo(400);
        assertThat(oldWire.post(RUNS + "/archive", body()).status()).isEqualTo(404);
    }

    @Test
    void resumeNeedsNoCredentialAndLetsTheRunGoOn() throws IOException {
        server.addRun(FIRST, RunScript.perRead("PAUSED"));
        Wire anybody = Wire.of(server);

        Reply resumed = anybody.post(RUNS + "/" + FIRST + "/requests/anything", Map.of("approved", true));

        assertThat(resumed.text("message")).contains("has been recorded");
        assertThat(wire.get(RUNS + "/" + FIRST).text("status")).isEqualTo("RUNNING");
        assertThat(wire.get(RUNS + "/" + FIRST).text("status")).isEqualTo("SUCCEEDED");
    }

    @Test
    void usedLinkIs200AndOnlyANewServerSaysSo() throws IOException {
        server.addRun(FIRST, RunScript.perRead("SUCCEEDED"));
        oldServer.addRun(FIRST, RunScript.perRead("SUCCEEDED"));

        assertThat(wire.post(RUNS + "/" + FIRST + "/requests/used").text("message")).contains("has expired");
        assertThat(oldWire.post(RUNS + "/" + FIRST + "/requests/used").text("message")).contains("has been recorded");
        assertThat(wire.post(RUNS + "/malformed/requests/used").status()).isEqualTo(400);
    }

    @Test
    void webhookThatWaitsPassesOnTheFlowsOwnAnswer() throws IOException {
        server.onStart(RunScript.perRead("SUCCEEDED").withOutputs(Map.of("echo", "Ada")));

        assertThat(Wire.of(server).post(sync, Map.of("name", "Ada")).text("echo")).isEqualTo("Ada");
        server.flowsAnswer(422, Map.of("reason", "no name"));
        assertThat(wire.post(sync).status()).isEqualTo(422);
        server.flowsAnswer(204, null);
        assertThat(wire.post(sync).status()).isEqualTo(204);
        assertThat(server.runIds()).hasSize(3);
    }

    @Test
    void flowWithoutAnAnswerIs408OnANewServerAnd204OnAnOldOne() throws IOException {
        server.flowsAnswerNothing();
        oldServer.flowsAnswerNothing();

        Reply late = wire.post(sync);

        assertThat(late.status()).isEqualTo(408);
        assertThat(late.body()).isEqualTo("{}");
        assertThat(late.headers().get("x-webhook-id")).isNotEmpty();
        assertThat(oldWire.post(sync).status()).isEqualTo(204);
    }

    @Test
    void flowThatIsDeletedOrSwitchedOffDoesNotRun() throws IOException {
        server.disableFlow("SimulatedFlow00000002");
        server.deleteFlow(server.workflowId());

        assertThat(wire.post("/v1/webhooks/SimulatedFlow00000002").status()).isEqualTo(404);
        assertThat(wire.post(sync).status()).isEqualTo(410);
        assertThat(server.runIds()).isEmpty();
    }
}
