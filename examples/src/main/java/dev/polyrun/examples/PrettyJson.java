package dev.polyrun.examples;

import dev.polyrun.core.json.Json;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain Java values as indented JSON, each value and bracket on a line of its own. Not thread-safe. */
final class PrettyJson {
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private final CharsetEncoder encoder;

    private PrettyJson(Charset charset) {
        this.encoder = charset.newEncoder();
    }

    /**
     * The lines of a value.
     *
     * @param charset what cannot be written in it is escaped
     */
    static List<String> lines(@Nullable Object value, Charset charset) {
        PrettyJson json = new PrettyJson(charset);
        json.add(value, "");
        json.endLine("");
        return json.lines;
    }

    private void add(@Nullable Object value, String indent) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            line.append('{');
            Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
            while (entries.hasNext()) {
                Map.Entry<?, ?> entry = entries.next();
                endLine(indent + "  ");
                line.append(text(String.valueOf(entry.getKey()))).append(": ");
                add(entry.getValue(), indent + "  ");
                line.append(entries.hasNext() ? "," : "");
            }
            endLine(indent);
            line.append('}');
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            line.append('[');
            for (int i = 0; i < list.size(); i++) {
                endLine(indent + "  ");
                add(list.get(i), indent + "  ");
                line.append(i < list.size() - 1 ? "," : "");
            }
            endLine(indent);
            line.append(']');
        } else {
            line.append(text(value));
        }
    }

    private String text(@Nullable Object scalar) {
        String json = Json.write(scalar);
        StringBuilder text = new StringBuilder();
        for (char c : json.toCharArray()) {
            // Half of a pair cannot be encoded alone, but the pair can, wherever one character beyond ASCII can.
            boolean writable = c < 127 || !Character.isISOControl(c) && encoder.canEncode(Character.isSurrogate(c) ? '\u20ac' : c);
            text.append(writable ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return text.toString();
    }

    /** Ends the line, and begins the next with this indent. */
    private void endLine(String indent) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(indent);
    }
}
