package dev.polyrun.core;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A successful answer with what surrounds its value. Immutable but for the array that {@link #rawBody()} copies; thread-safe.
 *
 * @param <T> the operation's result
 */
public final class ApiResponse<T extends @Nullable Object> {
    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] rawBody;
    private final T body;
    private final @Nullable Duration retryAfter;

    public ApiResponse(int status, Map<String, List<String>> headers, byte[] rawBody, T body, @Nullable Duration retryAfter) {
        this.status = status;
        this.headers = headers;
        this.rawBody = rawBody;
        this.body = body;
        this.retryAfter = retryAfter;
    }

    /** The HTTP status, 200 to 299. */
    public int status() {
        return status;
    }

    /** The headers; names in lower case. Cannot be modified. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** The first value of a header, whatever its case; null when it did not come. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /**
     * The body's bytes as they came, in UTF-8 if the server declared another charset; empty when there was none, when it is read later, as that of
     * a {@link Download} or an {@link EventStream}, and when only some properties of it were asked for.
     */
    public byte[] rawBody() {
        return rawBody.clone();
    }

    /** The operation's result; null when the operation has none. */
    public T body() {
        return body;
    }

    /** How long the server asks to wait before asking again, from {@code Retry-After}; null when it does not say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public String toString() {
        return "ApiResponse[status=" + status + ", " + rawBody.length + " bytes]";
    }
}
