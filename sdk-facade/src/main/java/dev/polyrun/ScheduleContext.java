package dev.polyrun;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the engine tells a schedule: one object for all decisions, filled anew for each. Not thread-safe. */
final class ScheduleContext implements PollContext {
    private long elapsedNanos;
    private int polls;
    private @Nullable RunSnapshot lastSnapshot;
    private int runsPerCall = 1;
    private @Nullable RunHistory history;

    /** The same context, with all that built-in schedules go by. */
    static ScheduleContext of(PollContext context) {
        return context instanceof ScheduleContext same
                ? same
                : new ScheduleContext()
                        .set(NanosSchedule.nanos(context.elapsed()), context.polls(), context.lastSnapshot(), context.runsPerCall(), null);
    }

    /**
     * Fills it anew.
     *
     * @param history what is known of the run's workflow; null when the workflow is not known, or nothing is known of it
     */
    ScheduleContext set(long elapsedNanos, int polls, @Nullable RunSnapshot lastSnapshot, int runsPerCall, @Nullable RunHistory history) {
        this.elapsedNanos = Math.max(0, elapsedNanos);
        this.polls = polls;
        this.lastSnapshot = lastSnapshot;
        this.runsPerCall = Math.max(1, runsPerCall);
        this.history = history;
        return this;
    }

    /** 0 or more. */
    long elapsedNanos() {
        return elapsedNanos;
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(elapsedNanos);
    }

    @Override
    public int polls() {
        return polls;
    }

    @Override
    public @Nullable RunSnapshot lastSnapshot() {
        return lastSnapshot;
    }

    /** 1 or more. */
    @Override
    public int runsPerCall() {
        return runsPerCall;
    }

    @Nullable RunHistory history() {
        return history;
    }
}
