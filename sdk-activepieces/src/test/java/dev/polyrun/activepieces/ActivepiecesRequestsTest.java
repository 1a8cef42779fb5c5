package dev.polyrun.activepieces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.polyrun.activepieces.Runs.CountRunsByStatusParams;
import dev.polyrun.activepieces.Runs.ListRunsParams;
import dev.polyrun.activepieces.Webhooks.TriggerFlowParams;
import dev.polyrun.activepieces.model.BulkArchiveFlowRunsRequest;
import dev.polyrun.activepieces.model.BulkCancelFlowRunsRequest;
import dev.polyrun.activepieces.model.CancellableRunStatus;
import dev.polyrun.activepieces.model.FlowRetryStrategy;
import dev.polyrun.activepieces.model.FlowRun;
import dev.polyrun.activepieces.model.FlowRunPage;
import dev.polyrun.activepieces.model.FlowRunStatus;
import dev.polyrun.activepieces.model.RetryFlowRunRequest;
import dev.polyrun.contract.Sent;
import dev.polyrun.core.ApiResponse;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RunScript;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivepiecesRequestsTest {
    private static final String RUN = "AAAAAAAAAAAAAAAAAAAAA";

    private final ActivepiecesSimulator activepieces = ActivepiecesSimulator.start();
    private final String project = activepieces.projectId();
    private final ActivepiecesClient client = ActivepiecesClient.builder()
            .baseUrl(activepieces.baseUrl())
            .apiKey(activepieces.apiKey())
            .projectId(project)
            .build();

    @AfterEach
    void close() {
        activepieces.close();
    }

    private Map<String, String> headers() {
        return Map.of("accept", "application/json", "authorization", "Bearer " + activepieces.apiKey());
    }

    private Map<String, String> headersWithBody() {
        return Map.of(
                "accept", "application/json",
                "authorization", "Bearer " + activepieces.apiKey(),
                "content-type", "application/json");
    }

    @Test
    void aTriggerSendsTheBodyAndNoCredential() {
        client.webhooks().trigger(activepieces.workflowId(), new TriggerFlowParams().request(Map.of("name", "world")));

        Sent sent = Sent.onlyTo(activepieces);
        assertThat(sent.line()).isEqualTo("POST /api/v1/webhooks/" + activepieces.workflowId());
        assertThat(sent.query()).isEmpty();
        assertThat(sent.headers()).isEqualTo(Map.of("accept", "application/json", "content-type", "application/json"));
        assertThat(sent.json()).isEqualTo(Map.of("name", "world"));
    }

    @Test
    void aTriggerWithoutBodySendsNone() {
        client.webhooks().trigger(activepieces.workflowId());

        assertThat(Sent.onlyTo(activepieces).headers()).isEqualTo(Map.of("accept", "application/json"));
        assertThat(Sent.onlyTo(activepieces).json()).isNull();
    }

    @Test
    void aTriggerOfASubflowNamesItsParentInHeaders() {
        client.webhooks().trigger(
                activepieces.workflowId(), new TriggerFlowParams().parentRunId("parent").failParentOnFailure(true));

        assertThat(Sent.onlyTo(activepieces).headers())
                .containsEntry("ap-parent-run-id", "parent")
                .containsEntry("ap-fail-parent-on-failure", "true");
    }

    @Test
    void theCallFormOfATriggerHasTheWebhookId() {
        ApiResponse<Map<String, Object>> response =
                client.webhooks().triggerCall(activepieces.workflowId(), new TriggerFlowParams()).executeForResponse();

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("x-webhook-id")).startsWith("hook");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void theAsynchronousCallFormHasTheWebhookIdToo() {
        ApiResponse<Map<String, Object>> response = client.webhooks()
                .triggerCall(activepieces.workflowId(), new TriggerFlowParams())
                .executeForResponseAsync()
                .join();

        assertThat(response.header("X-Webhook-ID")).startsWith("hook");
    }

    @Test
    void getNamesTheRunInThePath() {
        activepieces.addRun(RUN, RunScript.perRead("RUNNING"));

        FlowRun run = client.runs().get(RUN);

        Sent sent = Sent.onlyTo(activepieces);
        assertThat(sent.line()).isEqualTo("GET /api/v1/flow-runs/" + RUN);
        assertThat(sent.query()).isEmpty();
        assertThat(sent.headers()).isEqualTo(headers());
        assertThat(run.status()).isEqualTo(FlowRunStatus.RUNNING);
    }

    @Test
    void reservedCharactersInAPathArriveEncoded() {
        activepieces.failNext(Fault.status(200, "application/json", "{}"));

        client.runs().get("a b/c?d#e%2Fä");

        assertThat(Sent.onlyTo(activepieces).line()).isEqualTo("GET /api/v1/flow-runs/a%20b%2Fc%3Fd%23e%252F%C3%A4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", ".."})
    void anIdThatWouldClimbOutOfThePathIsRefused(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> client.runs().get(id)).withMessageContaining("runs.get: id");

        assertThat(activepieces.requests()).isEmpty();
    }

    @Test
    void aListRepeatsTheNameOfAListedFilter() {
        client.runs().list(project, new ListRunsParams()
                .flowRunIds(List.of(RUN, "BBBBBBBBBBBBBBBBBBBBB"))
                .status(List.of(FlowRunStatus.RUNNING, FlowRunStatus.PAUSED))
                .limit(5)
                .includeArchived(false)
                .createdAfter(OffsetDateTime.parse("2026-11-21T23:18:00.299+01:00")));

        Sent sent = Sent.onlyTo(activepieces);
        assertThat(sent.line()).isEqualTo("GET /api/v1/flow-runs");
        assertThat(sent.query()).isEqualTo(Map.of(
                "projectId", List.of(project),
                "flowRunIds", List.of(RUN, "BBBBBBBBBBBBBBBBBBBBB"),
                "status", List.of("RUNNING", "PAUSED"),
                "limit", List.of("5"),
                "includeArchived", List.of("false"),
                "createdAfter", List.of("2026-11-21T23:18:00.299+01:00")));
        assertThat(sent.headers()).isEqualTo(headers());
    }

    @Test
    void theCursorOfAPageLeadsToTheNext() {
        activepieces.addRun(RUN, RunScript.perRead("SUCCEEDED"));
        activepieces.addRun("BBBBBBBBBBBBBBBBBBBBB", RunScript.perRead("RUNNING"));

        FlowRunPage first = client.runs().list(project, new ListRunsParams().limit(1));
        FlowRunPage second = client.runs().list(project, new ListRunsParams().limit(1).cursor(first.next()));

        assertThat(Sent.lastTo(activepieces).query()).containsEntry("cursor", List.of(first.next()));
        assertThat(List.of(first.data().get(0).id(), second.data().get(0).id())).containsExactly("BBBBBBBBBBBBBBBBBBBBB", RUN);
        assertThat(second.next()).isNull();
    }

    @Test
    void cancelNamesProjectAndRuns() {
        activepieces.addRun(RUN, RunScript.perRead("QUEUED"));

        client.runs().cancel(BulkCancelFlowRunsRequest.builder()
                .projectId(project)
                .flowRunIds(List.of(RUN))
                .status(List.of(CancellableRunStatus.QUEUED))
                .build());

        Sent sent = Sent.onlyTo(activepieces);
        assertThat(sent.line()).isEqualTo("POST /api/v1/flow-runs/cancel");
        assertThat(sent.headers()).isEqualTo(headersWithBody());
        assertThat(sent.json()).isEqualTo(Map.of("projectId", project, "flowRunIds", List.of(RUN), "status", List.of("QUEUED")));
    }

    @Test
    void retryNamesItsStrategy() {
        activepieces.addRun(RUN, RunScript.perRead("FAILED"));

        FlowRun again = client.runs().retry(RUN, RetryFlowRunRequest.builder()
                .projectId(project)
                .strategy(FlowRetryStrategy.FROM_FAILED_STEP)
                .build());

        Sent sent = Sent.onlyTo(activepieces);
        assertThat(sent.line()).isEqualTo("POST /api/v1/flow-runs/" + RUN + "/retry");
        assertThat(sent.json()).isEqualTo(Map.of("projectId", project, "strategy", "FROM_FAILED_STEP"));
        assertThat(again.id()).isEqualTo(RUN);
    }

    @Test
    void archiveAndCountsHaveTheirOwnRoutes() {
        activepieces.failNext(Fault.status(200, "application/json", ""));
        client.runs().archive(BulkArchiveFlowRunsRequest.builder().projectId(project).build());
        assertThat(Sent.lastTo(activepieces).line()).isEqualTo("POST /api/v1/flow-runs/archive");

        activepieces.failNext(Fault.status(200, "application/json", "{\"data\":[{\"status\":\"FAILED\",\"count\":2}]}"));
        assertThat(client.runs().countByStatus(project, new CountRunsByStatusParams()).data().get(0).count()).isEqualTo(2);
        assertThat(Sent.lastTo(activepieces).line()).isEqualTo("GET /api/v1/flow-runs/count-by-status");
    }

    @Test
    void resumeGoesWithoutCredential() {
        activepieces.failNext(Fault.status(200, "application/json", "{\"message\":\"ok\"}"));

        client.runs().resume(RUN, "request 1");

        Sent sent = Sent.onlyTo(activepieces);
        assertThat(sent.line()).isEqualTo("POST /api/v1/flow-runs/" + RUN + "/requests/request%201");
        assertThat(sent.headers()).doesNotContainKey("authorization");
    }

    @Test
    void aUsersTokenIsSentLikeAKey() {
        activepieces.addRun(RUN, RunScript.perRead("RUNNING"));
        ActivepiecesClient signedIn =
                ActivepiecesClient.builder().baseUrl(activepieces.baseUrl()).apiKey(activepieces::jwt).build();

        signedIn.runs().get(RUN);

        assertThat(Sent.onlyTo(activepieces).headers()).containsEntry("authorization", "Bearer " + activepieces.jwt());
    }

    @Test
    void theAsynchronousFormSendsTheSame() {
        activepieces.addRun(RUN, RunScript.perRead("SUCCEEDED"));

        assertThat(client.runs().getAsync(RUN).join().status()).isEqualTo(FlowRunStatus.SUCCEEDED);
        assertThat(Sent.onlyTo(activepieces).headers()).isEqualTo(headers());
    }
}
