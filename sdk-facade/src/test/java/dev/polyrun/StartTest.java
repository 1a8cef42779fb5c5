package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.CallInterruptedException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.core.StartRefusedException;
import dev.polyrun.core.UndecodableBodyException;
import dev.polyrun.core.json.JsonException;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.Simulators;
import dev.polyrun.testkit.VendorSimulator;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting runs: what arrives at the vendor, and what never gets there. */
class StartTest {
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

    private WorkflowRef workflow(String vendor) {
        return WorkflowRef.of(vendor, Facades.vendor(vendors, vendor).workflowId());
    }

    /** What was sent to start, and not to look. */
    private SimulatedRequest onlyStart(VendorSimulator vendor) {
        List<SimulatedRequest> starts = starts(vendor);
        assertThat(starts).hasSize(1);
        return starts.get(0);
    }

    private static List<SimulatedRequest> starts(VendorSimulator vendor) {
        return vendor.requests().stream().filter(request -> request.method().equals("POST")).toList();
    }

    @Test
    void gumloopTakesInputsNextToTheFlowAndItsUser() {
        RunRef ref = polyrun.start(workflow("gumloop"), StartRequest.input("topic", "tea").and("recipient", 3).and("attachment", null));

        SimulatedRequest request = onlyStart(vendors.gumloop());
        assertThat(request.method() + " " + request.path()).isEqualTo("POST /api/v1/start_pipeline");
        assertThat(request.json()).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("user_id", vendors.gumloop().userId())
                .containsEntry("saved_item_id", vendors.gumloop().workflowId())
                .containsEntry("topic", "tea")
                .containsEntry("recipient", 3L)
                .containsEntry("attachment", null)
                .doesNotContainKey("project_id");
        assertThat(ref).isEqualTo(RunRef.of("gumloop", vendors.gumloop().runIds().get(0)));
    }

    @Test
    void retabTakesObjectsAndTextsApart() {
        vendors.retab().addBlock("start-text-1", "start_text", "Greeting");

        RunRef ref = polyrun.start(
                workflow("retab"), StartRequest.input("start-json-1", Map.of("name", "Ada")).and("start-text-1", "hello"));

        SimulatedRequest request = onlyStart(vendors.retab());
        assertThat(request.method() + " " + request.path()).isEqualTo("POST /v1/workflows/" + vendors.retab().workflowId() + "/run");
        assertThat(request.json())
                .isEqualTo(Map.of("json_inputs", Map.of("start-json-1", Map.of("name", "Ada")), "text_inputs", Map.of("start-text-1", "hello")));
        assertThat(request.header("Idempotency-Key")).isNotBlank();
        assertThat(ref).isEqualTo(RunRef.of("retab", vendors.retab().runIds().get(0)));
    }

    @Test
    void retabOfTodayTakesTheWorkflowInTheBody() {
        try (RetabSimulator vendor = RetabSimulator.generation(Generation.C);
                Polyrun today = Facades.over(vendor, WireGeneration.C).build()) {
            RunRef ref = today.start(WorkflowRef.of("retab", vendor.workflowId()), StartRequest.input("start-json-1", Map.of("name", "Ada")));

            SimulatedRequest request = onlyStart(vendor);
            assertThat(request.method() + " " + request.path()).isEqualTo("POST /v1/workflows/runs");
            assertThat(request.json())
                    .isEqualTo(Map.of("workflow_id", vendor.workflowId(), "json_inputs", Map.of("start-json-1", Map.of("name", "Ada"))));
            assertThat(request.header("Idempotency-Key")).isNotBlank();
            assertThat(ref.runId()).isEqualTo(vendor.runIds().get(0));
        }
    }

    @Test
    void eachStartWithRetabHasAnIdempotencyKeyOfItsOwn() {
        polyrun.start(workflow("retab"), StartRequest.empty());
        polyrun.start(workflow("retab"), StartRequest.empty());

        assertThat(vendors.retab().requests()).extracting(request -> request.header("Idempotency-Key")).doesNotHaveDuplicates();
    }

    @Test
    void noxusTakesInputsByNode() {
        RunRef ref = polyrun.start(workflow("noxus"), StartRequest.inputs(Map.of("User Question", "why?")));

        SimulatedRequest request = onlyStart(vendors.noxus());
        assertThat(request.method() + " " + request.path()).isEqualTo("POST /v1/workflows/" + vendors.noxus().workflowId() + "/runs");
        assertThat(request.json()).isEqualTo(Map.of("input", Map.of("User Question", "why?")));
        assertThat(ref).isEqualTo(RunRef.of("noxus", vendors.noxus().runIds().get(0)));
    }

    @Test
    void noxusWantsAnInputEvenIfItIsEmpty() {
        polyrun.start(workflow("noxus"), StartRequest.empty());

        assertThat(onlyStart(vendors.noxus()).json()).isEqualTo(Map.of("input", Map.of()));
    }

    @Test
    void onepinTakesAScriptAndItsRunIsNamedUnderTheWorkflow() {
        RunRef ref = polyrun.start(workflow("onepin"), StartRequest.input("script_text", "Hello").and("source_language", "en-GB"));

        SimulatedRequest request = onlyStart(vendors.onepin());
        assertThat(request.method() + " " + request.path()).isEqualTo("POST /api/v1/workflows/" + vendors.onepin().workflowId() + "/runs");
        assertThat(request.json()).isEqualTo(Map.of("script_text", "Hello", "source_language", "en-GB"));
        assertThat(ref).isEqualTo(RunRef.of("onepin", vendors.onepin().workflowId(), vendors.onepin().runIds().get(0)));
    }

    @Test
    void onepinWithoutInputsHasNoBody() {
        polyrun.start(workflow("onepin"), StartRequest.empty());

        assertThat(onlyStart(vendors.onepin()).body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "api_key", "saved_item_id", "user_id", "project_id", "openai_token", "action_id", "reuse_action", "trigger_id", "pipeline_inputs"
    })
    void gumloopsReservedNamesAreNoInputs(String name) {
        assertRefused("gumloop", StartRequest.input(name, "x"), name);
    }

    @Test
    void onepinHasTwoInputsOnly() {
        assertRefused("onepin", StartRequest.input("topic", "x"), "takes \"script_text\" (text), \"source_language\" (text)");
    }

    @Test
    void onepinsInputsAreTexts() {
        assertRefused("onepin", StartRequest.input("script_text", 5), "a Integer");
        assertRefused("onepin", StartRequest.input("script_text", null), "null");
    }

    @Test
    void retabsInputsAreObjectsOrTexts() {
        assertRefused("retab", StartRequest.input("start-1", 5), "start-1");
        assertRefused("retab", StartRequest.input("start-1", null), "null");
    }

    @ParameterizedTest
    @CsvSource({"gumloop, topic", "activepieces, any", "noxus, User Question"})
    void aValueThatHasNoJsonFormIsRefused(String vendor, String input) {
        assertThatThrownBy(() -> polyrun.start(workflow(vendor), StartRequest.input(input, new Object())))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("no JSON form");
        assertThat(starts(Facades.vendor(vendors, vendor))).isEmpty();
    }

    private void assertRefused(String vendor, StartRequest request, String why) {
        assertThatThrownBy(() -> polyrun.start(workflow(vendor), request))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
        assertThat(Facades.vendor(vendors, vendor).requests()).isEmpty();
    }

    @Test
    void inputsKeepTheirOrderAndAreCopied() {
        StartRequest request = StartRequest.input("b", 1).and("a", 2);

        assertThat(request.inputs()).containsExactly(Map.entry("b", 1), Map.entry("a", 2));
        assertThatThrownBy(() -> request.inputs().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(request.toString()).contains("b", "a").doesNotContain("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gumloop", "retab", "noxus", "onepin"})
    void aStartWhoseAnswerIsLostIsSentOnceAndItsOutcomeIsUnknown(String vendor) {
        Facades.vendor(vendors, vendor).failNext(Fault.connectionReset().afterHandling());

        assertThatThrownBy(() -> polyrun.start(workflow(vendor), StartRequest.empty()))
                .isInstanceOfSatisfying(StartOutcomeUnknownException.class, e -> {
                    assertThat(e.workflow()).isEqualTo(workflow(vendor));
                    assertThat(e.correlation()).isNull();
                    assertThat(e).hasCauseInstanceOf(OutcomeUnknownException.class);
                });
        assertThat(Facades.vendor(vendors, vendor).requests()).hasSize(1);
        assertThat(Facades.vendor(vendors, vendor).runIds()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"gumloop", "retab", "noxus", "onepin"})
    void aStartWhoseAnswerCannotBeReadIsSentOnceAndItsOutcomeIsUnknown(String vendor) {
        Facades.vendor(vendors, vendor).failNext(Fault.garbage().afterHandling());

        assertThatThrownBy(() -> polyrun.start(workflow(vendor), StartRequest.empty()))
                .isInstanceOf(StartOutcomeUnknownException.class)
                .hasCauseInstanceOf(UndecodableBodyException.class);
        assertThat(Facades.vendor(vendors, vendor).requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"gumloop, {}", "retab, {}", "noxus, '{\"id\":\"\"}'", "onepin, {}", "onepin, '{\"data\":{}}'"})
    void aStartWhoseAnswerNamesNoRunHasAnUnknownOutcome(String vendor, String body) {
        Facades.vendor(vendors, vendor).failNext(Fault.status(200, "application/json", body));

        assertThatThrownBy(() -> polyrun.start(workflow(vendor), StartRequest.empty()))
                .isInstanceOf(StartOutcomeUnknownException.class)
                .hasMessageContaining("does not name it")
                .hasMessageNotContaining("correlation");
    }

    @Test
    void aRefusedStartIsTheVendorsError() {
        vendors.gumloop().failNext(Fault.tooManyRequests());
        assertThatThrownBy(() -> polyrun.start(workflow("gumloop"), StartRequest.empty())).isInstanceOf(StartRefusedException.class);

        vendors.noxus().failNext(Fault.htmlError(500));
        assertThatThrownBy(() -> polyrun.start(workflow("noxus"), StartRequest.empty())).isInstanceOf(ServerErrorException.class);

        polyrun.start(workflow("onepin"), StartRequest.empty());
        assertThatThrownBy(() -> polyrun.start(workflow("onepin"), StartRequest.empty())).isInstanceOf(StartRefusedException.class);

        vendors.activepieces().deleteFlow(vendors.activepieces().workflowId());
        assertThatThrownBy(() -> polyrun.start(workflow("activepieces"), StartRequest.empty())).isInstanceOf(NotFoundException.class);
        for (String vendor : Arrays.asList("gumloop", "noxus", "activepieces")) {
            assertThat(Facades.vendor(vendors, vendor).requests()).filteredOn(request -> request.method().equals("POST")).hasSize(1);
        }
    }

    @Test
    void anInterruptedStartHasAnUnknownOutcomeAndKeepsTheInterrupt() throws InterruptedException {
        vendors.noxus().failNext(Fault.hang());
        AtomicReference<Thread> caller = new AtomicReference<>();
        CompletableFuture<List<Object>> seen = Facades.elsewhere(() -> {
            caller.set(Thread.currentThread());
            try {
                return List.of(polyrun.start(workflow("noxus"), StartRequest.empty()));
            } catch (StartOutcomeUnknownException e) {
                return List.of(e, Thread.currentThread().isInterrupted());
            }
        });
        vendors.noxus().awaitRequests(1, Duration.ofSeconds(20));
        caller.get().interrupt();

        List<Object> outcome = Facades.end(seen);
        assertThat(outcome.get(0)).isInstanceOf(StartOutcomeUnknownException.class);
        assertThat(outcome.get(1)).isEqualTo(true);
        assertThat(vendors.noxus().requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gumloop", "activepieces", "retab", "noxus", "onepin"})
    void aThreadThatIsInterruptedAlreadyStartsNothing(String vendor) {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> polyrun.start(workflow(vendor), StartRequest.empty())).isInstanceOf(CallInterruptedException.class);
        } finally {
            assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
        }

        // A request that was sent all the same would have met the simulator before this one.
        polyrun.start(workflow(vendor), StartRequest.empty());
        assertThat(starts(Facades.vendor(vendors, vendor))).hasSize(1);
        assertThat(Facades.vendor(vendors, vendor).runIds()).hasSize(1);
    }
}
