package dev.polyrun.core;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An error answer as it came, and what could be read from its body. Immutable but for the array that {@link #body()} copies.
 */
public final class ErrorResponse {
    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final ErrorBody parsed;
    private final @Nullable String requestId;
    private final @Nullable Duration retryAfter;

    /**
     * @param status the HTTP status
     * @param headers the headers, names in lower case
     * @param body the body's bytes; empty for none
     * @param retryAfter how long the server asks to wait, if it does
     * @param mask takes out of a text what must not be repeated, such as the credential that was sent: what is read from the answer goes through it.
     *     Null when there is no such thing
     */
    public ErrorResponse(
            int status, Map<String, List<String>> headers, byte[] body, @Nullable Duration retryAfter, @Nullable UnaryOperator<String> mask) {
        this.status = status;
        this.headers = headers;
        this.body = body.clone();
        this.parsed = ErrorBody.read(body, mask == null ? UnaryOperator.identity() : mask);
        this.requestId = requestId(mask == null ? UnaryOperator.identity() : mask);
        this.retryAfter = retryAfter;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The headers; names in lower case. Cannot be modified. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** The body's bytes; empty when there was none. */
    public byte[] body() {
        return body.clone();
    }

    /** The body as text in UTF-8, HTML included. It is what the server wrote: it may repeat what was sent to it. */
    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The vendor's own error code, such as {@code ENTITY_NOT_FOUND}; null when the body has none. */
    public @Nullable String code() {
        return parsed.code();
    }

    /** The vendor's own message, shortened; null when the body has none. */
    public @Nullable String message() {
        return parsed.message();
    }

    /** What the vendor found wrong with single fields; empty when it names none. */
    public List<FieldError> fieldErrors() {
        return parsed.fieldErrors();
    }

    /** The id under which the vendor's support finds this request; null when the vendor gave none. */
    public @Nullable String requestId() {
        return requestId;
    }

    private @Nullable String requestId(UnaryOperator<String> mask) {
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            if (header.getKey().endsWith("request-id") && !header.getValue().isEmpty()) {
                return mask.apply(header.getValue().get(0));
            }
        }
        return parsed.requestId();
    }

    /** How long the server asks to wait (its {@code Retry-After}); null when it does not say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public String toString() {
        return "ErrorResponse[status=" + status + ", code=" + code() + "]";
    }
}
