package dev.polyrun.core.json;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
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

    /** A wanted property: how its name is written, and what is wanted of its value. */
    private record Property(byte[] name, JsonProjection value) {}

    private final Map<String, Property> properties;

    private JsonProjection(Map<String, Property> properties) {
        this.properties = properties;
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
        return new JsonProjection(Map.of(property, property(property, this)));
    }

    private static Property property(String name, JsonProjection value) {
        return new Property(Json.writeBytes(name), value);
    }

    /**
     * Reads a whole document, but only these properties of it.
     *
     * @return as {@link JsonReader#readWhole}
     * @throws JsonException when the bytes are not exactly one JSON value
     */
    public <T> @Nullable T read(byte[] document, JsonReader.Element<T> root) {
        return JsonReader.readWhole(wantedOf(DocumentEncoding.inUtf8(document)), root);
    }

    /** A small document, since readers take pieces of the one they read by their place in it. */
    private byte[] wantedOf(byte[] utf8) {
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), utf8)) {
            if (parser.nextToken() == null) {
                return utf8;
            }
            Copy copy = new Copy(parser, utf8);
            copy.value(this);
            copy.rest();
            return copy.out.toByteArray();
        } catch (JacksonException e) {
            throw Json.notJson(e);
        }
    }

    private static final class Copy {
        private final JsonParser parser;
        private final byte[] document;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

        Copy(JsonParser parser, byte[] document) {
            this.parser = parser;
            this.document = document;
        }

        /** A value that is no object has no properties to choose from: it is taken as it is, for the reader to judge. */
        void value(JsonProjection wanted) {
            if (wanted != WHOLE && parser.isExpectedStartObjectToken()) {
                object(wanted);
            } else if (wanted != WHOLE && parser.isExpectedStartArrayToken()) {
                array(wanted);
            } else {
                whole();
            }
        }

        private void object(JsonProjection wanted) {
            char separator = '{';
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                Property property = wanted.properties.get(name);
                if (property == null) {
                    parser.skipChildren();
                    continue;
                }
                out.write(separator);
                out.writeBytes(property.name);
                out.write(':');
                value(property.value);
                separator = ',';
            }
            if (separator == '{') {
                out.write('{');
            }
            out.write('}');
        }

        private void array(JsonProjection wanted) {
            char separator = '[';
            while (!parser.nextToken().isStructEnd()) {
                out.write(separator);
                value(wanted);
                separator = ',';
            }
            if (separator == '[') {
                out.write('[');
            }
            out.write(']');
        }

        private void whole() {
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            out.write(document, start, end() - start);
        }

        /** What follows the value goes along, for the reader to object to. */
        void rest() {
            out.write(document, end(), document.length - end());
        }

        private int end() {
            return (int) parser.currentLocation().getByteOffset();
        }
    }
}
