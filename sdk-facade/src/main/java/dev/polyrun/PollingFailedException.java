package dev.polyrun;

import org.jspecify.annotations.Nullable;

/** The run could not be looked at any more: the credential was refused, or calls kept failing. The cause says which. */
public final class PollingFailedException extends PollingException {
    private static final long serialVersionUID = 1L;

    PollingFailedException(String what, Seen seen, @Nullable Throwable cause) {
        super(what, seen, cause);
    }
}
