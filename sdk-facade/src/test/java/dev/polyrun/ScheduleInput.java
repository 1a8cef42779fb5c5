package dev.polyrun;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a test tells a schedule. */
record ScheduleInput(Duration elapsed, int polls, @Nullable RunSnapshot lastSnapshot, int runsPerCall) implements PollContext {
    static ScheduleInput elapsed(Duration elapsed) {
        return new ScheduleInput(elapsed, 1, null, 1);
    }
}
