package dev.polyrun;

import org.jspecify.annotations.Nullable;

/** The vendor does not know the run, and has not for longer than a new run may take to appear. */
public final class RunNotFoundException extends PollingException {
    private static final long serialVersionUID = 1L;

    RunNotFoundException(String what, Seen seen, @Nullable Throwable cause) {
        super(what, seen, cause);
    }
}
