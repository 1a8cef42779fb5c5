package dev.polyrun;

import java.time.Duration;

/** How long to wait before looking at a run again. Thread-safe. */
@FunctionalInterface
public interface PollSchedule {
    /**
     * The wait before the next poll.
     *
     * @param elapsed since the first poll
     * @return more than zero
     */
    Duration nextDelay(Duration elapsed);

    /** Half a second at first, then with the square root of the time that has passed, at most half a minute. */
    static PollSchedule defaults() {
        return squareRoot(Duration.ofMillis(500), Duration.ofSeconds(30));
    }

    /**
     * The square root of the elapsed seconds, within bounds. Without knowledge of how long runs take, this stays within a factor of √2 of the best
     * fixed interval that could have been chosen in hindsight.
     *
     * @throws IllegalArgumentException when the bounds are not positive, or the wrong way round
     */
    static PollSchedule squareRoot(Duration shortest, Duration longest) {
        if (shortest.isZero() || shortest.isNegative() || longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException("Polls every " + shortest + " to " + longest + "; expected more than zero, and shortest first");
        }
        return elapsed -> {
            Duration delay = Duration.ofNanos((long) (Math.sqrt(elapsed.toNanos() / 1e9) * 1e9));
            return delay.compareTo(shortest) < 0 ? shortest : delay.compareTo(longest) > 0 ? longest : delay;
        };
    }

    /**
     * Always the same.
     *
     * @throws IllegalArgumentException when it is not positive
     */
    static PollSchedule fixed(Duration interval) {
        return squareRoot(interval, interval);
    }
}
