package dev.polyrun.testkit;

import dev.polyrun.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated vendor answers.
 *
 * @param status the HTTP status
 * @param headers by name, {@code Content-Type} included
 * @param body not to be changed any more
 */
public record Answer(int status, Map<String, List<String>> headers, byte[] body) {
    static final String JSON = "application/json";

    /** An answer with a body. */
    public static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, Map.of("Content-Type", List.of(contentType)), body);
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
        return new Answer(status, Map.of(), new byte[0]);
    }

    /** This answer with one more header, or with another value for one that is there. */
    public Answer with(String header, String value) {
        Map<String, List<String>> more = new LinkedHashMap<>(headers);
        more.put(header, List.of(value));
        return new Answer(status, more, body);
    }
}
