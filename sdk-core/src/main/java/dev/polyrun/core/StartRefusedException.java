package dev.polyrun.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The vendor did not start the run, because another is active or as many as allowed are running. Nothing was done, and trying again at once is
 * useless: a slot must become free first.
 */
public final class StartRefusedException extends ApiException {
    private static final long serialVersionUID = 1L;

    StartRefusedException(ErrorResponse response, String message) {
        super(response, message);
    }

    /** How long the vendor asks to wait; null when it does not say. */
    public @Nullable Duration retryAfter() {
        return response().retryAfter();
    }
}
