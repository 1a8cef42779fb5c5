package dev.polyrun;

import org.jspecify.annotations.Nullable;

/** The waiting thread was interrupted; its interrupt flag is set. */
public final class WaitInterruptedException extends PollingException {
    private static final long serialVersionUID = 1L;

    WaitInterruptedException(String what, Seen seen, @Nullable Throwable cause) {
        super(what, seen, cause);
    }
}
