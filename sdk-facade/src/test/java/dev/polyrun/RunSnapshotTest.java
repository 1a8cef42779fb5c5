package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot holds much in little, and nothing less exactly for it. */
class RunSnapshotTest {
    private static final OffsetDateTime CREATED = OffsetDateTime.parse("2026-05-01T10:00:00.123456789Z");
    private static final OffsetDateTime STARTED = OffsetDateTime.parse("2026-05-01T10:00:01Z");

    private static RunSnapshot.Builder running() {
        return RunSnapshot.builder(RunRef.of("noxus", "run-1"), RunPhase.RUNNING, "running");
    }

    private static RunSnapshot timed(@Nullable OffsetDateTime created, @Nullable OffsetDateTime started, @Nullable OffsetDateTime finished) {
        return running().times(created, started, finished).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "2026-05-01T10:00:00.123456789Z", "2026-05-01T10:00:00+05:30", "2026-05-01T10:00:00.000000001-12:00", "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999999Z", "1678-01-01T00:00:00Z", "1677-09-21T00:12:43Z", "1677-01-01T00:00:00.5Z", "2262-04-11T23:47:16Z",
        "2262-04-11T23:47:14.999999999Z", "2262-12-31T00:00:00.000000001Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999+18:00",
        "-999999999-01-01T00:00:00+18:00", "+999999999-12-31T23:59:59.999999999-18:00", "2026-05-01T10:00:00+01:02:03"
    })
    void aTimeComesOutAsItWentIn(String text) {
        OffsetDateTime time = OffsetDateTime.parse(text);

        assertThat(timed(time, null, null).createdAt()).hasToString(time.toString());
        assertThat(timed(null, time, null).startedAt()).hasToString(time.toString());
        RunSnapshot all = timed(CREATED, STARTED, time);
        assertThat(all.createdAt()).hasToString(CREATED.toString());
        assertThat(all.startedAt()).hasToString(STARTED.toString());
        assertThat(all.finishedAt()).hasToString(time.toString());
        assertThat(all).isEqualTo(timed(CREATED, STARTED, OffsetDateTime.parse(text))).hasSameHashCodeAs(timed(CREATED, STARTED, time));
    }

    @Test
    void aTimeThatIsNotKnownStaysUnknown() {
        RunSnapshot none = timed(null, null, null);

        assertThat(none.createdAt()).isNull();
        assertThat(none.startedAt()).isNull();
        assertThat(none.finishedAt()).isNull();
        assertThat(timed(CREATED, null, null).startedAt()).isNull();
        assertThat(timed(null, null, STARTED).createdAt()).isNull();
    }

    @Test
    void theSameMomentWithAnotherOffsetIsAnotherTime() {
        OffsetDateTime elsewhere = CREATED.withOffsetSameInstant(ZoneOffset.ofHours(2));

        assertThat(timed(elsewhere, null, null)).isNotEqualTo(timed(CREATED, null, null));
        assertThat(timed(elsewhere, STARTED, null)).isNotEqualTo(timed(CREATED, STARTED, null));
    }

    @Test
    void snapshotsDifferInWhateverTheySay() {
        List<RunSnapshot> different = List.of(
                running().build(),
                RunSnapshot.builder(RunRef.of("noxus", "run-2"), RunPhase.RUNNING, "running").build(),
                RunSnapshot.builder(RunRef.of("noxus", "run-1"), RunPhase.QUEUED, "running").build(),
                RunSnapshot.builder(RunRef.of("noxus", "run-1"), RunPhase.RUNNING, "Running").build(),
                running().reason("TIMEOUT").build(),
                running().error("no", null).build(),
                running().error("no", "step").build(),
                running().pause(Pause.of(Pause.Kind.HUMAN)).build(),
                running().progress(1, 2).build(),
                running().progress(2, 4).build(),
                running().workflowId("w").build(),
                timed(CREATED, null, null),
                timed(null, CREATED, null),
                timed(null, null, CREATED));

        assertThat(different).doesNotHaveDuplicates();
    }

    @Test
    void progressBeyondAnIntegerIsKept() {
        assertThat(running().progress(3_000_000_000L, Long.MAX_VALUE).build().progress()).isEqualTo(new Progress(3_000_000_000L, Long.MAX_VALUE));
    }

    @Test
    void anEqualSnapshotIsReplacedByTheOneThatIsThere() {
        RunSnapshot before = timed(CREATED, null, null);

        assertThat(timed(CREATED, null, null).sharing(before)).isSameAs(before);
    }

    @Test
    void aChangedSnapshotTakesOverWhatIsEqual() {
        RunSnapshot before = full("run-1", "wf", 1);
        RunSnapshot now = full("run-1", "wf", 2);

        RunSnapshot shared = now.sharing(before);

        assertThat(shared).isEqualTo(now).isNotEqualTo(before);
        assertThat(shared.ref()).isSameAs(before.ref());
        assertThat(shared.workflowId()).isSameAs(before.workflowId());
        assertThat(shared.vendorStatus()).isSameAs(before.vendorStatus());
        assertThat(shared.pause()).isSameAs(before.pause());
        assertThat(shared.error()).isSameAs(before.error());
        assertThat(shared.reason()).isSameAs(before.reason());
    }

    @Test
    void whatDiffersIsItsOwn() {
        RunSnapshot other = full("run-2", "wf", 1);
        RunSnapshot now = RunSnapshot.builder(RunRef.of("noxus", "run-1"), RunPhase.RUNNING, "running").workflowId(text("wf")).build();

        RunSnapshot shared = now.sharing(other);

        assertThat(shared).isEqualTo(now);
        assertThat(shared.ref()).isSameAs(now.ref());
        assertThat(shared.workflowId()).isSameAs(other.workflowId());
        assertThat(shared.pause()).isNull();
        assertThat(now.sharing(null)).isSameAs(now);
    }

    private static RunSnapshot full(String runId, String workflowId, int done) {
        return RunSnapshot.builder(RunRef.of("noxus", text(runId)), RunPhase.PAUSED, text("levitating"))
                .workflowId(text(workflowId))
                .pause(new Pause(Pause.Kind.TIMER, STARTED))
                .error(text("no"), null)
                .reason(text("why"))
                .progress(done, 9)
                .times(CREATED, STARTED, null)
                .build();
    }

    /** A text that no other place of the program holds. */
    private static String text(String text) {
        return new StringBuilder(text).toString();
    }

    @Test
    void snapshotsOfRunsThatDifferHaveDifferentHashCodes() {
        RunSnapshot one = running().build();

        assertThat(List.of(
                        one.hashCode(),
                        RunSnapshot.builder(RunRef.of("noxus", "run-2"), RunPhase.RUNNING, "running").build().hashCode(),
                        running().progress(1, 2).build().hashCode()))
                .doesNotHaveDuplicates();
    }

    @Test
    void itPrintsWhereTheRunStandsAndTheVendorsOwnWordForIt() {
        assertThat(running().build()).hasToString("noxus:run-1 RUNNING (running)");
        assertThat(running().build().vendorStatus()).isEqualTo("running");
        assertThat(RunSnapshot.builder(RunRef.of("noxus", "run-1"), RunPhase.UNKNOWN, null).build()).hasToString("noxus:run-1 UNKNOWN");
    }

    @Test
    void theErrorIsPrintedWithTheStepWhereThatIsKnown() {
        assertThat(running().build().toStringWithError()).isEqualTo("noxus:run-1 RUNNING (running)");
        assertThat(running().error("no", null).build().toStringWithError()).isEqualTo("noxus:run-1 RUNNING (running): no");
        assertThat(running().error("no", "parse").build().toStringWithError()).isEqualTo("noxus:run-1 RUNNING (running) in step parse: no");
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN, UNKNOWN",
        "QUEUED, QUEUED",
        "RUNNING, QUEUED RUNNING",
        "PAUSED, QUEUED RUNNING PAUSED",
        "CANCELLING, QUEUED RUNNING CANCELLING",
        "SUCCEEDED, QUEUED RUNNING PAUSED CANCELLING SUCCEEDED UNKNOWN",
        "FAILED, QUEUED RUNNING PAUSED CANCELLING FAILED UNKNOWN",
        "CANCELLED, QUEUED RUNNING PAUSED CANCELLING CANCELLED UNKNOWN",
    })
    void aRunHasReachedEachPhaseThatItMustHaveBeenIn(RunPhase phase, String reached) {
        RunSnapshot snapshot = RunSnapshot.builder(RunRef.of("noxus", "run-1"), phase, null).build();

        assertThat(RunPhase.values())
                .filteredOn(snapshot::hasReached)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(reached.split(" ")).map(RunPhase::valueOf).toList());
    }

    @ParameterizedTest
    @CsvSource({"PT-1S, 0", "PT0S, 0", "PT0.6S, 600", "PT2M, 120000", "PT3M, 120000", "P100000D, 120000"})
    void whenTheVendorWantsToBeAskedAgainIsNotedUpToTwoMinutes(Duration retryAfter, int millis) {
        assertThat(running().retryAfter(retryAfter).build().askedBackMillis()).isEqualTo(millis);
        assertThat(running().build().askedBackAfter(retryAfter).askedBackMillis()).isEqualTo(millis);
    }

    @Test
    void aVendorThatDoesNotSayWhenToAskAgainChangesNothing() {
        RunSnapshot snapshot = running().retryAfter(null).build();

        assertThat(snapshot.askedBackMillis()).isZero();
        assertThat(snapshot.askedBackAfter(null)).isSameAs(snapshot);
    }

    @ParameterizedTest
    @CsvSource({"0, 4, 0", "1, 4, 0.25", "4, 4, 1", "5, 4, 1", "0, 0, 0", "-1, 4, 0", "1, -4, 0", "1, , 0", ", 4, 0"})
    void progressIsAShareOfTheWhole(Long done, Long total, double fraction) {
        assertThat(running().progress(done, total).build().progressFraction()).isEqualTo(fraction);
    }

    @ParameterizedTest
    @CsvSource({"0, 4, true", "0, 0, false", "-1, 4, false", "1, -4, false", "1, , false", ", 4, false"})
    void progressThatCannotBeIsNone(Long done, Long total, boolean known) {
        assertThat(running().progress(done, total).build().progress() != null).isEqualTo(known);
    }

    @Test
    void blankTextsSayNothing() {
        RunSnapshot snapshot = running().reason("").error(" ", "step").workflowId("").build();

        assertThat(snapshot.reason()).isNull();
        assertThat(snapshot.error()).isNull();
        assertThat(snapshot.workflowId()).isNull();
        assertThat(running().error("no", " ").build().error()).isEqualTo(new RunError("no", null));
    }

    @Test
    void aSnapshotThatTellsNothingSpecialKeepsNoObjectForIt() throws ReflectiveOperationException {
        Field rest = RunSnapshot.class.getDeclaredField("rest");
        rest.setAccessible(true);

        assertThat(rest.get(timed(CREATED, STARTED, STARTED))).isNull();
        assertThat(rest.get(running().build())).isNull();
        assertThat(rest.get(running().reason("why").build())).isNotNull();
    }

    @Test
    void aHundredThousandOfThemAreCheap() {
        List<Class<?>> fields = Arrays.stream(RunSnapshot.class.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .<Class<?>>map(Field::getType)
                .toList();

        int bytes = 12 + fields.stream().mapToInt(type -> type == long.class ? Long.BYTES : Integer.BYTES).sum();
        assertThat(bytes).as("header and fields, with compressed references").isLessThanOrEqualTo(80);
        assertThat(fields).doesNotContain(OffsetDateTime.class, RunTimes.class, Progress.class, Pause.class, RunError.class);
    }
}
