package dev.polyrun.core;

import org.jspecify.annotations.Nullable;

/** The calling thread was interrupted; its interrupt flag is set. */
public final class CallInterruptedException extends PolyrunException {
    private static final long serialVersionUID = 1L;

    public CallInterruptedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
