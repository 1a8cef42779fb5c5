package dev.polyrun.core;

import org.jspecify.annotations.Nullable;

/** What all exceptions of Polyrun have in common. Unchecked; its message holds no secrets. */
public class PolyrunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PolyrunException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
