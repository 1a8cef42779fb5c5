package dev.polyrun.core.json;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value that a vendor documents as one of several JSON types. The {@code as…} accessor of its type has it, the others answer null; a value of
 * yet another type is kept and readable as {@link #value()}. Immutable and thread-safe.
 */
public abstract class JsonUnion {
    private final RawJson json;

    protected JsonUnion(RawJson json) {
        this.json = json;
    }

    /** The value as plain Java, see {@link Json}. */
    @JsonValue
    public final @Nullable Object value() {
        return json.value();
    }

    final RawJson json() {
        return json;
    }

    protected final <T> @Nullable T view(JsonReader.Element<T> reader) {
        return RawJson.view(json, reader);
    }

    /** The value when it is an object and a property of it, which tells its type, has this value; else null. */
    protected final <T> @Nullable T view(String property, String value, JsonReader.Element<T> reader) {
        Map<String, @Nullable Object> object = view(JsonReader::anyMap);
        return object != null && value.equals(object.get(property)) ? view(reader) : null;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other != null && getClass() == other.getClass() && json.equals(((JsonUnion) other).json);
    }

    @Override
    public final int hashCode() {
        return json.hashCode();
    }

    /** The value as JSON text. */
    @Override
    public final String toString() {
        return json.toString();
    }
}
