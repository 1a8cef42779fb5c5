package dev.polyrun.benchmarks.calls;

import dev.polyrun.core.json.WireDates;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The value under the parser, by its type; null when it is another one. */
class HandReader {
    final JsonParser parser;
    private final byte @Nullable [] document;

    HandReader(JsonParser parser, byte @Nullable [] document) {
        this.parser = parser;
        this.document = document;
    }

    final boolean beginsObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    final @Nullable String text() {
        return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
    }

    final @Nullable OffsetDateTime date() {
        return WireDates.parse(text());
    }

    final @Nullable Long number() {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT ? (Long) parser.getLongValue() : null;
    }

    final @Nullable Boolean bool() {
        return parser.currentToken() == JsonToken.VALUE_NULL ? null : (Boolean) parser.getBooleanValue();
    }

    final <T> @Nullable List<@Nullable T> list(Supplier<@Nullable T> element) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return null;
        }
        List<@Nullable T> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(element.get());
        }
        return list;
    }

    final <T> @Nullable Map<String, @Nullable T> map(Supplier<@Nullable T> element) {
        if (!beginsObject()) {
            return null;
        }
        Map<String, @Nullable T> map = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            map.put(name, element.get());
        }
        return map;
    }

    final @Nullable Object freeForm() {
        byte[] bytes = document;
        if (bytes == null || parser.currentToken() == JsonToken.VALUE_NULL) {
            return plain();
        }
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return Arrays.copyOfRange(bytes, start, (int) parser.currentLocation().getByteOffset());
    }

    private @Nullable Object plain() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> map(this::plain);
            case START_ARRAY -> list(this::plain);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> null;
        };
    }
}
