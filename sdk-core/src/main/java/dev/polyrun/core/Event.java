package dev.polyrun.core;

import org.jspecify.annotations.Nullable;

/**
 * One event of an {@link EventStream}. Immutable and thread-safe as far as its data is.
 *
 * @param <T> what the operation says that events hold
 */
public final class Event<T> {
    private final @Nullable String id;
    private final String type;
    private final @Nullable T data;
    private final String rawData;

    Event(@Nullable String id, String type, @Nullable T data, String rawData) {
        this.id = id;
        this.type = type;
        this.data = data;
        this.rawData = rawData;
    }

    /** The last id that the stream gave, with this event or before it; null when it gave none. */
    public @Nullable String id() {
        return id;
    }

    /** The event's name, {@code message} unless the vendor says otherwise. */
    public String type() {
        return type;
    }

    /** The decoded data; null when it is no JSON, or of another kind than documented. {@link #rawData()} has it in any case. */
    public @Nullable T data() {
        return data;
    }

    /** The data as it came, its lines joined with line feeds. */
    public String rawData() {
        return rawData;
    }

    /** Name and id, not the data. */
    @Override
    public String toString() {
        return "Event[" + type + ", id=" + id + ", " + rawData.length() + " characters]";
    }
}
