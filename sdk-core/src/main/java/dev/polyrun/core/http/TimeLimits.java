package dev.polyrun.core.http;

import java.time.Duration;

/** How long a call may take, and how long its connection may be silent. */
final class TimeLimits {
    /** Vendors that send a sign of life in between do so each minute at least. */
    private static final Duration LONGEST_SILENCE_OF_EVENTS = Duration.ofMinutes(5);
    /** As good as none, and far from where nanoseconds overflow. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private TimeLimits() {}

    /** @param usual what holds when the call says nothing */
    static Duration timeout(ApiCall<?> call, Duration usual) {
        Duration wanted = call.options.timeout();
        return shorter(wanted == null ? usual : wanted, LONGEST);
    }

    /** How long a body that is handed out may be silent. */
    static Duration silence(ApiCall<?> call, Duration timeout) {
        Duration wanted = call.options.idleTimeout();
        if (wanted == null) {
            return call.resultKind == ApiCall.ResultKind.EVENTS ? LONGEST_SILENCE_OF_EVENTS : timeout;
        }
        return shorter(wanted, LONGEST);
    }

    /** How long the connection of a streamed call may be silent, be it before the headers or after them. */
    static Duration patience(ApiCall<?> call, Duration timeout) {
        Duration silence = silence(call, timeout);
        return silence.compareTo(timeout) > 0 ? silence : timeout;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
