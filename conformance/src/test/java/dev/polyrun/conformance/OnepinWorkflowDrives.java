package dev.polyrun.conformance;

import static dev.polyrun.conformance.Flavour.send;

import dev.polyrun.onepin.Auth.WhoamiParams;
import dev.polyrun.onepin.OnepinClient;
import dev.polyrun.onepin.Workflows.CheckWorkflowNameParams;
import dev.polyrun.onepin.Workflows.CreateWorkflowParams;
import dev.polyrun.onepin.Workflows.EstimateWorkflowParams;
import dev.polyrun.onepin.Workflows.GetWorkflowParams;
import dev.polyrun.onepin.Workflows.ListWorkflowUploadsParams;
import dev.polyrun.onepin.Workflows.ListWorkflowsParams;
import dev.polyrun.onepin.model.CreateWorkflowRequest;
import dev.polyrun.onepin.model.GraphEdge;
import dev.polyrun.onepin.model.GraphNode;
import dev.polyrun.onepin.model.NodePosition;
import dev.polyrun.onepin.model.NodeType;
import dev.polyrun.onepin.model.PatchWorkflowRequest;
import dev.polyrun.onepin.model.ReplaceWorkflowRequest;
import dev.polyrun.onepin.model.SortDirection;
import dev.polyrun.onepin.model.StartRunRequest;
import dev.polyrun.onepin.model.WorkflowDefinition;
import dev.polyrun.onepin.model.WorkflowExecution;
import dev.polyrun.onepin.model.WorkflowGraph;
import dev.polyrun.onepin.model.WorkflowListStatus;
import dev.polyrun.onepin.model.WorkflowSortField;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RunScript;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** How the operations on Onepin's workflows are called, and the one on the credential. */
final class OnepinWorkflowDrives {
    private static final String NOBODY = "7c9e6679-7425-40de-944b-0000000000ff";
    private static final OffsetDateTime NEW_YEAR = OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private static final WorkflowDefinition DEFINITION = WorkflowDefinition.builder()
            .graph(WorkflowGraph.builder()
                    .nodes(List.of(node("a", NodeType.SOURCE_SCRIPT), node("b", NodeType.SINK_PREVIEW)))
                    .edges(List.of(GraphEdge.builder().id("e").source("a").sourcePort("lines").target("b").targetPort("lines").build()))
                    .build())
            .execution(WorkflowExecution.builder().steps(List.of("a", "b")).params(Map.of()).build())
            .build();

    static final List<Drive<OnepinSimulator, OnepinClient>> OPERATIONS = List.of(
            Drive.of("listWorkflows", stage -> {
                stage.server().addRun("3fa85f64-5717-4562-b3fc-2c963f66afa6", RunScript.perRead("failed"));
                stage.client().workflows().list(new ListWorkflowsParams()
                        .offset(0L)
                        .limit(1)
                        .status(WorkflowListStatus.RUNNING)
                        .search("greet")
                        .sort(List.of(WorkflowSortField.RUNS_COUNT, WorkflowSortField.NAME))
                        .order(List.of(SortDirection.DESC))
                        .lastRunAfter(NEW_YEAR)
                        .lastRunBefore(NEW_YEAR.plusYears(1000))
                        .hasFailedRun(false)
                        .includeDefinition(true));
            }),
            Drive.of("listWorkflows", "with a run and a definition", stage -> {
                stage.server().addRun("3fa85f64-5717-4562-b3fc-2c963f66afa6", RunScript.perRead("failed"));
                stage.client().workflows().list(new ListWorkflowsParams().includeDefinition(true));
            }),
            Drive.of("listWorkflows", "without any", stage -> stage.client().workflows().list()),
            Drive.of("createWorkflow", stage -> stage.client().workflows().create(
                    CreateWorkflowRequest.builder().name("Two nodes").description("About it").definition(DEFINITION).build(),
                    new CreateWorkflowParams().workspaceId(stage.server().workspaceId()))),
            Drive.of("createWorkflow", "empty", stage -> stage.client().workflows().create(named("Empty"))),
            Drive.of("checkWorkflowName", stage -> stage.client().workflows()
                    .nameAvailability("Spoken greeting", new CheckWorkflowNameParams().excludeId(stage.server().workflowId()))),
            Drive.of("getWorkflow", stage -> stage.client().workflows().get(stage.server().workflowId())),
            Drive.of("replaceWorkflow", stage -> stage.client().workflows().replace(
                    stage.server().workflowId(),
                    ReplaceWorkflowRequest.builder().name("Another").description(null).definition(DEFINITION).build())),
            Drive.of("patchWorkflow", stage -> stage.client().workflows()
                    .patch(stage.server().workflowId(), PatchWorkflowRequest.builder().description(null).build())),
            Drive.of("patchWorkflow", "with a definition", stage -> stage.client().workflows().patch(
                    stage.server().workflowId(), PatchWorkflowRequest.builder().name("Another").definition(DEFINITION).build())),
            Drive.of("deleteWorkflow", stage -> stage.client().workflows().delete(stage.server().workflowId())),
            Drive.of("duplicateWorkflow", stage -> stage.client().workflows().duplicate(stage.server().workflowId())),
            Drive.of("listWorkflowUploads", stage -> stage.client().workflows()
                    .uploads(stage.server().workflowId(), new ListWorkflowUploadsParams().offset(1L).limit(1))),
            Drive.of("estimateWorkflow", stage -> stage.client().workflows().estimate(
                    stage.server().workflowId(),
                    new EstimateWorkflowParams().request(StartRunRequest.builder().scriptText("Hello").sourceLanguage("en-us").build()))),
            Drive.of("estimateWorkflow", "without a body", stage -> stage.client().workflows().estimate(stage.server().workflowId())),
            Drive.of("whoami", stage -> stage.client().auth().whoami()),
            Drive.of("whoami", "by token", stage -> OnepinClient.builder()
                    .baseUrl(stage.server().baseUrl())
                    .accessToken(stage.server().jwt())
                    .okHttpClient(stage.http())
                    .build()
                    .auth()
                    .whoami(new WhoamiParams().workspaceId(stage.server().workspaceId()))));

    static final List<Drive<OnepinSimulator, OnepinClient>> ERRORS = List.of(
            Drive.refused("getWorkflow", 401, stage -> OnepinConformanceTest.client(stage.server(), "op_live_wrong", stage.http())
                    .workflows()
                    .get(stage.server().workflowId())),
            Drive.refused("getWorkflow", 403, stage -> stage.client().workflows()
                    .get(stage.server().workflowId(), new GetWorkflowParams().workspaceId("another"))),
            Drive.refused("getWorkflow", 404, stage -> stage.client().workflows().get(NOBODY)),
            Drive.malformed("getWorkflow", 422, stage -> send(
                    stage, "GET", "/api/v1/workflows/1", "", "Authorization", "Bearer " + stage.server().apiKey())),
            Drive.refused("getWorkflow", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().workflows().get(stage.server().workflowId());
            }),
            Drive.refused("createWorkflow", 401, stage -> OnepinConformanceTest.client(stage.server(), "op_live_wrong", stage.http())
                    .workflows()
                    .create(named("n"))),
            Drive.refused("createWorkflow", 403, stage -> stage.client().workflows()
                    .create(named("n"), new CreateWorkflowParams().workspaceId("another"))),
            Drive.refused("createWorkflow", 422, stage -> stage.client().workflows().create(named(" "))),
            Drive.refused("createWorkflow", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().workflows().create(named("n"));
            }),
            Drive.malformed("patchWorkflow", 422, stage -> send(
                    stage,
                    "PATCH",
                    "/api/v1/workflows/" + stage.server().workflowId(),
                    "{}",
                    "Authorization",
                    "Bearer " + stage.server().apiKey())),
            Drive.refused("listWorkflows", 422, stage -> stage.client().workflows()
                    .list(new ListWorkflowsParams().lastRunAfter(NEW_YEAR.plusDays(1)).lastRunBefore(NEW_YEAR))),
            Drive.refused("startRun", 404, stage -> {
                stage.client().workflows().delete(stage.server().workflowId());
                stage.client().runs().start(stage.server().workflowId());
            }),
            Drive.refused("estimateWorkflow", 422, stage -> {
                String empty = stage.client().workflows().create(named("Empty")).data().id();
                StartRunRequest script = StartRunRequest.builder().scriptText("Hello").build();
                stage.client().workflows().estimate(empty, new EstimateWorkflowParams().request(script));
            }));

    private OnepinWorkflowDrives() {}

    private static CreateWorkflowRequest named(String name) {
        return CreateWorkflowRequest.builder().name(name).build();
    }

    private static GraphNode node(String id, NodeType type) {
        return GraphNode.builder()
                .id(id)
                .type(type)
                .position(NodePosition.builder().x(BigDecimal.ZERO).y(new BigDecimal("1.5")).build())
                .config(Map.of())
                .build();
    }
}
