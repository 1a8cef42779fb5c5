package dev.polyrun.conformance;

import static dev.polyrun.conformance.Flavour.send;

import dev.polyrun.core.RetryPolicy;
import dev.polyrun.gumloop.Flows.GetFlowInputsParams;
import dev.polyrun.gumloop.Flows.ListSavedFlowsParams;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.gumloop.Runs.GetRunParams;
import dev.polyrun.gumloop.Runs.ListRunHistoryParams;
import dev.polyrun.gumloop.Workbooks.ListWorkbooksParams;
import dev.polyrun.gumloop.model.KillFlowRequest;
import dev.polyrun.gumloop.model.PipelineInput;
import dev.polyrun.gumloop.model.StartFlowRequest;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@DisplayName("Gumloop: client, simulator and spec agree")
class GumloopConformanceTest {
    static final Flavour<GumloopSimulator, GumloopClient> GUMLOOP = new Flavour<>(
            "", Contract.of("gumloop.yaml"), GumloopSimulator::start, (server, http) -> client(server, server.apiKey(), http));

    static final List<Drive<GumloopSimulator, GumloopClient>> OPERATIONS = List.of(
            Drive.of("startRun", stage -> stage.client().runs().start(start(stage.server())
                    .additionalProperty("topic", "weekly update")
                    .build())),
            Drive.of("startRun", "inputs as a list", stage -> stage.client().runs().start(start(stage.server())
                    .projectId(stage.server().projectId())
                    .pipelineInputs(List.of(PipelineInput.builder().inputName("topic").value(Map.of("any", List.of(1))).build()))
                    .build())),
            Drive.of("getRun", "of a project", stage -> {
                stage.server().addRun("run1", RunScript.perRead("DONE"));
                stage.client().runs().get("run1", new GetRunParams().projectId(stage.server().projectId()));
            }),
            Drive.of("killRun", stage -> {
                stage.server().addRun("run1", RunScript.perRead("RUNNING"));
                stage.client().runs().kill(KillFlowRequest.builder().runId("run1").userId(stage.server().userId()).build());
            }),
            Drive.of("listRunHistory", stage -> {
                stage.server().addRun("run1", RunScript.perRead("RUNNING"));
                stage.server().addRun("run2", RunScript.perRead("DONE"));
                stage.client().runs().history(new ListRunHistoryParams().savedItemId(stage.server().workflowId()));
            }),
            Drive.of("listRunHistory", "of a workbook", stage ->
                    stage.client().runs().history(new ListRunHistoryParams().workbookId("wb").projectId(stage.server().projectId()))),
            Drive.of("getFlowInputs", stage -> stage.client().flows()
                    .inputs(stage.server().workflowId(), new GetFlowInputsParams().projectId(stage.server().projectId()))),
            Drive.of("listSavedFlows", stage -> stage.client().flows().list()),
            Drive.of("listSavedFlows", "of a project", stage ->
                    stage.client().flows().list(new ListSavedFlowsParams().projectId(stage.server().projectId()))),
            Drive.of("listWorkbooks", stage -> stage.client().workbooks().list()),
            Drive.of("listWorkbooks", "of a project", stage ->
                    stage.client().workbooks().list(new ListWorkbooksParams().projectId(stage.server().projectId()))));

    static final List<Drive<GumloopSimulator, GumloopClient>> STATES = Stream.of(
                    "QUEUED", "STARTED", "RUNNING", "TERMINATING", "DONE", "FAILED", "TERMINATED")
            .map(state -> Drive.<GumloopSimulator, GumloopClient>of("getRun", state, stage -> {
                stage.server().addRun("run1", RunScript.perRead(state));
                stage.client().runs().get("run1");
            }))
            .toList();

    static final List<Drive<GumloopSimulator, GumloopClient>> ERRORS = List.of(
            Drive.malformed("getRun", 400, stage -> send(
                    stage, "GET", "/get_pl_run?user_id=" + stage.server().userId(), "", "Authorization", bearer(stage.server()))),
            Drive.refused("getRun", 401, stage -> client(stage.server(), "wrong", stage.http()).runs().get("run1")),
            Drive.refused("getRun", 403, stage -> stage.client().runs().get("run1", new GetRunParams().userId("someone"))),
            Drive.refused("getRun", 404, stage -> stage.client().runs().get("nobody")),
            Drive.malformed("listSavedFlows", 400, stage ->
                    send(stage, "GET", "/list_saved_items", "", "Authorization", bearer(stage.server()))),
            Drive.refused("listSavedFlows", 401, stage -> client(stage.server(), "wrong", stage.http()).flows().list()),
            Drive.refused("listSavedFlows", 403, stage -> stage.client().flows().list(new ListSavedFlowsParams().userId("someone"))),
            Drive.malformed("listWorkbooks", 400, stage ->
                    send(stage, "GET", "/list_workbooks", "", "Authorization", bearer(stage.server()))),
            Drive.refused("listWorkbooks", 401, stage -> client(stage.server(), "wrong", stage.http()).workbooks().list()),
            Drive.refused("listWorkbooks", 403, stage ->
                    stage.client().workbooks().list(new ListWorkbooksParams().userId("someone"))),
            Drive.malformed("startRun", 400, stage ->
                    send(stage, "POST", "/start_pipeline", "{}", "Authorization", bearer(stage.server()))),
            Drive.refused("startRun", 401, stage ->
                    client(stage.server(), "wrong", stage.http()).runs().start(start(stage.server()).build())),
            Drive.refused("startRun", 403, stage -> stage.client().runs().start(start(stage.server()).userId("someone").build())),
            Drive.refused("startRun", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().runs().start(start(stage.server()).build());
            }));

    static final List<Drive<GumloopSimulator, GumloopClient>> FILES = GumloopFileDrives.OPERATIONS;
    static final List<Drive<GumloopSimulator, GumloopClient>> ERRORS_OF_FILES = GumloopFileDrives.ERRORS;

    @ParameterizedTest(name = "{0}")
    @FieldSource({"OPERATIONS", "STATES", "ERRORS", "FILES", "ERRORS_OF_FILES"})
    @DisplayName("On each operation, on a run in each of its states, on each error that the simulator gives")
    void agree(Drive<GumloopSimulator, GumloopClient> drive) throws Exception {
        GUMLOOP.agreesOn(drive);
    }

    static GumloopClient client(GumloopSimulator server, String key, OkHttpClient http) {
        return GumloopClient.builder()
                .baseUrl(server.baseUrl())
                .apiKey(key)
                .userId(server.userId())
                .retryPolicy(RetryPolicy.none())
                .okHttpClient(http)
                .build();
    }

    static String bearer(GumloopSimulator server) {
        return "Bearer " + server.accessToken();
    }

    private static StartFlowRequest.Builder start(GumloopSimulator server) {
        return StartFlowRequest.builder().userId(server.userId()).savedItemId(server.workflowId());
    }
}
