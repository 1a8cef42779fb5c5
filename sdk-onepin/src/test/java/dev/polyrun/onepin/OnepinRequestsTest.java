package dev.polyrun.onepin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.Sent;
import dev.polyrun.core.ApiResponse;
import dev.polyrun.onepin.Runs.GetRunParams;
import dev.polyrun.onepin.Runs.ListRunStepsParams;
import dev.polyrun.onepin.Runs.ListRunsParams;
import dev.polyrun.onepin.Runs.StartRunParams;
import dev.polyrun.onepin.model.RunSortField;
import dev.polyrun.onepin.model.RunStatus;
import dev.polyrun.onepin.model.SortDirection;
import dev.polyrun.onepin.model.StartRunRequest;
import dev.polyrun.onepin.model.WorkflowRun;
import dev.polyrun.onepin.model.WorkflowRunListResponse;
import dev.polyrun.onepin.model.WorkflowRunResponse;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OnepinRequestsTest {
    private static final String RUN = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

    private final OnepinSimulator onepin = OnepinSimulator.start();
    private final String workflow = onepin.workflowId();
    private final String runs = "/api/v1/workflows/" + workflow + "/runs";
    private final OnepinClient client = OnepinClient.builder()
            .baseUrl(onepin.baseUrl())
            .apiKey(onepin.apiKey())
            .workspaceId(onepin.workspaceId())
            .build();
    private final Map<String, String> headers = Map.of(
            "accept", "application/json",
            "authorization", "Bearer " + onepin.apiKey(),
            "x-workspace-id", onepin.workspaceId());

    @AfterEach
    void close() {
        onepin.close();
    }

    @Test
    void startSendsTheScript() {
        StartRunRequest request = StartRunRequest.builder().scriptText("Hello").sourceLanguage(null).build();

        WorkflowRun run = client.runs().start(workflow, new StartRunParams().request(request)).data();

        Sent sent = Sent.onlyTo(onepin);
        assertThat(sent.line()).isEqualTo("POST " + runs);
        assertThat(sent.query()).isEmpty();
        assertThat(sent.headers()).isEqualTo(Map.of(
                "accept", "application/json",
                "authorization", "Bearer " + onepin.apiKey(),
                "x-workspace-id", onepin.workspaceId(),
                "content-type", "application/json"));
        assertThat(onepin.requests().get(0).body()).isEqualTo("{\"script_text\":\"Hello\",\"source_language\":null}");
        assertThat(run.id()).isEqualTo(onepin.runIds().get(0));
        assertThat(run.status()).isEqualTo(RunStatus.PENDING);
    }

    @Test
    void theCallFormOfAStartHasStatus202() {
        ApiResponse<WorkflowRunResponse> response = client.runs()
                .startCall(workflow, new StartRunParams().request(StartRunRequest.builder().build()))
                .executeForResponse();

        assertThat(response.status()).isEqualTo(202);
        assertThat(Sent.onlyTo(onepin).json()).isEqualTo(Map.of());
    }

    @Test
    void getNamesWorkflowAndRunInThePath() {
        onepin.addRun(RUN, RunScript.perRead("running"));

        assertThat(client.runs().get(workflow, RUN).data().definitionSnapshot()).isNotNull();

        Sent sent = Sent.onlyTo(onepin);
        assertThat(sent.line()).isEqualTo("GET " + runs + "/" + RUN);
        assertThat(sent.query()).isEmpty();
        assertThat(sent.headers()).isEqualTo(headers);
    }

    @Test
    void withoutWorkspaceThereIsNoHeader() {
        onepin.addRun(RUN, RunScript.perRead("running"));
        OnepinClient plain = OnepinClient.builder().baseUrl(onepin.baseUrl()).accessToken(onepin.jwt()).build();

        plain.runs().get(workflow, RUN);

        assertThat(Sent.onlyTo(onepin).headers())
                .isEqualTo(Map.of("accept", "application/json", "authorization", "Bearer " + onepin.jwt()));
    }

    @Test
    void theWorkspaceOfTheCallWins() {
        onepin.failNext(Fault.status(200, "application/json", "{}"));

        client.runs().get(workflow, RUN, new GetRunParams().workspaceId("another"));

        assertThat(Sent.onlyTo(onepin).headers()).containsEntry("x-workspace-id", "another");
    }

    @Test
    void reservedCharactersInAPathArriveEncoded() {
        onepin.failNext(Fault.status(200, "application/json", "{}"));

        client.runs().status("w/1?", "r#ä %2F");

        assertThat(Sent.onlyTo(onepin).line()).isEqualTo("GET /api/v1/workflows/w%2F1%3F/runs/r%23%C3%A4%20%252F/status");
    }

    @Test
    void statusIsTheCheapRead() {
        onepin.addRun(RUN, RunScript.perRead("running"));

        assertThat(client.runs().status(workflow, RUN).data().status()).isEqualTo(RunStatus.RUNNING);

        assertThat(Sent.onlyTo(onepin).line()).isEqualTo("GET " + runs + "/" + RUN + "/status");
        assertThat(Sent.onlyTo(onepin).headers()).isEqualTo(headers);
    }

    @Test
    void listSendsPagingFilterAndOrder() {
        onepin.addRun(RUN, RunScript.perRead("completed"));

        WorkflowRunListResponse page = client.runs().list(workflow, new ListRunsParams()
                .offset(0L)
                .limit(1)
                .status("completed,failed")
                .search("a&b")
                .sort(RunSortField.CREATED_AT)
                .order(SortDirection.ASC));

        Sent sent = Sent.onlyTo(onepin);
        assertThat(sent.line()).isEqualTo("GET " + runs);
        assertThat(sent.query()).isEqualTo(Map.of(
                "offset", List.of("0"),
                "limit", List.of("1"),
                "status", List.of("completed,failed"),
                "search", List.of("a&b"),
                "sort", List.of("created_at"),
                "order", List.of("asc")));
        assertThat(sent.headers()).isEqualTo(headers);
        assertThat(page.data()).singleElement().satisfies(run -> assertThat(run.id()).isEqualTo(RUN));
        assertThat(page.pagination().total()).isEqualTo(1);
    }

    @Test
    void cancelSendsNoBody() {
        onepin.addRun(RUN, RunScript.perRead("running"));

        assertThat(client.runs().cancel(workflow, RUN).data().status()).isEqualTo(RunStatus.CANCELLED);

        Sent sent = Sent.onlyTo(onepin);
        assertThat(sent.line()).isEqualTo("POST " + runs + "/" + RUN + "/cancel");
        assertThat(sent.headers()).isEqualTo(headers);
        assertThat(sent.json()).isNull();
    }

    @Test
    void cancelIsRepeatedWhenItsAnswerIsLost() {
        onepin.addRun(RUN, RunScript.perRead("running"));
        onepin.failNext(Fault.connectionReset().afterHandling());

        assertThat(client.runs().cancel(workflow, RUN).data().status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(onepin.requests()).hasSize(2);
    }

    @Test
    void pauseAndResumeHaveTheirOwnPaths() {
        onepin.addRun(RUN, RunScript.perRead("running"));

        assertThat(client.runs().pause(workflow, RUN).data().pauseRequestedAt()).isNotNull();
        assertThat(Sent.lastTo(onepin).line()).isEqualTo("POST " + runs + "/" + RUN + "/pause");
        client.runs().status(workflow, RUN);
        assertThat(client.runs().status(workflow, RUN).data().status()).isEqualTo(RunStatus.PAUSED);
        client.runs().resume(workflow, RUN);
        assertThat(Sent.lastTo(onepin).line()).isEqualTo("POST " + runs + "/" + RUN + "/resume");
    }

    @Test
    void outputsAndStepsHaveTheirOwnPaths() {
        onepin.addRun(RUN, RunScript.perRead("completed"));

        assertThat(client.runs().outputs(workflow, RUN).data().runId()).isEqualTo(RUN);
        assertThat(Sent.lastTo(onepin).line()).isEqualTo("GET " + runs + "/" + RUN + "/outputs");
        assertThat(client.runs().steps(workflow, RUN, new ListRunStepsParams().includeResult(true)).data()).isNotEmpty();
        assertThat(Sent.lastTo(onepin).line()).isEqualTo("GET " + runs + "/" + RUN + "/steps");
        assertThat(Sent.lastTo(onepin).query()).isEqualTo(Map.of("include_result", List.of("true")));
    }

    @Test
    void theAsynchronousFormSendsTheSame() {
        onepin.addRun(RUN, RunScript.perRead("completed"));

        assertThat(client.runs().statusAsync(workflow, RUN).join().data().status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(Sent.onlyTo(onepin).headers()).isEqualTo(headers);
    }
}
