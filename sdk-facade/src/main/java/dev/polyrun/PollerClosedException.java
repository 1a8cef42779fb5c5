package dev.polyrun;

import org.jspecify.annotations.Nullable;

/** Polling was stopped, or the facade closed, while somebody waited. */
public final class PollerClosedException extends PollingException {
    private static final long serialVersionUID = 1L;

    PollerClosedException(String what, Seen seen, @Nullable Throwable cause) {
        super(what, seen, cause);
    }
}
