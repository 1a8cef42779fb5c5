package dev.polyrun.core.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * The few properties that are wanted of a large document. A model that is read through it has these, as they came; the others are gone over
 * and left out, as if the vendor had not sent them. Immutable and thread-safe.
 *
 * <p>A property is named by its path from the root, with dots, and has all that it holds: {@code lifecycle} is the whole object,
 * {@code lifecycle.status} one property of it. Lists are looked through: {@code steps.status} is what each of the steps has as its status.
 */
public final class JsonProjection {
    /** The whole of a value. */
    private static final JsonProjection WHOLE = new JsonProjection(Map.of());

    /** A wanted property: how its name is written, what is wanted of its value, and one bit when it is among those that suffice. */
    private record Property(byte[] name, JsonProjection value, long bit) {}

    private final Map<String, Property> properties;
    /** The bits of the properties that suffice together; 0 when only the whole document does. */
    private final long sufficient;

    private JsonProjection(Map<String, Property> properties) {
        this(properties, 0);
    }

    private JsonProjection(Map<String, Property> properties, long sufficient) {
        this.properties = properties;
        this.sufficient = sufficient;
    }

    /**
     * The properties with these paths.
     *
     * @throws IllegalArgumentException when there is none, a name in one is empty, or one asks for a part of what another has as a whole
     */
    public static JsonProjection of(String... paths) {
        if (paths.length == 0) {
            throw new IllegalArgumentException("No path is given; expected at least one, such as lifecycle.status");
        }
        Map<String, List<String>> below = new LinkedHashMap<>();
        for (String path : paths) {
            int dot = path.indexOf('.');
            String name = dot < 0 ? path : path.substring(0, dot);
            if (name.isEmpty() || path.endsWith(".")) {
                throw new IllegalArgumentException(
                        "\"" + path + "\" has an empty name; expected names with single dots between, such as lifecycle.status");
            }
            below.computeIfAbsent(name, first -> new ArrayList<>()).add(dot < 0 ? "" : path.substring(dot + 1));
        }
        Map<String, Property> properties = new LinkedHashMap<>();
        below.forEach((name, rest) -> properties.put(name, property(name, of(name, rest))));
        return new JsonProjection(Map.copyOf(properties));
    }

    private static JsonProjection of(String name, List<String> rest) {
        if (!rest.contains("")) {
            return of(rest.toArray(String[]::new));
        }
        if (rest.size() > 1) {
            throw new IllegalArgumentException("\"" + name + "\" is asked for as a whole and once more; expected one of the two");
        }
        return WHOLE;
    }

    /** These properties of what the property of this name holds: of each item, where that is a list. */
    public JsonProjection within(String property) {
        // Of an item, what comes after that which suffices has to be gone over all the same.
        return new JsonProjection(Map.of(property, property(property, new JsonProjection(properties))));
    }

    /**
     * The same, which goes no further once all of these have come and none of them is null: whatever else the document holds is not looked at. Then
     * a name that comes twice counts as it came first, and nobody notices if the rest is no JSON.
     *
     * @param names of wanted properties of the root
     * @throws IllegalArgumentException when there is none, or one is not wanted
     */
    public JsonProjection sufficientWith(String... names) {
        Map<String, Property> marked = new LinkedHashMap<>(properties);
        long bits = 0;
        for (String name : names) {
            Property property = properties.get(name);
            if (property == null) {
                throw new IllegalArgumentException("\"" + name + "\" is not wanted of the root; expected some of " + properties.keySet());
            }
            long bit = Long.lowestOneBit(~bits);
            bits |= bit;
            marked.put(name, new Property(property.name, property.value, bit));
        }
        if (bits == 0) {
            throw new IllegalArgumentException("No name is given; expected at least one");
        }
        return new JsonProjection(Map.copyOf(marked), bits);
    }

    private static Property property(String name, JsonProjection value) {
        return new Property(Json.writeBytes(name), value, 0);
    }

    /**
     * Reads a whole document, but only these properties of it.
     *
     * @return as {@link JsonReader#readWhole}
     * @throws JsonException when the bytes are not exactly one JSON value
     */
    public <T> @Nullable T read(byte[] document, JsonReader.Element<T> root) {
        return read(document, document.length, root);
    }

    /** As {@link #read(byte[], JsonReader.Element)}, of the first bytes of an array. */
    public <T> @Nullable T read(byte[] bytes, int length, JsonReader.Element<T> root) {
        return read(bytes, length, root, false);
    }

    private <T> @Nullable T read(byte[] bytes, int length, JsonReader.Element<T> root, boolean isBeginning) {
        byte[] utf8 = DocumentEncoding.inUtf8(bytes, length);
        int end = utf8 == bytes ? length : utf8.length;
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), utf8, 0, end)) {
            if (parser.nextToken() == null) {
                return JsonReader.readWhole(utf8, end, root);
            }
            // A small document, since readers take pieces of the one they read by their place in it.
            Copy copy = new Copy(parser, utf8);
            try {
                if (copy.value(this)) {
                    if (isBeginning) {
                        return null;
                    }
                    copy.rest(end);
                }
                return JsonReader.readWhole(copy.out, copy.length, root, true);
            } finally {
                LentArrays.giveBack(copy.out);
            }
        } catch (JacksonException e) {
            throw Json.notJson(e);
        }
    }

    /**
     * Reads the beginning of a document.
     *
     * @return null when that does not have what suffices, whatever the reason
     */
    public <T> @Nullable T readBeginning(byte[] bytes, int length, JsonReader.Element<T> root) {
        try {
            return sufficient == 0 ? null : read(bytes, length, root, true);
        } catch (JsonException e) {
            // It is cut off before that.
            return null;
        }
    }

    private static final class Copy {
        private final JsonParser parser;
        private final byte[] document;
        private byte[] out = LentArrays.lend();
        private int length;

        Copy(JsonParser parser, byte[] document) {
            this.parser = parser;
            this.document = document;
        }

        /**
         * A value that is no object has no properties to choose from: it is taken as it is, for the reader to judge.
         *
         * @return whether it was gone over to its end
         */
        boolean value(JsonProjection wanted) {
            if (wanted != WHOLE && parser.isExpectedStartObjectToken()) {
                return object(wanted);
            }
            if (wanted != WHOLE && parser.isExpectedStartArrayToken()) {
                array(wanted);
            } else {
                whole();
            }
            return true;
        }

        private boolean object(JsonProjection wanted) {
            char separator = '{';
            long missing = wanted.sufficient;
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                Property property = wanted.properties.get(name);
                if (property == null) {
                    parser.skipChildren();
                    continue;
                }
                write(separator);
                write(property.name, 0, property.name.length);
                write(':');
                boolean isNull = parser.currentToken() == JsonToken.VALUE_NULL;
                value(property.value);
                separator = ',';
                missing &= isNull ? missing : ~property.bit;
                if (missing == 0 && wanted.sufficient != 0) {
                    write('}');
                    return false;
                }
            }
            if (separator == '{') {
                write('{');
            }
            write('}');
            return true;
        }

        private void array(JsonProjection wanted) {
            char separator = '[';
            while (!parser.nextToken().isStructEnd()) {
                write(separator);
                value(wanted);
                separator = ',';
            }
            if (separator == '[') {
                write('[');
            }
            write(']');
        }

        private void whole() {
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            write(document, start, end() - start);
        }

        private void write(char c) {
            if (length == out.length) {
                out = Arrays.copyOf(out, length * 2);
            }
            out[length++] = (byte) c;
        }

        private void write(byte[] bytes, int start, int count) {
            if (count > out.length - length) {
                out = Arrays.copyOf(out, Math.max(out.length * 2, length + count));
            }
            System.arraycopy(bytes, start, out, length, count);
            length += count;
        }

        /** What follows the value goes along, for the reader to object to. */
        void rest(int end) {
            write(document, end(), end - end());
        }

        private int end() {
            return (int) parser.currentLocation().getByteOffset();
        }
    }
}
