package dev.polyrun;

import java.time.Duration;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Runs of known length under a schedule, without jitter. In seconds; each run is looked at when it starts. */
record ScheduleTrial(PollSchedule schedule, @Nullable RunHistory history, DoubleUnaryOperator progress) {
    static final DoubleUnaryOperator NOTHING_TOLD = share -> 0;
    private static final RunRef RUN = RunRef.parse("retab:run_1");

    /** Polls, and the time from the end to the poll that saw it; on average. */
    record Cost(double polls, double delay) {
        double total(double pollWorth) {
            return pollWorth * polls + delay;
        }
    }

    /** A schedule within bounds so wide that only what a poll is worth counts. */
    static PollSchedule adaptive(double pollWorth) {
        return PollSchedule.adaptive(Duration.ofNanos(nanos(pollWorth)), Duration.ofMillis(1), Duration.ofDays(365));
    }

    /** A history of runs that took so long, one after the other. */
    static RunHistory history(DoubleStream durations) {
        RunHistory history = new RunHistory("wf_1");
        durations.forEach(duration -> history.record(nanos(duration)));
        return history;
    }

    static double logNormal(Random random, double median, double sigma) {
        return median * Math.exp(sigma * random.nextGaussian());
    }

    static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }

    static RunSnapshot progress(double fraction) {
        return RunSnapshot.builder(RUN, RunPhase.RUNNING, "running").progress(Math.round(1e6 * fraction), 1_000_000).build();
    }

    /** The next wait, in seconds. */
    double delay(double age, double fraction) {
        ScheduleContext context = new ScheduleContext().set(nanos(age), 1, fraction == 0 ? null : progress(fraction), 1, history);
        return ((NanosSchedule) schedule).nextDelayNanos(context) / 1e9;
    }

    /** Without counting the poll at the start, which all schedules have. */
    Cost cost(double... durations) {
        double allPolls = 0;
        double allDelay = 0;
        double age = 0;
        int polls = 0;
        for (double duration : DoubleStream.of(durations).sorted().toArray()) {
            // A run that tells nothing of itself is polled at the same ages as any other.
            if (progress != NOTHING_TOLD) {
                age = 0;
                polls = 0;
            }
            for (; age < duration; polls++) {
                age += delay(age, Math.min(0.99, progress.applyAsDouble(age / duration)));
            }
            allPolls += polls;
            allDelay += age - duration;
        }
        return new Cost(allPolls / durations.length, allDelay / durations.length);
    }
}
