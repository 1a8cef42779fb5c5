package dev.polyrun.core;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The vendor answered with success, but the body is not what the operation answers: no JSON, empty, too long, or of another kind. */
public final class UndecodableBodyException extends PolyrunException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final byte[] body;

    /**
     * @param body the body as far as it was read
     */
    public UndecodableBodyException(String message, int status, byte[] body, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.body = body.clone();
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The body's bytes. */
    public byte[] body() {
        return body.clone();
    }

    /** The body as text in UTF-8. */
    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
