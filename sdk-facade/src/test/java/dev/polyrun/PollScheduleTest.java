package dev.polyrun;

import static dev.polyrun.ScheduleTrial.NOTHING_TOLD;
import static dev.polyrun.ScheduleTrial.adaptive;
import static dev.polyrun.ScheduleTrial.history;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long to wait before looking again. */
class PollScheduleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final RunHistory A_MINUTE_EACH = history(DoubleStream.generate(() -> 60).limit(100));

    private static ScheduleTrial trial(double pollWorth, @Nullable RunHistory history) {
        return new ScheduleTrial(adaptive(pollWorth), history, NOTHING_TOLD);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, PT1S", "PT1S, PT3S", "PT4S, PT5S", "PT9S, PT7S", "PT100S, PT21S", "PT10000S, PT201S"})
    void withoutKnowledgeWaitsGrowWithTheSquareRoot(Duration elapsed, Duration delay) {
        assertThat(adaptive(1).nextDelay(ScheduleInput.elapsed(elapsed))).isCloseTo(delay, Duration.ofNanos(100));
    }

    @ParameterizedTest
    @CsvSource({"PT0S, PT0.5S", "PT4S, PT2.25S", "PT100S, PT10.25S", "PT1H, PT30S", "P30D, PT30S"})
    void theDefaultStaysWithinHalfASecondAndHalfAMinute(Duration elapsed, Duration delay) {
        assertThat(PollSchedule.defaults().nextDelay(ScheduleInput.elapsed(elapsed))).isCloseTo(delay, Duration.ofNanos(100));
    }

    @Test
    void aPollThatIsWorthFourTimesAsMuchIsMadeHalfAsOften() {
        ScheduleTrial dear = trial(4, A_MINUTE_EACH);
        ScheduleTrial cheap = trial(1, A_MINUTE_EACH);

        assertThat(dear.cost(3_000).polls() / cheap.cost(3_000).polls()).isCloseTo(0.5, within(0.05));
    }

    @Test
    void aCallThatAnswersForFourRunsIsMadeTwiceAsOften() {
        Duration elapsed = Duration.ofSeconds(100);
        PollContext four = new ScheduleInput(elapsed, 1, null, 4);

        assertThat(adaptive(1).nextDelay(four)).isEqualTo(adaptive(0.25).nextDelay(ScheduleInput.elapsed(elapsed)));
    }

    @Test
    void pollsAreMostFrequentWhenPastRunsEnded() {
        ScheduleTrial knowing = trial(1, A_MINUTE_EACH);
        ScheduleTrial ignorant = trial(1, null);

        assertThat(knowing.delay(10, 0)).isGreaterThan(1.5 * ignorant.delay(10, 0));
        assertThat(knowing.delay(58, 0)).isLessThan(0.5 * ignorant.delay(58, 0));
    }

    @Test
    void theAgeAtWhichPastRunsEndedIsNotSleptOver() {
        double age = 20;

        // As likely as a run is to end in the next seconds, the next poll would be due beyond 100 s.
        assertThat(age + trial(20, A_MINUTE_EACH).delay(age, 0)).isBetween(55.0, 80.0);
    }

    @Test
    void aRunThatOutlivesAllOthersIsPolledAsIfNothingWereKnown() {
        assertThat(trial(1, A_MINUTE_EACH).delay(600, 0)).isCloseTo(trial(1, null).delay(600, 0), within(1e-6));
    }

    @Test
    void progressForetellsTheEnd() {
        ScheduleTrial trial = trial(1, null);

        assertThat(trial.delay(30, 0.1)).isGreaterThan(1.2 * trial.delay(30, 0));
        assertThat(trial.delay(30, 0.9)).isLessThan(0.8 * trial.delay(30, 0));
    }

    @ParameterizedTest
    @CsvSource({"30, 0", "30, 0.1", "30, 0.5", "30, 0.9", "3, 0.99", "1000, 0.2", "1000, 0.7", "86400, 0.5"})
    void aWaitLastsUntilTheDensitiesOfTheFormulaAddUpToOnePoll(double age, double fraction) {
        assertThat(trial(1, null).delay(age, fraction)).isCloseTo(delay(age, fraction), withinPercentage(0.1));
    }

    /** The wait of a run of no known workflow where a poll is worth a second, as it is said in words of {@link AdaptiveSchedule}, step by step. */
    private static double delay(double age, double fraction) {
        double root = Math.sqrt(age);
        double missing = Math.sqrt(2);
        for (int bucket = Ages.bucket((long) (age * 1e9)); missing > 0; bucket++) {
            double share = Ages.middle(Math.min(bucket, Ages.LAST - 1)) / 1e9 * fraction / age;
            double odds = Math.pow(share, 4);
            double alive = 0.64 / (1 + odds);
            double rate = (alive * 4 * odds / (1 + odds) + 0.36 * 0.5) / (alive + 0.36);
            double density = 2 * Math.sqrt(fraction == 0 || bucket == Ages.LAST ? 0.5 : rate);
            double step = Math.min(missing / density, Math.sqrt(Ages.end(bucket) / 1e9) - root);
            missing -= step * density + 1e-12;
            root += step;
        }
        double ignorant = Math.sqrt(2) / (2 * Math.sqrt(0.5));
        double longest = Math.pow(Math.sqrt(age) + ignorant, 2) - age;
        return Math.min(root * root - age, longest / (fraction == 0 ? 1 : 0.6));
    }

    @Test
    void theEndThatProgressForetellsIsNotSleptOver() {
        ScheduleTrial frequent = trial(0.1, null);
        ScheduleTrial rare = trial(100, null);

        // The end is foretold at 100 s: the seconds to come need few polls, but not to be missed by minutes.
        assertThat(frequent.delay(50, 0.5)).isGreaterThan(1.1 * frequent.delay(50, 0));
        assertThat(rare.delay(50, 0.5)).isLessThan(0.8 * rare.delay(50, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void progressOfNothingAndOfAllSaysNothing(double fraction) {
        ScheduleContext context = new ScheduleContext().set(ScheduleTrial.nanos(30), 1, ScheduleTrial.progress(fraction), 1, null);

        assertThat(adaptive(1).nextDelay(context)).isEqualTo(adaptive(1).nextDelay(ScheduleInput.elapsed(Duration.ofSeconds(30))));
    }

    @Test
    void whateverIsKnownAWaitIsNeverLongerThanTheDoubtAllows() {
        Random random = new Random(1);
        for (int run = 0; run < 2_000; run++) {
            double kind = Math.pow(10, 6 * random.nextDouble() - 1);
            double spread = 3 * random.nextDouble();
            RunHistory history = history(random.doubles(random.nextInt(40)).map(unused -> ScheduleTrial.logNormal(random, kind, spread)));
            double age = Math.pow(10, 7 * random.nextDouble() - 2);
            double fraction = random.nextBoolean() ? 0 : random.nextDouble();

            double most = Math.max(0.3, history.doubt() * (fraction == 0 ? 1 : 0.6));
            assertThat(trial(1, history).delay(age, fraction)).isLessThanOrEqualTo(trial(1, null).delay(age, 0) / most * 1.000001);
            assertThat(history.doubt()).isBetween(0.3, 1.0);
        }
    }

    @Test
    void theBoundsHoldWhateverIsKnown() {
        PollSchedule schedule = PollSchedule.adaptive(SECOND, Duration.ofSeconds(4), Duration.ofSeconds(9));
        ScheduleTrial trial = new ScheduleTrial(schedule, A_MINUTE_EACH, NOTHING_TOLD);

        for (double age = 0; age < 1_000; age += 0.7) {
            assertThat(trial.delay(age, age % 1)).isBetween(4.0, 9.0);
        }
        assertThat(trial.delay(0, 0)).isEqualTo(4);
        assertThat(trial.delay(300, 0)).isEqualTo(9);
    }

    @Test
    void absurdAgesAndNumbersStayWithinTheBounds() {
        Duration ever = ChronoUnit.FOREVER.getDuration();
        List<PollSchedule> schedules = List.of(
                PollSchedule.defaults(),
                PollSchedule.adaptive(ever, Duration.ofNanos(1), ever),
                PollSchedule.adaptive(Duration.ofNanos(1), Duration.ofNanos(1), ever),
                PollSchedule.geometric(1e300, Duration.ofNanos(1), ever),
                PollSchedule.fixed(ever));
        for (PollSchedule schedule : schedules) {
            for (Duration elapsed : List.of(ever, Duration.ofDays(400 * 365), Duration.ofNanos(Long.MAX_VALUE), Duration.ZERO, ever.negated())) {
                for (int runsPerCall : new int[] {Integer.MAX_VALUE, 1, 0, -1}) {
                    PollContext context = new ScheduleInput(elapsed, Integer.MAX_VALUE, ScheduleTrial.progress(0.5), runsPerCall);
                    assertThat(schedule.nextDelay(context)).isPositive();
                }
            }
        }
        for (long age : new long[] {Long.MAX_VALUE, Long.MAX_VALUE / 2, 1, 0, -1, Long.MIN_VALUE}) {
            ScheduleContext context = new ScheduleContext().set(age, 1, ScheduleTrial.progress(0.001), 1, A_MINUTE_EACH);
            assertThat(PollSchedule.defaults().nextDelay(context)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(30));
        }
    }

    @Test
    void aGeometricScheduleWaitsForAShareOfTheElapsedTime() {
        PollSchedule schedule = PollSchedule.geometric(0.1, SECOND, MINUTE);

        assertThat(schedule.nextDelay(ScheduleInput.elapsed(Duration.ZERO))).isEqualTo(SECOND);
        assertThat(schedule.nextDelay(ScheduleInput.elapsed(Duration.ofSeconds(120)))).isEqualTo(Duration.ofSeconds(12));
        assertThat(schedule.nextDelay(ScheduleInput.elapsed(Duration.ofDays(1)))).isEqualTo(MINUTE);
    }

    @Test
    void aFixedScheduleIsAlwaysTheSame() {
        PollSchedule fixed = PollSchedule.fixed(Duration.ofSeconds(3));

        assertThat(fixed.nextDelay(ScheduleInput.elapsed(Duration.ZERO))).isEqualTo(Duration.ofSeconds(3));
        assertThat(fixed.nextDelay(ScheduleInput.elapsed(Duration.ofDays(1)))).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void anAdaptiveSchedulePrintsWhatItGoesBy() {
        assertThat(PollSchedule.defaults()).hasToString("adaptive(PT0.25S, PT0.5S, PT30S)");
    }

    @Test
    void onlyAFixedScheduleIsNotJittered() {
        assertThat(((NanosSchedule) PollSchedule.fixed(SECOND)).isJittered()).isFalse();
        assertThat(((NanosSchedule) PollSchedule.defaults()).isJittered()).isTrue();
        assertThat(((NanosSchedule) PollSchedule.geometric(0.1, SECOND, MINUTE)).isJittered()).isTrue();
    }

    @Test
    void aScheduleOfOnesOwnIsALambda() {
        PollSchedule schedule = context -> SECOND.multipliedBy(context.polls());

        assertThat(schedule.nextDelay(new ScheduleContext().set(0, 3, null, 1, A_MINUTE_EACH))).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void theContextTellsWhatItWasFilledWith() {
        RunSnapshot snapshot = ScheduleTrial.progress(0.5);
        ScheduleContext context = new ScheduleContext().set(1_500_000_000, 7, snapshot, 4, A_MINUTE_EACH);

        assertThat(context.elapsed()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(context.polls()).isEqualTo(7);
        assertThat(context.lastSnapshot()).isSameAs(snapshot);
        assertThat(context.runsPerCall()).isEqualTo(4);
        assertThat(context.history()).isSameAs(A_MINUTE_EACH);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, PT1S, The shortest wait", "PT-1S, PT1S, The shortest wait", "PT2S, PT1S, the longest to be no shorter"})
    void boundsThatMakeNoSenseAreRefused(Duration shortest, Duration longest, String message) {
        assertThatThrownBy(() -> PollSchedule.adaptive(SECOND, shortest, longest))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(message, shortest.toString());
        assertThatThrownBy(() -> PollSchedule.geometric(0.1, shortest, longest))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(message, shortest.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void intervalsThatMakeNoSenseAreRefused(Duration duration) {
        assertThatThrownBy(() -> PollSchedule.fixed(duration))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The interval between two polls is " + duration + "; expected more than zero, such as PT1S");
        assertThatThrownBy(() -> PollSchedule.adaptive(duration, SECOND, MINUTE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("What a poll is worth in delay is " + duration + "; expected more than zero, such as PT1S");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, Double.NaN})
    void sharesThatMakeNoSenseAreRefused(double share) {
        assertThatThrownBy(() -> PollSchedule.geometric(share, SECOND, MINUTE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(share));
    }

    @Test
    void aDecisionAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ScheduleContext context = new ScheduleContext();
        RunSnapshot snapshot = ScheduleTrial.progress(0.3);
        List<PollSchedule> schedules =
                List.of(PollSchedule.defaults(), PollSchedule.geometric(0.1, SECOND, MINUTE), PollSchedule.fixed(SECOND));
        for (PollSchedule schedule : schedules) {
            NanosSchedule ours = (NanosSchedule) schedule;
            long before = threads.getCurrentThreadAllocatedBytes();
            long sum = 0;
            for (int poll = 0; poll < 100_000; poll++) {
                sum += ours.nextDelayNanos(context.set(poll * 1_000_000L, poll, snapshot, 1, A_MINUTE_EACH));
            }
            assertThat(sum).isPositive();
            // One byte each would be 100,000; the measurement itself takes some.
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(50_000);
        }
    }
}
