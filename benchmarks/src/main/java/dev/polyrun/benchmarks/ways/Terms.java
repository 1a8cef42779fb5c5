package dev.polyrun.benchmarks.ways;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * On which terms to wait.
 *
 * @param interval the fixed time between two polls; null is the library's own schedule
 * @param speed how many times faster than written the library's own schedule is to run; 1 with a fixed interval
 * @param timeout the longest wait; null is none
 * @param tolerant whether errors on the way (I/O, 429, 503) and states the library does not know shall not end the wait, by the best means
 *     the library has, else by a poll function that answers "running" in their stead
 * @param untouched whether jitter and the number of attempts stay as the library has them; else no jitter, and no limit of attempts
 */
public record Terms(@Nullable Duration interval, double speed, @Nullable Duration timeout, boolean tolerant, boolean untouched) {
    public static Terms every(Duration interval) {
        return new Terms(interval, 1, null, false, false);
    }

    /** The library's own schedule, with its own jitter. */
    public static Terms ownSchedule(double speed) {
        return new Terms(null, speed, null, true, false);
    }

    public Terms within(Duration limit) {
        return new Terms(interval, speed, limit, tolerant, untouched);
    }

    public Terms toleratingErrors() {
        return new Terms(interval, speed, timeout, true, untouched);
    }

    public Terms allElseUntouched() {
        return new Terms(interval, speed, timeout, tolerant, true);
    }

    /** A duration of the library's own schedule, at our speed. */
    public Duration scaled(Duration own) {
        return Duration.ofNanos((long) (own.toNanos() / speed));
    }
}
