package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.PolyrunException;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a run is looked at next, and why then. */
class PollPlanTest {
    private static final long MILLI = 1_000_000;
    private static final PolyrunException FAILURE = new PolyrunException("passing", null);

    private final VirtualTime time = VirtualTime.create();
    private final PollingEngine engine = new PollingEngine(time, PollingPolicy.builder().build(), null, time.random());
    private final EngineTimer timer = engine.timer();
    private final PollLane lane = new PollLane(engine, new FakeAdapter());
    private PollPlan plan = plan(PollSchedule.fixed(Duration.ofSeconds(10)), 0);

    private PollPlan plan(PollSchedule schedule, double random) {
        return new PollPlan(schedule, timer, time, new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new AssertionError("a share is all that is asked for");
            }

            @Override
            public double nextDouble() {
                return random;
            }
        });
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private Watch watch() {
        Watch watch = new Watch(lane, RunRef.of("fake", "wf-1", "run-1"));
        plan.begin(watch, timer.now());
        return watch;
    }

    private void advance(long millis) {
        time.advance(Duration.ofMillis(millis));
    }

    private OffsetDateTime now() {
        return time.instant().atOffset(ZoneOffset.UTC);
    }

    private static RunSnapshot.Builder snapshot(RunPhase phase) {
        return RunSnapshot.builder(RunRef.of("fake", "wf-1", "run-1"), phase, phase.name());
    }

    private void seen(Watch watch, RunSnapshot snapshot) {
        watch.lookedAtTick = EngineTimer.tick(timer.now());
        plan.seen(watch, snapshot);
        watch.lastSnapshot = snapshot;
    }

    private long next(Watch watch, @Nullable Throwable failure, long askedMillis) {
        return (plan.next(watch, timer.now(), failure, askedMillis * MILLI) - timer.now()) / MILLI;
    }

    private Watch running() {
        Watch watch = watch();
        seen(watch, snapshot(RunPhase.RUNNING).build());
        return watch;
    }

    private static Watch failed(Watch watch) {
        watch.extras().failures++;
        return watch;
    }

    @Test
    void theGapIsFromTheLookAndNotFromItsAnswer() {
        Watch watch = running();
        advance(4_000);

        assertThat(next(watch, null, 0)).isEqualTo(6_000);
        assertThat(watch.reason()).isEqualTo(NextPoll.Reason.SCHEDULE);
        assertThat(watch.gapTicks).isEqualTo(1_000);
    }

    @Test
    void afterASlowAnswerTheVendorGetsHalfAGapOfPause() {
        Watch watch = running();
        advance(8_000);

        assertThat(next(watch, null, 0)).isEqualTo(5_000);
    }

    @ParameterizedTest
    @CsvSource({"0, 9000", "0.5, 9500", "1, 10000"})
    void aGapIsUpToATenthShorterByChance(double random, long millis) {
        plan = plan(PollSchedule.geometric(0.1, Duration.ofSeconds(10), Duration.ofSeconds(10)), random);

        assertThat(next(running(), null, 0)).isEqualTo(millis);
    }

    @Test
    void aScheduleIsToldTheTimeThePollsAndTheLastSnapshot() {
        List<PollContext> told = new ArrayList<>();
        plan = plan(context -> {
            told.add(context);
            assertThat(context.elapsed()).isEqualTo(Duration.ofSeconds(7));
            assertThat(context.polls()).isEqualTo(3);
            assertThat(context.runsPerCall()).isEqualTo(1);
            assertThat(context.lastSnapshot()).isEqualTo(snapshot(RunPhase.RUNNING).build());
            return Duration.ofSeconds(20);
        }, 1);
        Watch watch = running();
        watch.polls = 3;
        advance(7_000);

        assertThat(next(watch, null, 0)).isEqualTo(13_000);
        assertThat(told).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"PT0S", "PT-1S"})
    void aScheduleThatLeavesNoPauseIsAMistakeThatSaysWhat(Duration delay) {
        plan = plan(context -> delay, 1);

        assertThatThrownBy(() -> next(running(), null, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the poll schedule says to wait " + delay + "; expected more than zero");
    }

    @Test
    void theFirstGapIsNotedInTicksOfWhichThereIsAtLeastOne() {
        plan = plan(PollSchedule.fixed(Duration.ofMillis(3)), 1);
        Watch watch = watch();

        assertThat(plan.firstGap(watch, timer.now())).isEqualTo(3 * MILLI);
        assertThat(watch.gapTicks).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 500", "2, 1000", "3, 2000", "4, 4000", "5, 8000", "6, 8000", "100, 8000"})
    void failuresInARowArePausedAfterLongerAndLonger(int failures, long millis) {
        plan = plan(PollSchedule.fixed(Duration.ofMillis(100)), 1);
        Watch watch = running();
        watch.extras().failures = failures;

        assertThat(next(watch, FAILURE, 0)).isEqualTo(millis);
        assertThat(watch.reason()).isEqualTo(NextPoll.Reason.FAILURE);
    }

    @Test
    void aFailureDoesNotHastenTheSchedule() {
        assertThat(next(failed(running()), FAILURE, 0)).isEqualTo(10_000);
    }

    @ParameterizedTest
    @CsvSource({"9999, 10000, FAILURE", "10000, 10000, RETRY_AFTER", "30000, 30000, RETRY_AFTER"})
    void aRetryAfterOfAFailureCountsWhenItIsNoShorterThanTheGap(long asked, long millis, NextPoll.Reason reason) {
        Watch watch = failed(running());

        assertThat(next(watch, FAILURE, asked)).isEqualTo(millis);
        assertThat(watch.reason()).isEqualTo(reason);
    }

    @Test
    void aTimeThatAnAnswerAsksForIsTakenAsItIs() {
        Watch watch = running();

        assertThat(next(watch, null, 600)).isEqualTo(600);
        assertThat(watch.reason()).isEqualTo(NextPoll.Reason.RETRY_AFTER);
    }

    @ParameterizedTest
    @CsvSource({"0, 10000", "100000, 10000", "300000, 30000", "1200000, 120000", "86400000, 120000"})
    void aPausedRunIsLookedAtEachTenthOfItsPause(long paused, long millis) {
        Watch watch = watch();
        advance(5_000);
        seen(watch, snapshot(RunPhase.PAUSED).build());
        advance(paused);
        seen(watch, snapshot(RunPhase.PAUSED).build());

        assertThat(next(watch, null, 0)).isEqualTo(millis);
        assertThat(watch.reason()).isEqualTo(NextPoll.Reason.PAUSED);
    }

    @Test
    void aPauseThatIsSeenFromTheVeryBeginningIsReckonedFromThere() {
        Watch watch = watch();
        seen(watch, snapshot(RunPhase.PAUSED).build());
        advance(600_000);
        seen(watch, snapshot(RunPhase.PAUSED).build());

        assertThat(next(watch, null, 0)).isEqualTo(60_000);
    }

    @Test
    void aPauseThatBeginsAnewIsReckonedAnew() {
        Watch watch = watch();
        seen(watch, snapshot(RunPhase.PAUSED).build());
        advance(600_000);
        seen(watch, snapshot(RunPhase.RUNNING).build());
        seen(watch, snapshot(RunPhase.PAUSED).build());

        assertThat(next(watch, null, 0)).isEqualTo(10_000);
    }

    @ParameterizedTest
    @CsvSource({"45000, 45000", "120000, 120000", "3600000, 120000", "2000, 2000", "0, 10000", "-60000, 10000"})
    void aRunThatResumesAtAKnownTimeIsLookedAtThenOrAfterTwoMinutes(long resumesIn, long millis) {
        Watch watch = watch();
        OffsetDateTime resumeAt = now().plus(Duration.ofMillis(resumesIn));
        seen(watch, snapshot(RunPhase.PAUSED).pause(new Pause(Pause.Kind.TIMER, resumeAt)).build());

        assertThat(next(watch, null, 0)).isEqualTo(millis);
        assertThat(watch.reason()).isEqualTo(NextPoll.Reason.RESUME_AT);
    }

    @Test
    void aRunThatShouldHaveResumedIsNotLookedAtWithoutAnyPause() {
        plan = plan(PollSchedule.fixed(Duration.ofMillis(1)), 1);
        Watch watch = watch();
        seen(watch, snapshot(RunPhase.PAUSED).pause(new Pause(Pause.Kind.TIMER, now())).build());

        assertThat(next(watch, null, 0)).isEqualTo(10);
    }

    @Test
    void threeHintsAreFollowedAtOnceAndThenOneASecond() {
        Watch watch = running();
        long now = timer.now();
        long scheduled = now + 10_000 * MILLI;
        List<Long> followed = new ArrayList<>();
        for (int hint = 0; hint < 5; hint++) {
            followed.add((plan.hinted(watch, now, scheduled) - now) / MILLI);
        }

        assertThat(followed).containsExactly(0L, 0L, 0L, 1_000L, 2_000L);
        assertThat(watch.reason()).isEqualTo(NextPoll.Reason.HINT);
    }

    @Test
    void aQuietTimeAfterManyHintsAllowsForThreeAgain() {
        Watch watch = running();
        for (int hint = 0; hint < 5; hint++) {
            plan.hinted(watch, timer.now(), timer.now() + 60_000 * MILLI);
        }
        advance(10_000);
        long now = timer.now();

        assertThat(List.of(
                        plan.hinted(watch, now, now + 60_000 * MILLI),
                        plan.hinted(watch, now, now + 60_000 * MILLI),
                        plan.hinted(watch, now, now + 60_000 * MILLI)))
                .containsOnly(now);
        assertThat(plan.hinted(watch, now, now + 60_000 * MILLI)).isEqualTo(now + 1_000 * MILLI);
    }

    @Test
    void aHintThatWouldNotHastenTheLookIsNotFollowed() {
        advance(1_000);
        Watch watch = running();
        watch.reason(NextPoll.Reason.SCHEDULE);
        long now = timer.now();

        assertThat(plan.hinted(watch, now, now)).isEqualTo(now);
        assertThat(watch.reason()).isEqualTo(NextPoll.Reason.SCHEDULE);
    }

    @Test
    void aHintDoesNotCutThePauseAfterAFailureShort() {
        Watch watch = failed(running());
        long now = timer.now();

        assertThat(plan.hinted(watch, now, now + 10_000 * MILLI)).isEqualTo(now + 500 * MILLI);
    }

    @Test
    void aHintDoesNotUndercutWhatTheVendorAskedFor() {
        Watch watch = running();
        watch.reason(NextPoll.Reason.RETRY_AFTER);
        long now = timer.now();

        assertThat(plan.hinted(watch, now, now + 10_000 * MILLI)).isEqualTo(now + 10_000 * MILLI);
    }

    @Test
    void aSuccessEndsTheFailures() {
        Watch watch = failed(running());
        watch.extras().failingSince = 5;
        watch.extras().missingSince = 5;

        seen(watch, snapshot(RunPhase.RUNNING).build());

        assertThat(watch.extras().failures).isZero();
        assertThat(watch.extras().failingSince).isEqualTo(Watch.Extras.NEVER);
        assertThat(watch.extras().missingSince).isEqualTo(Watch.Extras.NEVER);
    }
}
