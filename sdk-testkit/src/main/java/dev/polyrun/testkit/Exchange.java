package dev.polyrun.testkit;

import dev.polyrun.core.json.JsonException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way through a route: what the path names, and the body as a JSON object.
 *
 * @param request as it arrived
 * @param names what stood in the path for each {@code {name}} of the route, decoded
 */
public record Exchange(SimulatedRequest request, Map<String, String> names) {
    /**
     * A named part of the path, decoded.
     *
     * @throws IllegalArgumentException when the route has no such name
     */
    public String path(String name) {
        String value = names.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The route has no {" + name + "}");
        }
        return value;
    }

    /** The first value of a query parameter; null when it is absent. */
    public @Nullable String query(String name) {
        return request.queryValue(name);
    }

    /** The body; an empty map when there is none, null when it is no JSON object. */
    public @Nullable Map<String, @Nullable Object> bodyOrNull() {
        try {
            Object body = request.json();
            return body == null ? Map.of() : Documents.object(body);
        } catch (JsonException e) {
            return null;
        }
    }
}
