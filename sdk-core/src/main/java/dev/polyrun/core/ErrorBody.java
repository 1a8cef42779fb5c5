package dev.polyrun.core;

import dev.polyrun.core.json.Json;
import dev.polyrun.core.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the error bodies in use: a code, a message and field errors may stand at the top, under {@code error}, or under {@code detail}, each
 * of which may also be a plain text, or a list of field errors. One vendor alone uses five of these shapes, so that shape is not trusted to
 * tell vendors apart.
 */
final class ErrorBody {
    private static final int LONGEST_MESSAGE = 300;
    private static final int LONGEST_TEXT = 100_000;
    private static final Pattern BLANK = Pattern.compile("[\\s\\p{Cntrl}]+");
    private static final Pattern HTML_TITLE = Pattern.compile("<title>([^<]{1,1000}+)</title>", Pattern.CASE_INSENSITIVE);

    private @Nullable String code;
    private @Nullable String requestId;
    private final Set<String> messages = new LinkedHashSet<>();
    private final List<FieldError> fieldErrors = new ArrayList<>();

    private final UnaryOperator<String> mask;

    private ErrorBody(UnaryOperator<String> mask) {
        this.mask = mask;
    }

    /** @param mask what all that is read goes through: some servers repeat the key that they refuse */
    static ErrorBody read(byte[] body, UnaryOperator<String> mask) {
        ErrorBody read = new ErrorBody(mask);
        String text = new String(body, StandardCharsets.UTF_8).strip();
        if (text.startsWith("{") || text.startsWith("[") || text.startsWith("\"")) {
            try {
                read.take(Json.parse(text), 0);
                return read;
            } catch (JsonException e) {
                // Not JSON after all: text will do.
            }
        }
        Matcher title = HTML_TITLE.matcher(text);
        if (title.find()) {
            read.say(title.group(1));
        } else if (!text.startsWith("<")) {
            read.say(text.substring(0, Math.min(text.length(), LONGEST_TEXT)));
        }
        return read;
    }

    @Nullable String code() {
        return code;
    }

    @Nullable String requestId() {
        return requestId;
    }

    List<FieldError> fieldErrors() {
        return List.copyOf(fieldErrors);
    }

    @Nullable String message() {
        if (messages.isEmpty() && fieldErrors.isEmpty()) {
            return null;
        }
        String message = messages.isEmpty()
                ? fieldErrors.stream()
                        .map(error -> error.field().isEmpty() ? error.message() : error.field() + ": " + error.message())
                        .collect(Collectors.joining("; "))
                : String.join(" ", messages);
        if (message.length() <= LONGEST_MESSAGE) {
            return message;
        }
        boolean withinCharacter = Character.isHighSurrogate(message.charAt(LONGEST_MESSAGE - 1));
        return message.substring(0, withinCharacter ? LONGEST_MESSAGE - 1 : LONGEST_MESSAGE) + "…";
    }

    private void take(@Nullable Object value, int depth) {
        if (depth > 4) {
            return;
        }
        if (value instanceof String text) {
            takeText(text, depth);
        } else if (value instanceof List<?> list) {
            list.forEach(item -> takeItem(item, depth));
        } else if (value instanceof Map<?, ?> map) {
            takeObject(map, depth);
        }
    }

    /** One server wraps its list of field errors in a string. */
    private void takeText(String text, int depth) {
        if (text.startsWith("[{")) {
            try {
                take(Json.parse(text), depth + 1);
                return;
            } catch (JsonException e) {
                // A message that only looks like JSON.
            }
        }
        say(text);
    }

    private void takeObject(Map<?, ?> map, int depth) {
        if (code == null) {
            code = firstText(map, "code", "errorCode");
        }
        if (requestId == null && map.get("meta") instanceof Map<?, ?> meta) {
            requestId = firstText(meta, "request_id");
        }
        if (map.get("params") instanceof Map<?, ?> params) {
            say(firstText(params, "message"));
        }
        Object detail = map.get("detail");
        Object message = map.get("message");
        take(detail, depth + 1);
        take(message == null ? map.get("errorMessage") : message, depth + 1);
        Object error = map.get("error");
        // Next to a message, a textual "error" only repeats the status in words.
        if (!(error instanceof String) || message == null) {
            take(error, depth + 1);
        }
        say(firstText(map, "error_description"));
        take(map.get("errors"), depth + 1);
        if (map.get("details") instanceof Map<?, ?> details) {
            take(details.get("error"), depth + 1);
        } else {
            take(map.get("details"), depth + 1);
        }
    }

    private void takeItem(@Nullable Object item, int depth) {
        if (!(item instanceof Map<?, ?> map)) {
            take(item, depth + 1);
            return;
        }
        String message = firstText(map, "msg", "message");
        if (message == null) {
            takeObject(map, depth + 1);
        } else if (map.get("loc") instanceof List<?> location) {
            fieldErrors.add(new FieldError(clean(location.stream().map(String::valueOf).collect(Collectors.joining("."))), message));
        } else {
            String field = firstText(map, "field", "path");
            fieldErrors.add(new FieldError(field == null ? "" : field, message));
        }
    }

    private void say(@Nullable String message) {
        if (message != null && !message.isBlank()) {
            messages.add(clean(message));
        }
    }

    /** On one line, without control characters and without secrets. */
    private String clean(String text) {
        return BLANK.matcher(mask.apply(text)).replaceAll(" ").strip();
    }

    private @Nullable String firstText(Map<?, ?> map, String... names) {
        for (String name : names) {
            if (map.get(name) instanceof String text && !text.isBlank()) {
                return clean(text);
            }
        }
        return null;
    }
}
