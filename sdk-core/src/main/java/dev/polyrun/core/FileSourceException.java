package dev.polyrun.core;

import org.jspecify.annotations.Nullable;

/**
 * A file that was to be sent cannot be read, is spent, or is not as long as it said. A request that had begun was broken off before its end, so
 * that nobody took it for a whole one.
 */
public final class FileSourceException extends PolyrunException {
    private static final long serialVersionUID = 1L;

    FileSourceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
