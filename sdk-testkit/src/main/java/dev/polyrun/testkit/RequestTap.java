package dev.polyrun.testkit;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Listens to the requests of a connection while MockWebServer reads them, and keeps the body of the latest without its {@link LongTexts}: MockWebServer
 * has only the beginning of a large one. Used by the thread that serves the connection.
 */
final class RequestTap extends FilterInputStream {
    private enum Part {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        TRAILER
    }

    /** The line, or the lines of the head, that are not over yet. */
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private Part part = Part.HEAD;
    private long left;
    private LongTexts body = new LongTexts();

    RequestTap(InputStream in) {
        super(in);
    }

    /** The body of the latest request, without its long texts. */
    String body() {
        return body.document();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        for (int heard = 0; heard < count; ) {
            heard += part == Part.BODY || part == Part.CHUNK ? content(into, offset + heard, count - heard) : line(into[offset + heard]);
        }
        return count;
    }

    private int content(byte[] bytes, int offset, int count) {
        int some = (int) Math.min(left, count);
        body.write(bytes, offset, some);
        left -= some;
        if (left == 0) {
            part = part == Part.BODY ? Part.HEAD : Part.CHUNK_SIZE;
        }
        return some;
    }

    private int line(byte letter) {
        lines.write(letter);
        if (letter == '\n') {
            String all = lines.toString(StandardCharsets.ISO_8859_1);
            switch (part) {
                case HEAD -> head(all);
                case CHUNK_SIZE -> chunkSize(all.trim());
                default -> endAfterEmpty(all);
            }
        }
        return 1;
    }

    private void head(String all) {
        if (!all.endsWith("\r\n\r\n")) {
            return;
        }
        lines.reset();
        body = new LongTexts();
        String headers = all.toLowerCase(Locale.ROOT);
        int length = headers.indexOf("\r\ncontent-length:");
        if (headers.contains("\r\ntransfer-encoding: chunked\r\n")) {
            part = Part.CHUNK_SIZE;
        } else if (length >= 0) {
            left = Long.parseLong(headers.substring(length + 17, headers.indexOf('\r', length + 17)).trim());
            part = left == 0 ? Part.HEAD : Part.BODY;
        }
    }

    /** Also of the empty line that ends the chunk before. */
    private void chunkSize(String line) {
        lines.reset();
        if (!line.isEmpty()) {
            left = Long.parseLong(line, 16);
            part = left == 0 ? Part.TRAILER : Part.CHUNK;
        }
    }

    private void endAfterEmpty(String line) {
        lines.reset();
        if (line.equals("\r\n")) {
            part = Part.HEAD;
        }
    }
}
