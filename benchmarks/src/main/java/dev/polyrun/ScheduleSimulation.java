package dev.polyrun;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;

/**
 * Runs of random length, and what a schedule spends and loses on them. All schedules meet the same runs, and look at each at once when it starts.
 * Times are in seconds; a call takes none.
 */
final class ScheduleSimulation {
    /** Each with its own past runs, and its own dice. */
    private static final int GROUPS = 40;

    private static final int RUNS_PER_GROUP = 500;
    private static final RunRef RUN = RunRef.parse("retab:run_1");

    private final RunTimes runTimes;
    private final double[][] runs = new double[GROUPS][];

    ScheduleSimulation(RunTimes runTimes) {
        this.runTimes = runTimes;
        for (int group = 0; group < GROUPS; group++) {
            Random random = new Random(1_000 + group);
            runs[group] = random.doubles(RUNS_PER_GROUP).map(unused -> runTimes.draw(random)).sorted().toArray();
        }
    }

    /** How long runs take. No vendor's data: log-normal, as such times often are. */
    enum RunTimes {
        SHORT("short: median 8 s, σ 0.6") {
            @Override
            double draw(Random random) {
                return logNormal(random, 8, 0.6);
            }
        },
        TYPICAL("typical: median 45 s, σ 1.2") {
            @Override
            double draw(Random random) {
                return logNormal(random, 45, 1.2);
            }
        },
        LONG("long: median 20 min, σ 1.0") {
            @Override
            double draw(Random random) {
                return logNormal(random, 1_200, 1.0);
            }
        },
        MIXED("mixed: 30 % short, 40 % typical, 20 % long, 10 % typical with a human's pause of median 30 min, σ 1.0") {
            @Override
            double draw(Random random) {
                double kind = random.nextDouble();
                return kind < 0.3
                        ? SHORT.draw(random)
                        : kind < 0.7 ? TYPICAL.draw(random) : kind < 0.9 ? LONG.draw(random) : TYPICAL.draw(random) + logNormal(random, 1_800, 1.0);
            }
        };

        private final String description;

        RunTimes(String description) {
            this.description = description;
        }

        abstract double draw(Random random);

        private static double logNormal(Random random, double median, double sigma) {
            return median * Math.exp(sigma * random.nextGaussian());
        }

        @Override
        public String toString() {
            return description;
        }
    }

    /** The schedule of someone else. */
    enum Anchor {
        EVERY_SECOND("fixed 1 s", (age, wait, random) -> 1),
        EVERY_2_SECONDS("fixed 2 s", (age, wait, random) -> 2),
        EVERY_5_SECONDS("fixed 5 s (AWS)", (age, wait, random) -> 5),
        EVERY_30_SECONDS("fixed 30 s (Azure)", (age, wait, random) -> 30),
        GAX("GAX: 5 s ×1.5, to 45 s, jitter from 0", (age, wait, random) -> random.nextDouble() * Math.min(45, 5 * Math.pow(1.5, wait))),
        OCI("OCI: 2 s ×2, to 30 s", (age, wait, random) -> Math.min(30, Math.pow(2, wait + 1))),
        TEMPORAL("Temporal: 1 s ×2, to 100 s", (age, wait, random) -> Math.min(100, Math.pow(2, wait))),
        FAILSAFE("Failsafe: 1 s ×2, to 30 s", (age, wait, random) -> Math.min(30, Math.pow(2, wait)));

        private final String description;
        private final Waits waits;

        Anchor(String description, Waits waits) {
            this.description = description;
            this.waits = waits;
        }

        Waits waits() {
            return waits;
        }

        @Override
        public String toString() {
            return description;
        }
    }

    /** What a schedule knows of the past: with each of the runs taking a multiple of what runs take now. */
    enum Past {
        NONE("0", 0, 1),
        RUNS_10("10", 10, 1),
        RUNS_30("30", 30, 1),
        RUNS_100("100", 100, 1),
        RUNS_500("500", 500, 1),
        TOO_LONG("100, 10× too long", 100, 10),
        TOO_SHORT("100, 10× too short", 100, 0.1);

        private final String description;
        private final int runs;
        private final double multiple;

        Past(String description, int runs, double multiple) {
            this.description = description;
            this.runs = runs;
            this.multiple = multiple;
        }

        @Override
        public String toString() {
            return description;
        }
    }

    /** What a vendor tells of a run's progress. */
    enum Told {
        NOTHING("nothing", (share, dice, age) -> 0),
        THE_TRUTH("the truth", (share, dice, age) -> share),
        OFF_BY_30_PERCENT("off by 30 %, for the whole run", (share, dice, age) -> share * Math.exp(0.3 * dice)),
        FIVE_STEPS("which of five steps is done", (share, dice, age) -> Math.floor(5 * share) / 5),
        HALF("50 % at all times", (share, dice, age) -> 0.5),
        NEARLY_ALL("99 % at all times", (share, dice, age) -> 0.99),
        NEARLY_NOTHING("1 % at all times", (share, dice, age) -> 0.01),
        THREE_TIMES_TOO_FAST("three times too fast, then 90 %", (share, dice, age) -> Math.min(0.9, 3 * share)),
        NOISE("anything", (share, dice, age) -> new Random(Double.hashCode(age)).nextDouble());

        private final String description;
        private final Teller teller;

        Told(String description, Teller teller) {
            this.description = description;
            this.teller = teller;
        }

        private interface Teller {
            /**
             * @param share the truth
             * @param dice normally distributed, once for each run
             */
            double progress(double share, double dice, double age);
        }

        /** In thousandths, as a vendor has it that never says that all is done before it is. */
        private RunSnapshot snapshot(double share, double dice, double age) {
            long progress = Math.min(990, Math.round(1_000 * teller.progress(share, dice, age)));
            return RunSnapshot.builder(RUN, RunPhase.RUNNING, "running").progress(progress, 1_000).build();
        }

        @Override
        public String toString() {
            return description;
        }
    }

    /** The waits of one watch. */
    @FunctionalInterface
    interface Waits {
        /**
         * @param age of the run
         * @param wait 0 for the first one
         */
        double next(double age, int wait, Random random);
    }

    /** Per run: the polls, and the delays from the end to the poll that saw it. */
    record Cost(double polls, double meanDelay, double medianDelay, double delayOfOneInHundred) {
        private static Cost of(double polls, double[] delays) {
            int runs = delays.length;
            Arrays.sort(delays);
            return new Cost(polls / runs, Arrays.stream(delays).average().orElseThrow(), delays[runs / 2], delays[runs - 1 - runs / 100]);
        }
    }

    Cost cost(Anchor anchor) {
        return simulated(past -> anchor.waits(), Past.NONE);
    }

    /** Our schedule, as the engine uses it. */
    Cost cost(PollSchedule schedule, Past past) {
        NanosSchedule ours = (NanosSchedule) schedule;
        return simulated(history -> {
            ScheduleContext context = new ScheduleContext();
            return (age, wait, random) -> {
                long delay = ours.nextDelayNanos(context.set((long) (age * 1e9), wait + 1, null, 1, history));
                return delay / 1e9 * (ours.isJittered() ? 1 - 0.1 * random.nextDouble() : 1);
            };
        }, past);
    }

    /** Our schedule at a budget, within 0.2 %: reached by the one thing that there is to tune. */
    Cost costAt(double polls, Past past) {
        double low = 1e-6;
        double high = 1e6;
        double pollWorth = 1;
        Cost cost = cost(adaptive(pollWorth), past);
        for (int step = 1; Math.abs(cost.polls() / polls - 1) > 0.002; step++) {
            if (cost.polls() > polls) {
                low = pollWorth;
            } else {
                high = pollWorth;
            }
            // Four times the worth is about half the polls; where they are so few that it is not, halving the range helps.
            double guess = pollWorth * Math.pow(cost.polls() / polls, 2);
            pollWorth = step % 3 != 0 && guess > low && guess < high ? guess : Math.sqrt(low * high);
            cost = cost(adaptive(pollWorth), past);
        }
        return cost;
    }

    /** The bounds are so wide that only what a poll is worth counts. */
    static PollSchedule adaptive(double pollWorth) {
        return PollSchedule.adaptive(Duration.ofNanos((long) (pollWorth * 1e9)), Duration.ofMillis(50), Duration.ofMinutes(10));
    }

    /**
     * What polls and delay cost without any knowledge, as a multiple of what they cost with the best fixed interval in hindsight, on average over
     * runs of about the same length.
     *
     * @param length in the delay that a poll is worth
     */
    static double costToHindsight(double length) {
        NanosSchedule ours = (NanosSchedule) PollSchedule.adaptive(Duration.ofSeconds(1), Duration.ofMillis(1), Duration.ofDays(365));
        ScheduleContext context = new ScheduleContext();
        double ratios = 0;
        int lengths = 1_000;
        for (int step = 0; step < lengths; step++) {
            double ended = length * Math.pow(2, (double) step / lengths - 0.5);
            double age = 0;
            int polls = 0;
            while (age < ended) {
                age += ours.nextDelayNanos(context.set((long) (age * 1e9), polls, null, 1, null)) / 1e9;
                polls++;
            }
            // Any fixed interval x costs ended / x polls and a mean delay of x / 2; the best is √(2 ended).
            ratios += (polls + age - ended) / Math.sqrt(2 * ended);
        }
        return ratios / lengths;
    }

    private Cost simulated(Function<RunHistory, Waits> schedule, Past past) {
        double[] delays = new double[GROUPS * RUNS_PER_GROUP];
        double polls = 0;
        int seen = 0;
        for (int group = 0; group < GROUPS; group++) {
            Waits waits = schedule.apply(history(group, past));
            Random random = new Random(group);
            double age = 0;
            // As the waits do not depend on when the run ends, one row of them will do for all runs of a group.
            int ended = 0;
            for (int wait = 0; ended < RUNS_PER_GROUP; wait++) {
                age += waits.next(age, wait, random);
                for (; ended < RUNS_PER_GROUP && runs[group][ended] <= age; ended++) {
                    delays[seen++] = age - runs[group][ended];
                    polls += wait + 2;
                }
            }
        }
        return Cost.of(polls, delays);
    }

    /** Our schedule where the vendor tells of progress. Only some of the runs, as each has its own waits. */
    Cost cost(PollSchedule schedule, Past past, Told told) {
        NanosSchedule ours = (NanosSchedule) schedule;
        ScheduleContext context = new ScheduleContext();
        int runsPerGroup = RUNS_PER_GROUP / 10;
        double[] delays = new double[GROUPS * runsPerGroup];
        double polls = 0;
        for (int group = 0; group < GROUPS; group++) {
            RunHistory history = history(group, past);
            Random random = new Random(group);
            for (int run = 0; run < runsPerGroup; run++) {
                double duration = runs[group][10 * run + 5];
                double dice = random.nextGaussian();
                double age = 0;
                for (polls++; age < duration; polls++) {
                    context.set((long) (age * 1e9), 1, told.snapshot(age / duration, dice, age), 1, history);
                    age += ours.nextDelayNanos(context) / 1e9 * (1 - 0.1 * random.nextDouble());
                }
                delays[group * runsPerGroup + run] = age - duration;
            }
        }
        return Cost.of(polls, delays);
    }

    private RunHistory history(int group, Past past) {
        Random random = new Random(77_000 + group);
        RunHistory history = new RunHistory("workflow");
        for (int run = 0; run < past.runs; run++) {
            history.record((long) (past.multiple * runTimes.draw(random) * 1e9));
        }
        return history;
    }
}
