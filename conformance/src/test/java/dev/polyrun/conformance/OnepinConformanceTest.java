package dev.polyrun.conformance;

import static dev.polyrun.conformance.Flavour.send;

import dev.polyrun.core.RetryPolicy;
import dev.polyrun.onepin.OnepinClient;
import dev.polyrun.onepin.Runs.GetRunDataParams;
import dev.polyrun.onepin.Runs.GetRunParams;
import dev.polyrun.onepin.Runs.GetRunStatusParams;
import dev.polyrun.onepin.Runs.ListRunStepsParams;
import dev.polyrun.onepin.Runs.ListRunsParams;
import dev.polyrun.onepin.Runs.PreviewRunParams;
import dev.polyrun.onepin.Runs.StartRunParams;
import dev.polyrun.onepin.Runs.SummarizeRunsParams;
import dev.polyrun.onepin.model.RunSortField;
import dev.polyrun.onepin.model.SortDirection;
import dev.polyrun.onepin.model.StartRunRequest;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RunScript;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@DisplayName("Onepin: client, simulator and spec agree")
class OnepinConformanceTest {
    private static final String RUN = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
    private static final String ANOTHER = "3fa85f64-5717-4562-b3fc-2c963f66afa7";
    private static final OffsetDateTime NEW_YEAR = OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    static final Flavour<OnepinSimulator, OnepinClient> ONEPIN = new Flavour<>(
            "", Contract.of("onepin.yaml"), OnepinSimulator::start, (server, http) -> client(server, server.apiKey(), http));

    static final List<Drive<OnepinSimulator, OnepinClient>> OPERATIONS = List.of(
            Drive.of("listRuns", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.server().addRun(ANOTHER, RunScript.perRead("running"));
                stage.client().runs().list(stage.server().workflowId(), new ListRunsParams()
                        .offset(0L)
                        .limit(1)
                        .status("completed,running")
                        .search("jane")
                        .sort(RunSortField.STARTED_AT)
                        .order(SortDirection.ASC));
            }),
            Drive.of("startRun", "without a body", stage -> stage.client().runs().start(stage.server().workflowId())),
            Drive.of("startRun", stage -> stage.client().runs().start(stage.server().workflowId(), new StartRunParams()
                    .workspaceId(stage.server().workspaceId())
                    .request(StartRunRequest.builder().scriptText("Hello").sourceLanguage(null).build()))),
            Drive.of("summarizeRuns", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().summary(
                        stage.server().workflowId(), new SummarizeRunsParams().from(NEW_YEAR).to(NEW_YEAR.plusYears(1000)));
            }),
            Drive.of("summarizeRuns", "of no runs", stage -> stage.client().runs().summary(stage.server().workflowId())),
            Drive.of("getRun", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("running"));
                stage.client().runs().get(
                        stage.server().workflowId(), RUN, new GetRunParams().workspaceId(stage.server().workspaceId()));
            }),
            Drive.of("getRunStatus", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("running"));
                stage.client().runs().status(stage.server().workflowId(), RUN);
            }),
            Drive.of("cancelRun", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("running"));
                stage.client().runs().cancel(stage.server().workflowId(), RUN);
            }),
            Drive.of("pauseRun", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("running"));
                stage.client().runs().pause(stage.server().workflowId(), RUN);
            }),
            Drive.of("resumeRun", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("paused"));
                stage.client().runs().resume(stage.server().workflowId(), RUN);
            }),
            Drive.of("listRunSteps", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().steps(stage.server().workflowId(), RUN, new ListRunStepsParams()
                        .includeResult(true)
                        .nodeType("sink_preview")
                        .nodeId("node3"));
            }),
            Drive.of("listRunSteps", "without results", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("failed"));
                stage.client().runs().steps(stage.server().workflowId(), RUN);
            }),
            Drive.of("getRunOutputs", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().outputs(stage.server().workflowId(), RUN);
            }),
            Drive.of("previewRun", stage -> stage.client().runs().preview(
                    stage.server().workflowId(),
                    new PreviewRunParams().request(StartRunRequest.builder().scriptText("Hello").build()))),
            Drive.of("previewRun", "without a body", stage -> stage.client().runs().preview(stage.server().workflowId())),
            Drive.of("getRunOverview", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().overview(stage.server().workflowId(), RUN);
            }),
            Drive.of("getRunOverview", "of a failed run", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("failed"));
                stage.client().runs().overview(stage.server().workflowId(), RUN);
            }),
            Drive.of("getRunData", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().data(
                        stage.server().workflowId(),
                        RUN,
                        new GetRunDataParams().search("good").language("en_US").includeDropped(true).offset(0L).limit(1));
            }),
            Drive.of("getRunData", "of a run that goes on", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("running"));
                stage.client().runs().data(stage.server().workflowId(), RUN);
            }),
            Drive.of("getRunDownloadUrl", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().downloadUrl(stage.server().workflowId(), RUN);
            }),
            Drive.of("getRunNodeDownloadUrl", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().nodeDownloadUrl(stage.server().workflowId(), RUN, "node3");
            }),
            Drive.of("getRunAudioUrl", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                String card = stage.client().runs().data(stage.server().workflowId(), RUN).data().rows().get(0).cards().get(0).id();
                stage.client().runs().audioUrl(stage.server().workflowId(), RUN, card.substring("card-".length()));
            }));

    static final List<Drive<OnepinSimulator, OnepinClient>> STATES = Stream.of(
                    "pending", "running", "completed", "failed", "cancelled", "paused")
            .flatMap(status -> Stream.of(
                    Drive.<OnepinSimulator, OnepinClient>of("getRun", status, stage -> {
                        stage.server().addRun(RUN, RunScript.perRead(status));
                        stage.client().runs().get(stage.server().workflowId(), RUN);
                    }),
                    Drive.<OnepinSimulator, OnepinClient>of("getRunStatus", status, stage -> {
                        stage.server().addRun(RUN, RunScript.perRead(status));
                        stage.client().runs().status(stage.server().workflowId(), RUN);
                    })))
            .toList();

    static final List<Drive<OnepinSimulator, OnepinClient>> ERRORS = List.of(
            Drive.refused("getRun", 401, stage ->
                    client(stage.server(), "op_live_wrong", stage.http()).runs().get(stage.server().workflowId(), RUN)),
            Drive.refused("getRun", 403, stage ->
                    stage.client().runs().get(stage.server().workflowId(), RUN, new GetRunParams().workspaceId("another"))),
            Drive.refused("getRun", 404, stage -> stage.client().runs().get(stage.server().workflowId(), RUN)),
            Drive.malformed("getRun", 422, stage -> send(
                    stage, "GET", "/api/v1/workflows/1/runs/2", "", "Authorization", "Bearer " + stage.server().apiKey())),
            Drive.refused("getRun", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().runs().get(stage.server().workflowId(), RUN);
            }),
            Drive.refused("getRunStatus", 401, stage ->
                    client(stage.server(), "op_live_wrong", stage.http()).runs().status(stage.server().workflowId(), RUN)),
            Drive.refused("getRunStatus", 403, stage -> stage.client().runs()
                    .status(stage.server().workflowId(), RUN, new GetRunStatusParams().workspaceId("another"))),
            Drive.refused("getRunStatus", 404, stage -> stage.client().runs().status(stage.server().workflowId(), RUN)),
            Drive.malformed("getRunStatus", 422, stage -> send(
                    stage, "GET", "/api/v1/workflows/1/runs/2/status", "", "Authorization", "Bearer " + stage.server().apiKey())),
            Drive.refused("getRunStatus", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().runs().status(stage.server().workflowId(), RUN);
            }),
            Drive.refused("startRun", 401, stage ->
                    client(stage.server(), "op_live_wrong", stage.http()).runs().start(stage.server().workflowId())),
            Drive.refused("startRun", 403, stage -> stage.client().runs()
                    .start(stage.server().workflowId(), new StartRunParams().workspaceId("another"))),
            Drive.refused("startRun", 409, stage -> {
                stage.server().addRun(RUN, RunScript.perRead("running"));
                stage.client().runs().start(stage.server().workflowId());
            }),
            Drive.malformed("startRun", 422, stage -> send(
                    stage, "POST", "/api/v1/workflows/1/runs", "{}", "Authorization", "Bearer " + stage.server().apiKey())),
            Drive.refused("startRun", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().runs().start(stage.server().workflowId());
            }),
            Drive.refused("listRuns", 422, stage ->
                    stage.client().runs().list(stage.server().workflowId(), new ListRunsParams().status("sideways"))),
            Drive.refused("summarizeRuns", 422, stage -> stage.client().runs()
                    .summary(stage.server().workflowId(), new SummarizeRunsParams().from(NEW_YEAR).to(NEW_YEAR))),
            Drive.refused("resumeRun", 409, stage -> {
                stage.server().addRun(RUN, RunScript.perRead("running"));
                stage.client().runs().resume(stage.server().workflowId(), RUN);
            }),
            Drive.refused("getRunDownloadUrl", 409, stage -> {
                stage.server().addRun(RUN, RunScript.perRead("running"));
                stage.client().runs().downloadUrl(stage.server().workflowId(), RUN);
            }),
            Drive.refused("getRunNodeDownloadUrl", 404, stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().nodeDownloadUrl(stage.server().workflowId(), RUN, "node1");
            }),
            Drive.refused("getRunAudioUrl", 404, stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().audioUrl(stage.server().workflowId(), RUN, "0123456789abcdef");
            }));

    static final List<Drive<OnepinSimulator, OnepinClient>> WORKFLOWS = OnepinWorkflowDrives.OPERATIONS;
    static final List<Drive<OnepinSimulator, OnepinClient>> ERRORS_OF_WORKFLOWS = OnepinWorkflowDrives.ERRORS;

    @ParameterizedTest(name = "{0}")
    @FieldSource({"OPERATIONS", "STATES", "ERRORS", "WORKFLOWS", "ERRORS_OF_WORKFLOWS"})
    @DisplayName("On each operation, on a run in each of its states, on each error that the simulator gives")
    void agree(Drive<OnepinSimulator, OnepinClient> drive) throws Exception {
        ONEPIN.agreesOn(drive);
    }

    static OnepinClient client(OnepinSimulator server, String key, OkHttpClient http) {
        return OnepinClient.builder()
                .baseUrl(server.baseUrl())
                .apiKey(key)
                .retryPolicy(RetryPolicy.none())
                .okHttpClient(http)
                .build();
    }
}
