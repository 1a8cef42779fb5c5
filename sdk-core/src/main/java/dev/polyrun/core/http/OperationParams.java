package dev.polyrun.core.http;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The optional parameters of one operation: what is not set is not sent. Not thread-safe while it is filled; a call reads it when it is made.
 *
 * @param <P> the parameters class itself
 */
public abstract class OperationParams<P extends OperationParams<P>> {
    private final Map<String, Object> query = new LinkedHashMap<>();
    private final Map<String, Object> headers = new LinkedHashMap<>();
    private @Nullable Object body;

    protected OperationParams() {}

    protected final P query(String name, Object value) {
        query.put(name, unchanging(Objects.requireNonNull(value, name)));
        return self();
    }

    protected final P header(String name, Object value) {
        headers.put(name, unchanging(Objects.requireNonNull(value, name)));
        return self();
    }

    protected final P body(Object value) {
        body = Objects.requireNonNull(value, "body");
        return self();
    }

    /** What the caller does to its list afterwards must not change a call. */
    static Object unchanging(Object value) {
        return value instanceof Collection<?> list ? List.copyOf(list) : value;
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
