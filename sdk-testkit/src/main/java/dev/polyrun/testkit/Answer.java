package dev.polyrun.testkit;

import dev.polyrun.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a simulated vendor answers. The body is never changed after construction. */
record Answer(int status, Map<String, List<String>> headers, byte[] body) {
    static final String JSON = "application/json";

    static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, Map.of("Content-Type", List.of(contentType)), body);
    }

    static Answer json(int status, @Nullable Object document) {
        return of(status, JSON, Json.write(document).getBytes(StandardCharsets.UTF_8));
    }

    static Answer ok(@Nullable Object document) {
        return json(200, document);
    }

    /** No body, and therefore no content type. */
    static Answer empty(int status) {
        return new Answer(status, Map.of(), new byte[0]);
    }

    Answer with(String header, String value) {
        Map<String, List<String>> more = new LinkedHashMap<>(headers);
        more.put(header, List.of(value));
        return new Answer(status, more, body);
    }
}
