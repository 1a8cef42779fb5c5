package dev.polyrun;

import org.jspecify.annotations.Nullable;

/** The run did not end in the time that it was waited for. */
public final class WaitTimeoutException extends PollingException {
    private static final long serialVersionUID = 1L;

    WaitTimeoutException(String what, Seen seen, @Nullable Throwable cause) {
        super(what, seen, cause);
    }
}
