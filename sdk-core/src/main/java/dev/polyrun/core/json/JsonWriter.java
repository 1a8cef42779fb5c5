package dev.polyrun.core.json;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.StreamConstraintsException;

/** Writes models and plain values as JSON. Not thread-safe; lives as long as one write. */
final class JsonWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final JsonGenerator generator = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), bytes);

    private JsonWriter() {}

    /**
     * What {@code content} writes.
     *
     * @throws JsonException when something in it has no JSON form
     */
    static byte[] bytes(Consumer<JsonWriter> content) {
        JsonWriter writer = new JsonWriter();
        try {
            content.accept(writer);
            writer.generator.close();
        } catch (StreamConstraintsException e) {
            throw new JsonException("The value is nested too deeply, or within itself", null);
        }
        return writer.bytes.toByteArray();
    }

    void beginObject() {
        generator.writeStartObject();
    }

    void endObject() {
        generator.writeEndObject();
    }

    void name(String name) {
        generator.writeName(name);
    }

    private void text(String text) {
        if (HalfCharacters.isIn(text)) {
            generator.writeRawValue(HalfCharacters.quoted(text));
        } else {
            generator.writeString(text);
        }
    }

    void raw(RawJson value) {
        generator.writeRawValue(value.toString());
    }

    void value(@Nullable Object value) {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof String text) {
            text(text);
        } else if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof OpenEnum constant) {
            text(constant.value());
        } else if (value instanceof OpenNumber constant) {
            number(constant.value());
        } else if (value instanceof JsonModel model) {
            model.writeTo(this);
        } else if (value instanceof RawJson raw) {
            raw(raw);
        } else if (value instanceof JsonUnion union) {
            raw(union.json());
        } else if (value instanceof OffsetDateTime date) {
            generator.writeString(WireDates.format(date));
        } else if (value instanceof Collection<?> list) {
            generator.writeStartArray();
            list.forEach(this::value);
            generator.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            map(map);
        } else {
            throw new JsonException("A " + value.getClass().getName() + " has no JSON form; use Map, List, String, Number, Boolean or null", null);
        }
    }

    private void map(Map<?, ?> map) {
        generator.writeStartObject();
        map.forEach((name, value) -> {
            if (!(name instanceof String text)) {
                throw new JsonException(
                        "A JSON object's names are strings; this map has a key of " + (name == null ? null : name.getClass().getName()), null);
            }
            name(text);
            value(value);
        });
        generator.writeEndObject();
    }

    private void number(Number number) {
        if (number instanceof BigDecimal decimal) {
            generator.writeNumber(decimal);
        } else if (number instanceof BigInteger integer) {
            generator.writeNumber(integer);
        } else if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (!Double.isFinite(value)) {
                throw new JsonException("JSON has no number " + value, null);
            }
            generator.writeNumber(number.toString());
        } else if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            generator.writeNumber(number.longValue());
        } else {
            // Of a class that Java's own know nothing of, only the text is sure to be the whole number.
            try {
                generator.writeNumber(new BigDecimal(number.toString()));
            } catch (NumberFormatException e) {
                throw new JsonException("A " + number.getClass().getName() + " has no JSON form; use BigDecimal", null);
            }
        }
    }
}
