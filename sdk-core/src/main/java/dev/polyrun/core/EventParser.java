package dev.polyrun.core;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the format of server-sent events, as the HTML standard has it. Not thread-safe. */
final class EventParser {
    /** Far beyond any sense, and far from where numbers end. */
    private static final int MOST_DIGITS_OF_RETRY = 12;

    /** What an event holds before its data is decoded. */
    record Block(@Nullable String id, String type, String data) {}

    /** An event is larger than allowed. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final InputStream in;
    private final long longest;
    private final byte[] buffer = new byte[8192];
    private int next;
    private int end;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean first = true;
    private boolean afterReturn;

    private final StringBuilder data = new StringBuilder();
    private boolean hasData;
    private String type = "";
    private @Nullable String id;
    private volatile @Nullable Duration reconnectionTime;

    /** @param longest how many bytes the lines of one event may have together */
    EventParser(InputStream in, long longest) {
        this.in = in;
        this.longest = longest;
    }

    /** Blocks until an event is whole; null at the end of the stream, where half an event counts for nothing. */
    @Nullable Block read() throws IOException {
        for (String text = readLine(0); text != null; text = readLine(data.length())) {
            if (!text.isEmpty()) {
                take(text);
                continue;
            }
            boolean whole = hasData;
            Block block = new Block(id, type.isEmpty() ? "message" : type, data.toString());
            data.setLength(0);
            hasData = false;
            type = "";
            if (whole) {
                return block;
            }
        }
        return null;
    }

    @Nullable Duration reconnectionTime() {
        return reconnectionTime;
    }

    private void take(String text) {
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(text.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
        switch (field) {
            case "data" -> {
                data.append(hasData ? "\n" : "").append(value);
                hasData = true;
            }
            case "event" -> type = value;
            // An empty one takes back what was said before.
            case "id" -> id = value.indexOf('\0') >= 0 ? id : value.isEmpty() ? null : value;
            case "retry" -> {
                if (value.length() <= MOST_DIGITS_OF_RETRY && value.matches("[0-9]+")) {
                    reconnectionTime = Duration.ofMillis(Long.parseLong(value));
                }
            }
            // A comment, or what the standard does not know.
            default -> {}
        }
    }

    /** A line without its end; null when the stream ends before that. */
    private @Nullable String readLine(long before) throws IOException {
        line.reset();
        while (true) {
            if (next == end) {
                end = Math.max(0, in.read(buffer, 0, buffer.length));
                next = 0;
                if (end == 0) {
                    return null;
                }
            }
            int start = next;
            if (afterReturn && buffer[start] == '\n') {
                start++;
            }
            afterReturn = false;
            next = start;
            while (next < end && buffer[next] != '\n' && buffer[next] != '\r') {
                next++;
            }
            line.write(buffer, start, next - start);
            if (before + line.size() > longest) {
                throw new TooLongException();
            }
            if (next < end) {
                // The line ends here, whatever may follow: to wait for a line feed would hold the event up.
                afterReturn = buffer[next++] == '\r';
                return text();
            }
        }
    }

    private String text() {
        String text = line.toString(StandardCharsets.UTF_8);
        boolean marked = first && text.startsWith("\uFEFF");
        first = false;
        return marked ? text.substring(1) : text;
    }
}
