package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the plan learns of a run from what is seen of it: how old it is, and how long the runs of its workflow take. */
class LearningTest {
    private static final RunRef REF = RunRef.of("fake", "wf-1", "run-1");

    private final VirtualTime time = VirtualTime.create();
    private final PollingEngine engine = new PollingEngine(time, PollingPolicy.builder().build(), null, time.random());
    private final PollLane lane = new PollLane(engine, new FakeAdapter());
    private final List<Duration> ages = new ArrayList<>();
    private final PollPlan plan = new PollPlan(context -> {
        ages.add(context.elapsed());
        return Duration.ofSeconds(10);
    }, engine.timer(), time, time.random());

    @AfterEach
    void stop() {
        engine.close();
    }

    private Watch watch(RunRef ref) {
        Watch watch = new Watch(lane, ref);
        plan.begin(watch, engine.timer().now());
        return watch;
    }

    private void seen(Watch watch, RunSnapshot snapshot) {
        plan.seen(watch, snapshot);
        watch.lastSnapshot = snapshot;
    }

    private OffsetDateTime secondsAgo(long seconds) {
        return time.instant().atOffset(ZoneOffset.UTC).minusSeconds(seconds);
    }

    private RunSnapshot snapshot(
            RunPhase phase, @Nullable OffsetDateTime created, @Nullable OffsetDateTime started, @Nullable OffsetDateTime finished) {
        return RunSnapshot.builder(REF, phase, phase.name()).times(created, started, finished).build();
    }

    private RunSnapshot snapshot(RunPhase phase) {
        return snapshot(phase, null, null, null);
    }

    private Duration age(Watch watch) {
        plan.next(watch, engine.timer().now(), null, 0);
        return ages.get(ages.size() - 1);
    }

    private static RunHistory history(Watch watch) {
        return Objects.requireNonNull(watch.history);
    }

    private static void assertLearned(Watch watch, Duration... lengths) {
        RunHistory expected = new RunHistory("wf-1");
        List.of(lengths).forEach(length -> expected.record(length.toNanos()));
        assertThat(history(watch).samples()).isEqualTo(lengths.length);
        for (int bucket = 0; bucket < Ages.BUCKETS; bucket++) {
            assertThat(history(watch).density(bucket)).isEqualTo(expected.density(bucket));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "90, 90", "-90, 0", "5184000, 5184000", "5184001, 0"})
    void aRunIsAsOldAsTheVendorSaysUnlessThatCannotBe(long created, long age) {
        Watch watch = watch(REF);
        seen(watch, snapshot(RunPhase.RUNNING, secondsAgo(created), null, null));

        assertThat(age(watch)).isEqualTo(Duration.ofSeconds(age));
    }

    @Test
    void theTimeOfItsCreationCountsBeforeThatOfItsStart() {
        Watch watch = watch(REF);
        seen(watch, snapshot(RunPhase.RUNNING, secondsAgo(90), secondsAgo(30), null));

        assertThat(age(watch)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void whereTheVendorTellsItsStartAloneThatCounts() {
        Watch watch = watch(REF);
        seen(watch, snapshot(RunPhase.RUNNING, null, secondsAgo(30), null));

        assertThat(age(watch)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aRunIsAtLeastAsOldAsTheWaitForIt() {
        Watch watch = watch(REF);
        time.advance(Duration.ofSeconds(40));
        seen(watch, snapshot(RunPhase.RUNNING, secondsAgo(30), null, null));

        assertThat(age(watch)).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void howOldItIsDoesNotHangOnWhenTheFacadeWasMade() {
        time.advance(Duration.ofSeconds(100));
        Watch watch = watch(REF);
        seen(watch, snapshot(RunPhase.RUNNING, secondsAgo(90), null, null));

        assertThat(age(watch)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void onlyTheFirstLookTellsTheAge() {
        Watch watch = watch(REF);
        seen(watch, snapshot(RunPhase.RUNNING));
        seen(watch, snapshot(RunPhase.RUNNING, secondsAgo(90), null, null));

        assertThat(age(watch)).isZero();
    }

    @Test
    void howLongARunTookIsLearnedFromTheVendorsTimes() {
        Watch watch = watch(REF);
        seen(watch, snapshot(RunPhase.SUCCEEDED, secondsAgo(90), secondsAgo(60), secondsAgo(10)));

        assertLearned(watch, Duration.ofSeconds(80));
    }

    @Test
    void aRunThatTookNoTimeIsLearnedFromToo() {
        Watch watch = watch(REF);
        seen(watch, snapshot(RunPhase.SUCCEEDED, secondsAgo(90), null, secondsAgo(90)));

        assertLearned(watch, Duration.ZERO);
    }

    @ParameterizedTest
    @EnumSource(value = RunPhase.class, names = {"SUCCEEDED", "FAILED"})
    void withoutTheVendorsTimesItIsLearnedFromWhatWasSeen(RunPhase end) {
        Watch watch = watch(REF);
        seen(watch, snapshot(RunPhase.RUNNING));
        time.advance(Duration.ofSeconds(25));
        seen(watch, snapshot(end));

        assertLearned(watch, Duration.ofSeconds(25));
    }

    @Test
    void timesThatAreTheWrongWayRoundAreNotBelieved() {
        Watch watch = watch(REF);
        seen(watch, snapshot(RunPhase.RUNNING));
        time.advance(Duration.ofSeconds(25));
        seen(watch, snapshot(RunPhase.SUCCEEDED, secondsAgo(10), null, secondsAgo(15)));

        assertLearned(watch, Duration.ofSeconds(25));
    }

    @Test
    void aRunThatHadEndedBeforeTheFirstLookSaysNothingWithoutItsTimes() {
        Watch watch = watch(REF);
        time.advance(Duration.ofSeconds(25));
        seen(watch, snapshot(RunPhase.SUCCEEDED));

        assertLearned(watch);
    }

    @Test
    void aCancelledRunSaysNothing() {
        Watch watch = watch(REF);
        seen(watch, snapshot(RunPhase.CANCELLED, secondsAgo(90), null, secondsAgo(10)));

        assertLearned(watch);
    }

    @Test
    void anEndThatIsSeenAgainAndAgainCountsOnceAndAnotherLifeCountsToo() {
        Watch watch = watch(REF);
        for (int look = 0; look < 3; look++) {
            seen(watch, snapshot(RunPhase.SUCCEEDED, secondsAgo(90), null, secondsAgo(10)));
        }
        assertLearned(watch, Duration.ofSeconds(80));

        seen(watch, snapshot(RunPhase.RUNNING));
        seen(watch, snapshot(RunPhase.SUCCEEDED, secondsAgo(50), null, secondsAgo(10)));

        assertLearned(watch, Duration.ofSeconds(80), Duration.ofSeconds(40));
    }

    @Test
    void theNextRunOfTheWorkflowIsPolledByWhatWasLearned() {
        seen(watch(REF), snapshot(RunPhase.SUCCEEDED, secondsAgo(90), null, secondsAgo(10)));

        assertLearned(watch(RunRef.of("fake", "wf-1", "run-2")), Duration.ofSeconds(80));
        assertThat(history(watch(RunRef.of("fake", "wf-2", "run-3"))).samples()).isZero();
    }

    @Test
    void aWorkflowThatOnlyASnapshotNamesIsLearnedOfFromThere() {
        Watch watch = watch(RunRef.of("fake", "run-1"));
        assertThat(watch.history).isNull();

        seen(watch, RunSnapshot.builder(watch.ref, RunPhase.RUNNING, "RUNNING").workflowId("wf-1").build());

        assertThat(history(watch).workflowId()).isEqualTo("wf-1");
    }

    @Test
    void aRunOfNoKnownWorkflowTeachesNothingAndIsWatchedAllTheSame() {
        Watch watch = watch(RunRef.of("fake", "run-1"));
        seen(watch, RunSnapshot.builder(watch.ref, RunPhase.SUCCEEDED, "").times(secondsAgo(90), null, secondsAgo(10)).build());

        assertThat(watch.history).isNull();
        assertThat(age(watch)).isEqualTo(Duration.ofSeconds(90));
    }
}
