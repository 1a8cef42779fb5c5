package dev.polyrun.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A rate limit, or a limit of concurrent runs, is reached (429). Nothing was done. */
public final class TooManyRequestsException extends ApiException {
    private static final long serialVersionUID = 1L;

    TooManyRequestsException(ErrorResponse response, String message) {
        super(response, message);
    }

    /** How long the vendor asks to wait; null when it does not say, or says nothing sensible. */
    public @Nullable Duration retryAfter() {
        return response().retryAfter();
    }
}
