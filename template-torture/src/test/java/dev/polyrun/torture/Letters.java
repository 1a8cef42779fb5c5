package dev.polyrun.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** JSON texts in a form in which two are equal when they hold the same to the letter: the order of properties aside, 1.0 is not 1. */
final class Letters {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Letters() {}

    static String of(String json) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            return value(parser);
        }
    }

    /** The properties of an object, each in that form. */
    static Map<String, String> properties(String json) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            return object(parser);
        }
    }

    private static String value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser).toString();
            case START_ARRAY -> {
                List<String> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list.toString();
            }
            case VALUE_STRING -> quoted(parser.getString());
            default -> parser.getString();
        };
    }

    private static Map<String, String> object(JsonParser parser) {
        Map<String, String> map = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            map.put(name, value(parser));
        }
        return map;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
