package dev.polyrun.conformance;

import static dev.polyrun.conformance.Flavour.send;

import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.activepieces.Flows.GetFlowParams;
import dev.polyrun.activepieces.Flows.ListFlowVersionsParams;
import dev.polyrun.activepieces.Flows.ListFlowsParams;
import dev.polyrun.activepieces.Folders.ListFoldersParams;
import dev.polyrun.activepieces.model.CreateFlowRequest;
import dev.polyrun.activepieces.model.CreateFolderRequest;
import dev.polyrun.activepieces.model.Flow;
import dev.polyrun.activepieces.model.FlowOperation;
import dev.polyrun.activepieces.model.FlowOperationRequest;
import dev.polyrun.activepieces.model.FlowOperationType;
import dev.polyrun.activepieces.model.FlowStatus;
import dev.polyrun.activepieces.model.FlowStepLocation;
import dev.polyrun.activepieces.model.FlowVersionState;
import dev.polyrun.activepieces.model.Folder;
import dev.polyrun.activepieces.model.UpdateFolderRequest;
import dev.polyrun.conformance.Drive.Stage;
import dev.polyrun.testkit.ActivepiecesSimulator;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The lines of {@link ActivepiecesConformanceTest} about flows and folders. */
final class ActivepiecesFlowDrives {
    private static final String NOBODYS = "AAAAAAAAAAAAAAAAAAAAA";
    private static final Map<String, Object> STEP = Map.of(
            "name", "step_2", "type", "CODE", "displayName", "Code", "valid", true, "settings", Map.of("input", Map.of()));

    /** What both versions know. */
    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> OPERATIONS = List.of(
            Drive.of("listFlows", stage -> stage.client().flows().list(stage.server().projectId())),
            Drive.of("listFlows", "with every filter", stage -> stage.client().flows().list(stage.server().projectId(), new ListFlowsParams()
                    .folderId("NULL")
                    .status(List.of(FlowStatus.ENABLED, FlowStatus.DISABLED))
                    .name("flow")
                    .versionState(FlowVersionState.LOCKED)
                    .connectionExternalIds(List.of("c1", "c2"))
                    .externalIds(List.of("e1"))
                    .agentExternalIds(List.of("a1"))
                    .limit(5))),
            Drive.of("listFlows", "the next page", stage -> {
                created(stage);
                String project = stage.server().projectId();
                String next = stage.client().flows().list(project, new ListFlowsParams().limit(1)).next();
                stage.client().flows().list(project, new ListFlowsParams().limit(1).cursor(next));
            }),
            Drive.of("createFlow", ActivepiecesFlowDrives::created),
            Drive.of("createFlow", "in a folder", stage -> stage.client().flows().create(CreateFlowRequest.builder()
                    .projectId(stage.server().projectId())
                    .displayName("Invoices")
                    .folderName("Finance")
                    .metadata(Map.of("made", "by a test"))
                    .build())),
            Drive.of("getFlow", stage -> stage.client().flows().get(stage.server().workflowId())),
            Drive.of("getFlow", "that was never published", stage -> stage.client().flows().get(created(stage).id())),
            Drive.of("getFlow", "in an earlier version", stage -> {
                Flow renamed = apply(stage, FlowOperationType.CHANGE_NAME, request -> request.displayName("Renamed"));
                stage.client().flows().get(renamed.id(), new GetFlowParams().versionId(renamed.publishedVersionId()));
            }),
            operation(FlowOperationType.CHANGE_STATUS, request -> request.status(FlowStatus.DISABLED)),
            operation(FlowOperationType.LOCK_AND_PUBLISH, request -> request),
            operation(FlowOperationType.CHANGE_FOLDER, request -> request.folderId(null)),
            operation(FlowOperationType.CHANGE_NAME, request -> request.displayName("Renamed")),
            operation(FlowOperationType.IMPORT_FLOW, request -> request.displayName("Copy").trigger(STEP).schemaVersion("22").notes(null)),
            operation(FlowOperationType.UPDATE_TRIGGER, request -> request.name("trigger").type("EMPTY").valid(false).settings(Map.of())),
            operation(FlowOperationType.ADD_ACTION, request ->
                    request.parentStep("step_1").stepLocationRelativeToParent(FlowStepLocation.AFTER).action(STEP)),
            operation(FlowOperationType.UPDATE_ACTION, request ->
                    request.name("step_1").type("CODE").displayName("Code").valid(true).skip(true).settings(Map.of())),
            operation(FlowOperationType.DELETE_ACTION, request -> request.names(List.of("step_1"))),
            operation(FlowOperationType.MOVE_ACTION, request -> request.name("step_1")
                    .newParentStep("router_1")
                    .stepLocationRelativeToNewParent(FlowStepLocation.INSIDE_BRANCH)
                    .branchIndex(1L)),
            operation(FlowOperationType.SET_SKIP_ACTION, request -> request.names(List.of("step_1")).skip(true)),
            operation(FlowOperationType.DUPLICATE_ACTION, request -> request.stepName("step_1")),
            operation(FlowOperationType.ADD_BRANCH, request ->
                    request.stepName("router_1").branchIndex(1L).additionalProperty("branchName", "Otherwise")),
            operation(FlowOperationType.UPDATE_METADATA, request -> request.metadata(Map.of("made", "by a test"))),
            Drive.of("applyFlowOperation", "USE_AS_DRAFT", stage -> {
                String version = stage.client().flows().get(stage.server().workflowId()).version().id();
                apply(stage, FlowOperationType.USE_AS_DRAFT, request -> request.versionId(version));
            }),
            Drive.of("deleteFlow", stage -> stage.client().flows().delete(stage.server().workflowId())),
            Drive.of("getFlowTemplate", stage -> stage.client().flows().template(stage.server().workflowId())),
            Drive.of("listFlowVersions", stage -> {
                apply(stage, FlowOperationType.CHANGE_NAME, request -> request.displayName("Renamed"));
                ofUser(stage).flows().versions(stage.server().workflowId(), new ListFlowVersionsParams().limit(1));
            }),
            Drive.of("listFolders", stage -> {
                folder(stage, "Finance");
                stage.client().folders().list(stage.server().projectId());
            }),
            Drive.of("listFolders", "the next page", stage -> {
                folder(stage, "Finance");
                folder(stage, "Marketing");
                String project = stage.server().projectId();
                String next = stage.client().folders().list(project, new ListFoldersParams().limit(1)).next();
                stage.client().folders().list(project, new ListFoldersParams().limit(1).cursor(next));
            }),
            Drive.of("createFolder", stage -> folder(stage, "Finance")),
            Drive.of("getFolder", stage -> stage.client().folders().get(folder(stage, "Finance").id())),
            Drive.of("updateFolder", stage -> rename(stage, folder(stage, "Finance"), "Money")),
            Drive.of("deleteFolder", stage -> stage.client().folders().delete(folder(stage, "Finance").id())));

    /** What only new servers know. */
    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> OPERATIONS_OF_NEW = List.of(
            operation(FlowOperationType.UPDATE_MINUTES_SAVED, request -> request.timeSavedPerRun(new BigDecimal("2.5"))),
            operation(FlowOperationType.UPDATE_OWNER, request -> request.ownerId("SimulatedUser00000002")),
            Drive.of("createFlow", "from a template", stage -> stage.client().flows().create(CreateFlowRequest.builder()
                    .projectId(stage.server().projectId())
                    .displayName("Invoices")
                    .templateId("SimulatedTemplate0001")
                    .build())));

    /** What both versions refuse with the same status. */
    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> ERRORS = List.of(
            Drive.refused("listFlows", 400, stage -> stage.client().flows().list("malformed")),
            Drive.refused("getFlow", 400, stage -> stage.client().flows().get("malformed")),
            Drive.refused("getFlow", 401, stage -> stranger(stage).flows().get(NOBODYS)),
            Drive.malformed("getFlow", 403, stage -> send(stage, "GET", "/v1/flows/" + NOBODYS, "")),
            Drive.refused("getFlow", 404, stage -> stage.client().flows().get(NOBODYS)),
            Drive.malformed("createFlow", 400, stage -> send(stage, "POST", "/v1/flows", "{}", "Authorization", bearer(stage))),
            Drive.refused("createFlow", 401, stage -> stranger(stage).flows().create(flow(stage.server().projectId()))),
            Drive.malformed("createFlow", 403, stage -> send(stage, "POST", "/v1/flows", "{}")),
            Drive.refused("applyFlowOperation", 400, stage ->
                    apply(stage, FlowOperationType.DELETE_ACTION, request -> request.names(List.of("nobody")))),
            Drive.refused("deleteFlow", 404, stage -> stage.client().flows().delete(NOBODYS)),
            Drive.refused("getFlowTemplate", 404, stage -> stage.client().flows().template(NOBODYS)),
            Drive.refused("listFlowVersions", 403, stage -> stage.client().flows().versions(stage.server().workflowId())),
            Drive.refused("listFolders", 400, stage -> stage.client().folders().list("malformed")),
            Drive.refused("getFolder", 401, stage -> stranger(stage).folders().get(NOBODYS)),
            Drive.malformed("getFolder", 403, stage -> send(stage, "GET", "/v1/folders/" + NOBODYS, "")),
            Drive.refused("getFolder", 404, stage -> stage.client().folders().get(NOBODYS)),
            Drive.malformed("createFolder", 400, stage -> send(stage, "POST", "/v1/folders", "{}", "Authorization", bearer(stage))),
            Drive.refused("createFolder", 401, stage -> stranger(stage).folders().create(folder(stage.server().projectId()))),
            Drive.malformed("createFolder", 403, stage -> send(stage, "POST", "/v1/folders", "{}")),
            Drive.refused("updateFolder", 409, stage -> {
                folder(stage, "Finance");
                rename(stage, folder(stage, "Money"), "FINANCE");
            }),
            Drive.refused("deleteFolder", 404, stage -> stage.client().folders().delete(NOBODYS)));

    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> ERRORS_OF_NEW = List.of(
            Drive.refused("listFlows", 404, stage -> stage.client().flows().list("AnotherProject0000001")),
            Drive.refused("createFlow", 404, stage -> stage.client().flows().create(flow("AnotherProject0000001"))),
            Drive.refused("createFolder", 404, stage -> stage.client().folders().create(folder("AnotherProject0000001"))),
            Drive.refused("applyFlowOperation", 409, stage -> {
                apply(stage, FlowOperationType.CHANGE_STATUS, request -> request.status(FlowStatus.DISABLED));
                apply(stage, FlowOperationType.LOCK_AND_PUBLISH, request -> request);
            }),
            Drive.refused("deleteFlow", 409, stage -> {
                apply(stage, FlowOperationType.CHANGE_STATUS, request -> request.status(FlowStatus.DISABLED));
                stage.client().flows().delete(stage.server().workflowId());
            }));

    static final List<Drive<ActivepiecesSimulator, ActivepiecesClient>> ERRORS_OF_OLD = List.of(
            Drive.refused("listFlows", 403, stage -> stage.client().flows().list("AnotherProject0000001")),
            Drive.refused("applyFlowOperation", 500, stage -> stage.client().flows().apply(
                    created(stage).id(),
                    change(FlowOperationType.CHANGE_STATUS, FlowOperationRequest.builder().status(FlowStatus.ENABLED)))));

    private ActivepiecesFlowDrives() {}

    private static Drive<ActivepiecesSimulator, ActivepiecesClient> operation(
            FlowOperationType type, Function<FlowOperationRequest.Builder, FlowOperationRequest.Builder> request) {
        return Drive.of("applyFlowOperation", type.value(), stage -> apply(stage, type, request));
    }

    private static Flow apply(
            Stage<ActivepiecesSimulator, ActivepiecesClient> stage,
            FlowOperationType type,
            Function<FlowOperationRequest.Builder, FlowOperationRequest.Builder> request) {
        return stage.client().flows().apply(stage.server().workflowId(), change(type, request.apply(FlowOperationRequest.builder())));
    }

    private static FlowOperation change(FlowOperationType type, FlowOperationRequest.Builder request) {
        return FlowOperation.builder().type(type).request(request.build()).build();
    }

    private static CreateFlowRequest flow(String project) {
        return CreateFlowRequest.builder().projectId(project).displayName("Invoices").build();
    }

    private static Flow created(Stage<ActivepiecesSimulator, ActivepiecesClient> stage) {
        return stage.client().flows().create(flow(stage.server().projectId()));
    }

    private static CreateFolderRequest folder(String project) {
        return CreateFolderRequest.builder().projectId(project).displayName("Finance").build();
    }

    private static Folder folder(Stage<ActivepiecesSimulator, ActivepiecesClient> stage, String name) {
        return stage.client().folders()
                .create(CreateFolderRequest.builder().projectId(stage.server().projectId()).displayName(name).build());
    }

    private static void rename(Stage<ActivepiecesSimulator, ActivepiecesClient> stage, Folder folder, String name) {
        stage.client().folders().update(folder.id(), UpdateFolderRequest.builder().displayName(name).build());
    }

    private static ActivepiecesClient stranger(Stage<ActivepiecesSimulator, ActivepiecesClient> stage) {
        return ActivepiecesConformanceTest.client(stage.server(), "sk-wrong", stage.http());
    }

    private static ActivepiecesClient ofUser(Stage<ActivepiecesSimulator, ActivepiecesClient> stage) {
        return ActivepiecesConformanceTest.client(stage.server(), stage.server().jwt(), stage.http());
    }

    private static String bearer(Stage<ActivepiecesSimulator, ActivepiecesClient> stage) {
        return "Bearer " + stage.server().apiKey();
    }
}
