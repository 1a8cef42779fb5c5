package dev.polyrun.core.json;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all generated models have in common. A model is an immutable, thread-safe JSON object with an accessor for each property that the
 * vendor documents; an accessor answers null when the property is absent, null, or of another type than documented, and
 * {@link #additionalProperties()} tells these apart.
 *
 * <p>Two models are equal when they hold the same JSON.
 */
public abstract class JsonModel {
    private final AdditionalProperties additional;

    protected JsonModel(Builder<?> builder) {
        this.additional = builder.additional;
    }

    /** The wire names of the documented properties, in the order of {@link #propertyValues()}. */
    protected abstract String[] propertyNames();

    /** The values of the documented properties in their wire form; null for none. */
    protected abstract @Nullable Object[] propertyValues();

    /**
     * Every property that the accessors don't show: those that the vendor has added since, those of another type than documented, and those
     * that are explicitly null. By wire name; cannot be modified.
     */
    public final Map<String, @Nullable Object> additionalProperties() {
        Map<String, @Nullable Object> map = additional.asMap();
        String[] names = propertyNames();
        Object[] values = propertyValues();
        for (int i = 0; i < names.length && !map.isEmpty(); i++) {
            // A number such as 1e2 is kept only for its letters; its accessor shows it.
            if (values[i] != null) {
                map.remove(names[i]);
            }
        }
        return Collections.unmodifiableMap(map);
    }

    /** The model as JSON text, all that came included. */
    public final String toJson() {
        return new String(toJsonBytes(), StandardCharsets.UTF_8);
    }

    /** The model as JSON in UTF-8. */
    public final byte[] toJsonBytes() {
        return JsonWriter.bytes(this::writeTo);
    }

    /** The model as plain Java values (see {@link Json}), which is also how Jackson's mappers see it. Cannot be modified. */
    @JsonValue
    public final Map<String, @Nullable Object> toMap() {
        return Objects.requireNonNull(JsonReader.readWhole(toJsonBytes(), JsonReader::anyMap));
    }

    /** Reads a model from the text of a document. */
    protected static <M extends JsonModel> M readFrom(String json, JsonReader.Element<M> reader) {
        return readFrom(json.getBytes(StandardCharsets.UTF_8), reader);
    }

    /** Reads a model from plain Java. */
    protected static <M extends JsonModel> M readFrom(Map<String, Object> json, JsonReader.Element<M> reader) {
        return readFrom(Json.writeBytes(json), reader);
    }

    static <M extends JsonModel> M readFrom(byte[] json, JsonReader.Element<M> reader) {
        M model = JsonReader.readWhole(json, reader);
        if (model == null) {
            throw new JsonException("Expected a JSON object", null);
        }
        return model;
    }

    final void writeTo(JsonWriter out) {
        out.beginObject();
        String[] names = propertyNames();
        Object[] values = propertyValues();
        for (int i = 0; i < names.length; i++) {
            if (values[i] != null && additional.get(names[i]) == null) {
                out.name(names[i]);
                out.value(values[i]);
            }
        }
        additional.writeTo(out);
        out.endObject();
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof JsonModel that
                        && getClass() == that.getClass()
                        && Arrays.equals(propertyValues(), that.propertyValues())
                        && additional.equals(that.additional);
    }

    @Override
    public final int hashCode() {
        return 31 * Arrays.hashCode(propertyValues()) + additional.hashCode();
    }

    /**
     * The documented properties that are single values. What is nested or free-form is left out: it is long, and may echo the requests that
     * started a run, credentials included. So are addresses with a query, which may be signed: whoever reads one can use it.
     */
    @Override
    public final String toString() {
        StringBuilder text = new StringBuilder(getClass().getSimpleName()).append('[');
        String[] names = propertyNames();
        Object[] values = propertyValues();
        String separator = "";
        for (int i = 0; i < names.length; i++) {
            if (isSingle(values[i]) && !mayBeSigned(values[i].toString())) {
                text.append(separator).append(names[i]).append('=').append(values[i]);
                separator = ", ";
            }
        }
        return text.append(']').toString();
    }

    private static boolean isSingle(@Nullable Object value) {
        return value instanceof String
                || value instanceof Boolean
                || value instanceof Number
                || value instanceof OpenEnum
                || value instanceof OpenNumber
                || value instanceof RawJson raw && !raw.isContainer();
    }

    private static boolean mayBeSigned(String text) {
        return text.contains("://") && text.contains("?");
    }

    /**
     * Collects a model's properties. Not thread-safe.
     *
     * @param <B> the builder itself
     */
    public abstract static class Builder<B extends Builder<B>> {
        private AdditionalProperties additional = AdditionalProperties.NONE;
        private boolean lenient;

        protected Builder() {}

        /** What the server left out of the model is not asked for when it is built anew. */
        protected Builder(JsonModel model) {
            this.additional = model.additional;
            this.lenient = true;
        }

        /**
         * Sets a property that the model has no setter for.
         *
         * @param name the property's wire name
         * @param value plain Java as {@link Json} has it, a model, or null for an explicit null
         * @throws JsonException when the value has no JSON form
         */
        public final B additionalProperty(String name, @Nullable Object value) {
            Objects.requireNonNull(name, "name");
            additional = additional.with(name, RawJson.of(value));
            return self();
        }

        /**
         * To be called by each setter: what the property was before gives way.
         *
         * @throws NullPointerException when the value is null
         */
        protected final B set(String name, @Nullable Object value) {
            Objects.requireNonNull(value, name);
            additional = additional.without(name);
            return self();
        }

        /** As {@link #set}, for a property that may be null: null is then sent as such. */
        protected final B setNullable(String name, @Nullable Object value) {
            additional = value == null ? additional.with(name, RawJson.NULL) : additional.without(name);
            return self();
        }

        protected static <T extends @Nullable Object> @Nullable List<T> copy(@Nullable List<T> list) {
            return list == null ? null : Collections.unmodifiableList(new ArrayList<>(list));
        }

        protected static <T extends @Nullable Object> @Nullable Map<String, T> copy(@Nullable Map<String, T> map) {
            return map == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(map));
        }

        /** Ends the object that the model was read from. */
        protected final B end(JsonReader in) {
            additional = in.endObject();
            return self();
        }

        /** Says which required property is missing, unless it was given in a way that only {@link #additionalProperty} allows. */
        protected final void require(String name, @Nullable Object value) {
            if (value == null && !lenient && additional.get(name) == null) {
                throw new IllegalStateException(
                        "`" + name + "` is required to build a " + getClass().getEnclosingClass().getSimpleName() + ", but was not set");
            }
        }

        /**
         * Says that the model holds too few properties to be sent, null ones counted.
         *
         * @param least how many there must be
         */
        protected final <M extends JsonModel> M requireAtLeast(int least, M model) {
            int held = model.additionalProperties().size()
                    + (int) Arrays.stream(model.propertyValues()).filter(Objects::nonNull).count();
            if (held < least && !lenient) {
                throw new IllegalStateException(
                        "A " + model.getClass().getSimpleName() + " needs at least " + least + (least == 1 ? " property" : " properties")
                                + ", but " + held + " were set; there are " + String.join(", ", model.propertyNames()));
            }
            return model;
        }

        @SuppressWarnings("unchecked")
        private B self() {
            return (B) this;
        }
    }
}
