package dev.polyrun.core.json;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Free-form JSON as plain Java values: {@link Map} (in document order), {@link List}, {@link String}, {@link Long} or
 * {@link java.math.BigInteger} for whole numbers, {@link java.math.BigDecimal} for others, {@link Boolean}, and null.
 *
 * <p>What {@code parse} returns cannot be modified. All methods are thread-safe.
 */
public final class Json {
    /** One for the process: it owns the table of property names that the parsers share. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            // The source location would put a piece of the document into exception messages.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // How long a text may be is up to whoever limits the document: an output may well be one long text.
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
            .build();

    private Json() {}

    /**
     * Parses a JSON text.
     *
     * @throws JsonException when the text is not exactly one JSON value
     */
    public static @Nullable Object parse(String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Parses JSON bytes in UTF-8.
     *
     * @throws JsonException when the bytes are not exactly one JSON value
     */
    public static @Nullable Object parse(byte[] json) {
        return JsonReader.readWhole(json, JsonReader::any);
    }

    /**
     * Writes plain Java values, and models, as JSON without white space.
     *
     * @param value a value as {@link #parse(String)} gives it; any {@link Number}, {@link Collection}, {@link JsonModel} and
     *     {@link OpenEnum} will do, too
     * @throws JsonException when something in it has no JSON form
     */
    public static String write(@Nullable Object value) {
        return new String(writeBytes(value), StandardCharsets.UTF_8);
    }

    /** As {@link #write(Object)}, in UTF-8. */
    public static byte[] writeBytes(@Nullable Object value) {
        return JsonWriter.bytes(writer -> writer.value(value));
    }

    static JsonException notJson(JacksonException cause) {
        var location = cause.getLocation();
        String place = location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        if (cause instanceof StreamConstraintsException) {
            return new JsonException("The text is nested too deeply, or has a number or a name that is too long" + place, null);
        }
        // Jackson's own message may quote the document, which may hold secrets; the cause carries only its type and place.
        return new JsonException("The text is not valid JSON" + place + " (" + cause.getClass().getSimpleName() + ")", null);
    }
}
