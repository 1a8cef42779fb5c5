package dev.polyrun;

import java.time.Duration;

/** See {@link PollSchedule#geometric}. */
record GeometricSchedule(double share, Bounds bounds) implements NanosSchedule {
    GeometricSchedule(double share, Duration shortest, Duration longest) {
        this(share, Bounds.of(shortest, longest));
        if (!(share > 0)) {
            throw new IllegalArgumentException("The share of the elapsed time to wait for is " + share + "; expected more than zero, such as 0.1");
        }
    }

    @Override
    public long nextDelayNanos(ScheduleContext context) {
        return bounds.clamp(share * context.elapsedNanos());
    }

    @Override
    public boolean isJittered() {
        return true;
    }
}
