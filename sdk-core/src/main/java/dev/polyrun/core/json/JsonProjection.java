package dev.polyrun.core.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /** What UTF-8 may begin with. */
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final Map<String, Property> properties;
    private final Property[] wanted;
    /** The bits of the properties that suffice together; 0 when only the whole document does. */
    private final long sufficient;

    private JsonProjection(Map<String, Property> properties) {
        this(properties, 0);
    }

    private JsonProjection(Map<String, Property> properties, long sufficient) {
        this.properties = properties;
        this.wanted = properties.values().toArray(Property[]::new);
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
        // A small document, since readers take pieces of the one they read by their place in it.
        Copy copy = new Copy(utf8, end);
        try {
            boolean isCopied = copy.root(this);
            if (isBeginning && !copy.isEnough) {
                return null;
            }
            // What is no JSON is for the parser to say.
            return isCopied ? JsonReader.readWhole(copy.out, copy.length, root, true) : JsonReader.readWhole(utf8, end, root);
        } finally {
            LentArrays.giveBack(copy.out);
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
        private final JsonScanner in;
        private final byte[] document;
        private final int end;
        private byte[] out = LentArrays.lend();
        private int length;
        /** Whether all that suffices came, so that the rest was not looked at. */
        private boolean isEnough;

        Copy(byte[] document, int end) {
            this.in = new JsonScanner(document, end);
            this.document = document;
            this.end = end;
        }

        /** Whether the document is one value, as far as it was looked at. */
        boolean root(JsonProjection wanted) {
            boolean isMarked = end >= MARK.length && Arrays.equals(MARK, 0, MARK.length, document, 0, MARK.length);
            int after = value(wanted, in.next(isMarked ? MARK.length : 0), 0);
            return after != JsonScanner.NONE && (isEnough || in.next(after) == end);
        }

        /**
         * A value that is no object has no properties to choose from: it is taken as it is, for the reader to judge.
         *
         * @return where it ends, or what follows enough of it
         */
        private int value(JsonProjection wanted, int start, int depth) {
            if (wanted != WHOLE && in.is(start, '{')) {
                return object(wanted, start, depth);
            }
            if (wanted != WHOLE && in.is(start, '[')) {
                return array(wanted, start, depth);
            }
            int after = in.skip(start, depth);
            if (after != JsonScanner.NONE) {
                write(document, start, after - start);
            }
            return after;
        }

        private int object(JsonProjection wanted, int start, int depth) {
            // Of an item, what comes after that which suffices has to be gone over all the same.
            boolean stops = depth == 0 && wanted.sufficient != 0;
            long missing = wanted.sufficient;
            char separator = '{';
            int name = in.next(start + 1);
            int after = in.is(name, '}') ? name : JsonScanner.NONE;
            while (after == JsonScanner.NONE) {
                int nameEnd = in.name(name);
                int value = in.valueOf(nameEnd);
                if (value == JsonScanner.NONE) {
                    return JsonScanner.NONE;
                }
                Property property = property(wanted, name, nameEnd);
                int valueEnd;
                if (property == null) {
                    valueEnd = in.skip(value, depth + 1);
                } else {
                    write(separator);
                    write(property.name, 0, property.name.length);
                    write(':');
                    separator = ',';
                    valueEnd = value(property.value, value, depth + 1);
                    missing &= in.is(value, 'n') ? missing : ~property.bit;
                }
                int delimiter = in.delimiter(valueEnd);
                if (delimiter == JsonScanner.NONE) {
                    return JsonScanner.NONE;
                }
                isEnough = stops && missing == 0;
                if (isEnough || in.is(delimiter, '}')) {
                    after = delimiter;
                } else if (in.is(delimiter, ',')) {
                    name = in.next(delimiter + 1);
                } else {
                    return JsonScanner.NONE;
                }
            }
            if (separator == '{') {
                write('{');
            }
            write('}');
            return after + 1;
        }

        private @Nullable Property property(JsonProjection wanted, int name, int nameEnd) {
            if (in.hasEscapes()) {
                return wanted.properties.get((String) Json.parse(Arrays.copyOfRange(document, name, nameEnd)));
            }
            for (Property property : wanted.wanted) {
                byte[] known = property.name;
                if (known.length == nameEnd - name && Arrays.equals(known, 0, known.length, document, name, nameEnd)) {
                    return property;
                }
            }
            return null;
        }

        private int array(JsonProjection wanted, int start, int depth) {
            // Lists within lists have no end of their own.
            if (depth > JsonScanner.DEEPEST) {
                return JsonScanner.NONE;
            }
            write('[');
            int item = in.next(start + 1);
            int after = in.is(item, ']') ? item : JsonScanner.NONE;
            while (after == JsonScanner.NONE) {
                int delimiter = in.delimiter(value(wanted, item, depth + 1));
                if (in.is(delimiter, ',')) {
                    write(',');
                    item = in.next(delimiter + 1);
                } else if (in.is(delimiter, ']')) {
                    after = delimiter;
                } else {
                    return JsonScanner.NONE;
                }
            }
            write(']');
            return after + 1;
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
    }
}
