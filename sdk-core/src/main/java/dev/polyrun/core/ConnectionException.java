package dev.polyrun.core;

import org.jspecify.annotations.Nullable;

/** The vendor could not be reached, or the connection broke. When this is thrown, repeating the call is harmless. */
public final class ConnectionException extends PolyrunException {
    private static final long serialVersionUID = 1L;

    public ConnectionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
