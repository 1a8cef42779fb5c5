package dev.polyrun.core.http;

import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.json.JsonModel;
import dev.polyrun.core.json.JsonUnion;
import dev.polyrun.core.json.WireDates;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The optional parameters of one operation: what is not set is not sent. Not thread-safe while it is filled; a call reads it when it is made.
 *
 * @param <P> the parameters class itself
 */
public abstract class OperationParams<P extends OperationParams<P>> {
    private Map<String, Object> query = Map.of();
    private Map<String, Object> headers = Map.of();
    private @Nullable Object body;

    protected OperationParams() {}

    protected final P query(String name, Object value) {
        query = added(query, name, unchanging(Objects.requireNonNull(value, name)));
        return self();
    }

    /** A list in one parameter, with commas between; a comma within a value cannot be told from those. */
    protected final P queryWithCommas(String name, Collection<?> values) {
        return query(name, joined(values, ","));
    }

    protected final P queryWithSpaces(String name, Collection<?> values) {
        return query(name, joined(values, " "));
    }

    protected final P queryWithPipes(String name, Collection<?> values) {
        return query(name, joined(values, "|"));
    }

    protected final P header(String name, Object value) {
        headers = added(headers, name, headerValue(Objects.requireNonNull(value, name)));
        return self();
    }

    /**
     * What the templates have no support for yet.
     *
     * @throws UnsupportedOperationException always
     */
    protected final P unsupported(String what, Object value) {
        throw new UnsupportedOperationException("This client cannot send " + what + " yet");
    }

    protected final P body(Object value) {
        body = Objects.requireNonNull(value, "body");
        return self();
    }

    /** The map with one more: most calls have none or one, and are not to pay for a large empty map. */
    static <V> Map<String, V> added(Map<String, V> few, String name, V value) {
        Map<String, V> more = few.isEmpty() ? new LinkedHashMap<>(4) : few;
        more.put(name, value);
        return more;
    }

    /** The map with all of the others. */
    static Map<String, Object> with(Map<String, Object> few, Map<String, Object> others) {
        Map<String, Object> more = few;
        for (Map.Entry<String, Object> other : others.entrySet()) {
            more = added(more, other.getKey(), other.getValue());
        }
        return more;
    }

    /** What the caller does to its list afterwards must not change a call. */
    static Object unchanging(Object value) {
        return value instanceof Collection<?> list ? List.copyOf(list) : value;
    }

    /** A list in a header is one value, with commas between. */
    static Object headerValue(Object value) {
        return value instanceof Collection<?> list ? joined(list, ",") : value;
    }

    static String joined(Collection<?> values, String separator) {
        return values.stream().map(OperationParams::text).collect(Collectors.joining(separator));
    }

    /**
     * A parameter as text.
     *
     * @throws UnsupportedOperationException for objects, which OpenAPI knows several ways to write
     */
    static String text(Object value) {
        if (value instanceof JsonModel || value instanceof JsonUnion || value instanceof Map || value instanceof Collection) {
            throw new UnsupportedOperationException("This client cannot send objects, or lists within lists, as parameters yet");
        }
        if (value instanceof EncodedFile file) {
            return file.text();
        }
        return value instanceof OffsetDateTime date ? Objects.requireNonNull(WireDates.format(date)) : value.toString();
    }

    Map<String, Object> query() {
        return query;
    }

    Map<String, Object> headers() {
        return headers;
    }

    @Nullable Object body() {
        return body;
    }

    /** The names of the parameters that are set; not their values, which may be secret. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + query.keySet() + headers.keySet();
    }

    @SuppressWarnings("unchecked")
    private P self() {
        return (P) this;
    }
}
