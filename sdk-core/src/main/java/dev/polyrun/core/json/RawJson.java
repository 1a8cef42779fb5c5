package dev.polyrun.core.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value kept as the bytes that came, parsed each time it is asked for.
 *
 * <p>Free-form parts of a run document are large and seldom read; kept raw they cost a copy of their bytes and come back out to the letter.
 * Immutable and thread-safe. Two of them are equal when they mean the same, whatever their white space.
 */
public final class RawJson {
    static final RawJson NULL = new RawJson("null".getBytes(StandardCharsets.UTF_8));

    private final byte[] utf8;

    RawJson(byte[] utf8) {
        this.utf8 = utf8;
    }

    /**
     * The JSON form of a plain value.
     *
     * @throws JsonException when something in the value has no JSON form, or is a file that is not yet read
     */
    public static RawJson of(@Nullable Object value) {
        return new RawJson(JsonWriter.keptBytes(value));
    }

    /** As {@link #of}, with null for null. */
    public static @Nullable RawJson ofNullable(@Nullable Object value) {
        return value == null ? null : of(value);
    }

    /** The plain Java value, see {@link Json}. */
    public @Nullable Object value() {
        return Json.parse(utf8);
    }

    /** The value of {@code json} as {@code reader} sees it; null when there is none, or when it is of another shape. */
    public static <T> @Nullable T view(@Nullable RawJson json, JsonReader.Element<T> reader) {
        return json == null ? null : JsonReader.readWhole(json.utf8, reader);
    }

    /** Whether this is an object or an array. */
    boolean isContainer() {
        return utf8[0] == '{' || utf8[0] == '[';
    }

    byte[] utf8() {
        return utf8;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof RawJson that && (Arrays.equals(utf8, that.utf8) || Objects.equals(value(), that.value()));
    }

    @Override
    public int hashCode() {
        Object value = value();
        // Only what a different spelling of the same value cannot change.
        return value instanceof Map<?, ?> map ? map.keySet().hashCode() : value instanceof List<?> list ? list.size() : Objects.hashCode(value);
    }

    /** The JSON text as it came. */
    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
