package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.polyrun.WorkflowInput.Kind;
import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.activepieces.model.CreateFlowRequest;
import dev.polyrun.activepieces.model.Flow;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.gumloop.model.FlowInputs;
import dev.polyrun.gumloop.model.SavedFlow;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.model.CreateWorkflowRequest;
import dev.polyrun.noxus.model.WorkflowDefinition;
import dev.polyrun.noxus.model.WorkflowNode;
import dev.polyrun.noxus.model.WorkflowType;
import dev.polyrun.onepin.OnepinClient;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.retab.model.WorkflowEntities;
import dev.polyrun.retab.model.WorkflowVersion;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.Simulators;
import dev.polyrun.testkit.VendorSimulator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be started with a vendor, and what it takes. */
class WorkflowsTest {
    private Simulators vendors;
    private Polyrun polyrun;

    @BeforeEach
    void start() {
        vendors = Simulators.start();
        polyrun = Facades.over(vendors).build();
    }

    @AfterEach
    void stop() {
        polyrun.close();
        vendors.close();
    }

    private List<Workflow> all(String vendor) {
        try (Stream<Workflow> workflows = polyrun.workflows(vendor)) {
            return workflows.toList();
        }
    }

    private static long requests(VendorSimulator vendor, String path) {
        return vendor.requests().stream().map(SimulatedRequest::path).filter(path::equals).count();
    }

    @Test
    void gumloopsInputsAreItsInputNodes() {
        Workflow flow = all("gumloop").get(0);

        assertThat(flow.ref()).isEqualTo(WorkflowRef.of("gumloop", vendors.gumloop().workflowId()));
        assertThat(flow.name()).isEqualTo("Weekly update");
        assertThat(flow.description()).startsWith("Writes a mail");
        assertThat(flow.canStart()).isTrue();
        assertThat(flow.inputs()).containsExactly(
                WorkflowInput.of("topic", Kind.TEXT).withDescription("What the update is about"),
                WorkflowInput.of("recipient", Kind.TEXT),
                WorkflowInput.of("attachment", Kind.FILE));
        assertThat(flow.raw(SavedFlow.class).name()).isEqualTo("Weekly update");
        assertThat(flow.raw(FlowInputs.class).inputs()).hasSize(3);
        assertThat(polyrun.workflow(flow.ref())).usingRecursiveComparison().isEqualTo(flow);
    }

    @Test
    void gumloopsInputsAreReadAsFlowsAreAskedFor() {
        vendors.gumloop().addRun("other-flow", "run-1", RunScript.perRead("DONE"));
        vendors.gumloop().addRun("third-flow", "run-2", RunScript.perRead("DONE"));

        try (Stream<Workflow> workflows = polyrun.workflows("gumloop")) {
            assertThat(vendors.gumloop().requests()).isEmpty();
            Iterator<Workflow> flows = workflows.iterator();
            flows.next();
            assertThat(requests(vendors.gumloop(), "/api/v1/get_inputs")).isEqualTo(1);
            flows.next();
            assertThat(requests(vendors.gumloop(), "/api/v1/get_inputs")).isEqualTo(2);
        }
        assertThat(requests(vendors.gumloop(), "/api/v1/list_saved_items")).isEqualTo(1);
    }

    @Test
    void aClosedStreamReadsNoMore() {
        vendors.gumloop().addRun("other-flow", "run-1", RunScript.perRead("DONE"));
        Stream<Workflow> workflows = polyrun.workflows("gumloop");
        Iterator<Workflow> flows = workflows.iterator();
        flows.next();

        workflows.close();

        assertThat(flows.hasNext()).isFalse();
        assertThat(requests(vendors.gumloop(), "/api/v1/get_inputs")).isEqualTo(1);
    }

    @Test
    void aFlowWhoseInputsMustNotBeReadIsListedWithoutThem() {
        vendors.gumloop().failNext(
                request -> request.path().endsWith("/get_inputs"), Fault.status(403, "application/json", "{\"error\":\"not yours\"}"));

        assertThat(all("gumloop")).singleElement().satisfies(flow -> {
            assertThat(flow.publishesInputs()).isFalse();
            assertThat(flow.inputs()).isEmpty();
        });
    }

    @Test
    void aListThatFailsInTheMiddleSaysSo() {
        vendors.gumloop().failNext(request -> request.path().endsWith("/get_inputs"), Fault.htmlError(500));

        assertThatThrownBy(() -> all("gumloop")).isInstanceOf(ServerErrorException.class);
    }

    @Test
    void activepiecesPublishesNoInputs() {
        Workflow flow = all("activepieces").get(0);

        assertThat(flow.ref()).isEqualTo(WorkflowRef.of("activepieces", vendors.activepieces().workflowId()));
        assertThat(flow.canStart()).isTrue();
        assertThat(flow.publishesInputs()).isFalse();
        assertThat(flow.inputs()).isEmpty();
        assertThat(flow.raw(Flow.class).id()).isEqualTo(vendors.activepieces().workflowId());
    }

    @Test
    void anActivepiecesFlowThatCannotBeStartedIsShownButNotListed() {
        Flow draft = activepieces().flows().create(CreateFlowRequest.builder()
                .projectId(vendors.activepieces().projectId()).displayName("Draft").build());

        assertThat(all("activepieces")).extracting(flow -> flow.ref().workflowId()).containsExactly(vendors.activepieces().workflowId());
        Workflow shown = polyrun.workflow(WorkflowRef.of("activepieces", String.valueOf(draft.id())));
        assertThat(shown.name()).isEqualTo("Draft");
        assertThat(shown.canStart()).isFalse();
    }

    @Test
    void aDisabledActivepiecesFlowCannotBeStarted() {
        WorkflowRef ref = WorkflowRef.of("activepieces", vendors.activepieces().workflowId());
        vendors.activepieces().disableFlow(ref.workflowId());

        assertThat(all("activepieces")).isEmpty();
        assertThat(polyrun.workflow(ref).canStart()).isFalse();
    }

    private ActivepiecesClient activepieces() {
        return ActivepiecesClient.builder()
                .baseUrl(vendors.activepieces().baseUrl())
                .apiKey(vendors.activepieces().apiKey())
                .projectId(vendors.activepieces().projectId())
                .build();
    }

    @Test
    void retabsInputsAreItsStartBlocks() {
        Workflow workflow = all("retab").get(0);

        assertThat(workflow.ref()).isEqualTo(WorkflowRef.of("retab", vendors.retab().workflowId()));
        assertThat(workflow.name()).isEqualTo("Invoice Processing");
        assertThat(workflow.inputs()).containsExactly(
                WorkflowInput.of("start-node-1", Kind.FILE).withLabel("Invoice Input"),
                WorkflowInput.of("start-json-1", Kind.JSON).withLabel("Customer"));
        assertThat(workflow.raw(WorkflowEntities.class).blocks()).hasSize(4);
        assertThat(polyrun.workflow(workflow.ref())).usingRecursiveComparison().isEqualTo(workflow);
        assertThat(requests(vendors.retab(), "/v1/workflows")).isEqualTo(1);
    }

    @Test
    void loopsOfRetabDoNotBeginRuns() {
        vendors.retab().addBlock("loop-1", "while_loop_sentinel_start", "Loop");
        vendors.retab().addBlock("start-email-1", "start_email", "A type of tomorrow");
        vendors.retab().addBlock("start-text-1", "start_text", "Note");

        assertThat(polyrun.workflow(WorkflowRef.of("retab", vendors.retab().workflowId())).inputs())
                .extracting(WorkflowInput::name, WorkflowInput::kind)
                .contains(
                        tuple("start-email-1", Kind.ANY),
                        tuple("start-text-1", Kind.TEXT))
                .doesNotContain(tuple("loop-1", Kind.ANY));
    }

    @Test
    void retabOfTodayShowsWhatIsPublished() {
        try (RetabSimulator vendor = RetabSimulator.generation(Generation.C);
                Polyrun today = Facades.over(vendor, WireGeneration.C).build()) {
            vendor.addBlock("start-json-2", "start_json", "In the draft only");

            Workflow workflow = today.workflows("retab").toList().get(0);

            assertThat(workflow.inputs()).extracting(WorkflowInput::name).containsExactly("start-node-1", "start-json-1");
            assertThat(workflow.inputs()).extracting(WorkflowInput::kind).containsExactly(Kind.FILE, Kind.JSON);
            assertThat(workflow.raw(WorkflowVersion.class).id()).isEqualTo("ver_simulated1");
            assertThat(today.workflow(workflow.ref())).usingRecursiveComparison().isEqualTo(workflow);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "C"})
    void aRetabWorkflowThatIsNotPublishedIsShownButNotListed(WireGeneration generation) {
        try (RetabSimulator vendor = RetabSimulator.generation(Generation.valueOf(generation.name()));
                Polyrun retab = Facades.over(vendor, generation).build()) {
            RetabClient client = RetabClient.builder().baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()).wireGeneration(generation).build();
            String id = client.workflows()
                    .create(dev.polyrun.retab.model.CreateWorkflowRequest.builder().name("Draft").build())
                    .id();

            assertThat(retab.workflows("retab")).extracting(workflow -> workflow.ref().workflowId()).containsExactly(vendor.workflowId());
            Workflow shown = retab.workflow(WorkflowRef.of("retab", String.valueOf(id)));
            assertThat(shown.name()).isEqualTo("Draft");
            assertThat(shown.canStart()).isFalse();
        }
    }

    @Test
    void noxusInputsAreNamedByTheirLabelsAndIds() {
        Workflow workflow = all("noxus").get(0);

        assertThat(workflow.name()).isEqualTo("Explain a topic");
        assertThat(workflow.inputs()).singleElement().satisfies(input -> {
            assertThat(input.name()).isEqualTo("User Question");
            assertThat(input.kind()).isEqualTo(Kind.TEXT);
            assertThat(input.id()).isNotBlank();
        });
        assertThat(polyrun.workflow(workflow.ref()).inputs()).isEqualTo(workflow.inputs());
    }

    @Test
    void noxusInputsAreOfTheKindThatTheirNodesSay() {
        NoxusClient client = noxus();
        List<Object> types = List.of("str", "int", "float", "bool", "dict", "list", "File", "Image", "Audio", "GoogleSheet");
        List<WorkflowNode> nodes = Stream.concat(types.stream(), Stream.of("none")).map(type -> WorkflowNode.builder()
                .id("node-" + type)
                .type(type.equals("none") ? "InputNodeV2" : "InputNode")
                .nodeConfig(type.equals("none") ? Map.of() : Map.of("label", type, "type", type))
                .build()).toList();
        String id = created(client, "Kinds", WorkflowType.FLOW, nodes);

        assertThat(polyrun.workflow(WorkflowRef.of("noxus", id)).inputs()).extracting(WorkflowInput::kind).containsExactly(
                Kind.TEXT, Kind.NUMBER, Kind.NUMBER, Kind.BOOLEAN, Kind.JSON, Kind.JSON, Kind.FILE, Kind.FILE, Kind.FILE, Kind.ANY, Kind.TEXT);
        assertThat(polyrun.workflow(WorkflowRef.of("noxus", id)).inputs()).extracting(WorkflowInput::name).endsWith("GoogleSheet", "node-none");
    }

    @Test
    void allPagesOfNoxusAreListedButWhatIsNoOrdinaryWorkflow() {
        NoxusClient client = noxus();
        for (int number = 0; number < 60; number++) {
            created(client, "Workflow " + number, WorkflowType.FLOW, List.of());
        }
        String agent = created(client, "Agent", WorkflowType.AGENT_FLOW, List.of());

        assertThat(all("noxus")).hasSize(61).extracting(Workflow::name).doesNotContain("Agent");
        assertThat(requests(vendors.noxus(), "/v1/workflows")).isEqualTo(61 + 2);
        assertThat(polyrun.workflow(WorkflowRef.of("noxus", agent)).canStart()).isFalse();
    }

    private NoxusClient noxus() {
        return NoxusClient.builder().baseUrl(vendors.noxus().baseUrl()).apiKey(vendors.noxus().apiKey()).build();
    }

    private static String created(NoxusClient client, String name, WorkflowType type, List<WorkflowNode> nodes) {
        return String.valueOf(client.workflows().create(CreateWorkflowRequest.builder()
                .name(name)
                .type(type)
                .definition(WorkflowDefinition.builder().nodes(nodes).edges(List.of()).build())
                .build()).id());
    }

    @Test
    void onepinsInputsAreAlwaysTheSame() {
        Workflow workflow = all("onepin").get(0);

        assertThat(workflow.ref()).isEqualTo(WorkflowRef.of("onepin", vendors.onepin().workflowId()));
        assertThat(workflow.name()).isEqualTo("Spoken greeting");
        assertThat(workflow.inputs()).extracting(WorkflowInput::name).containsExactly("script_text", "source_language");
        assertThat(polyrun.workflow(workflow.ref()).inputs()).isEqualTo(workflow.inputs());
    }

    @Test
    void anOnepinWorkflowWithoutAPlaceForAScriptTakesNoInputs() {
        OnepinClient client = OnepinClient.builder().baseUrl(vendors.onepin().baseUrl()).apiKey(vendors.onepin().apiKey()).build();
        for (int number = 0; number < 100; number++) {
            client.workflows().create(dev.polyrun.onepin.model.CreateWorkflowRequest.builder().name("Empty " + number).build());
        }

        List<Workflow> workflows = all("onepin");

        assertThat(workflows).hasSize(101);
        assertThat(workflows).filteredOn(workflow -> workflow.name().startsWith("Empty")).hasSize(100).allSatisfy(workflow -> {
            assertThat(workflow.publishesInputs()).isTrue();
            assertThat(workflow.inputs()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"gumloop", "activepieces", "retab", "noxus", "onepin"})
    void aWorkflowThatIsNotThereIsNotFound(String vendor) {
        String id = vendor.equals("activepieces") ? "NoSuchFlow00000000001" : "3fa85f64-5717-4562-b3fc-2c963f66afa6";
        if (vendor.equals("gumloop")) {
            vendors.gumloop().failNext(Fault.status(404, "application/json", "{\"error\":\"Saved item not found\"}"));
        }

        assertThatThrownBy(() -> polyrun.workflow(WorkflowRef.of(vendor, id))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void eachAccountHasItsOwnWorkflows() {
        try (GumloopSimulator mine = GumloopSimulator.start();
                GumloopSimulator theirs = GumloopSimulator.start();
                Polyrun both = Polyrun.builder()
                        .gumloop(client -> client.baseUrl(mine.baseUrl()).apiKey(mine.apiKey()).userId(mine.userId()))
                        .gumloop("theirs", client -> client.baseUrl(theirs.baseUrl()).apiKey(theirs.apiKey()).userId(theirs.userId()))
                        .build()) {
            theirs.addInput("colour", "string");

            Workflow listed = both.workflows("gumloop@theirs").toList().get(0);

            assertThat(listed.ref()).hasToString("gumloop@theirs:" + theirs.workflowId());
            assertThat(listed.inputs()).hasSize(4);
            assertThat(both.workflow(listed.ref()).inputs()).hasSize(4);
            assertThat(mine.requests()).isEmpty();
        }
    }

    @Test
    void namesOfVendorsAreCheckedAsThoseOfReferencesAre() {
        assertThatThrownBy(() -> polyrun.workflows("Gumloop")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("lower-case");
        assertThatThrownBy(() -> polyrun.workflows("gumlop"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"gumlop\"")
                .hasMessageContaining("expected one of");
        assertThatThrownBy(() -> polyrun.workflows("gumloop@eu"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the account \"eu\", which is not configured");
    }
}
