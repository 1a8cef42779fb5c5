package dev.polyrun;

import java.time.Duration;

/** See {@link PollSchedule#fixed}. */
record FixedSchedule(long intervalNanos) implements NanosSchedule {
    FixedSchedule(Duration interval) {
        this(NanosSchedule.nanos(interval, "The interval between two polls"));
    }

    @Override
    public long nextDelayNanos(ScheduleContext context) {
        return intervalNanos;
    }

    @Override
    public boolean isJittered() {
        return false;
    }
}
