package dev.polyrun.testkit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Small helpers to build JSON documents as Java maps. */
final class Documents {
    private Documents() {}

    /** An object from names and values in turn; unlike {@code Map.of} it keeps the order and takes nulls. */
    static Map<String, @Nullable Object> document(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            document.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return document;
    }

    /** The value as an object, or null when it is none. */
    @SuppressWarnings("unchecked") // JSON objects have text keys
    static @Nullable Map<String, @Nullable Object> object(@Nullable Object value) {
        return value instanceof Map ? (Map<String, @Nullable Object>) value : null;
    }

    /** The text under this name, or null when there is none. */
    static @Nullable String text(Map<String, @Nullable Object> document, String name) {
        return document.get(name) instanceof String text ? text : null;
    }

    /** {@code 2024-01-15T09:25:00Z}. */
    static @Nullable String seconds(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The whole number in a text, or null when it is none. */
    static @Nullable Integer number(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
