package dev.polyrun.activepieces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.activepieces.Flows.GetFlowParams;
import dev.polyrun.activepieces.Flows.ListFlowsParams;
import dev.polyrun.activepieces.model.CreateFlowRequest;
import dev.polyrun.activepieces.model.Flow;
import dev.polyrun.activepieces.model.FlowOperation;
import dev.polyrun.activepieces.model.FlowOperationRequest;
import dev.polyrun.activepieces.model.FlowOperationStatus;
import dev.polyrun.activepieces.model.FlowOperationType;
import dev.polyrun.activepieces.model.FlowStatus;
import dev.polyrun.activepieces.model.FlowStepLocation;
import dev.polyrun.activepieces.model.FlowTemplate;
import dev.polyrun.activepieces.model.FlowVersionState;
import dev.polyrun.contract.Sent;
import dev.polyrun.core.ConflictException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.Fault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlowRequestsTest {
    private final ActivepiecesSimulator activepieces = ActivepiecesSimulator.start();
    private final String project = activepieces.projectId();
    private final String flow = activepieces.workflowId();
    private final ActivepiecesClient client =
            ActivepiecesClient.builder().baseUrl(activepieces.baseUrl()).apiKey(activepieces.apiKey()).build();

    @AfterEach
    void close() {
        activepieces.close();
    }

    private Map<String, String> headers() {
        return Map.of("accept", "application/json", "authorization", "Bearer " + activepieces.apiKey());
    }

    private Map<String, String> headersWithBody() {
        return Map.of(
                "accept", "application/json",
                "authorization", "Bearer " + activepieces.apiKey(),
                "content-type", "application/json");
    }

    private Flow apply(FlowOperationType type, FlowOperationRequest.Builder request) {
        return client.flows().apply(flow, FlowOperation.builder().type(type).request(request.build()).build());
    }

    private Object sentRequest() {
        return ((Map<?, ?>) Sent.lastTo(activepieces).json()).get("request");
    }

    @Test
    void aListTakesEveryFilterOfTheVendor() {
        client.flows().list(project, new ListFlowsParams()
                .folderId("NULL")
                .status(List.of(FlowStatus.ENABLED, FlowStatus.DISABLED))
                .name("update & more")
                .versionState(FlowVersionState.LOCKED)
                .connectionExternalIds(List.of("c1", "c2"))
                .externalIds(List.of("e1"))
                .agentExternalIds(List.of("a1"))
                .limit(5)
                .cursor("bmV4dF8="));

        Sent sent = Sent.onlyTo(activepieces);
        assertThat(sent.line()).isEqualTo("GET /api/v1/flows");
        assertThat(sent.query()).isEqualTo(Map.of(
                "projectId", List.of(project),
                "folderId", List.of("NULL"),
                "status", List.of("ENABLED", "DISABLED"),
                "name", List.of("update & more"),
                "versionState", List.of("LOCKED"),
                "connectionExternalIds", List.of("c1", "c2"),
                "externalIds", List.of("e1"),
                "agentExternalIds", List.of("a1"),
                "limit", List.of("5"),
                "cursor", List.of("bmV4dF8=")));
        assertThat(sent.headers()).isEqualTo(headers());
    }

    @Test
    void getNamesTheFlowInThePathAndTheVersionInTheQuery() {
        String version = client.flows().get(flow).version().id();
        activepieces.clearRequests();

        assertThat(client.flows().get(flow, new GetFlowParams().versionId(version)).version().id()).isEqualTo(version);

        Sent sent = Sent.onlyTo(activepieces);
        assertThat(sent.line()).isEqualTo("GET /api/v1/flows/" + flow);
        assertThat(sent.query()).isEqualTo(Map.of("versionId", List.of(version)));
        assertThat(sent.headers()).isEqualTo(headers());
        assertThat(sent.json()).isNull();
    }

    @Test
    void createSendsNameProjectAndFolder() {
        Flow made = client.flows().create(CreateFlowRequest.builder()
                .projectId(project)
                .displayName("Invoices")
                .folderName("Finance")
                .metadata(Map.of("made", "by a test"))
                .build());

        Sent sent = Sent.onlyTo(activepieces);
        assertThat(sent.line()).isEqualTo("POST /api/v1/flows");
        assertThat(sent.headers()).isEqualTo(headersWithBody());
        assertThat(sent.json()).isEqualTo(Map.of(
                "projectId", project, "displayName", "Invoices", "folderName", "Finance", "metadata", Map.of("made", "by a test")));
        assertThat(made.status()).isEqualTo(FlowStatus.DISABLED);
        assertThat(made.version().displayName()).isEqualTo("Invoices");
        assertThat(made.folderId()).isNotEmpty();
    }

    @Test
    void createIsNotRepeatedWhenItsAnswerIsLost() {
        activepieces.failNext(Fault.connectionReset().afterHandling());

        assertThatThrownBy(() -> client.flows()
                        .create(CreateFlowRequest.builder().projectId(project).displayName("Invoices").build()))
                .isInstanceOf(OutcomeUnknownException.class);

        assertThat(activepieces.requests()).hasSize(1);
    }

    @Test
    void aFlowWithoutANameIsRefusedBeforeAnythingIsSent() {
        assertThatIllegalStateException()
                .isThrownBy(() -> CreateFlowRequest.builder().projectId(project).build())
                .withMessageContaining("displayName");
    }

    @Test
    void deleteNamesTheFlowAndItIsGone() {
        client.flows().delete(flow);

        Sent sent = Sent.onlyTo(activepieces);
        assertThat(sent.line()).isEqualTo("DELETE /api/v1/flows/" + flow);
        assertThat(sent.headers()).isEqualTo(headers());
        assertThat(sent.json()).isNull();
        assertThatThrownBy(() -> client.flows().get(flow)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void anOperationSendsItsTypeAndItsRequest() {
        apply(FlowOperationType.CHANGE_STATUS, FlowOperationRequest.builder().status(FlowStatus.DISABLED));

        Sent sent = Sent.onlyTo(activepieces);
        assertThat(sent.line()).isEqualTo("POST /api/v1/flows/" + flow);
        assertThat(sent.query()).isEmpty();
        assertThat(sent.headers()).isEqualTo(headersWithBody());
        assertThat(sent.json()).isEqualTo(Map.of("type", "CHANGE_STATUS", "request", Map.of("status", "DISABLED")));
    }

    @Test
    void anOperationThatNeedsNothingSendsAnEmptyObject() {
        apply(FlowOperationType.LOCK_AND_PUBLISH, FlowOperationRequest.builder());

        assertThat(Sent.onlyTo(activepieces).json()).isEqualTo(Map.of("type", "LOCK_AND_PUBLISH", "request", Map.of()));
    }

    @Test
    void anOperationWithoutItsRequestIsRefusedBeforeAnythingIsSent() {
        assertThatIllegalStateException()
                .isThrownBy(() -> FlowOperation.builder().type(FlowOperationType.LOCK_AND_PUBLISH).build())
                .withMessageContaining("request");
    }

    @Test
    void outOfItsFolderIsAnExplicitNull() {
        apply(FlowOperationType.CHANGE_FOLDER, FlowOperationRequest.builder().folderId(null));

        assertThat(activepieces.requests().get(0).body())
                .isEqualTo("{\"type\":\"CHANGE_FOLDER\",\"request\":{\"folderId\":null}}");
    }

    @Test
    void whatIsNotSaidIsNotSentAndLeavesTheFolderAsItIs() {
        Flow made = client.flows()
                .create(CreateFlowRequest.builder().projectId(project).displayName("Invoices").folderName("Finance").build());

        Flow unchanged = client.flows().apply(made.id(), FlowOperation.builder()
                .type(FlowOperationType.CHANGE_FOLDER)
                .request(FlowOperationRequest.builder().build())
                .build());

        assertThat(activepieces.requests().get(1).body()).isEqualTo("{\"type\":\"CHANGE_FOLDER\",\"request\":{}}");
        assertThat(unchanged.folderId()).isEqualTo(made.folderId());
    }

    @Test
    void theNameOfAFlowIsChangedInADraft() {
        Flow renamed = apply(FlowOperationType.CHANGE_NAME, FlowOperationRequest.builder().displayName("Renamed"));

        assertThat(sentRequest()).isEqualTo(Map.of("displayName", "Renamed"));
        assertThat(renamed.version().displayName()).isEqualTo("Renamed");
        assertThat(renamed.version().state()).isEqualTo(FlowVersionState.DRAFT);
        assertThat(renamed.version().id()).isNotEqualTo(renamed.publishedVersionId());
    }

    @Test
    void anEarlierVersionIsUsedAgainAsADraft() {
        String published = client.flows().get(flow).publishedVersionId();
        apply(FlowOperationType.CHANGE_NAME, FlowOperationRequest.builder().displayName("Renamed"));

        Flow back = apply(FlowOperationType.USE_AS_DRAFT, FlowOperationRequest.builder().versionId(published));

        assertThat(sentRequest()).isEqualTo(Map.of("versionId", published));
        assertThat(back.version().displayName()).isEqualTo("Simulated flow");
    }

    @Test
    void aTemplateOfOneFlowIsImportedIntoAnother() {
        FlowTemplate template = client.flows().template(flow);
        assertThat(Sent.onlyTo(activepieces).line()).isEqualTo("GET /api/v1/flows/" + flow + "/template");
        Flow made = client.flows().create(CreateFlowRequest.builder().projectId(project).displayName("Copy").build());

        Flow filled = client.flows().apply(made.id(), FlowOperation.builder()
                .type(FlowOperationType.IMPORT_FLOW)
                .request(FlowOperationRequest.builder()
                        .displayName("Copy")
                        .trigger(template.flows().get(0).trigger())
                        .schemaVersion(template.flows().get(0).schemaVersion())
                        .notes(null)
                        .build())
                .build());

        assertThat((Map<?, ?>) sentRequest()).extracting("displayName", "schemaVersion", "notes").containsExactly("Copy", "22", null);
        assertThat(filled.version().trigger()).isEqualTo(template.flows().get(0).trigger());
        assertThat(filled.version().valid()).isTrue();
    }

    @Test
    void stepsAreAddedMovedAndDeletedByName() {
        Map<String, Object> step = Map.of("name", "step_2", "type", "CODE", "valid", true, "settings", Map.of());

        apply(FlowOperationType.ADD_ACTION, FlowOperationRequest.builder()
                .parentStep("step_1")
                .stepLocationRelativeToParent(FlowStepLocation.AFTER)
                .action(step));
        assertThat(sentRequest())
                .isEqualTo(Map.of("parentStep", "step_1", "stepLocationRelativeToParent", "AFTER", "action", step));

        apply(FlowOperationType.MOVE_ACTION, FlowOperationRequest.builder()
                .name("step_2")
                .newParentStep("loop_1")
                .stepLocationRelativeToNewParent(FlowStepLocation.INSIDE_LOOP)
                .branchIndex(0L));
        assertThat(sentRequest()).isEqualTo(Map.of(
                "name", "step_2", "newParentStep", "loop_1", "stepLocationRelativeToNewParent", "INSIDE_LOOP", "branchIndex", 0L));

        apply(FlowOperationType.DELETE_ACTION, FlowOperationRequest.builder().names(List.of("step_2")));
        assertThat(sentRequest()).isEqualTo(Map.of("names", List.of("step_2")));
    }

    @Test
    void anOperationOfTomorrowTakesWhateverItNeeds() {
        activepieces.failNext(Fault.status(200, "application/json", "{}"));

        apply(FlowOperationType.of("PAINT"), FlowOperationRequest.builder().additionalProperty("colour", Map.of("red", 1)));

        assertThat(Sent.onlyTo(activepieces).json())
                .isEqualTo(Map.of("type", "PAINT", "request", Map.of("colour", Map.of("red", 1L))));
    }

    @Test
    void aFlowThatIsBusyIsAConflict() {
        Flow answer = apply(FlowOperationType.CHANGE_STATUS, FlowOperationRequest.builder().status(FlowStatus.DISABLED));
        assertThat(answer.status()).isEqualTo(FlowStatus.ENABLED);
        assertThat(answer.operationStatus()).isEqualTo(FlowOperationStatus.DISABLING);

        assertThatThrownBy(() ->
                        apply(FlowOperationType.CHANGE_STATUS, FlowOperationRequest.builder().status(FlowStatus.ENABLED)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("FLOW_OPERATION_IN_PROGRESS");

        assertThat(client.flows().get(flow).status()).isEqualTo(FlowStatus.DISABLED);
    }

    @Test
    void aFlowThatSomebodyElseEditsIsAConflictTooWhateverTheStatus() {
        activepieces.failNext(Fault.status(
                400, "application/json", "{\"code\":\"FLOW_IN_USE\",\"params\":{\"message\":\"Flow is being used\"}}"));

        assertThatThrownBy(() -> apply(FlowOperationType.CHANGE_NAME, FlowOperationRequest.builder().displayName("Mine")))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void anOperationIsNotRepeatedWhenItsAnswerIsLost() {
        activepieces.failNext(Fault.connectionReset().afterHandling());

        assertThatThrownBy(() -> apply(FlowOperationType.CHANGE_NAME, FlowOperationRequest.builder().displayName("Mine")))
                .isInstanceOf(OutcomeUnknownException.class);

        assertThat(activepieces.requests()).hasSize(1);
    }

    @Test
    void versionsAreListedForAUser() {
        ActivepiecesClient signedIn =
                ActivepiecesClient.builder().baseUrl(activepieces.baseUrl()).apiKey(activepieces.jwt()).build();

        assertThat(signedIn.flows().versions(flow, new Flows.ListFlowVersionsParams().limit(3)).data()).hasSize(1);

        Sent sent = Sent.onlyTo(activepieces);
        assertThat(sent.line()).isEqualTo("GET /api/v1/flows/" + flow + "/versions");
        assertThat(sent.query()).isEqualTo(Map.of("limit", List.of("3")));
        assertThat(sent.headers()).containsEntry("authorization", "Bearer " + activepieces.jwt());
    }

    @Test
    void theAsynchronousFormSendsTheSame() {
        assertThat(client.flows().getAsync(flow).join().id()).isEqualTo(flow);

        assertThat(Sent.onlyTo(activepieces).headers()).isEqualTo(headers());
    }
}
