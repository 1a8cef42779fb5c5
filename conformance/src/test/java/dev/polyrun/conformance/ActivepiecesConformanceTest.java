package dev.polyrun.conformance;

import static dev.polyrun.conformance.Flavour.send;

import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.activepieces.Runs.CountRunsByStatusParams;
import dev.polyrun.activepieces.Runs.ListRunsParams;
import dev.polyrun.activepieces.Runs.ResumeRunParams;
import dev.polyrun.activepieces.Webhooks.TriggerFlowParams;
import dev.polyrun.activepieces.Webhooks.TriggerFlowSyncParams;
import dev.polyrun.activepieces.model.BulkArchiveFlowRunsRequest;
import dev.polyrun.activepieces.model.BulkCancelFlowRunsRequest;
import dev.polyrun.activepieces.model.BulkRetryFlowRunsRequest;
import dev.polyrun.activepieces.model.CancellableRunStatus;
import dev.polyrun.activepieces.model.FlowRetryStrategy;
import dev.polyrun.activepieces.model.FlowRunStatus;
import dev.polyrun.activepieces.model.RetryFlowRunRequest;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.RunScript;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@DisplayName("Activepieces: client, simulator and spec agree")
class ActivepiecesConformanceTest {
    private static final String RUN = "run0000000000000000a1";
    private static final String ANOTHER = "run0000000000000000a2";
    private static final OffsetDateTime NEW_YEAR = OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    private static final List<String> STATUSES_OF_OLD = List.of(
            "QUEUED", "RUNNING", "PAUSED", "SUCCEEDED", "FAILED", "TIMEOUT", "QUOTA_EXCEEDED", "MEMORY_LIMIT_EXCEEDED",
            "INTERNAL_ERROR");

    static final Flavour<ActivepiecesSimulator, ActivepiecesClient> NEW = new Flavour<>(
            "0.86.0",
            Contract.of("activepieces.yaml"),
            ActivepiecesSimulator::start,
            (server, http) -> client(server, server.apiKey(), http));

    static final Flavour<ActivepiecesSimulator, ActivepiecesClient> OLD = new Flavour<>(
            "0.71.0",
            Contract.of("activepieces.yaml", SpecReading::emptyFinishTime),
            () -> ActivepiecesSimulator.version("0.71.0"),
            (server, http) -> client(server, server.apiKey(), http));

    /** What both versions know. */
    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> OPERATIONS = List.of(
            Drive.of("listRuns", stage -> {
                twoRuns(stage.server());
                stage.client().runs().list(stage.server().projectId(), new ListRunsParams()
                        .flowId(List.of(stage.server().workflowId(), "SimulatedFlow00000002"))
                        .status(List.of(FlowRunStatus.FAILED, FlowRunStatus.PAUSED))
                        .flowRunIds(List.of(RUN, ANOTHER))
                        .createdAfter(NEW_YEAR)
                        .createdBefore(NEW_YEAR.plusYears(1000))
                        .limit(1));
            }),
            Drive.of("listRuns", "the next page", stage -> {
                twoRuns(stage.server());
                String project = stage.server().projectId();
                String next = stage.client().runs().list(project, new ListRunsParams().limit(1)).next();
                stage.client().runs().list(project, new ListRunsParams().limit(1).cursor(next));
            }),
            Drive.of("retryRun", stage -> {
                twoRuns(stage.server());
                stage.client().runs().retry(RUN, RetryFlowRunRequest.builder()
                        .projectId(stage.server().projectId())
                        .strategy(FlowRetryStrategy.FROM_FAILED_STEP)
                        .build());
            }),
            Drive.of("bulkRetryRuns", stage -> {
                twoRuns(stage.server());
                stage.client().runs().bulkRetry(bulkRetry(stage.server(), FlowRetryStrategy.FROM_FAILED_STEP)
                        .status(List.of(FlowRunStatus.FAILED, FlowRunStatus.PAUSED))
                        .flowRunIds(List.of(RUN, ANOTHER))
                        .createdAfter(NEW_YEAR)
                        .build());
            }),
            Drive.of("bulkRetryRuns", "on the latest version", stage -> {
                twoRuns(stage.server());
                stage.client().runs().bulkRetry(bulkRetry(stage.server(), FlowRetryStrategy.ON_LATEST_VERSION).build());
            }),
            Drive.of("resumeRun", stage -> {
                twoRuns(stage.server());
                stage.client().runs().resume(ANOTHER, "request1", new ResumeRunParams().request(Map.of("approved", true)));
            }),
            Drive.of("resumeRun", "by a link that was used before", stage -> {
                twoRuns(stage.server());
                stage.client().runs().resume(RUN, "request1");
            }),
            Drive.of("triggerFlow", stage -> stage.client().webhooks().trigger(stage.server().workflowId(), new TriggerFlowParams()
                    .parentRunId(RUN)
                    .failParentOnFailure(true)
                    .request(Map.of("name", "Ada")))),
            Drive.of("triggerFlow", "without a body", stage -> stage.client().webhooks().trigger(stage.server().workflowId())),
            Drive.of("triggerFlowSync", stage -> stage.client().webhooks()
                    .triggerSync(stage.server().workflowId(), new TriggerFlowSyncParams().request(Map.of("name", "Ada")))),
            Drive.of("triggerFlowSync", "a flow that answers a list", stage -> {
                stage.server().flowsAnswer(200, List.of(1, "two"));
                stage.client().webhooks().triggerSync(stage.server().workflowId());
            }),
            Drive.of("triggerFlowSync", "a flow that answers 204", stage -> {
                stage.server().flowsAnswer(204, null);
                stage.client().webhooks().triggerSync(stage.server().workflowId());
            }));

    /** What only new servers know. */
    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> OPERATIONS_OF_NEW = List.of(
            Drive.of("listRuns", "with the filters of new servers", stage -> {
                twoRuns(stage.server());
                stage.client().runs().list(stage.server().projectId(), new ListRunsParams()
                        .failedStepName("step_1")
                        .failedStepMessage("boom")
                        .search("run")
                        .tags(List.of("a", "b"))
                        .includeArchived(true));
            }),
            Drive.of("bulkRetryRuns", "of a run that is too old", stage -> {
                twoRuns(stage.server());
                stage.server().forgetExecutionOf(RUN);
                stage.client().runs().bulkRetry(bulkRetry(stage.server(), FlowRetryStrategy.FROM_FAILED_STEP)
                        .flowRunIds(List.of(RUN))
                        .build());
            }),
            Drive.of("cancelRuns", stage -> {
                twoRuns(stage.server());
                stage.client().runs().cancel(BulkCancelFlowRunsRequest.builder()
                        .projectId(stage.server().projectId())
                        .flowRunIds(List.of(ANOTHER))
                        .excludeFlowRunIds(List.of(RUN))
                        .status(List.of(CancellableRunStatus.PAUSED))
                        .flowId(List.of(stage.server().workflowId()))
                        .createdBefore(NEW_YEAR.plusYears(1000))
                        .build());
            }),
            Drive.of("archiveRuns", stage -> {
                twoRuns(stage.server());
                stage.client().runs().archive(BulkArchiveFlowRunsRequest.builder()
                        .projectId(stage.server().projectId())
                        .flowRunIds(List.of(RUN))
                        .status(List.of(FlowRunStatus.FAILED))
                        .failedStepName("step_1")
                        .build());
            }),
            Drive.of("listRuns", "an archived run", stage -> {
                twoRuns(stage.server());
                String project = stage.server().projectId();
                stage.client().runs().archive(BulkArchiveFlowRunsRequest.builder().projectId(project).build());
                stage.client().runs().list(project, new ListRunsParams().includeArchived(true));
            }),
            Drive.of("countRunsByStatus", stage -> {
                twoRuns(stage.server());
                stage.client().runs().countByStatus(
                        stage.server().projectId(),
                        new CountRunsByStatusParams().createdAfter(NEW_YEAR).createdBefore(NEW_YEAR.plusYears(1000)));
            }));

    /** Where old servers answer otherwise. */
    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> OPERATIONS_OF_OLD = List.of(
            Drive.of("triggerFlowSync", "a flow that gives no answer", stage -> {
                stage.server().flowsAnswerNothing();
                stage.client().webhooks().triggerSync(stage.server().workflowId());
            }));

    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> STATES =
            STATUSES_OF_OLD.stream().flatMap(ActivepiecesConformanceTest::inState).toList();

    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> STATES_OF_NEW =
            Stream.of("CANCELED", "LOG_SIZE_EXCEEDED").flatMap(ActivepiecesConformanceTest::inState).toList();

    /** What both versions refuse with the same status. */
    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> ERRORS = List.of(
            Drive.refused("getRun", 400, stage -> stage.client().runs().get("malformed")),
            Drive.refused("getRun", 401, stage -> client(stage.server(), "sk-wrong", stage.http()).runs().get(RUN)),
            Drive.malformed("getRun", 403, stage -> send(stage, "GET", "/v1/flow-runs/" + RUN, "")),
            Drive.refused("listRuns", 400, stage -> stage.client().runs().list("malformed")),
            Drive.refused("triggerFlow", 400, stage -> stage.client().webhooks().trigger("malformed")),
            Drive.refused("triggerFlow", 404, stage -> {
                stage.server().disableFlow(stage.server().workflowId());
                stage.client().webhooks().trigger(stage.server().workflowId());
            }),
            Drive.refused("triggerFlow", 410, stage -> {
                stage.server().deleteFlow(stage.server().workflowId());
                stage.client().webhooks().trigger(stage.server().workflowId());
            }),
            Drive.refused("triggerFlowSync", 400, stage -> stage.client().webhooks().triggerSync("malformed")),
            Drive.refused("triggerFlowSync", 404, stage -> {
                stage.server().disableFlow(stage.server().workflowId());
                stage.client().webhooks().triggerSync(stage.server().workflowId());
            }),
            Drive.refused("triggerFlowSync", 410, stage -> {
                stage.server().deleteFlow(stage.server().workflowId());
                stage.client().webhooks().triggerSync(stage.server().workflowId());
            }),
            Drive.refused("resumeRun", 400, stage -> stage.client().runs().resume("malformed", "request1")));

    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> ERRORS_OF_NEW = List.of(
            Drive.refused("getRun", 404, stage -> stage.client().runs().get(RUN)),
            Drive.refused("listRuns", 404, stage -> stage.client().runs().list("AnotherProject0000001")),
            Drive.refused("retryRun", 410, stage -> {
                twoRuns(stage.server());
                stage.server().forgetExecutionOf(RUN);
                stage.client().runs().retry(RUN, RetryFlowRunRequest.builder()
                        .projectId(stage.server().projectId())
                        .strategy(FlowRetryStrategy.FROM_FAILED_STEP)
                        .build());
            }),
            Drive.refused("triggerFlowSync", 408, stage -> {
                stage.server().flowsAnswerNothing();
                stage.client().webhooks().triggerSync(stage.server().workflowId());
            }));

    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> ERRORS_OF_OLD = List.of(
            Drive.refused("getRun", 400, stage -> stage.client().runs().get(RUN)),
            Drive.refused("getRun", 500, stage -> {
                stage.server().addRun(RUN, RunScript.perRead("CANCELED"));
                stage.client().runs().get(RUN);
            }),
            Drive.refused("listRuns", 403, stage -> stage.client().runs().list("AnotherProject0000001")),
            Drive.refused("archiveRuns", 404, stage -> stage.client().runs()
                    .archive(BulkArchiveFlowRunsRequest.builder().projectId(stage.server().projectId()).build())),
            Drive.refused("countRunsByStatus", 400, stage -> stage.client().runs().countByStatus(stage.server().projectId())));

    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> FLOWS = ActivepiecesFlowDrives.OPERATIONS;

    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> FLOWS_OF_NEW = ActivepiecesFlowDrives.OPERATIONS_OF_NEW;

    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> FLOW_ERRORS = ActivepiecesFlowDrives.ERRORS;

    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> FLOW_ERRORS_OF_NEW = ActivepiecesFlowDrives.ERRORS_OF_NEW;

    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> FLOW_ERRORS_OF_OLD = ActivepiecesFlowDrives.ERRORS_OF_OLD;

    @ParameterizedTest(name = "{0}")
    @FieldSource({
        "OPERATIONS", "OPERATIONS_OF_NEW", "STATES", "STATES_OF_NEW", "ERRORS", "ERRORS_OF_NEW", "FLOWS", "FLOWS_OF_NEW", "FLOW_ERRORS",
        "FLOW_ERRORS_OF_NEW"
    })
    @DisplayName("With a server 0.86.0: on each operation, on a run in each of its states, on each error that the simulator gives")
    void agreeOnNew(Drive<ActivepiecesSimulator, ActivepiecesClient> drive) throws Exception {
        NEW.agreesOn(drive);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource({"OPERATIONS", "OPERATIONS_OF_OLD", "STATES", "ERRORS", "ERRORS_OF_OLD", "FLOWS", "FLOW_ERRORS", "FLOW_ERRORS_OF_OLD"})
    @DisplayName("With a server 0.71.0: on each operation, on a run in each of its states, on each error that the simulator gives")
    void agreeOnOld(Drive<ActivepiecesSimulator, ActivepiecesClient> drive) throws Exception {
        OLD.agreesOn(drive);
    }

    private static Stream<Drive<ActivepiecesSimulator, ActivepiecesClient>> inState(String status) {
        return Stream.of(
                Drive.of("getRun", status, stage -> {
                    stage.server().addRun(RUN, RunScript.perRead(status));
                    stage.client().runs().get(RUN);
                }),
                Drive.of("listRuns", status, stage -> {
                    stage.server().addRun(RUN, RunScript.perRead(status));
                    stage.client().runs().list(stage.server().projectId());
                }));
    }

    private static void twoRuns(ActivepiecesSimulator server) {
        server.addRun(RUN, RunScript.perRead("FAILED"));
        server.addRun(ANOTHER, RunScript.perRead("PAUSED"));
    }

    private static BulkRetryFlowRunsRequest.Builder bulkRetry(ActivepiecesSimulator server, FlowRetryStrategy strategy) {
        return BulkRetryFlowRunsRequest.builder().projectId(server.projectId()).strategy(strategy);
    }

    static ActivepiecesClient client(ActivepiecesSimulator server, String key, OkHttpClient http) {
        return ActivepiecesClient.builder()
                .baseUrl(server.baseUrl())
                .apiKey(key)
                .retryPolicy(RetryPolicy.none())
                .okHttpClient(http)
                .build();
    }
}
