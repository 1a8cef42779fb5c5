package dev.polyrun.core.json;

import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.FileSource;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.StreamConstraintsException;

/** Writes models and plain values as JSON. Not thread-safe; lives as long as one write. */
final class JsonWriter {
    /** What becomes of a file that is to be encoded: it is read at once, or left for later, or has no place here. */
    private enum Files {
        READ,
        LEFT,
        REFUSED
    }

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final JsonGenerator generator = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), bytes);
    private final Files files;
    /** What comes before {@link #bytes}; made when there is something. */
    private @Nullable List<Object> before;

    private JsonWriter(Files files) {
        this.files = files;
    }

    /**
     * What {@code content} writes.
     *
     * @throws JsonException when something in it has no JSON form
     */
    static byte[] bytes(Consumer<JsonWriter> content) {
        return new JsonWriter(Files.READ).end(content);
    }

    /** As {@link #bytes}, for what is kept in memory: files that are not yet read are refused. */
    static byte[] keptBytes(@Nullable Object value) {
        return new JsonWriter(Files.REFUSED).end(writer -> writer.value(value));
    }

    /** As {@link #bytes}, but for the files, which are left to be read while the body is sent. */
    static JsonBody body(@Nullable Object value) {
        JsonWriter writer = new JsonWriter(Files.LEFT);
        byte[] last = writer.end(it -> it.value(value));
        if (writer.before == null) {
            return new JsonBody(List.of(last));
        }
        writer.before.add(last);
        return new JsonBody(writer.before);
    }

    private byte[] end(Consumer<JsonWriter> content) {
        try {
            content.accept(this);
            generator.close();
        } catch (StreamConstraintsException e) {
            throw new JsonException("The value is nested too deeply, or within itself", null);
        }
        return bytes.toByteArray();
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

    private void file(EncodedFile file) {
        FileSource source = file.source();
        if (source == null || files == Files.READ) {
            text(file.text());
            return;
        }
        if (files == Files.REFUSED) {
            throw new JsonException("The file \"" + source.name() + "\" stands in a free-form value of a model, which is kept in memory as JSON; "
                    + "give its text() there, which is in memory as a whole, or use a property of type EncodedFile", null);
        }
        generator.writeRawValue("\"");
        generator.flush();
        before = before == null ? new ArrayList<>() : before;
        before.add(bytes.toByteArray());
        before.add(file);
        bytes.reset();
        generator.writeRaw("\"");
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
            date(date);
        } else if (value instanceof EncodedFile file) {
            file(file);
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

    private void date(OffsetDateTime date) {
        try {
            generator.writeString(WireDates.format(date));
        } catch (IllegalArgumentException e) {
            throw new JsonException(e.getMessage(), null);
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
        } else if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (!Double.isFinite(value)) {
                throw new JsonException("JSON has no number " + value, null);
            }
            generator.writeNumber(number.toString());
        } else if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            generator.writeNumber(number.longValue());
        } else {
            // Of a BigInteger as of a class that Java's own know nothing of, the text is sure to be the whole number.
            try {
                generator.writeNumber(new BigDecimal(number.toString()));
            } catch (NumberFormatException e) {
                throw new JsonException("A " + number.getClass().getName() + " has no JSON form; use BigDecimal", null);
            }
        }
    }
}
