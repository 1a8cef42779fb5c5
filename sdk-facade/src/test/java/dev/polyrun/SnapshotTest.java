package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.RunStep;
import dev.polyrun.testkit.Simulators;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Progress, pauses and times, from each vendor. */
class SnapshotTest {
    private static final OffsetDateTime CREATED = OffsetDateTime.parse("2026-05-01T10:00:00.123456Z");
    private static final OffsetDateTime STARTED = OffsetDateTime.parse("2026-05-01T10:00:01Z");
    private static final OffsetDateTime FINISHED = OffsetDateTime.parse("2026-05-01T10:00:02.5+02:00");

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

    @Test
    void noxusProgressIsPerCent() {
        assertThat(polled("noxus", RunStep.of("running").with("progress", 37)).progress()).isEqualTo(new Progress(37, 100));
    }

    @Test
    void onepinProgressIsSteps() {
        RunStep step = RunStep.of("running").with("finished_steps", 30).with("total_steps", 120);

        assertThat(polled("onepin", step).progress()).isEqualTo(new Progress(30, 120));
        assertThat(new Progress(30, 120).fraction()).isEqualTo(0.25);
    }

    @Test
    void retabProgressIsStepsThatAreOver() {
        RunStep step = RunStep.of("running").with("steps", List.of(
                retabStep("completed"), retabStep("skipped"), retabStep("error"), retabStep("cancelled"),
                retabStep("running"), retabStep("queued"), retabStep("pending"), retabStep("waiting_for_human"), retabStep("unheard_of")));

        assertThat(polled("retab", step).progress()).isEqualTo(new Progress(4, 9));
    }

    private static Map<String, Object> retabStep(String status) {
        return Map.of("node_id", status, "node_type", "extract", "node_label", status, "status", status);
    }

    @ParameterizedTest
    @CsvSource({"gumloop, RUNNING", "activepieces, RUNNING"})
    void theOthersTellNoProgress(String vendor, String status) {
        assertThat(polled(vendor, RunStep.of(status)).progress()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 10", "3, -1", "3, ", " , 10"})
    void progressThatMakesNoSenseIsNone(@Nullable Integer done, @Nullable Integer total) {
        RunStep step = RunStep.of("running").with("finished_steps", done).with("total_steps", total);

        assertThat(polled("onepin", step).progress()).isNull();
    }

    @ParameterizedTest(name = "{0} {1} waits for {2}")
    @CsvSource({
        "retab, waiting_for_human, HUMAN",
        "retab, awaiting_review, HUMAN",
        "noxus, awaiting_human_feedback, HUMAN",
        "noxus, awaiting_event, WEBHOOK",
        "onepin, paused, UNKNOWN",
        "activepieces, PAUSED, WEBHOOK",
    })
    void aPausedRunSaysWhatItWaitsFor(String vendor, String status, Pause.Kind kind) {
        assertThat(polled(vendor, RunStep.of(status)).pause()).isEqualTo(new Pause(kind, null));
    }

    @Test
    void aDelayStepOfActivepiecesWaitsForATime() {
        RunStep step = RunStep.of("PAUSED").with("steps", Map.of(
                "trigger", Map.of("type", "PIECE_TRIGGER", "status", "SUCCEEDED"),
                "step_1", Map.of("type", "PIECE", "status", "PAUSED", "input", Map.of("unit", "seconds", "delayFor", 60))));

        assertThat(polled("activepieces", step).pause()).isEqualTo(new Pause(Pause.Kind.TIMER, null));
    }

    @Test
    void aStepOfActivepiecesThatIsPausedForSomethingElseWaitsForACall() {
        RunStep step = RunStep.of("PAUSED").with("steps", Map.of(
                "step_1", Map.of("type", "PIECE", "status", "PAUSED", "input", Map.of("channel", "approvals"))));

        assertThat(polled("activepieces", step).pause()).isEqualTo(new Pause(Pause.Kind.WEBHOOK, null));
    }

    @Test
    void aPauseOfActivepiecesThatNoStepShowsIsOfUnknownKind() {
        RunStep step = RunStep.of("PAUSED").with("steps", Map.of("step_1", Map.of("type", "PIECE", "status", "SUCCEEDED")));

        assertThat(polled("activepieces", step).pause()).isEqualTo(new Pause(Pause.Kind.UNKNOWN, null));
    }

    @Test
    void aPauseOfActivepiecesWithoutStepsIsOfUnknownKind() {
        assertThat(polled("activepieces", RunStep.of("PAUSED").without("steps")).pause()).isEqualTo(new Pause(Pause.Kind.UNKNOWN, null));
    }

    @Test
    void anActivepiecesServerThatPublishesItsPauseSaysWhenItEnds() {
        RunStep delayed = RunStep.of("PAUSED").with("pauseMetadata", Map.of("type", "DELAY", "resumeDateTime", "2026-05-01T10:00:01.000Z"));
        RunStep unreadable = RunStep.of("PAUSED").with("pauseMetadata", Map.of("type", "DELAY", "resumeDateTime", "soon"));
        RunStep called = RunStep.of("PAUSED").with("pauseMetadata", Map.of("type", "WEBHOOK", "requestId", "r")).without("steps");

        assertThat(polled("activepieces", delayed).pause()).isEqualTo(new Pause(Pause.Kind.TIMER, STARTED));
        assertThat(polled("activepieces", unreadable).pause()).isEqualTo(new Pause(Pause.Kind.TIMER, null));
        assertThat(polled("activepieces", called).pause()).isEqualTo(new Pause(Pause.Kind.WEBHOOK, null));
    }

    @ParameterizedTest
    @CsvSource({"activepieces, RUNNING, flowId", "retab, running, workflow_id", "noxus, running, workflow_id"})
    void theWorkflowIsTheOneThatTheDocumentNames(String vendor, String status, String property) {
        assertThat(polled(vendor, RunStep.of(status)).workflowId()).isEqualTo(Facades.vendor(vendors, vendor).workflowId());
        assertThat(polled(vendor, RunStep.of(status).with(property, "another")).workflowId()).isEqualTo("another");
        assertThat(polled(vendor, RunStep.of(status).with(property, "")).workflowId()).isNull();
        assertThat(polled(vendor, RunStep.of(status).without(property)).workflowId()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"B, A", "C, C"})
    void laterRetabNamesItsWorkflow(Generation generation, WireGeneration written) {
        try (RetabSimulator vendor = RetabSimulator.generation(generation);
                Polyrun polyrun = Facades.over(vendor, written).build()) {
            assertThat(polyrun.poller(Facades.plant(vendor, "running")).poll().workflowId()).isEqualTo(vendor.workflowId());
        }
    }

    @Test
    void onepinsWorkflowIsThatOfTheReferenceAndGumloopNamesNone() {
        assertThat(polled("onepin", RunStep.of("running")).workflowId()).isEqualTo(vendors.onepin().workflowId());
        assertThat(polled("gumloop", RunStep.of("RUNNING")).workflowId()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"gumloop, RUNNING", "activepieces, RUNNING", "retab, running", "noxus, running", "onepin, running"})
    void aRunThatIsNotPausedWaitsForNothing(String vendor, String status) {
        assertThat(polled(vendor, RunStep.of(status)).pause()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "gumloop, DONE, created_ts, , finished_ts",
        "activepieces, SUCCEEDED, created, startTime, finishTime",
        "retab, completed, created_at, started_at, completed_at",
        "noxus, completed, created_at, started_at, finished_at",
        "onepin, completed, created_at, started_at, completed_at",
    })
    void timesAreRead(String vendor, String status, String created, @Nullable String started, String finished) {
        RunStep step = RunStep.of(status).with(created, "2026-05-01T10:00:00.123456Z").with(finished, "2026-05-01T10:00:02.5+02:00");
        step = started == null ? step : step.with(started, "2026-05-01T10:00:01");

        RunSnapshot polled = polled(vendor, step);

        assertThat(polled.createdAt()).isEqualTo(CREATED);
        assertThat(polled.startedAt()).isEqualTo(started == null ? null : STARTED);
        assertThat(polled.finishedAt()).isEqualTo(FINISHED);
    }

    @ParameterizedTest
    @CsvSource({
        "gumloop, RUNNING, created_ts, created_ts, finished_ts",
        "activepieces, RUNNING, created, startTime, finishTime",
        "retab, running, created_at, started_at, completed_at",
        "noxus, running, created_at, started_at, finished_at",
        "onepin, running, created_at, started_at, completed_at",
    })
    void timesThatAreEmptyOrNullOrAbsentOrNoTimesAreNone(String vendor, String status, String created, String started, String finished) {
        List<RunStep> forms = List.of(
                RunStep.of(status).with(created, "").with(started, "").with(finished, ""),
                RunStep.of(status).with(created, null).with(started, null).with(finished, null),
                RunStep.of(status).without(created).without(started).without(finished),
                RunStep.of(status).with(created, "yesterday").with(started, 5).with(finished, "now"));
        for (RunStep form : forms) {
            RunSnapshot polled = polled(vendor, form);

            assertThat(polled.createdAt()).as("%s", form).isNull();
            assertThat(polled.startedAt()).as("%s", form).isNull();
            assertThat(polled.finishedAt()).as("%s", form).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"B, A", "C, C"})
    void laterRetabKeepsItsTimesApart(Generation generation, WireGeneration written) {
        try (RetabSimulator vendor = RetabSimulator.generation(generation);
                Polyrun polyrun = Facades.over(vendor, written).build()) {
            RunStep step = RunStep.of("completed").with("timing", Map.of(
                    "created_at", "2026-05-01T10:00:00.123456Z",
                    "started_at", "2026-05-01T10:00:01Z",
                    "completed_at", "2026-05-01T10:00:02.5+02:00"));

            RunSnapshot polled = polyrun.poller(Facades.plant(vendor, step)).poll();

            assertThat(polled.createdAt()).isEqualTo(CREATED);
            assertThat(polled.startedAt()).isEqualTo(STARTED);
            assertThat(polled.finishedAt()).isEqualTo(FINISHED);
        }
    }

    @Test
    void anOldActivepiecesServersEmptyTextIsNoTime() {
        try (ActivepiecesSimulator old = ActivepiecesSimulator.version("0.71.0");
                Polyrun polyrun = Facades.over(old).build()) {
            assertThat(polyrun.poller(Facades.plant(old, "RUNNING")).poll().finishedAt()).isNull();
        }
    }
}
