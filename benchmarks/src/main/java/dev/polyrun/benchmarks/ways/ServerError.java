package dev.polyrun.benchmarks.ways;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An answer that is not about the run: 429, 503. */
public final class ServerError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable Duration retryAfter;

    public ServerError(int status, @Nullable Duration retryAfter) {
        super("HTTP " + status, null, false, false);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
