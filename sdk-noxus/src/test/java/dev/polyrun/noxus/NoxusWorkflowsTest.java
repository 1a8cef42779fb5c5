package dev.polyrun.noxus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.contract.Sent;
import dev.polyrun.core.ConflictException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.noxus.Workflows.ListWorkflowsParams;
import dev.polyrun.noxus.Workflows.UpdateWorkflowParams;
import dev.polyrun.noxus.model.CreateWorkflowRequest;
import dev.polyrun.noxus.model.CreateWorkflowVersionRequest;
import dev.polyrun.noxus.model.UpdateWorkflowRequest;
import dev.polyrun.noxus.model.UpdateWorkflowVersionRequest;
import dev.polyrun.noxus.model.Workflow;
import dev.polyrun.noxus.model.WorkflowDefinition;
import dev.polyrun.noxus.model.WorkflowNode;
import dev.polyrun.noxus.model.WorkflowPage;
import dev.polyrun.noxus.model.WorkflowType;
import dev.polyrun.noxus.model.WorkflowVersion;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.NoxusSimulator;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the operations on workflows send, and that a server does with it what they say. */
class NoxusWorkflowsTest {
    private static final WorkflowDefinition DEFINITION = WorkflowDefinition.builder()
            .flowVersion("v2")
            .nodes(List.of(WorkflowNode.builder().id("in").type("InputNodeV2").name(null).nodeConfig(Map.of("label", "Question")).build()))
            .edges(List.of())
            .build();
    private static final Map<String, Object> DEFINITION_AS_SENT = Map.of(
            "flow_version", "v2",
            "nodes", List.of(withNullName(Map.of("id", "in", "type", "InputNodeV2", "node_config", Map.of("label", "Question")))),
            "edges", List.of());

    private final NoxusSimulator noxus = NoxusSimulator.start();
    private final String workflow = noxus.workflowId();
    private final String path = "/v1/workflows/" + workflow;
    private final NoxusClient client = NoxusClient.builder().baseUrl(noxus.baseUrl()).apiKey(noxus.apiKey()).build();
    private final Map<String, String> headers = Map.of("accept", "application/json", "x-api-key", noxus.apiKey());
    private final Map<String, String> headersOfABody =
            Map.of("accept", "application/json", "x-api-key", noxus.apiKey(), "content-type", "application/json");

    @AfterEach
    void close() {
        noxus.close();
    }

    private static Map<String, Object> withNullName(Map<String, Object> node) {
        Map<String, Object> map = new LinkedHashMap<>(node);
        map.put("name", null);
        return map;
    }

    private void create(String name, WorkflowType type) {
        client.workflows().create(CreateWorkflowRequest.builder().name(name).type(type).definition(DEFINITION).build());
    }

    @Test
    void listSendsPageSizeAndType() {
        WorkflowPage page = client.workflows().list(new ListWorkflowsParams().page(1).size(5).type(WorkflowType.AGENT_FLOW));

        Sent sent = Sent.onlyTo(noxus);
        assertThat(sent.line()).isEqualTo("GET /v1/workflows");
        assertThat(sent.query()).isEqualTo(Map.of("page", List.of("1"), "size", List.of("5"), "type", List.of("agent_flow")));
        assertThat(sent.headers()).isEqualTo(headers);
        assertThat(page.items()).isEmpty();
    }

    @Test
    void allWorkflowsComeOncePageByPage() {
        create("b", WorkflowType.FLOW);
        create("c", WorkflowType.FLOW);
        create("d", WorkflowType.AGENT_FLOW);
        create("e", WorkflowType.FLOW);
        noxus.clearRequests();

        List<String> names = client.workflows()
                .listAll(new ListWorkflowsParams().size(2).type(WorkflowType.FLOW))
                .stream()
                .map(Workflow::name)
                .toList();

        assertThat(names).containsExactly("Explain a topic", "b", "c", "e");
        assertThat(noxus.requests()).extracting(request -> request.queryValue("page")).containsExactly(null, "2");
        assertThat(noxus.requests()).extracting(request -> request.queryValue("type")).containsOnly("flow");
    }

    @Test
    void getNamesTheWorkflowInThePath() {
        Workflow found = client.workflows().get(workflow);

        Sent sent = Sent.onlyTo(noxus);
        assertThat(sent.line()).isEqualTo("GET " + path);
        assertThat(sent.headers()).isEqualTo(headers);
        assertThat(found.id()).isEqualTo(workflow);
        assertThat(found.definition().nodes().get(0).nodeConfig()).containsEntry("label", "User Question");
    }

    @Test
    void createSendsNameTypeAndDefinition() {
        Workflow created = client.workflows()
                .create(CreateWorkflowRequest.builder().name("Echo").type(WorkflowType.FLOW).definition(DEFINITION).build());

        Sent sent = Sent.onlyTo(noxus);
        assertThat(sent.line()).isEqualTo("POST /v1/workflows");
        assertThat(sent.headers()).isEqualTo(headersOfABody);
        assertThat(sent.json()).isEqualTo(Map.of("name", "Echo", "type", "flow", "definition", DEFINITION_AS_SENT));
        assertThat(client.workflows().get(created.id()).definition()).isEqualTo(DEFINITION);
    }

    @Test
    void updateSendsOnlyWhatItNames() {
        Workflow updated = client.workflows().update(workflow, UpdateWorkflowRequest.builder().name("Renamed").build());

        Sent sent = Sent.onlyTo(noxus);
        assertThat(sent.line()).isEqualTo("PATCH " + path);
        assertThat(sent.query()).isEmpty();
        assertThat(sent.headers()).isEqualTo(headersOfABody);
        assertThat(sent.json()).isEqualTo(Map.of("name", "Renamed"));
        assertThat(updated.name()).isEqualTo("Renamed");
        assertThat(updated.definition().nodes()).hasSize(3);
    }

    @Test
    void forceGoesIntoTheQuery() {
        client.workflows().update(workflow, UpdateWorkflowRequest.builder().name("Renamed").build(), new UpdateWorkflowParams().force(true));

        assertThat(Sent.onlyTo(noxus).query()).isEqualTo(Map.of("force", List.of("true")));
    }

    @Test
    void anUpdateThatTheServerSeesAConflictInIsAConflict() {
        noxus.failNext(Fault.status(409, "application/json", "{\"detail\":\"changed meanwhile\"}"));

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> client.workflows().update(workflow, UpdateWorkflowRequest.builder().name("Renamed").build()));
    }

    @Test
    void deleteTakesAnyAnswerAndGivesNone() {
        noxus.failNext(Fault.status(200, "application/json", "null"));
        client.workflows().delete(workflow);

        Sent sent = Sent.onlyTo(noxus);
        assertThat(sent.line()).isEqualTo("DELETE " + path);
        assertThat(sent.headers()).isEqualTo(headers);
        assertThat(sent.json()).isNull();
    }

    @Test
    void aDeletedWorkflowIsNotFound() {
        client.workflows().delete(workflow);

        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> client.workflows().get(workflow));
    }

    @Test
    void versionsComeAsAPlainList() {
        client.workflows().createVersion(workflow, CreateWorkflowVersionRequest.builder().name("1").definition(DEFINITION).build());
        client.workflows().createVersion(workflow, CreateWorkflowVersionRequest.builder().name("2").definition(DEFINITION).build());

        assertThat(client.workflows().versions(workflow)).extracting(WorkflowVersion::name).containsExactly("1", "2");
        assertThat(Sent.lastTo(noxus).line()).isEqualTo("GET " + path + "/versions");
        assertThat(Sent.lastTo(noxus).headers()).isEqualTo(headers);
    }

    @Test
    void createVersionSendsADescriptionThatIsNullAsNull() {
        client.workflows().createVersion(
                workflow, CreateWorkflowVersionRequest.builder().name("1").description(null).definition(DEFINITION).build());

        Sent sent = Sent.onlyTo(noxus);
        assertThat(sent.line()).isEqualTo("POST " + path + "/versions");
        Map<String, Object> expected = new LinkedHashMap<>(Map.of("name", "1", "definition", DEFINITION_AS_SENT));
        expected.put("description", null);
        assertThat(sent.json()).isEqualTo(expected);
    }

    @Test
    void updateVersionTellsAbsentFromNull() {
        String version = client.workflows().createVersion(
                workflow, CreateWorkflowVersionRequest.builder().name("1").description("d").definition(DEFINITION).build()).id();

        assertThat(client.workflows().updateVersion(workflow, version, UpdateWorkflowVersionRequest.builder().name("2").build()).description())
                .isEqualTo("d");
        assertThat(noxus.requests().get(1).body()).isEqualTo("{\"name\":\"2\"}");
        assertThat(client.workflows()
                        .updateVersion(workflow, version, UpdateWorkflowVersionRequest.builder().description(null).build())
                        .description())
                .isNull();
        assertThat(noxus.requests().get(2).body()).isEqualTo("{\"description\":null}");
        assertThat(Sent.lastTo(noxus).line()).isEqualTo("PATCH " + path + "/versions/" + version);
    }

    @Test
    void reservedCharactersInAPathArriveEncoded() {
        noxus.failNext(Fault.status(200, "application/json", "{}"));

        client.workflows().updateVersion("w/1?", "v#ä %2F", UpdateWorkflowVersionRequest.builder().name("2").build());

        assertThat(Sent.onlyTo(noxus).line()).isEqualTo("PATCH /v1/workflows/w%2F1%3F/versions/v%23%C3%A4%20%252F");
    }

    @Test
    void theAsynchronousFormsSendTheSame() {
        assertThat(client.workflows().getAsync(workflow).join().id()).isEqualTo(workflow);
        assertThat(client.workflows().versionsAsync(workflow).join()).isEmpty();

        assertThat(noxus.requests()).extracting(Object::toString).isEqualTo(Arrays.asList("GET " + path, "GET " + path + "/versions"));
    }
}
