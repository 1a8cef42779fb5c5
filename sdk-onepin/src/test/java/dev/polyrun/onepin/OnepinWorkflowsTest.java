package dev.polyrun.onepin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.contract.Sent;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.UnprocessableException;
import dev.polyrun.onepin.Workflows.CheckWorkflowNameParams;
import dev.polyrun.onepin.Workflows.EstimateWorkflowParams;
import dev.polyrun.onepin.Workflows.ListWorkflowUploadsParams;
import dev.polyrun.onepin.Workflows.ListWorkflowsParams;
import dev.polyrun.onepin.model.CreateWorkflowRequest;
import dev.polyrun.onepin.model.PatchWorkflowRequest;
import dev.polyrun.onepin.model.ReplaceWorkflowRequest;
import dev.polyrun.onepin.model.SortDirection;
import dev.polyrun.onepin.model.StartRunRequest;
import dev.polyrun.onepin.model.Upload;
import dev.polyrun.onepin.model.Workflow;
import dev.polyrun.onepin.model.WorkflowDefinition;
import dev.polyrun.onepin.model.WorkflowGraph;
import dev.polyrun.onepin.model.WorkflowListItem;
import dev.polyrun.onepin.model.WorkflowListStatus;
import dev.polyrun.onepin.model.WorkflowSortField;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.OnepinSimulator;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the operations on workflows send, and that a server does with it what they say. */
class OnepinWorkflowsTest {
    private static final WorkflowDefinition EMPTY =
            WorkflowDefinition.builder().graph(WorkflowGraph.builder().nodes(List.of()).edges(List.of()).build()).build();

    private final OnepinSimulator onepin = OnepinSimulator.start();
    private final String workflow = onepin.workflowId();
    private final String path = "/api/v1/workflows/" + workflow;
    private final OnepinClient client = OnepinClient.builder()
            .baseUrl(onepin.baseUrl())
            .apiKey(onepin.apiKey())
            .workspaceId(onepin.workspaceId())
            .build();
    private final Map<String, String> headers = Map.of(
            "accept", "application/json",
            "authorization", "Bearer " + onepin.apiKey(),
            "x-workspace-id", onepin.workspaceId());
    private final Map<String, String> headersOfABody = Map.of(
            "accept", "application/json",
            "authorization", "Bearer " + onepin.apiKey(),
            "x-workspace-id", onepin.workspaceId(),
            "content-type", "application/json");

    @AfterEach
    void close() {
        onepin.close();
    }

    private String create(String name) {
        return client.workflows().create(CreateWorkflowRequest.builder().name(name).build()).data().id();
    }

    @Test
    void listSendsEveryFilter() {
        client.workflows().list(new ListWorkflowsParams()
                .offset(0L)
                .limit(5)
                .status(WorkflowListStatus.DRAFT)
                .search("a&b")
                .sort(List.of(WorkflowSortField.RUNS_COUNT, WorkflowSortField.NAME))
                .order(List.of(SortDirection.DESC, SortDirection.ASC))
                .lastRunAfter(OffsetDateTime.parse("2026-01-01T00:00:00Z"))
                .lastRunBefore(OffsetDateTime.parse("2026-02-01T00:00:00+01:00"))
                .hasFailedRun(false)
                .includeDefinition(true));

        Sent sent = Sent.onlyTo(onepin);
        assertThat(sent.line()).isEqualTo("GET /api/v1/workflows");
        assertThat(sent.query()).isEqualTo(Map.of(
                "offset", List.of("0"),
                "limit", List.of("5"),
                "status", List.of("draft"),
                "search", List.of("a&b"),
                "sort", List.of("runs_count", "name"),
                "order", List.of("desc", "asc"),
                "last_run_after", List.of("2026-01-01T00:00:00Z"),
                "last_run_before", List.of("2026-02-01T00:00:00+01:00"),
                "has_failed_run", List.of("false"),
                "include_definition", List.of("true")));
        assertThat(sent.headers()).isEqualTo(headers);
    }

    @Test
    void allWorkflowsComeOncePageByPage() {
        List.of("d", "b", "c", "a").forEach(this::create);
        onepin.clearRequests();

        List<String> names = client.workflows()
                .listAll(new ListWorkflowsParams().limit(2).sort(List.of(WorkflowSortField.NAME)))
                .stream()
                .map(WorkflowListItem::name)
                .toList();

        assertThat(names).containsExactly("Spoken greeting", "a", "b", "c", "d");
        assertThat(onepin.requests()).extracting(request -> request.queryValue("offset")).containsExactly(null, "2", "4");
        assertThat(onepin.requests()).extracting(request -> request.queryValue("sort")).containsOnly("name");
    }

    @Test
    void uploadsArePagedThoughNobodyCountsThem() {
        List<String> names = client.workflows()
                .uploadsAll(workflow, new ListWorkflowUploadsParams().limit(2))
                .stream()
                .map(Upload::filename)
                .toList();

        assertThat(names).containsExactly("script-1.txt", "script-2.txt", "script-3.txt");
        assertThat(onepin.requests()).extracting(request -> request.queryValue("offset")).containsExactly(null, "2", "3");
        assertThat(Sent.lastTo(onepin).line()).isEqualTo("GET " + path + "/uploads");
        assertThat(Sent.lastTo(onepin).headers()).isEqualTo(headers);
    }

    @Test
    void createSendsTheDefinition() {
        CreateWorkflowRequest request = CreateWorkflowRequest.builder().name("Empty").description(null).definition(EMPTY).build();

        Workflow created = client.workflows().create(request).data();

        Sent sent = Sent.onlyTo(onepin);
        assertThat(sent.line()).isEqualTo("POST /api/v1/workflows");
        assertThat(sent.headers()).isEqualTo(headersOfABody);
        assertThat(onepin.requests().get(0).body())
                .isEqualTo("{\"name\":\"Empty\",\"definition\":{\"graph\":{\"nodes\":[],\"edges\":[]}},\"description\":null}");
        assertThat(client.workflows().get(created.id()).data().definition()).isEqualTo(EMPTY);
    }

    @Test
    void getNamesTheWorkflowInThePath() {
        assertThat(client.workflows().get(workflow).data().definition().graph().nodes()).hasSize(3);

        assertThat(Sent.onlyTo(onepin).line()).isEqualTo("GET " + path);
        assertThat(Sent.onlyTo(onepin).headers()).isEqualTo(headers);
    }

    @Test
    void replaceSendsAllOfIt() {
        Workflow replaced = client.workflows()
                .replace(workflow, ReplaceWorkflowRequest.builder().name("Another").definition(EMPTY).build())
                .data();

        Sent sent = Sent.onlyTo(onepin);
        assertThat(sent.line()).isEqualTo("PUT " + path);
        assertThat(sent.headers()).isEqualTo(headersOfABody);
        assertThat(sent.json()).isEqualTo(Map.of("name", "Another", "definition", Map.of("graph", Map.of("nodes", List.of(), "edges", List.of()))));
        assertThat(replaced.description()).isNull();
    }

    @Test
    void patchLeavesOutWhatWasNotSet() {
        Workflow patched = client.workflows().patch(workflow, PatchWorkflowRequest.builder().name("Renamed").build()).data();

        assertThat(Sent.onlyTo(onepin).line()).isEqualTo("PATCH " + path);
        assertThat(Sent.onlyTo(onepin).headers()).isEqualTo(headersOfABody);
        assertThat(onepin.requests().get(0).body()).isEqualTo("{\"name\":\"Renamed\"}");
        assertThat(patched.name()).isEqualTo("Renamed");
        assertThat(patched.description()).isEqualTo("Says a script in two languages.");
    }

    @Test
    void patchSendsANullThatWasSet() {
        Workflow patched = client.workflows().patch(workflow, PatchWorkflowRequest.builder().description(null).build()).data();

        assertThat(onepin.requests().get(0).body()).isEqualTo("{\"description\":null}");
        assertThat(patched.name()).isEqualTo("Spoken greeting");
        assertThat(patched.description()).isNull();
    }

    @Test
    void aPatchOfNothingCannotBeBuilt() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> PatchWorkflowRequest.builder().build())
                .withMessage("A PatchWorkflowRequest needs at least 1 property, but 0 were set; there are name, description, definition");
    }

    @Test
    void aPatchOfAPropertyThatTheVendorAddsTomorrowCanBeBuilt() {
        assertThat(PatchWorkflowRequest.builder().additionalProperty("tags", List.of("a")).build().toJson()).isEqualTo("{\"tags\":[\"a\"]}");
    }

    @Test
    void deleteSaysThatItWasDone() {
        assertThat(client.workflows().delete(workflow).data()).containsEntry("deleted", true);

        assertThat(Sent.onlyTo(onepin).line()).isEqualTo("DELETE " + path);
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> client.workflows().get(workflow));
    }

    @Test
    void duplicateSendsNoBody() {
        Workflow copy = client.workflows().duplicate(workflow).data();

        Sent sent = Sent.onlyTo(onepin);
        assertThat(sent.line()).isEqualTo("POST " + path + "/duplicate");
        assertThat(sent.headers()).isEqualTo(headers);
        assertThat(sent.json()).isNull();
        assertThat(copy.name()).isEqualTo("Spoken greeting (Copy)");
        assertThat(copy.id()).isNotEqualTo(workflow);
    }

    @Test
    void aNameIsFreeUnlessAnotherWorkflowHasIt() {
        assertThat(client.workflows().nameAvailability("Spoken greeting").data().available()).isFalse();
        assertThat(client.workflows()
                        .nameAvailability("Spoken greeting", new CheckWorkflowNameParams().excludeId(workflow))
                        .data()
                        .available())
                .isTrue();

        Sent sent = Sent.lastTo(onepin);
        assertThat(sent.line()).isEqualTo("GET /api/v1/workflows/name-availability");
        assertThat(sent.query()).isEqualTo(Map.of("name", List.of("Spoken greeting"), "exclude_id", List.of(workflow)));
        assertThat(sent.headers()).isEqualTo(headers);
    }

    @Test
    void estimateTakesTheInputsOfAStart() {
        StartRunRequest inputs = StartRunRequest.builder().scriptText("Hello").sourceLanguage("en-us").build();

        assertThat(client.workflows().estimate(workflow, new EstimateWorkflowParams().request(inputs)).data().expectedCredits()).isEqualTo(5);

        Sent sent = Sent.onlyTo(onepin);
        assertThat(sent.line()).isEqualTo("POST " + path + "/estimate");
        assertThat(sent.headers()).isEqualTo(headersOfABody);
        assertThat(sent.json()).isEqualTo(Map.of("script_text", "Hello", "source_language", "en-us"));
    }

    @Test
    void estimateIsRepeatedWhenItsAnswerIsLost() {
        onepin.failNext(Fault.connectionReset().afterHandling());

        assertThat(client.workflows().estimate(workflow).data().canRun()).isTrue();
        assertThat(onepin.requests()).hasSize(2);
    }

    @Test
    void aScriptForAWorkflowThatTakesNoneIsUnprocessable() {
        String empty = create("Empty");
        StartRunRequest inputs = StartRunRequest.builder().scriptText("Hello").build();

        assertThatExceptionOfType(UnprocessableException.class)
                .isThrownBy(() -> client.workflows().estimate(empty, new EstimateWorkflowParams().request(inputs)));
    }
}
