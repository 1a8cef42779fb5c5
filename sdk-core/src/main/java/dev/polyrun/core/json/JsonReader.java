package dev.polyrun.core.json;

import dev.polyrun.core.EncodedFile;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamReadException;

/**
 * Reads one JSON document for the generated models. Not thread-safe; lives as long as one read. Lenient: a value that is null, or of another type
 * than asked for, is answered with null and kept aside under its property's name, so that reading goes on and nothing is lost.
 *
 * <p>A model's builder reads itself so; each value method consumes the current value:
 *
 * <pre>{@code
 * while (in.nextProperty()) {
 *     switch (in.name()) {
 *         case "id" -> this.id = in.string();
 *         default -> in.keep();
 *     }
 * }
 * return end(in);
 * }</pre>
 */
public final class JsonReader {
    /** Reads one value at the reader's place; null when the value is null or of another type. */
    @FunctionalInterface
    public interface Element<T> {
        @Nullable T read(JsonReader in);
    }

    /** The constant of an enum of numbers, for a number. */
    @FunctionalInterface
    public interface OfNumber<T> {
        T apply(BigDecimal value);
    }

    /** Left by a list or map within another, which only looks whether something is left. */
    private static final RawJson SPOILT = new RawJson(new byte[0]);

    private final JsonParser parser;
    private final byte[] document;
    private final boolean repeats;

    private final KeptProperties kept = new KeptProperties();
    /** The depth at which the innermost open list or map stands. */
    private int container = -1;

    /** What the value just read left to be kept: nothing (null), an explicit null, or a value that its typed form does not hold. */
    private @Nullable RawJson leftover;

    /** Whether the leftover has a typed form, too, which only does not print back to the letter, as 1e2 does not. */
    private boolean shown;

    private JsonReader(JsonParser parser, byte[] document, boolean repeats) {
        this.parser = parser;
        this.document = document;
        this.repeats = repeats;
    }

    /**
     * Reads a whole document, in UTF-8 unless its first bytes say otherwise.
     *
     * @return what {@code root} returned; null when the document is null or of another type
     * @throws JsonException when the bytes are not exactly one JSON value
     */
    public static <T> @Nullable T readWhole(byte[] document, Element<T> root) {
        return readWhole(document, document.length, root);
    }

    /** As {@link #readWhole(byte[], Element)}, of the first bytes of an array, which nothing that is read refers to afterwards. */
    public static <T> @Nullable T readWhole(byte[] bytes, int length, Element<T> root) {
        return readWhole(bytes, length, root, false);
    }

    /** @param repeats whether items of lists may well be written like the one before */
    static <T> @Nullable T readWhole(byte[] bytes, int length, Element<T> root, boolean repeats) {
        byte[] utf8 = DocumentEncoding.inUtf8(bytes, length);
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), utf8, 0, utf8 == bytes ? length : utf8.length)) {
            if (parser.nextToken() == null) {
                throw new JsonException("The text is empty, not JSON", null);
            }
            T value = root.read(new JsonReader(parser, utf8, repeats));
            if (parser.nextToken() != null) {
                throw new JsonException("The text goes on after the end of the JSON value", null);
            }
            return value;
        } catch (JacksonException e) {
            throw Json.notJson(e);
        }
    }

    /** Enters an object. False when the value is none: it is then kept aside, and the caller returns null. */
    public boolean beginObject() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            keep();
            return false;
        }
        kept.beginObject();
        return true;
    }

    /** Moves to the next property's value; false at the end of the object. */
    public boolean nextProperty() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            settle();
        }
        String name = parser.nextName();
        if (name == null) {
            return false;
        }
        parser.nextToken();
        return true;
    }

    /** The name of the current property. */
    public String name() {
        return parser.currentName();
    }

    /** Leaves the object and hands out what was kept aside of it. */
    AdditionalProperties endObject() {
        return kept.endObject();
    }

    /** Keeps the current value aside, whatever it is. */
    public void keep() {
        leftover = slice();
        shown = false;
    }

    public @Nullable String string() {
        return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : this.<String>mismatch();
    }

    public @Nullable EncodedFile encodedFile() {
        return enumeration(EncodedFile::of);
    }

    public @Nullable Boolean bool() {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> mismatch();
        };
    }

    /** A whole number of 32 bits, also when it is written like 45.0. */
    public @Nullable Integer int32() {
        Long value = int64();
        return value == null ? null : value == value.intValue() ? (Integer) value.intValue() : this.<Integer>mismatch();
    }

    /** A whole number of 64 bits, also when it is written like 45.0. */
    public @Nullable Long int64() {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long value = parser.getLongValue();
            return value == 0 && parser.getStringLength() > 1 ? toTheLetter(value) : (Long) value;
        }
        BigDecimal value = parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT ? exactly() : null;
        // The size first: a short text may stand for more digits than memory has room for.
        if (value != null && (long) value.precision() - value.scale() <= 19) {
            try {
                return toTheLetter(value.longValueExact());
            } catch (ArithmeticException e) {
                // A fraction, or too large.
            }
        }
        return mismatch();
    }

    /** A number of any kind, exactly. */
    public @Nullable BigDecimal decimal() {
        BigDecimal value = isNumber() ? exactly() : null;
        if (value == null) {
            return mismatch();
        }
        return value.toString().equals(parser.getString()) ? value : toTheLetter(value);
    }

    /** A date as an element of a list or map; as a property, it is read as its text. */
    public @Nullable OffsetDateTime dateTime() {
        String text = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
        OffsetDateTime value = WireDates.parse(text);
        if (value == null) {
            return mismatch();
        }
        return WireDates.format(value).equals(text) ? value : toTheLetter(value);
    }

    @SuppressWarnings("overloads")
    public <T> @Nullable T enumeration(Function<String, T> of) {
        return parser.currentToken() == JsonToken.VALUE_STRING ? of.apply(parser.getString()) : this.<T>mismatch();
    }

    /** As {@link #enumeration(Function)}, for an enum of numbers. */
    @SuppressWarnings("overloads") // Never called with a lambda, and what a method reference takes tells the two apart.
    public <T extends OpenNumber> @Nullable T enumeration(OfNumber<T> of) {
        BigDecimal value = isNumber() ? exactly() : null;
        if (value == null) {
            return mismatch();
        }
        T constant = of.apply(value);
        return constant.toString().equals(parser.getString()) ? constant : toTheLetter(constant);
    }

    /** An object, kept raw. */
    public @Nullable RawJson rawObject() {
        return parser.currentToken() == JsonToken.START_OBJECT ? slice() : this.<RawJson>mismatch();
    }

    /** Any value but null, kept raw. */
    public @Nullable RawJson raw() {
        return parser.currentToken() == JsonToken.VALUE_NULL ? this.<RawJson>mismatch() : slice();
    }

    /** An array; null when it, or an element of it, is of another type. */
    public <T> @Nullable List<@Nullable T> list(Element<T> element) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return mismatch();
        }
        int start = tokenStart();
        List<@Nullable T> list = new ArrayList<>();
        Fidelity fidelity = new Fidelity();
        int from = 0;
        int to = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (from < to && isRepeated(from, to)) {
                parser.skipChildren();
                list.add(list.get(list.size() - 1));
                int length = to - from;
                from = to + 1;
                to = from + length;
                continue;
            }
            from = repeats && parser.currentToken() == JsonToken.START_OBJECT ? tokenStart() : 0;
            list.add(element.read(this));
            to = from == 0 || leftover != null ? 0 : (int) parser.currentLocation().getByteOffset();
            fidelity.takeElement();
        }
        return fidelity.of(Collections.unmodifiableList(list), start);
    }

    /** Whether the object at hand follows the one that stands at these bytes, and is written like it. What is read of the two is immutable, and equal. */
    private boolean isRepeated(int from, int to) {
        int end = 2 * to + 1 - from;
        // Between the two there is a comma, and if there is more, they do not compare.
        return end <= document.length && Arrays.equals(document, from, to, document, to + 1, end);
    }

    /** An object with names that the spec does not know; null when it, or a value of it, is of another type. */
    public <T> @Nullable Map<String, @Nullable T> map(Element<T> element) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return mismatch();
        }
        int start = tokenStart();
        Map<String, @Nullable T> map = new LinkedHashMap<>();
        Fidelity fidelity = new Fidelity();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            map.put(name, element.read(this));
            fidelity.takeElement();
        }
        return fidelity.of(Collections.unmodifiableMap(map), start);
    }

    /** Any value as plain Java, see {@link Json}; a number whose exponent is beyond Java's is given as its text. */
    public @Nullable Object any() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> map(JsonReader::any);
            case START_ARRAY -> list(JsonReader::any);
            case VALUE_STRING -> parser.getString();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_FLOAT -> {
                BigDecimal value = decimal();
                // No number of Java's is that large or small.
                yield value == null ? toTheLetter(parser.getString()) : value;
            }
            default -> wholeNumber();
        };
    }

    /** An object as plain Java. */
    public @Nullable Map<String, @Nullable Object> anyMap() {
        return map(JsonReader::any);
    }

    public static <T> Element<List<@Nullable T>> listOf(Element<T> element) {
        return in -> in.list(element);
    }

    public static <T> Element<Map<String, @Nullable T>> mapOf(Element<T> element) {
        return in -> in.map(element);
    }

    private Number wholeNumber() {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? parser.getBigIntegerValue() : Objects.requireNonNull(int64());
    }

    /** Null when the exponent goes beyond what Java can hold. */
    private @Nullable BigDecimal exactly() {
        try {
            return parser.getDecimalValue();
        } catch (NumberFormatException | StreamReadException e) {
            return null;
        }
    }

    private boolean isNumber() {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT || parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT;
    }

    private <T> @Nullable T mismatch() {
        keep();
        return null;
    }

    private <T> T toTheLetter(T value) {
        leftover = slice();
        shown = true;
        return value;
    }

    /** How well a list or map holds what was read into it. */
    private final class Fidelity {
        private final int outerContainer = container;
        private boolean uniform = true;
        private boolean toTheLetter = true;

        Fidelity() {
            container = kept.depth();
        }

        /** A null element is a fine element; one of another type spoils the container, which is then kept whole. */
        void takeElement() {
            if (leftover != null && leftover != RawJson.NULL) {
                uniform &= shown;
                toTheLetter = false;
            }
            leftover = null;
        }

        <T> @Nullable T of(T read, int start) {
            container = outerContainer;
            if (!toTheLetter) {
                // Only the outermost is kept: to slice each one in another copies a deep document as often as it is deep.
                leftover = outerContainer == kept.depth() ? SPOILT : slice(start);
                shown = uniform;
            }
            return uniform ? read : null;
        }
    }

    /** Files what the value just read left under its property's name. */
    private void settle() {
        if (leftover != null || !kept.isEmpty()) {
            kept.put(parser.currentName(), leftover);
            leftover = null;
        }
    }

    private RawJson slice() {
        return parser.currentToken() == JsonToken.VALUE_NULL ? RawJson.NULL : slice(tokenStart());
    }

    private RawJson slice(int start) {
        parser.skipChildren();
        parser.finishToken();
        return new RawJson(Arrays.copyOfRange(document, start, (int) parser.currentLocation().getByteOffset()));
    }

    private int tokenStart() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }
}
