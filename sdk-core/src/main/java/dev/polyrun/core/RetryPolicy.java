package dev.polyrun.core;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How calls are repeated after passing failures. Only calls that are safe to repeat are: reads, and those the spec marks; a start is sent
 * once. The delay before the n-th repetition is drawn evenly from zero to {@code firstDelay * 2^(n-1)}, at most {@code longestDelay}, unless
 * the server says when to come back.
 *
 * @param maxRetries how often a call is repeated at most; 0 for never
 * @param firstDelay the ceiling of the first delay
 * @param longestDelay the ceiling of all delays
 * @param longestRetryAfter the longest {@code Retry-After} that is waited for; a longer one ends the call at once, and holds other reads of
 *     the client up for this long only
 */
public record RetryPolicy(int maxRetries, Duration firstDelay, Duration longestDelay, Duration longestRetryAfter) {
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final RetryPolicy DEFAULTS =
            new RetryPolicy(2, Duration.ofMillis(500), Duration.ofSeconds(8), Duration.ofSeconds(60));

    public RetryPolicy {
        if (maxRetries < 0) {
            throw new IllegalArgumentException("maxRetries is " + maxRetries + "; expected 0 or more");
        }
        if (firstDelay.isNegative() || longestDelay.compareTo(firstDelay) < 0 || longestRetryAfter.isNegative()) {
            throw new IllegalArgumentException("Delays must not be negative, and longestDelay (" + longestDelay
                    + ") must not be shorter than firstDelay (" + firstDelay + ")");
        }
        if (longestDelay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("longestDelay is " + longestDelay + "; expected a year at most");
        }
    }

    /** Two retries, 0.5 s doubling up to 8 s, Retry-After up to a minute. */
    public static RetryPolicy defaults() {
        return DEFAULTS;
    }

    /** No retries. */
    public static RetryPolicy none() {
        return DEFAULTS.withMaxRetries(0);
    }

    /** The same delays with another number of retries. */
    public RetryPolicy withMaxRetries(int retries) {
        return new RetryPolicy(retries, firstDelay, longestDelay, longestRetryAfter);
    }

    /**
     * The delay before a repetition.
     *
     * @param retry 1 for the first
     * @param random where the jitter comes from
     */
    public Duration delay(int retry, RandomGenerator random) {
        long first = firstDelay.toNanos();
        long ceiling = longestDelay.toNanos();
        // Doubling stops before it would overflow; zero stays zero.
        if (first == 0 || retry <= Long.numberOfLeadingZeros(first) - 1) {
            ceiling = Math.min(ceiling, first << (retry - 1));
        }
        return Duration.ofNanos(random.nextLong(ceiling + 1));
    }
}
