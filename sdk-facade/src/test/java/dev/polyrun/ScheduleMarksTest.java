package dev.polyrun;

import static dev.polyrun.ScheduleTrial.NOTHING_TOLD;
import static dev.polyrun.ScheduleTrial.adaptive;
import static dev.polyrun.ScheduleTrial.history;
import static dev.polyrun.ScheduleTrial.logNormal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.ScheduleTrial.Cost;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How good the adaptive schedule is at least, and how bad at most. In seconds, and where a poll is worth one unless it says otherwise. */
@Tag("big")
class ScheduleMarksTest {
    /** Runs of about the same length: within a factor of two, since where the last wait happens to end is luck. */
    private static double[] around(double length) {
        return IntStream.range(0, 200).mapToDouble(step -> length * Math.pow(2, step / 200.0 - 0.5)).toArray();
    }

    private static double cost(@Nullable RunHistory history, DoubleUnaryOperator progress, double[] durations) {
        return new ScheduleTrial(adaptive(1), history, progress).cost(durations).total(1);
    }

    @ParameterizedTest
    @CsvSource({"4, 1.75", "10, 1.6", "30, 1.55", "100, 1.5", "1000, 1.45", "10000, 1.43", "100000, 1.42"})
    void withoutKnowledgeItIsWithinRootTwoOfTheBestFixedIntervalInHindsight(double length, double most) {
        double[] durations = around(length);
        // With an interval x: duration / x polls, and a mean delay of x / 2.
        double best = DoubleStream.of(durations).map(duration -> Math.sqrt(2 * duration)).average().orElseThrow();

        assertThat(cost(null, NOTHING_TOLD, durations) / best).isBetween(1.3, most);
    }

    /** Of one kind, of two, or spread over some orders of magnitude. */
    private static RunHistory misleading(int samples, Random random) {
        double one = Math.pow(10, 7 * random.nextDouble() - 1);
        double other = Math.pow(10, 7 * random.nextDouble() - 1);
        double spread = random.nextBoolean() ? 0 : 3 * random.nextDouble();
        return history(IntStream.range(0, samples).mapToDouble(run -> logNormal(random, run % 3 == 0 ? other : one, spread)));
    }

    @ParameterizedTest
    @CsvSource({"12, 1.75", "100, 2.5"})
    void aHistoryThatMisleadsCostsLittle(int samples, double most) {
        Random random = new Random(1);
        for (int history = 0; history < 60; history++) {
            RunHistory misleading = misleading(samples, random);
            for (double length : new double[] {200, 2_000, 20_000}) {
                double[] durations = around(length);

                assertThat(cost(misleading, NOTHING_TOLD, durations)).isLessThan(most * cost(null, NOTHING_TOLD, durations));
            }
        }
    }

    /** What progress is said to be where it is a share of what it was. */
    private enum Lie {
        STANDS_STILL_AT_ONE_PERCENT(share -> 0.01),
        STANDS_STILL_HALFWAY(share -> 0.5),
        STANDS_STILL_SHORT_OF_THE_END(share -> 0.99),
        RUNS_AHEAD_AND_THEN_STANDS_STILL(share -> Math.min(0.9, 3 * share)),
        FALLS_BACK(share -> 1 - share),
        JUMPS(share -> 1e4 * share % 1),
        ALWAYS_FORETELLS_TOO_LATE_AN_END(share -> share / 3);

        private final DoubleUnaryOperator told;

        Lie(DoubleUnaryOperator told) {
            this.told = told;
        }
    }

    @ParameterizedTest
    @EnumSource
    void progressThatLiesCostsLittle(Lie lie) {
        for (double length : new double[] {10, 100, 1_000, 10_000}) {
            double[] durations = around(length);

            assertThat(cost(null, lie.told, durations)).isLessThan(1.75 * cost(null, NOTHING_TOLD, durations));
        }
    }

    @Test
    void progressThatIsRightSavesAFifth() {
        Random random = new Random(1);
        double[] durations = random.doubles(2_000).map(unused -> logNormal(random, 45, 1.2)).toArray();

        assertThat(cost(null, share -> share, durations)).isLessThan(0.8 * cost(null, NOTHING_TOLD, durations));
    }

    private enum Runs {
        SHORT,
        TYPICAL,
        LONG,
        MIXED;

        double draw(Random random) {
            return switch (this) {
                case SHORT -> logNormal(random, 8, 0.6);
                case TYPICAL -> logNormal(random, 45, 1.2);
                case LONG -> logNormal(random, 1_200, 1);
                case MIXED -> values()[random.nextInt(3)].draw(random) + (random.nextInt(10) == 0 ? logNormal(random, 1_800, 1) : 0);
            };
        }

        double[] draw(Random random, int count) {
            return IntStream.range(0, count).mapToDouble(run -> draw(random)).toArray();
        }
    }

    /** The schedules of other libraries, as they are by default. */
    private enum Other {
        FIXED_1((wait, random) -> 1),
        FIXED_2((wait, random) -> 2),
        FIXED_5((wait, random) -> 5),
        FIXED_30((wait, random) -> 30),
        GAX((wait, random) -> random.nextDouble() * Math.min(45, 5 * Math.pow(1.5, wait))),
        OCI((wait, random) -> Math.min(30, Math.pow(2, wait + 1))),
        TEMPORAL((wait, random) -> Math.min(100, Math.pow(2, wait))),
        FAILSAFE((wait, random) -> Math.min(30, Math.pow(2, wait)));

        private final Waits waits;

        Other(Waits waits) {
            this.waits = waits;
        }

        private interface Waits {
            double next(int wait, Random random);
        }

        Cost cost(double[] durations) {
            Random random = new Random(1);
            double polls = 0;
            double delay = 0;
            for (double duration : durations) {
                double age = 0;
                for (int wait = 0; age < duration; wait++) {
                    age += waits.next(wait, random);
                    polls++;
                }
                delay += age - duration;
            }
            return new Cost(polls / durations.length, delay / durations.length);
        }
    }

    /** Some runs after a hundred past ones. */
    private record Group(RunHistory history, double[] durations) {
        static List<Group> groups(Runs runs) {
            Random random = new Random(1);
            return Stream.generate(() -> new Group(ScheduleTrial.history(DoubleStream.of(runs.draw(random, 100))), runs.draw(random, 50)))
                    .limit(20)
                    .toList();
        }

        static Cost cost(List<Group> groups, double pollWorth) {
            PollSchedule schedule = adaptive(pollWorth);
            List<Cost> costs = groups.stream().map(group -> new ScheduleTrial(schedule, group.history, NOTHING_TOLD).cost(group.durations)).toList();
            return new Cost(
                    costs.stream().mapToDouble(Cost::polls).average().orElseThrow(),
                    costs.stream().mapToDouble(Cost::delay).average().orElseThrow());
        }

        /** At no more polls than that. */
        static double delay(List<Group> groups, double polls) {
            double low = 1e-5;
            double high = 1e4;
            while (high / low > 1.01) {
                double middle = Math.sqrt(low * high);
                if (cost(groups, middle).polls() > polls) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return cost(groups, high).delay();
        }
    }

    @ParameterizedTest
    @EnumSource
    void withAHundredPastRunsItIsNotLaterThanOthersAtEqualPolls(Runs runs) {
        List<Group> groups = Group.groups(runs);
        double[] durations = groups.stream().flatMapToDouble(group -> DoubleStream.of(group.durations)).toArray();
        for (Other other : Other.values()) {
            Cost theirs = other.cost(durations);
            double ours = Group.delay(groups, theirs.polls());
            boolean clearly = (runs == Runs.SHORT || runs == Runs.TYPICAL) && (other == Other.GAX || other == Other.OCI);

            assertThat(theirs.delay() / ours).as(other.name()).isGreaterThan(clearly ? 1.3 : 1 / 1.1);
        }
    }
}
