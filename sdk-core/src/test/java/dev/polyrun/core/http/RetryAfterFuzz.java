package dev.polyrun.core.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Any text as a Retry-After: nobody waits for less than nothing or for more than a year. */
public final class RetryAfterFuzz {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.25Z");

    private RetryAfterFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Duration wait = RetryAfter.parse(new String(input, StandardCharsets.UTF_8), NOW);
        if (wait != null && (wait.isNegative() || wait.compareTo(Duration.ofDays(365)) > 0)) {
            throw new AssertionError("a wait of " + wait);
        }
    }
}
