package dev.polyrun.core;

import org.jspecify.annotations.Nullable;

/** A request that must not be sent twice was sent, and no answer came: the vendor may have done it, or not. Look before repeating it. */
public final class OutcomeUnknownException extends PolyrunException {
    private static final long serialVersionUID = 1L;

    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
