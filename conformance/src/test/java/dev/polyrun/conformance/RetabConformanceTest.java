package dev.polyrun.conformance;

import static dev.polyrun.conformance.Flavour.send;

import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.FileSource;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.retab.Runs.CancelRunParams;
import dev.polyrun.retab.Runs.CreateRunInWorkflowParams;
import dev.polyrun.retab.Runs.CreateRunParams;
import dev.polyrun.retab.Runs.GetRunCountsParams;
import dev.polyrun.retab.Runs.GetRunParams;
import dev.polyrun.retab.Runs.ListRunsParams;
import dev.polyrun.retab.Runs.RestartRunParams;
import dev.polyrun.retab.Steps.GetStepParams;
import dev.polyrun.retab.Steps.ListStepsParams;
import dev.polyrun.retab.model.Base64Document;
import dev.polyrun.retab.model.CancelWorkflowRequest;
import dev.polyrun.retab.model.CreateRunRequest;
import dev.polyrun.retab.model.CreateWorkflowRunRequest;
import dev.polyrun.retab.model.RestartWorkflowRequest;
import dev.polyrun.retab.model.ResumeWorkflowRequest;
import dev.polyrun.retab.model.SortOrder;
import dev.polyrun.retab.model.StepBatchRequest;
import dev.polyrun.retab.model.StepStatus;
import dev.polyrun.retab.model.TriggerType;
import dev.polyrun.retab.model.UrlDocument;
import dev.polyrun.retab.model.WorkflowRunStatus;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.RunScript;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@DisplayName("Retab: client, simulator and spec agree")
class RetabConformanceTest {
    private static final String RUN = "run_1";
    private static final Contract RETAB = Contract.of("retab.yaml");
    private static final FileSource PDF = FileSource.of("a.pdf", new byte[] {0});
    private static final CreateRunRequest START_A = CreateRunRequest.builder().build();

    static final Flavour<RetabSimulator, RetabClient> A = flavour(Generation.A, WireGeneration.A);
    /** Is read only, with the key where A has it. */
    static final Flavour<RetabSimulator, RetabClient> B = flavour(Generation.B, WireGeneration.A);
    static final Flavour<RetabSimulator, RetabClient> C = flavour(Generation.C, WireGeneration.C);

    /** What all generations know. */
    static final List<Drive<RetabSimulator, RetabClient>> OPERATIONS = List.of(
            Drive.of("getRun", "with an access token", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().get(RUN, new GetRunParams().accessToken("token"));
            }),
            Drive.of("deleteRun", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().delete(RUN);
            }),
            Drive.of("listRuns", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.server().addRun("run_2", RunScript.perRead("running"));
                stage.client().runs().list(new ListRunsParams()
                        .workflowId(stage.server().workflowId())
                        .status(WorkflowRunStatus.COMPLETED)
                        .excludeStatus(WorkflowRunStatus.CANCELLED)
                        .triggerType(TriggerType.API)
                        .fromDate("2026-01-01")
                        .toDate("2026-12-31")
                        .search("run_")
                        .after("run_2")
                        .limit(1)
                        .order(SortOrder.DESC));
            }),
            Drive.of("cancelRun", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("running"));
                stage.client().runs().cancel(
                        RUN, new CancelRunParams().request(CancelWorkflowRequest.builder().commandId("c-1").build()));
            }),
            Drive.of("cancelRun", "which has ended, without a body", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().cancel(RUN);
            }));

    /** Steps as A and B read them. */
    static final List<Drive<RetabSimulator, RetabClient>> STEPS_OF_A_AND_B = List.of(
            Drive.of("listRunSteps", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().steps(RUN);
            }),
            Drive.of("listRunSteps", "of a run that failed", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("error"));
                stage.client().runs().steps(RUN);
            }),
            Drive.of("getRunStep", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().step(RUN, "extract-node-1");
            }));

    static final List<Drive<RetabSimulator, RetabClient>> OPERATIONS_OF_A = List.of(
            Drive.of("createRunInWorkflow", stage -> stage.client().runs().createInWorkflow(
                    stage.server().workflowId(),
                    CreateRunRequest.builder()
                            .documents(Map.of("start-node-1", Base64Document.builder()
                                    .filename("a.pdf")
                                    .content(EncodedFile.base64(PDF))
                                    .mimeType("application/pdf")
                                    .build()))
                            .jsonInputs(Map.of("json-1", Map.of("any", List.of(1))))
                            .textInputs(Map.of("text-1", "Hello"))
                            .build(),
                    new CreateRunInWorkflowParams().idempotencyKey("k-1"))),
            Drive.of("createRunInWorkflow", "without inputs", stage ->
                    stage.client().runs().createInWorkflow(stage.server().workflowId(), START_A)),
            Drive.of("listRuns", "with the filters of A", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().list(new ListRunsParams()
                        .statuses("completed,error")
                        .triggerTypes("api,manual")
                        .minCost(new BigDecimal("0.01"))
                        .maxCost(BigDecimal.TEN)
                        .minDuration(0L)
                        .maxDuration(60_000L)
                        .sortBy("created_at")
                        .fields("id,status"));
            }),
            Drive.of("restartRun", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().restart(
                        RUN, new RestartRunParams().request(RestartWorkflowRequest.builder().commandId("c-1").build()));
            }),
            Drive.of("resumeRun", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("waiting_for_human"));
                stage.client().runs().resume(RUN, ResumeWorkflowRequest.builder()
                        .nodeId("extract-node-1")
                        .approved(true)
                        .modifiedData(Map.of("total_amount", 1))
                        .commandId("c-1")
                        .build());
            }),
            Drive.of("getRun", "which is resuming", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("waiting_for_human"));
                stage.client().runs().resume(RUN, ResumeWorkflowRequest.builder().nodeId("extract-node-1").approved(false).build());
                stage.client().runs().get(RUN);
            }),
            Drive.of("getRunStepsBatch", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().batchSteps(
                        RUN, StepBatchRequest.builder().nodeIds(List.of("extract-node-1", "nobody")).build());
            }),
            Drive.of("getRunCounts", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().counts(new GetRunCountsParams().workflowId(stage.server().workflowId()));
            }),
            Drive.of("getRunConfig", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().config(RUN);
            }),
            Drive.of("getRunExecutionOrder", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().executionOrder(RUN);
            }));

    static final List<Drive<RetabSimulator, RetabClient>> OPERATIONS_OF_C = List.of(
            Drive.of("createRun", stage -> stage.client().runs().create(
                    CreateWorkflowRunRequest.builder()
                            .workflowId(stage.server().workflowId())
                            .documents(Map.of("start-node-1", document(EncodedFile.dataUrl(PDF))))
                            .jsonInputs(Map.of("json-1", List.of(1)))
                            .version("production")
                            .metadata(Map.of("order", "42"))
                            .build(),
                    new CreateRunParams().idempotencyKey("k-1"))),
            Drive.of("createRun", "with a document that the vendor stores", stage -> stage.client().runs().create(start(stage.server())
                    .documents(Map.of("start-node-1", document(EncodedFile.of("https://storage.retab.com/a.pdf"))))
                    .build())),
            Drive.of("listRuns", "with the filters of C", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("awaiting_review"));
                stage.client().runs().list(new ListRunsParams()
                        .minDurationMs(0L)
                        .maxDurationMs(60_000L)
                        .metadata("{}")
                        .sortBy("timing.created_at"));
            }),
            Drive.of("listSteps", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().steps().list(new ListStepsParams()
                        .runId(RUN)
                        .workflowId(stage.server().workflowId())
                        .blockType(List.of("extract", "function"))
                        .status(List.of(StepStatus.COMPLETED, StepStatus.ERROR))
                        .limit(1)
                        .order(SortOrder.ASC));
            }),
            Drive.of("listSteps", "of all runs", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("error"));
                stage.server().addRun("run_2", RunScript.perRead("cancelled"));
                stage.client().steps().list();
            }),
            Drive.of("getStep", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().steps().get("extract-node-1", new GetStepParams().runId(RUN));
            }));

    static final List<Drive<RetabSimulator, RetabClient>> STATES =
            inStates("pending", "queued", "running", "completed", "error", "cancelled");
    static final List<Drive<RetabSimulator, RetabClient>> STATES_OF_A_AND_B = inStates("waiting_for_human");
    static final List<Drive<RetabSimulator, RetabClient>> STATES_OF_C = inStates("awaiting_review", "failed");

    static final List<Drive<RetabSimulator, RetabClient>> ERRORS = List.of(
            Drive.refused("getRun", 401, stage -> wrong(stage.server(), stage.http()).runs().get(RUN)),
            Drive.refused("getRun", 404, stage -> stage.client().runs().get(RUN)),
            Drive.refused("getRun", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().runs().get(RUN);
            }),
            Drive.refused("getRun", 502, stage -> {
                stage.server().failNext(Fault.status(502, "text/plain", "bad gateway"));
                stage.client().runs().get(RUN);
            }),
            Drive.malformed("listRuns", 422, stage -> send(
                    stage,
                    "GET",
                    "/v1/workflows/runs?limit=101",
                    "",
                    "Api-Key",
                    stage.server().apiKey(),
                    "Authorization",
                    "Bearer " + stage.server().apiKey())));

    static final List<Drive<RetabSimulator, RetabClient>> ERRORS_OF_A = List.of(
            Drive.refused("createRunInWorkflow", 401, stage ->
                    wrong(stage.server(), stage.http()).runs().createInWorkflow(stage.server().workflowId(), START_A)),
            Drive.malformed("createRunInWorkflow", 422, stage -> send(
                    stage,
                    "POST",
                    "/v1/workflows/wf_1/run",
                    "{\"documents\": {\"start-node-1\": {}}}",
                    "Api-Key",
                    stage.server().apiKey())),
            Drive.refused("createRunInWorkflow", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().runs().createInWorkflow(stage.server().workflowId(), START_A);
            }),
            Drive.refused("createRunInWorkflow", 502, stage -> {
                stage.server().failNext(Fault.status(502, "text/plain", "bad gateway"));
                stage.client().runs().createInWorkflow(stage.server().workflowId(), START_A);
            }),
            Drive.refused("resumeRun", 409, stage -> {
                stage.server().addRun(RUN, RunScript.perRead("running"));
                stage.client().runs().resume(RUN, ResumeWorkflowRequest.builder().nodeId("n").approved(true).build());
            }),
            Drive.refused("getRunStep", 404, stage -> {
                stage.server().addRun(RUN, RunScript.perRead("running"));
                stage.client().runs().step(RUN, "nobody");
            }));

    static final List<Drive<RetabSimulator, RetabClient>> ERRORS_OF_C = List.of(
            Drive.refused("createRun", 401, stage -> wrong(stage.server(), stage.http()).runs().create(start(stage.server()).build())),
            Drive.refused("createRun", 422, stage -> stage.client().runs().create(start(stage.server())
                    .documents(Map.of("start-node-1", document(EncodedFile.of("https://example.com/a.pdf"))))
                    .build())),
            Drive.refused("createRun", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().runs().create(start(stage.server()).build());
            }),
            Drive.refused("createRun", 502, stage -> {
                stage.server().failNext(Fault.status(502, "text/plain", "bad gateway"));
                stage.client().runs().create(start(stage.server()).build());
            }),
            Drive.refused("getStep", 404, stage -> stage.client().steps().get("nobody")));

    static final List<Drive<RetabSimulator, RetabClient>> WORKFLOWS = both(RetabWorkflowDrives.OPERATIONS, RetabWorkflowDrives.ERRORS);
    static final List<Drive<RetabSimulator, RetabClient>> WORKFLOWS_OF_A_AND_B =
            both(RetabWorkflowDrives.OPERATIONS_OF_A_AND_B, RetabWorkflowDrives.ERRORS_OF_A_AND_B);
    static final List<Drive<RetabSimulator, RetabClient>> EXPORTS_OF_A = RetabWorkflowDrives.OPERATIONS_OF_A;
    static final List<Drive<RetabSimulator, RetabClient>> EXPORTS_OF_B = RetabWorkflowDrives.OPERATIONS_OF_B;
    static final List<Drive<RetabSimulator, RetabClient>> WORKFLOWS_OF_C =
            both(RetabWorkflowDrives.OPERATIONS_OF_C, RetabWorkflowDrives.ERRORS_OF_C);
    static final List<Drive<RetabSimulator, RetabClient>> REVIEWS_OF_C = both(RetabReviewDrives.OPERATIONS, RetabReviewDrives.ERRORS);

    @ParameterizedTest(name = "{0}")
    @FieldSource({
        "OPERATIONS", "STEPS_OF_A_AND_B", "OPERATIONS_OF_A", "STATES", "STATES_OF_A_AND_B", "ERRORS", "ERRORS_OF_A",
        "WORKFLOWS", "WORKFLOWS_OF_A_AND_B", "EXPORTS_OF_A"
    })
    @DisplayName("In generation A: on each operation, on a run in each of its states, on each error that the simulator gives")
    void agreeOnA(Drive<RetabSimulator, RetabClient> drive) throws Exception {
        A.agreesOn(drive);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource({
        "OPERATIONS", "STEPS_OF_A_AND_B", "STATES", "STATES_OF_A_AND_B", "ERRORS",
        "WORKFLOWS", "WORKFLOWS_OF_A_AND_B", "EXPORTS_OF_B"
    })
    @DisplayName("In generation B: on each operation, on a run in each of its states, on each error that the simulator gives")
    void agreeOnB(Drive<RetabSimulator, RetabClient> drive) throws Exception {
        B.agreesOn(drive);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource({
        "OPERATIONS", "OPERATIONS_OF_C", "STATES", "STATES_OF_C", "ERRORS", "ERRORS_OF_C", "WORKFLOWS", "WORKFLOWS_OF_C", "REVIEWS_OF_C"
    })
    @DisplayName("In generation C: on each operation, on a run in each of its states, on each error that the simulator gives")
    void agreeOnC(Drive<RetabSimulator, RetabClient> drive) throws Exception {
        C.agreesOn(drive);
    }

    private static List<Drive<RetabSimulator, RetabClient>> both(
            List<Drive<RetabSimulator, RetabClient>> operations, List<Drive<RetabSimulator, RetabClient>> errors) {
        return Stream.concat(operations.stream(), errors.stream()).toList();
    }

    private static List<Drive<RetabSimulator, RetabClient>> inStates(String... statuses) {
        return Stream.of(statuses)
                .map(status -> Drive.<RetabSimulator, RetabClient>of("getRun", status, stage -> {
                    stage.server().addRun(RUN, RunScript.perRead(status));
                    stage.client().runs().get(RUN);
                }))
                .toList();
    }

    private static UrlDocument document(EncodedFile url) {
        return UrlDocument.builder().filename("a.pdf").url(url).build();
    }

    private static CreateWorkflowRunRequest.Builder start(RetabSimulator server) {
        return CreateWorkflowRunRequest.builder().workflowId(server.workflowId());
    }

    private static Flavour<RetabSimulator, RetabClient> flavour(Generation generation, WireGeneration spoken) {
        return new Flavour<>(
                "generation " + generation,
                RETAB,
                () -> RetabSimulator.generation(generation),
                (server, http) -> client(server, server.apiKey(), spoken, http));
    }

    /** A wrong key is wrong in either header. */
    static RetabClient wrong(RetabSimulator server, OkHttpClient http) {
        return client(server, "wrong", WireGeneration.C, http);
    }

    private static RetabClient client(RetabSimulator server, String key, WireGeneration spoken, OkHttpClient http) {
        return RetabClient.builder()
                .baseUrl(server.baseUrl())
                .apiKey(key)
                .wireGeneration(spoken)
                .retryPolicy(RetryPolicy.none())
                .okHttpClient(http)
                .build();
    }
}
