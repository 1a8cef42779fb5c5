package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.noxus.model.RunNoIO;
import dev.polyrun.noxus.model.WorkflowRun;
import dev.polyrun.onepin.model.WorkflowRunDetail;
import dev.polyrun.onepin.model.WorkflowRunOutputs;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.RunStep;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.Simulators;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a run put out, and the vendors' own documents. */
class OutputsTest {
    private static final Map<String, Object> GIVEN = Map.of("total", new BigDecimal("12.50"), "names", List.of("Ada", "Grace"));

    record Invoice(BigDecimal total, List<String> names) {}

    /** Of a type that data could choose, were it asked. */
    record Anything(Object value) {}

    /** What data would choose. Nobody else makes one. */
    record Trap(String sprung) {}

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

    private Run succeeded(String vendor, String status) {
        return polyrun.get(Facades.plant(Facades.vendor(vendors, vendor), RunScript.perRead(status).withOutputs(GIVEN)));
    }

    @Test
    void gumloopPutsThemIntoTheRun() {
        assertThat(succeeded("gumloop", "DONE").outputs()).isEqualTo(GIVEN);
    }

    @Test
    void activepiecesHasThemInItsStepsOfWhichTheTriggerIsNone() {
        Run run = succeeded("activepieces", "SUCCEEDED");

        assertThat(run.outputs()).isEqualTo(Map.of("step_1", GIVEN));
    }

    @Test
    void aTriggerOfActivepiecesIsToldByItsTypeToo() {
        RunStep step = RunStep.of("SUCCEEDED").with("steps", Map.of(
                "on_call", Map.of("type", "PIECE_TRIGGER", "output", Map.of("headers", Map.of("authorization", "secret"))),
                "step_1", Map.of("type", "CODE", "output", 5)));

        assertThat(polyrun.get(Facades.plant(vendors.activepieces(), step)).outputs()).isEqualTo(Map.of("step_1", 5L));
    }

    @Test
    void retabHasThemInTheRunByEndNode() {
        assertThat(succeeded("retab", "completed").outputs())
                .isEqualTo(Map.of("end-node-1", Map.of("label", "Output", "json_data", GIVEN)));
    }

    @ParameterizedTest
    @CsvSource({"B, A, /v1/workflows/runs/", "C, C, /v1/workflows/steps"})
    void laterRetabHasThemInTheSteps(Generation generation, WireGeneration written, String path) {
        try (RetabSimulator vendor = RetabSimulator.generation(generation);
                Polyrun polyrun = Facades.over(vendor, written).build()) {
            RunRef ref = Facades.plant(vendor, RunScript.perRead("completed").withOutputs(GIVEN));

            Map<String, Object> outputs = polyrun.get(ref).outputs();

            assertThat(outputs).containsOnlyKeys("extract-node-1");
            assertThat(outputs.toString()).contains("Ada", "12.50");
            assertThat(vendor.requests()).hasSize(2);
            assertThat(vendor.requests().get(1).path()).startsWith(path);
        }
    }

    @Test
    void theStepsOfRetabAreReadPageAfterPage() {
        try (RetabSimulator vendor = RetabSimulator.generation(Generation.C);
                Polyrun polyrun = Facades.over(vendor, WireGeneration.C).build()) {
            RunRef ref = Facades.plant(vendor, "completed");
            vendor.failNext(steps(null), page("one", "step-1"));
            vendor.failNext(steps("step-1"), page("two", "step-2"));
            vendor.failNext(steps("step-2"), page("three", null));

            assertThat(polyrun.get(ref).outputs()).isEqualTo(Map.of("one", 1L, "two", 1L, "three", 1L));
            assertThat(vendor.requests()).hasSize(4);
        }
    }

    @Test
    void aServerThatNamesOnePageMoreForEverIsLeftAfterAHundred() {
        try (RetabSimulator vendor = RetabSimulator.generation(Generation.C);
                Polyrun polyrun = Facades.over(vendor, WireGeneration.C).build()) {
            RunRef ref = Facades.plant(vendor, "completed");
            for (int page = 0; page < 110; page++) {
                vendor.failNext(request -> request.path().endsWith("/steps"), page("one", "step-" + page));
            }

            assertThat(polyrun.get(ref).outputs()).isNotEmpty();
            assertThat(vendor.requests().stream().filter(request -> request.path().endsWith("/steps"))).hasSize(100);
        }
    }

    @Test
    void aServerThatNamesTheSamePageForEverIsLeft() {
        try (RetabSimulator vendor = RetabSimulator.generation(Generation.C);
                Polyrun polyrun = Facades.over(vendor, WireGeneration.C).build()) {
            RunRef ref = Facades.plant(vendor, "completed");
            vendor.failNext(steps(null), page("one", "step-1"));
            vendor.failNext(steps("step-1"), page("two", "step-1"));

            assertThat(polyrun.get(ref).outputs()).containsOnlyKeys("one", "two");
        }
    }

    private static java.util.function.Predicate<SimulatedRequest> steps(String after) {
        return request -> request.path().endsWith("/steps") && java.util.Objects.equals(request.queryValue("after"), after);
    }

    private static Fault page(String block, String after) {
        return Fault.status(200, "application/json", "{\"data\":[{\"block_id\":\"" + block + "\",\"output\":1},null],\"list_metadata\":{\"after\":"
                + (after == null ? "null" : "\"" + after + "\"") + "}}");
    }

    @Test
    void noxusHasThemInASecondDocumentUnderTheWorkflow() {
        Run run = succeeded("noxus", "completed");

        assertThat(run.outputs()).isEqualTo(GIVEN);
        assertThat(vendors.noxus().requests()).extracting(SimulatedRequest::path).containsExactly(
                "/v1/runs/" + run.ref().runId(), "/v1/workflows/" + vendors.noxus().workflowId() + "/runs/" + run.ref().runId());
    }

    @Test
    void onepinHasThemAmongItsSinksByNode() {
        Map<String, Object> outputs = succeeded("onepin", "completed").outputs();

        assertThat(outputs).containsOnlyKeys("node3");
        assertThat(outputs.get("node3")).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("lines", List.of(GIVEN))
                .containsEntry("truncated", false);
    }

    @Test
    void aServerOfOnepinWithoutTheOutputsCallHasNone() {
        vendors.onepin().failNext(request -> request.path().endsWith("/outputs"), Fault.status(404, "application/json", "{}"));

        Run run = succeeded("onepin", "completed");

        assertThat(run.phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(run.outputs()).isEmpty();
    }

    @Test
    void anyOtherFailureOfTheOutputsCallIsAFailure() {
        vendors.onepin().failNext(request -> request.path().endsWith("/outputs"), Fault.htmlError(500));

        assertThatThrownBy(() -> succeeded("onepin", "completed"))
                .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(500));
    }

    @ParameterizedTest
    @CsvSource({"gumloop, RUNNING", "retab, running", "noxus, running", "onepin, running", "noxus, failed", "onepin, cancelled"})
    void aRunThatPutOutNothingHasEmptyOutputs(String vendor, String status) {
        Run run = polyrun.get(Facades.plant(Facades.vendor(vendors, vendor), status));

        assertThat(run.outputs()).isEmpty();
        assertThat(run.outputsJson()).isEqualTo("{}");
        assertThat(Facades.vendor(vendors, vendor).requests().size()).isLessThanOrEqualTo(2);
    }

    @Test
    void outputsCannotBeModified() {
        assertThatThrownBy(() -> succeeded("gumloop", "DONE").outputs().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void outputsAreToBeHadAsJson() {
        Run run = polyrun.get(Facades.plant(vendors.gumloop(), RunScript.perRead("DONE").withOutputs(Map.of("total", new BigDecimal("12.50")))));

        assertThat(run.outputsJson()).isEqualTo("{\"total\":12.50}");
    }

    @Test
    void outputsAreToBeHadAsAnObjectThroughJackson() {
        assertThat(succeeded("gumloop", "DONE").outputsAs(Invoice.class))
                .isEqualTo(new Invoice(new BigDecimal("12.50"), List.of("Ada", "Grace")));
    }

    private static Stream<Map<String, Object>> outputsThatNameAType() {
        String trap = Trap.class.getName();
        return Stream.of(
                Map.of("value", Map.of("@class", trap, "sprung", "yes")),
                Map.of("value", Map.of("@type", trap, "sprung", "yes")),
                Map.of("value", List.of(trap, Map.of("sprung", "yes"))),
                Map.of("value", Map.of("@class", "no.such.Type")),
                Map.of("@class", trap, "value", List.of("java.lang.Exception", "text")));
    }

    @ParameterizedTest
    @MethodSource("outputsThatNameAType")
    void aTypeThatOutputsNameIsOnlyData(Map<String, Object> hostile) {
        Run run = polyrun.get(Facades.plant(vendors.gumloop(), RunScript.perRead("DONE").withOutputs(hostile)));

        assertThat(run.outputsAs(Anything.class).value()).isEqualTo(hostile.get("value"));
        assertThat(run.outputsAs(Object.class)).isEqualTo(hostile);
    }

    @Test
    void theVendorsOwnDocumentIsThere() {
        assertThat(succeeded("gumloop", "DONE").raw(dev.polyrun.gumloop.model.FlowRun.class).userId()).isEqualTo(vendors.gumloop().userId());
        assertThat(succeeded("activepieces", "SUCCEEDED").raw(dev.polyrun.activepieces.model.FlowRun.class).flowId())
                .isEqualTo(vendors.activepieces().workflowId());
        assertThat(succeeded("retab", "completed").raw(dev.polyrun.retab.model.WorkflowRun.class).workflowName()).isEqualTo("Invoice Processing");
    }

    @Test
    void whereTheVendorHasTwoDocumentsBothAreThere() {
        Run noxus = succeeded("noxus", "completed");
        assertThat(noxus.raw(RunNoIO.class).id()).isEqualTo(noxus.raw(WorkflowRun.class).id());
        Run onepin = succeeded("onepin", "completed");
        assertThat(onepin.raw(WorkflowRunDetail.class).id()).isEqualTo(onepin.raw(WorkflowRunOutputs.class).runId());
    }

    @Test
    void anotherVendorsDocumentIsAMistakeThatNamesWhatThereIs() {
        Run run = succeeded("gumloop", "DONE");

        assertThatThrownBy(() -> run.raw(RunNoIO.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dev.polyrun.gumloop.model.FlowRun");
    }

    @Test
    void aRunThatIsNotThereIsNotFound() {
        assertThatThrownBy(() -> polyrun.get(RunRef.of("gumloop", "nowhere"))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aRunOfActivepiecesWithoutStepsDoesNotSayWhatItPutOut() {
        assertThat(ActivepiecesRuns.outputs(null)).isNull();
        assertThat(ActivepiecesRuns.outputs(Map.of())).isEmpty();
    }
}
