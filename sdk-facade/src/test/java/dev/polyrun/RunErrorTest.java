package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.RunStep;
import dev.polyrun.testkit.Simulators;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Why a run failed, as each vendor says it. */
class RunErrorTest {
    private static Simulators vendors;
    private static Polyrun polyrun;

    @BeforeAll
    static void start() {
        vendors = Simulators.start();
        polyrun = Facades.over(vendors).build();
    }

    @AfterAll
    static void stop() {
        polyrun.close();
        vendors.close();
    }

    private static RunSnapshot polled(String vendor, RunStep step) {
        return polyrun.poller(Facades.plant(Facades.vendor(vendors, vendor), step)).poll();
    }

    private static RunSnapshot polled(String vendor, RunScript script) {
        return polyrun.poller(Facades.plant(Facades.vendor(vendors, vendor), script)).poll();
    }

    private static RunStep failedStep(@Nullable String message) {
        return RunStep.of("FAILED").with("failedStep", step(message));
    }

    private static Map<String, @Nullable Object> step(@Nullable String message) {
        return message == null
                ? Map.of("name", "step_7", "displayName", "Code")
                : Map.of("name", "step_7", "displayName", "Code", "message", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TIMEOUT", "QUOTA_EXCEEDED", "MEMORY_LIMIT_EXCEEDED", "LOG_SIZE_EXCEEDED", "INTERNAL_ERROR"})
    void activepiecesSaysTheKindOfFailureInItsStatus(String status) {
        assertThat(polled("activepieces", RunStep.of(status)).reason()).isEqualTo(status);
    }

    @Test
    void aPlainFailureOfActivepiecesHasNoKind() {
        assertThat(polled("activepieces", RunStep.of("FAILED")).reason()).isNull();
    }

    @Test
    void activepiecesNamesTheStepAndWrapsItsMessageInJson() {
        String json = "{\"__apErrorVersion\":1,\"message\":\"no such \\\"file\\\"\",\"raw\":\"…\"}";

        assertThat(polled("activepieces", failedStep(json)).error()).isEqualTo(new RunError("no such \"file\"", "step_7"));
    }

    @Test
    void aMessageCutBehindItsEndIsStillRead() {
        String json = "{\"__apErrorVersion\":1,\"message\":\"boom\\nin line 3\",\"raw\":\"Error: boom at Obj…";

        assertThat(polled("activepieces", failedStep(json)).error()).isEqualTo(new RunError("boom\nin line 3", "step_7"));
    }

    @Test
    void aMessageThatIsCutItselfIsShownAsFarAsItGoes() {
        String json = "{\"__apErrorVersion\":1,\"message\":\"" + "x".repeat(660) + "…";

        assertThat(polled("activepieces", failedStep(json)).error()).isEqualTo(new RunError("x".repeat(660) + "…", "step_7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "\\u", "\\u0", "\\u00e"})
    void aMessageCutWithinAnEscapeLosesNoMoreThanThat(String cut) {
        String json = "{\"__apErrorVersion\":1,\"message\":\"caf\\u00e9 " + cut;

        assertThat(polled("activepieces", failedStep(json)).error()).isEqualTo(new RunError("café ", "step_7"));
    }

    @Test
    void aMessageWithAnEscapeThatJsonDoesNotKnowIsShownAsItCame() {
        String text = "{\"message\":\"a\\qb\"";

        assertThat(polled("activepieces", failedStep(text)).error()).isEqualTo(new RunError(text, "step_7"));
    }

    @Test
    void aVeryLongCutMessageWithManyEscapesIsRead() {
        String json = "{\"message\":\"" + "\\n".repeat(20_000) + "x";

        assertThat(polled("activepieces", failedStep(json)).error()).isEqualTo(new RunError("\n".repeat(20_000) + "x", "step_7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Error: boom", "{braces} in plain text", "{\"other\":1}"})
    void aMessageOfActivepiecesThatIsNoSuchJsonIsShownAsItCame(String text) {
        assertThat(polled("activepieces", failedStep(text)).error()).isEqualTo(new RunError(text, "step_7"));
    }

    @Test
    void aFailedStepWithoutAMessageStillNamesTheStep() {
        assertThat(polled("activepieces", failedStep(null)).error()).isEqualTo(new RunError("The step failed", "step_7"));
    }

    @Test
    void anOldActivepiecesServerNamesOnlyTheStep() {
        try (ActivepiecesSimulator old = ActivepiecesSimulator.version("0.71.0");
                Polyrun polyrun = Facades.over(old).build()) {
            assertThat(polyrun.poller(Facades.plant(old, "FAILED")).poll().error()).isEqualTo(new RunError("The step failed", "step_1"));
            // "" is how that server writes that there is none
            assertThat(polyrun.poller(Facades.plant(old, "TIMEOUT")).poll().error()).isNull();
        }
    }

    @Test
    void gumloopHasOnlyTheEndOfItsLogWhichIsShownWithoutTerminalCodes() {
        RunStep step = RunStep.of("FAILED")
                .with("log", List.of("first", "\u001b[34msecond\u001b[0m", "\u001b[2K\u001b[1;31mthird\u001b[0m", "\u001b[38;5;196mfourth\u001b[0m"));

        assertThat(polled("gumloop", step).error()).isEqualTo(new RunError("second\nthird\nfourth", null));
    }

    @Test
    void gapsInGumloopsLogAreNoLines() {
        RunStep step = RunStep.of("FAILED").with("log", Arrays.asList("why", null, "", "  "));

        assertThat(polled("gumloop", step).error()).isEqualTo(new RunError("why", null));
    }

    @Test
    void aFailureOfGumloopWithoutALogHasNoError() {
        assertThat(polled("gumloop", RunStep.of("FAILED").without("log")).error()).isNull();
        assertThat(polled("gumloop", RunStep.of("FAILED").with("log", List.of())).error()).isNull();
    }

    @Test
    void theLogOfAGumloopRunThatDidNotFailIsNoError() {
        assertThat(polled("gumloop", RunStep.of("DONE").with("log", List.of("all is well"))).error()).isNull();
    }

    @Test
    void retabTellsErrorStageAndNode() {
        RunSnapshot failed = polled("retab", RunScript.perRead("error").withError("the document is empty"));

        assertThat(failed.error()).isEqualTo(new RunError("the document is empty", "extract-node-1"));
        assertThat(failed.reason()).isEqualTo("execution");
    }

    @ParameterizedTest
    @CsvSource({"B, A", "C, C"})
    void laterRetabTellsTheErrorInItsLifecycle(Generation generation, WireGeneration written) {
        try (RetabSimulator vendor = RetabSimulator.generation(generation);
                Polyrun polyrun = Facades.over(vendor, written).build()) {
            RunRef ref = Facades.plant(vendor, RunScript.perRead("error").withError("the document is empty"));

            RunSnapshot failed = polyrun.poller(ref).poll();

            assertThat(failed.error()).isEqualTo(new RunError("the document is empty", "extract-node-1"));
            assertThat(failed.reason()).isEqualTo("execution");
        }
    }

    @Test
    void onepinTellsTheError() {
        assertThat(polled("onepin", RunScript.perRead("failed").withError("no voice")).error()).isEqualTo(new RunError("no voice", null));
    }

    @Test
    void noxusTellsNothing() {
        RunSnapshot failed = polled("noxus", RunStep.of("failed"));

        assertThat(failed.error()).isNull();
        assertThat(failed.reason()).isNull();
    }

    @Test
    void requiringSuccessThrowsTheErrorWithTheRun() {
        Run failed = polyrun.get(Facades.plant(vendors.onepin(), RunScript.perRead("failed").withError("no voice")));

        assertThatThrownBy(failed::requireSucceeded)
                .isInstanceOfSatisfying(RunFailedException.class, e -> assertThat(e.run()).isSameAs(failed))
                .hasMessageContaining(failed.ref().toString())
                .hasMessageContaining("no voice");
    }

    @Test
    void requiringSuccessOfACancelledRunThrowsThatItWasCancelled() {
        Run cancelled = polyrun.get(Facades.plant(vendors.noxus(), "stopped"));

        assertThatThrownBy(cancelled::requireSucceeded)
                .isInstanceOfSatisfying(RunCancelledException.class, e -> assertThat(e.run()).isSameAs(cancelled));
    }

    @Test
    void requiringSuccessOfARunThatGoesOnIsAMistake() {
        Run running = polyrun.get(Facades.plant(vendors.noxus(), "running"));

        assertThatThrownBy(running::requireSucceeded).isInstanceOf(IllegalStateException.class).hasMessageContaining("has not ended");
    }

    @Test
    void requiringSuccessOfASuccessIsTheRun() {
        Run done = polyrun.get(Facades.plant(vendors.noxus(), "completed"));

        assertThat(done.requireSucceeded()).isSameAs(done);
    }
}
