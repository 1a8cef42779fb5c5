package dev.polyrun.core;

import org.jspecify.annotations.Nullable;

/**
 * No answer came within the call's timeout, or its body was silent for too long while it was read; or a read was not sent at all, since the rate
 * limit had no room for it in that time. When this is thrown, repeating the call is harmless.
 */
public final class CallTimeoutException extends PolyrunException {
    private static final long serialVersionUID = 1L;

    public CallTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
