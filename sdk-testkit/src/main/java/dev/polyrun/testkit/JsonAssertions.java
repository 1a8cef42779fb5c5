package dev.polyrun.testkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Compares JSON texts to the letter: numbers and dates must be written the same, so that {@code 1.50} and {@code 1.5} differ, as do an
 * absent property and null. Only white space, the way strings are escaped, and the order of an object's properties don't matter.
 *
 * <p>For a client of your own recordings: what a model reads is what it prints.
 */
public final class JsonAssertions {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int MOST_DIFFERENCES = 20;
    private static final int LONGEST_VALUE = 120;

    private JsonAssertions() {}

    /**
     * Checks that two texts are the same JSON.
     *
     * @throws AssertionError when they are not; the message names each place that differs. Also when a text is no JSON, or when an object has
     *     two properties of one name
     */
    public static void assertSameJson(String expected, String actual) {
        List<String> differences = new ArrayList<>();
        compare("$", tree(expected, "expected"), tree(actual, "actual"), differences);
        if (!differences.isEmpty()) {
            int shown = Math.min(differences.size(), MOST_DIFFERENCES);
            String more = differences.size() > shown ? "\n  … and " + (differences.size() - shown) + " more" : "";
            throw new AssertionError("The JSON differs:\n  " + String.join("\n  ", differences.subList(0, shown)) + more);
        }
    }

    /** A string, number, boolean or null: its kind and its letters. */
    private record Scalar(JsonToken kind, String text) {
        @Override
        public String toString() {
            String quoted = kind == JsonToken.VALUE_STRING ? '"' + text + '"' : text;
            return quoted.length() <= LONGEST_VALUE ? quoted : quoted.substring(0, LONGEST_VALUE) + "…";
        }
    }

    private static Object tree(String json, String role) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() == null) {
                throw new AssertionError("The " + role + " text is empty, not JSON");
            }
            Object tree = tree(parser);
            if (parser.nextToken() != null) {
                throw new AssertionError("The " + role + " text goes on after the end of the JSON value");
            }
            return tree;
        } catch (JacksonException e) {
            throw new AssertionError("The " + role + " text is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Object tree(JsonParser parser) {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                if (object.put(name, tree(parser)) != null) {
                    throw new AssertionError("Two properties are called \"" + name + "\"");
                }
            }
            return object;
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<Object> array = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(tree(parser));
            }
            return array;
        }
        return new Scalar(parser.currentToken(), parser.getString());
    }

    private static void compare(String path, Object expected, Object actual, Collection<String> differences) {
        if (expected instanceof Map<?, ?> left && actual instanceof Map<?, ?> right) {
            Set<Object> names = new LinkedHashSet<>(left.keySet());
            names.addAll(right.keySet());
            for (Object name : names) {
                Object one = left.get(name);
                Object other = right.get(name);
                if (one == null) {
                    differences.add(path + "." + name + ": not expected, but is " + shown(other));
                } else if (other == null) {
                    differences.add(path + "." + name + ": missing, expected " + shown(one));
                } else {
                    compare(path + "." + name, one, other, differences);
                }
            }
        } else if (expected instanceof List<?> left && actual instanceof List<?> right && left.size() == right.size()) {
            for (int i = 0; i < left.size(); i++) {
                compare(path + "[" + i + "]", left.get(i), right.get(i), differences);
            }
        } else if (!expected.equals(actual)) {
            differences.add(path + ": expected " + shown(expected) + ", but is " + shown(actual));
        }
    }

    private static String shown(Object value) {
        return value instanceof Map<?, ?> map
                ? "an object of " + map.size()
                : value instanceof List<?> list ? "an array of " + list.size() : value.toString();
    }
}
