package dev.polyrun.conformance;

import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.Workflows.ListWorkflowsParams;
import dev.polyrun.noxus.Workflows.UpdateWorkflowParams;
import dev.polyrun.noxus.model.CreateWorkflowRequest;
import dev.polyrun.noxus.model.CreateWorkflowVersionRequest;
import dev.polyrun.noxus.model.UpdateWorkflowRequest;
import dev.polyrun.noxus.model.UpdateWorkflowVersionRequest;
import dev.polyrun.noxus.model.Workflow;
import dev.polyrun.noxus.model.WorkflowDefinition;
import dev.polyrun.noxus.model.WorkflowEdge;
import dev.polyrun.noxus.model.WorkflowNode;
import dev.polyrun.noxus.model.WorkflowType;
import dev.polyrun.noxus.model.WorkflowVersion;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.NoxusSimulator;
import java.util.List;
import java.util.Map;

/** How the operations on Noxus' workflows are called. */
final class NoxusWorkflowDrives {
    private static final String NOBODY = "3c90c3cc-0d44-4b50-8888-0000000000ff";

    /** In the second format, which refers to inputs by their names. */
    private static final WorkflowDefinition DEFINITION = WorkflowDefinition.builder()
            .flowVersion("v2")
            .nodes(List.of(
                    WorkflowNode.builder().id("in").type("InputNodeV2").name(null).nodeConfig(Map.of("label", "Question", "type", "str")).build(),
                    WorkflowNode.builder().id("out").type("OutputNodeV2").variableBindings(Map.of("value", "in.output")).build()))
            .edges(List.of(WorkflowEdge.builder().id("e").source("in").target("out").sourceHandle(null).build()))
            .build();

    private static final CreateWorkflowRequest NEW =
            CreateWorkflowRequest.builder().name("Echo").type(WorkflowType.FLOW).definition(DEFINITION).errorHandler(NOBODY).build();

    static final List<Drive<NoxusSimulator, NoxusClient>> OPERATIONS = List.of(
            Drive.of("listWorkflows", stage -> {
                stage.client().workflows().create(NEW);
                stage.client().workflows().list(new ListWorkflowsParams().page(1).size(1).type(WorkflowType.FLOW));
            }),
            Drive.of("listWorkflows", "of all kinds", stage -> stage.client().workflows().list()),
            Drive.of("createWorkflow", stage -> stage.client().workflows().create(NEW)),
            Drive.of("getWorkflow", stage -> stage.client().workflows().get(stage.server().workflowId())),
            Drive.of("updateWorkflow", "with its own definition", stage -> {
                Workflow workflow = stage.client().workflows().get(stage.server().workflowId());
                stage.client().workflows().update(
                        stage.server().workflowId(),
                        UpdateWorkflowRequest.builder().name("Renamed").definition(workflow.definition()).build(),
                        new UpdateWorkflowParams().force(true));
            }),
            Drive.of("updateWorkflow", stage -> stage.client().workflows()
                    .update(stage.server().workflowId(), UpdateWorkflowRequest.builder().definition(DEFINITION).build())),
            Drive.of("deleteWorkflow", stage -> stage.client().workflows().delete(stage.server().workflowId())),
            Drive.of("listWorkflowVersions", stage -> {
                version(stage);
                stage.client().workflows().versions(stage.server().workflowId());
            }),
            Drive.of("listWorkflowVersions", "when there are none", stage -> stage.client().workflows().versions(stage.server().workflowId())),
            Drive.of("createWorkflowVersion", NoxusWorkflowDrives::version),
            Drive.of("updateWorkflowVersion", stage -> stage.client().workflows().updateVersion(
                    stage.server().workflowId(),
                    version(stage).id(),
                    UpdateWorkflowVersionRequest.builder().name("2").description(null).definition(DEFINITION).build())));

    static final List<Drive<NoxusSimulator, NoxusClient>> ERRORS = List.of(
            Drive.refused("getWorkflow", 401, stage ->
                    NoxusConformanceTest.client(stage.server(), "wrong", stage.http()).workflows().get(stage.server().workflowId())),
            Drive.refused("getWorkflow", 404, stage -> stage.client().workflows().get(NOBODY)),
            Drive.refused("getWorkflow", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().workflows().get(stage.server().workflowId());
            }),
            Drive.refused("createWorkflow", 401, stage ->
                    NoxusConformanceTest.client(stage.server(), "wrong", stage.http()).workflows().create(NEW)),
            Drive.malformed("createWorkflow", 422, stage -> Flavour.send(
                    stage, "POST", "/v1/workflows", "{\"name\":\"n\"}", "X-API-Key", stage.server().apiKey())),
            Drive.refused("createWorkflow", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().workflows().create(NEW);
            }),
            Drive.refused("createRun", 404, stage -> {
                stage.client().workflows().delete(stage.server().workflowId());
                stage.client().runs().create(stage.server().workflowId(), NoxusConformanceTest.START);
            }),
            Drive.refused("createRunSync", 404, stage -> {
                stage.client().workflows().delete(stage.server().workflowId());
                stage.client().runs().createSync(stage.server().workflowId(), NoxusConformanceTest.START);
            }),
            Drive.refused("deleteWorkflow", 404, stage -> stage.client().workflows().delete(NOBODY)),
            Drive.refused("updateWorkflowVersion", 404, stage -> stage.client().workflows().updateVersion(
                    stage.server().workflowId(), NOBODY, UpdateWorkflowVersionRequest.builder().name("2").build())));

    private NoxusWorkflowDrives() {}

    private static WorkflowVersion version(Drive.Stage<NoxusSimulator, NoxusClient> stage) {
        return stage.client().workflows().createVersion(
                stage.server().workflowId(),
                CreateWorkflowVersionRequest.builder().name("1").description("The first.").definition(DEFINITION).build());
    }
}
