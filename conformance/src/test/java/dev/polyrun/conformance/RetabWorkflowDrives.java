package dev.polyrun.conformance;

import static dev.polyrun.conformance.Flavour.send;

import dev.polyrun.conformance.Drive.Stage;
import dev.polyrun.retab.Blocks.GetBlockParams;
import dev.polyrun.retab.Blocks.ListBlocksParams;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.retab.Workflows.ListWorkflowVersionsParams;
import dev.polyrun.retab.Workflows.ListWorkflowsParams;
import dev.polyrun.retab.Workflows.PublishWorkflowParams;
import dev.polyrun.retab.model.CreateWorkflowRequest;
import dev.polyrun.retab.model.ExportRunsPayloadRequest;
import dev.polyrun.retab.model.ExportRunsRequest;
import dev.polyrun.retab.model.ExportSource;
import dev.polyrun.retab.model.PublishWorkflowRequest;
import dev.polyrun.retab.model.SortOrder;
import dev.polyrun.retab.model.TriggerType;
import dev.polyrun.retab.model.UpdateWorkflowRequest;
import dev.polyrun.retab.model.WorkflowEmailTrigger;
import dev.polyrun.retab.model.WorkflowRunStatus;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.List;

/** How workflows, their graphs, and the documents and exports of their runs are called; {@link RetabConformanceTest} plays them. */
final class RetabWorkflowDrives {
    private static final String RUN = "run_1";
    private static final String NOBODY = "wf_nobody";
    private static final String BLOCK = "extract-node-1";

    /** What all generations know. */
    static final List<Drive<RetabSimulator, RetabClient>> OPERATIONS = List.of(
            Drive.of("listWorkflows", stage -> {
                create(stage, "Another");
                stage.client().workflows().list(new ListWorkflowsParams()
                        .after(stage.server().workflowId())
                        .limit(1)
                        .order(SortOrder.ASC)
                        .sortBy("created_at"));
            }),
            Drive.of("createWorkflow", stage -> stage.client().workflows().create(CreateWorkflowRequest.builder()
                    .name("Receipts")
                    .description("Read receipts")
                    .projectId("proj_1")
                    .build())),
            Drive.of("createWorkflow", "with nothing said", stage ->
                    stage.client().workflows().create(CreateWorkflowRequest.builder().build())),
            Drive.of("getWorkflow", stage -> stage.client().workflows().get(stage.server().workflowId())),
            Drive.of("getWorkflow", "which is not published", stage -> stage.client().workflows().get(create(stage, "Draft"))),
            Drive.of("updateWorkflow", stage -> stage.client().workflows().update(
                    stage.server().workflowId(), UpdateWorkflowRequest.builder().name("Invoices").build())),
            Drive.of("updateWorkflow", "with null", stage -> stage.client().workflows().update(
                    stage.server().workflowId(), UpdateWorkflowRequest.builder().name("Invoices").description(null).build())),
            Drive.of("deleteWorkflow", stage -> stage.client().workflows().delete(create(stage, "Short-lived"))),
            Drive.of("publishWorkflow", stage -> stage.client().workflows().publish(
                    stage.server().workflowId(),
                    new PublishWorkflowParams().request(PublishWorkflowRequest.builder().description("Second").build()))),
            Drive.of("publishWorkflow", "without a body", stage -> stage.client().workflows().publish(stage.server().workflowId())));

    static final List<Drive<RetabSimulator, RetabClient>> OPERATIONS_OF_A_AND_B = List.of(
            Drive.of("listWorkflows", "with two properties", stage ->
                    stage.client().workflows().list(new ListWorkflowsParams().fields("id,name"))),
            Drive.of("updateWorkflow", "with an email trigger", stage -> stage.client().workflows().update(
                    stage.server().workflowId(),
                    UpdateWorkflowRequest.builder()
                            .emailTrigger(WorkflowEmailTrigger.builder()
                                    .allowedSenders(List.of("ap@example.com"))
                                    .allowedDomains(List.of("example.com"))
                                    .build())
                            .build())),
            Drive.of("duplicateWorkflow", stage -> stage.client().workflows().duplicate(stage.server().workflowId())),
            Drive.of("getWorkflowEntities", stage -> stage.client().workflows().entities(stage.server().workflowId())),
            Drive.of("getWorkflowEntities", "of a new workflow", stage -> stage.client().workflows().entities(create(stage, "New"))),
            Drive.of("getRunDocument", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().document(RUN, "start-node-1");
            }));

    static final List<Drive<RetabSimulator, RetabClient>> OPERATIONS_OF_A = List.of(
            Drive.of("exportRunsPayload", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().exportPayload(payload(stage)
                        .nodeId(BLOCK)
                        .exportSource(ExportSource.OUTPUTS)
                        .selectedRunIds(List.of(RUN))
                        .status(WorkflowRunStatus.COMPLETED)
                        .excludeStatus(WorkflowRunStatus.ERROR)
                        .fromDate("2026-01-01")
                        .toDate("2026-12-31")
                        .triggerTypes(List.of(TriggerType.API))
                        .preferredColumns(List.of("vendor_name"))
                        .build());
            }));

    static final List<Drive<RetabSimulator, RetabClient>> OPERATIONS_OF_B = List.of(
            Drive.of("exportRunsPayload", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().exportPayload(payload(stage).blockId(BLOCK).exportSource(ExportSource.INPUTS).build());
            }));

    static final List<Drive<RetabSimulator, RetabClient>> OPERATIONS_OF_C = List.of(
            Drive.of("listWorkflows", "of a project", stage -> stage.client().workflows().list(new ListWorkflowsParams().projectId("proj_1"))),
            Drive.of("listWorkflowVersions", stage -> {
                stage.client().workflows().publish(stage.server().workflowId());
                stage.client().workflows().listVersions(
                        stage.server().workflowId(), new ListWorkflowVersionsParams().before("ver_simulated1").limit(1));
            }),
            Drive.of("getWorkflowVersion", stage -> {
                String version = stage.client().workflows().get(stage.server().workflowId()).published().versionId();
                stage.client().workflows().getVersion(version, stage.server().workflowId());
            }),
            Drive.of("listBlocks", stage -> stage.client().blocks().list(
                    stage.server().workflowId(), new ListBlocksParams().after("start-node-1").limit(2))),
            Drive.of("getBlock", stage -> stage.client().blocks().get(
                    "start-json-1", new GetBlockParams().workflowId(stage.server().workflowId()))),
            Drive.of("exportRuns", stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().export(export(stage)
                        .exportSource(ExportSource.OUTPUTS)
                        .selectedRunIds(List.of(RUN))
                        .selectedDocTypes(null)
                        .status(WorkflowRunStatus.COMPLETED)
                        .excludeStatus(null)
                        .fromDate("2026-01-01")
                        .toDate(null)
                        .triggerType(TriggerType.API)
                        .preferredColumns(List.of("vendor_name"))
                        .delimiter(",")
                        .lineDelimiter("\n")
                        .quote("'")
                        .build());
            }));

    static final List<Drive<RetabSimulator, RetabClient>> ERRORS = List.of(
            Drive.refused("getWorkflow", 401, stage ->
                    RetabConformanceTest.wrong(stage.server(), stage.http()).workflows().get(stage.server().workflowId())),
            Drive.refused("getWorkflow", 404, stage -> stage.client().workflows().get(NOBODY)),
            Drive.refused("getWorkflow", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().workflows().get(stage.server().workflowId());
            }),
            Drive.refused("getWorkflow", 502, stage -> {
                stage.server().failNext(Fault.status(502, "text/plain", "bad gateway"));
                stage.client().workflows().get(stage.server().workflowId());
            }),
            Drive.refused("createWorkflow", 401, stage ->
                    RetabConformanceTest.wrong(stage.server(), stage.http()).workflows().create(CreateWorkflowRequest.builder().build())),
            Drive.malformed("createWorkflow", 422, stage -> raw(stage, "POST", "", "{\"name\": \"" + "n".repeat(201) + "\"}")),
            Drive.refused("createWorkflow", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                create(stage, "Unlucky");
            }),
            Drive.refused("createWorkflow", 502, stage -> {
                stage.server().failNext(Fault.status(502, "text/plain", "bad gateway"));
                create(stage, "Unlucky");
            }),
            Drive.malformed("updateWorkflow", 422, stage -> raw(stage, "PATCH", "/" + stage.server().workflowId(), "{\"name\": 1}")),
            Drive.refused("updateWorkflow", 404, stage ->
                    stage.client().workflows().update(NOBODY, UpdateWorkflowRequest.builder().name("x").build())),
            Drive.refused("deleteWorkflow", 404, stage -> stage.client().workflows().delete(NOBODY)),
            Drive.refused("publishWorkflow", 404, stage -> stage.client().workflows().publish(NOBODY)));

    static final List<Drive<RetabSimulator, RetabClient>> ERRORS_OF_A_AND_B = List.of(
            Drive.refused("duplicateWorkflow", 404, stage -> stage.client().workflows().duplicate(NOBODY)),
            Drive.refused("getWorkflowEntities", 404, stage -> stage.client().workflows().entities(NOBODY)),
            Drive.refused("getRunDocument", 404, stage -> {
                stage.server().addRun(RUN, RunScript.perRead("completed"));
                stage.client().runs().document(RUN, "end-node-1");
            }),
            Drive.refused("exportRunsPayload", 422, stage -> stage.client().runs().exportPayload(payload(stage).build())));

    static final List<Drive<RetabSimulator, RetabClient>> ERRORS_OF_C = List.of(
            Drive.refused("listWorkflowVersions", 404, stage -> stage.client().workflows().listVersions(NOBODY)),
            Drive.refused("getWorkflowVersion", 404, stage ->
                    stage.client().workflows().getVersion("ver_nobody", stage.server().workflowId())),
            Drive.refused("listBlocks", 404, stage -> stage.client().blocks().list(NOBODY)),
            Drive.refused("getBlock", 401, stage -> RetabConformanceTest.wrong(stage.server(), stage.http()).blocks().get(BLOCK)),
            Drive.refused("getBlock", 404, stage -> stage.client().blocks().get("nobody")),
            Drive.refused("getBlock", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().blocks().get(BLOCK);
            }),
            Drive.refused("getBlock", 502, stage -> {
                stage.server().failNext(Fault.status(502, "text/plain", "bad gateway"));
                stage.client().blocks().get(BLOCK);
            }),
            Drive.malformed("exportRuns", 400, stage -> raw(
                    stage,
                    "POST",
                    "/runs/export",
                    "{\"workflow_id\": \"" + runOf(stage) + "\", \"block_id\": \"b\", \"from_date\": \"yesterday\"}")));

    private RetabWorkflowDrives() {}

    private static String create(Stage<RetabSimulator, RetabClient> stage, String name) {
        return stage.client().workflows().create(CreateWorkflowRequest.builder().name(name).build()).id();
    }

    private static String runOf(Stage<RetabSimulator, RetabClient> stage) {
        stage.server().addRun(RUN, RunScript.perRead("completed"));
        return stage.server().workflowId();
    }

    private static ExportRunsPayloadRequest.Builder payload(Stage<RetabSimulator, RetabClient> stage) {
        return ExportRunsPayloadRequest.builder().workflowId(stage.server().workflowId());
    }

    private static ExportRunsRequest.Builder export(Stage<RetabSimulator, RetabClient> stage) {
        return ExportRunsRequest.builder().workflowId(stage.server().workflowId()).blockId(BLOCK);
    }

    /** With the key where any generation looks for it. */
    private static void raw(Stage<RetabSimulator, RetabClient> stage, String method, String path, String body) throws Exception {
        String key = stage.server().apiKey();
        send(stage, method, "/v1/workflows" + path, body, "Api-Key", key, "Authorization", "Bearer " + key);
    }
}
