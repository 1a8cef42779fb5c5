package dev.polyrun.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** The body of an answer on its way out: whole or piece by piece, as far as a fault lets it. Used by one thread at a time. */
final class AnswerBody implements AutoCloseable {
    /** The last chunk, which has none of the body, and the empty line after trailers, of which there are none. */
    static final String LAST_CHUNK = "0\r\n";

    static final String NO_TRAILERS = "\r\n";

    private static final byte[] NEW_LINE = {'\r', '\n'};

    private final @Nullable AnswerStream stream;
    private final boolean chunked;
    private final String endOfChunks;
    private byte @Nullable [] whole;
    private long left;
    private boolean ended;

    /**
     * @param most how many bytes of the body go out
     * @param endOfChunks what goes out after a body in chunks
     */
    AnswerBody(Answer answer, long most, String endOfChunks) {
        this.stream = answer.stream();
        this.chunked = stream != null && stream.length() == null;
        this.whole = stream == null ? answer.body() : null;
        this.left = most;
        this.endOfChunks = endOfChunks;
    }

    /** What goes over the wire next, chunks with their frames; null when the body is over, or no more of it goes out. */
    byte @Nullable [] next(AnswerStream.Pause pause) throws IOException {
        if (ended || left == 0) {
            return null;
        }
        byte[] piece = whole != null ? whole : stream == null ? null : stream.next(pause);
        whole = null;
        if (piece == null || piece.length == 0) {
            ended = true;
            // A client that knows that this is the end does not read on.
            close();
            return piece == null && chunked ? endOfChunks.getBytes(StandardCharsets.US_ASCII) : null;
        }
        int count = (int) Math.min(left, piece.length);
        left -= count;
        return chunked ? chunk(piece, count) : count == piece.length ? piece : Arrays.copyOf(piece, count);
    }

    /** Nothing more of it goes out. May be called more than once. */
    @Override
    public void close() {
        if (stream != null) {
            stream.closed();
        }
    }

    /** The frame says how long the piece was to be, also when less of it goes out. */
    private static byte[] chunk(byte[] piece, int count) {
        Buffer framed = new Buffer().writeHexadecimalUnsignedLong(piece.length).write(NEW_LINE).write(piece, 0, count);
        return (count == piece.length ? framed.write(NEW_LINE) : framed).readByteArray();
    }
}
