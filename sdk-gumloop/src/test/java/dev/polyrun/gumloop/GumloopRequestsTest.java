package dev.polyrun.gumloop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.polyrun.contract.Sent;
import dev.polyrun.core.ApiResponse;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.gumloop.Flows.ListSavedFlowsParams;
import dev.polyrun.gumloop.Runs.GetRunParams;
import dev.polyrun.gumloop.Runs.ListRunHistoryParams;
import dev.polyrun.gumloop.Workbooks.ListWorkbooksParams;
import dev.polyrun.gumloop.model.FlowRun;
import dev.polyrun.gumloop.model.FlowRunHistoryItem;
import dev.polyrun.gumloop.model.FlowRunState;
import dev.polyrun.gumloop.model.KillFlowRequest;
import dev.polyrun.gumloop.model.PipelineInput;
import dev.polyrun.gumloop.model.SavedFlow;
import dev.polyrun.gumloop.model.SavedFlowList;
import dev.polyrun.gumloop.model.StartFlowRequest;
import dev.polyrun.gumloop.model.StartFlowResponse;
import dev.polyrun.gumloop.model.WorkbookList;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GumloopRequestsTest {
    private static final String RUN = "B7uiXDngvzFvUWxHRKQFAD";

    private final GumloopSimulator gumloop = GumloopSimulator.start();
    private final GumloopClient client = GumloopClient.builder()
            .baseUrl(gumloop.baseUrl())
            .apiKey(gumloop.apiKey())
            .userId(gumloop.userId())
            .build();

    @AfterEach
    void close() {
        gumloop.close();
    }

    private Map<String, String> headers() {
        return Map.of("accept", "application/json", "authorization", "Bearer " + gumloop.apiKey(), "x-auth-key", gumloop.userId());
    }

    private Map<String, String> headersWithBody() {
        return Map.of(
                "accept", "application/json",
                "authorization", "Bearer " + gumloop.apiKey(),
                "x-auth-key", gumloop.userId(),
                "content-type", "application/json");
    }

    @Test
    void startSendsTheInputsBesideTheIds() {
        StartFlowRequest request = StartFlowRequest.builder()
                .userId(gumloop.userId())
                .savedItemId(gumloop.workflowId())
                .additionalProperty("topic", "weekly update")
                .additionalProperty("draft", null)
                .build();

        StartFlowResponse started = client.runs().start(request);

        Sent sent = Sent.onlyTo(gumloop);
        assertThat(sent.line()).isEqualTo("POST /api/v1/start_pipeline");
        assertThat(sent.query()).isEmpty();
        assertThat(sent.headers()).isEqualTo(headersWithBody());
        assertThat(gumloop.requests().get(0).body()).isEqualTo("{\"user_id\":\"" + gumloop.userId() + "\",\"saved_item_id\":\""
                + gumloop.workflowId() + "\",\"topic\":\"weekly update\",\"draft\":null}");
        assertThat(started.runId()).isEqualTo(gumloop.runIds().get(0));
        assertThat(started.savedItemId()).isEqualTo(gumloop.workflowId());
    }

    @Test
    void startTakesTheOlderListOfInputs() {
        PipelineInput input = PipelineInput.builder().inputName("topic").value(List.of(1, "two")).build();

        client.runs().start(StartFlowRequest.builder()
                .userId(gumloop.userId())
                .savedItemId(gumloop.workflowId())
                .pipelineInputs(List.of(input))
                .build());

        assertThat(Sent.onlyTo(gumloop).json())
                .extracting("pipeline_inputs")
                .isEqualTo(List.of(Map.of("input_name", "topic", "value", List.of(1L, "two"))));
    }

    @Test
    void getNamesTheRunAndTheClientsUser() {
        gumloop.addRun(RUN, RunScript.perRead("RUNNING"));

        FlowRun run = client.runs().get(RUN);

        Sent sent = Sent.onlyTo(gumloop);
        assertThat(sent.line()).isEqualTo("GET /api/v1/get_pl_run");
        assertThat(sent.query()).isEqualTo(Map.of("run_id", List.of(RUN), "user_id", List.of(gumloop.userId())));
        assertThat(sent.headers()).isEqualTo(headers());
        assertThat(sent.json()).isNull();
        assertThat(run.state()).isEqualTo(FlowRunState.RUNNING);
    }

    @Test
    void theProjectOfTheClientGoesAlong() {
        gumloop.addRun(RUN, RunScript.perRead("RUNNING"));
        GumloopClient ofProject = GumloopClient.builder()
                .baseUrl(gumloop.baseUrl())
                .apiKey(gumloop.apiKey())
                .userId(gumloop.userId())
                .projectId(gumloop.projectId())
                .build();

        ofProject.runs().get(RUN);

        assertThat(Sent.onlyTo(gumloop).query())
                .containsEntry("user_id", List.of(gumloop.userId()))
                .containsEntry("project_id", List.of(gumloop.projectId()));
    }

    @Test
    void parametersOfTheCallWinOverTheClientsSettings() {
        gumloop.failNext(Fault.status(200, "application/json", "{}"));

        client.runs().get(RUN, new GetRunParams().userId("another user").projectId("p&q=1"));

        assertThat(Sent.onlyTo(gumloop).query()).isEqualTo(
                Map.of("run_id", List.of(RUN), "user_id", List.of("another user"), "project_id", List.of("p&q=1")));
    }

    @Test
    void reservedCharactersInAQueryArriveAsTheyWere() {
        String odd = "a b/c?d=e&f#g%2Fä+";
        gumloop.addRun(odd, RunScript.perRead("DONE"));

        assertThat(client.runs().get(odd).runId()).isEqualTo(odd);
    }

    @Test
    void killNamesTheRunInTheBody() {
        gumloop.addRun(RUN, RunScript.perRead("RUNNING"));

        assertThat(client.runs().kill(KillFlowRequest.builder().runId(RUN).userId(gumloop.userId()).build()).success()).isTrue();

        Sent sent = Sent.onlyTo(gumloop);
        assertThat(sent.line()).isEqualTo("POST /api/v1/kill_pipeline");
        assertThat(sent.headers()).isEqualTo(headersWithBody());
        assertThat(sent.json()).isEqualTo(Map.of("run_id", RUN, "user_id", gumloop.userId()));
        assertThat(client.runs().get(RUN).state()).isEqualTo(FlowRunState.TERMINATING);
    }

    @Test
    void killIsRepeatedWhenItsAnswerIsLost() {
        gumloop.addRun(RUN, RunScript.perRead("RUNNING"));
        gumloop.failNext(Fault.connectionReset().afterHandling());

        client.runs().kill(KillFlowRequest.builder().runId(RUN).userId(gumloop.userId()).build());

        assertThat(gumloop.requests()).hasSize(2);
    }

    @Test
    void historyListsTheRunsOfAFlowByItsId() {
        gumloop.addRun(RUN, RunScript.perRead("DONE"));

        Map<String, List<FlowRunHistoryItem>> history =
                client.runs().history(new ListRunHistoryParams().savedItemId(gumloop.workflowId()));

        Sent sent = Sent.onlyTo(gumloop);
        assertThat(sent.line()).isEqualTo("GET /api/v1/get_plrun_saved_item_map");
        assertThat(sent.query()).isEqualTo(
                Map.of("saved_item_id", List.of(gumloop.workflowId()), "user_id", List.of(gumloop.userId())));
        assertThat(history.get(gumloop.workflowId())).singleElement().satisfies(item -> assertThat(item.runId()).isEqualTo(RUN));
    }

    @Test
    void inputsOfAFlowAreAskedForByItsId() {
        gumloop.failNext(Fault.status(200, "application/json", """
                {"inputs": [{"name": "topic", "data_type": "string", "description": null}]}"""));

        assertThat(client.flows().inputs("flow 1").inputs()).singleElement().satisfies(
                input -> assertThat(input.name()).isEqualTo("topic"));

        Sent sent = Sent.onlyTo(gumloop);
        assertThat(sent.line()).isEqualTo("GET /api/v1/get_inputs");
        assertThat(sent.query()).isEqualTo(Map.of("saved_item_id", List.of("flow 1"), "user_id", List.of(gumloop.userId())));
    }

    @Test
    void savedFlowsAreListedForTheUserOfTheClient() {
        SavedFlowList flows = client.flows().list();

        Sent sent = Sent.onlyTo(gumloop);
        assertThat(sent.line()).isEqualTo("GET /api/v1/list_saved_items");
        assertThat(sent.query()).isEqualTo(Map.of("user_id", List.of(gumloop.userId())));
        assertThat(sent.headers()).isEqualTo(headers());
        assertThat(flows.savedItems()).extracting(SavedFlow::savedItemId).containsExactly(gumloop.workflowId());
        assertThat(flows.savedItems().get(0).createdTs()).isNotNull();
    }

    @Test
    void savedFlowsAreListedForAProject() {
        client.flows().list(new ListSavedFlowsParams().projectId(gumloop.projectId()));

        assertThat(Sent.onlyTo(gumloop).query()).containsEntry("project_id", List.of(gumloop.projectId()));
    }

    @Test
    void workbooksAreListedWithTheirFlows() {
        WorkbookList workbooks = client.workbooks().list(new ListWorkbooksParams().projectId(gumloop.projectId()));

        Sent sent = Sent.onlyTo(gumloop);
        assertThat(sent.line()).isEqualTo("GET /api/v1/list_workbooks");
        assertThat(sent.query())
                .isEqualTo(Map.of("user_id", List.of(gumloop.userId()), "project_id", List.of(gumloop.projectId())));
        assertThat(sent.headers()).isEqualTo(headers());
        assertThat(workbooks.workbooks()).singleElement().satisfies(workbook -> assertThat(workbook.savedItems())
                .extracting(SavedFlow::savedItemId)
                .containsExactly(gumloop.workflowId()));
    }

    @Test
    void listsWantAUserOrAProject() {
        GumloopClient ofNobody = GumloopClient.builder().baseUrl(gumloop.baseUrl()).accessToken(gumloop.accessToken()).build();

        assertThatIllegalArgumentException().isThrownBy(() -> ofNobody.flows().list()).withMessageContaining("flows.list");
        assertThatIllegalArgumentException().isThrownBy(() -> ofNobody.workbooks().list()).withMessageContaining("workbooks.list");

        assertThat(gumloop.requests()).isEmpty();
    }

    @Test
    void anAccessTokenGoesWithoutTheUserHeader() {
        gumloop.addRun(RUN, RunScript.perRead("RUNNING"));
        GumloopClient oauth = GumloopClient.builder()
                .baseUrl(gumloop.baseUrl())
                .accessToken(gumloop.accessToken())
                .userId(gumloop.userId())
                .build();

        oauth.runs().get(RUN);

        assertThat(Sent.onlyTo(gumloop).headers())
                .isEqualTo(Map.of("accept", "application/json", "authorization", "Bearer " + gumloop.accessToken()));
    }

    @Test
    void theAsynchronousFormSendsTheSame() {
        gumloop.addRun(RUN, RunScript.perRead("DONE"));

        FlowRun run = client.runs().getAsync(RUN).join();

        assertThat(run.state()).isEqualTo(FlowRunState.DONE);
        assertThat(Sent.onlyTo(gumloop).query()).containsEntry("run_id", List.of(RUN));
    }

    @Test
    void theCallFormAnswersStatusHeadersAndBytes() {
        gumloop.addRun(RUN, RunScript.perRead("DONE"));

        ApiResponse<FlowRun> response = client.runs().getCall(RUN, new GetRunParams()).executeForResponse();

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo("application/json");
        assertThat(FlowRun.fromJson(new String(response.rawBody(), UTF_8))).isEqualTo(response.body());
    }

    @Test
    void optionsOfOneCallAddHeadersAndQuery() {
        gumloop.addRun(RUN, RunScript.perRead("DONE"));

        client.runs().getCall(RUN, new GetRunParams())
                .with(RequestOptions.builder().header("X-Trace", "t1").query("verbose", "true").build())
                .execute();

        assertThat(Sent.onlyTo(gumloop).headers()).containsEntry("x-trace", "t1");
        assertThat(Sent.onlyTo(gumloop).query()).containsEntry("verbose", List.of("true"));
    }
}
