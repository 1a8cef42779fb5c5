package dev.polyrun.core.json;

import dev.polyrun.core.PolyrunException;
import org.jspecify.annotations.Nullable;

/** The text is not JSON, or not the kind of JSON that was asked for. The message names the place, never the content. */
public final class JsonException extends PolyrunException {
    private static final long serialVersionUID = 1L;

    JsonException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
