package dev.polyrun.testkit;

import dev.polyrun.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a simulated vendor answers. */
public final class Answer {
    static final String JSON = "application/json";

    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final @Nullable AnswerStream stream;

    private Answer(int status, Map<String, List<String>> headers, byte[] body, @Nullable AnswerStream stream) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.stream = stream;
    }

    /**
     * An answer with a body.
     *
     * @param body not to be changed any more
     */
    public static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, Map.of("Content-Type", List.of(contentType)), body, null);
    }

    /** An answer with a body that is made while it is sent, for one request. */
    static Answer of(int status, String contentType, AnswerStream stream) {
        return new Answer(status, Map.of("Content-Type", List.of(contentType)), new byte[0], stream);
    }

    /**
     * An answer in JSON.
     *
     * @param document plain Java, see {@link Json}
     */
    public static Answer json(int status, @Nullable Object document) {
        return of(status, JSON, Json.write(document).getBytes(StandardCharsets.UTF_8));
    }

    /** Status 200 in JSON. */
    public static Answer ok(@Nullable Object document) {
        return json(200, document);
    }

    /** No body, and therefore no content type. */
    public static Answer empty(int status) {
        return new Answer(status, Map.of(), new byte[0], null);
    }

    /** This answer with one more header, or with another value for one that is there. */
    public Answer with(String header, String value) {
        Map<String, List<String>> more = new LinkedHashMap<>(headers);
        more.put(header, List.of(value));
        return new Answer(status, more, body, stream);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** Headers by name, {@code Content-Type} included. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** The body; empty when it is made while it is sent. */
    public byte[] body() {
        return body;
    }

    /** A body that is made while it is sent; null for one that is there. */
    @Nullable AnswerStream stream() {
        return stream;
    }

    /** How long the body is; null when nobody knows. */
    @Nullable Long length() {
        return stream == null ? (Long) (long) body.length : stream.length();
    }
}
