package dev.polyrun.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** The body of an answer on its way out: whole or piece by piece, as far as a fault lets it. Used by one thread at a time. */
final class AnswerBody {
    private static final byte[] NEW_LINE = {'\r', '\n'};

    private final @Nullable AnswerStream stream;
    private final boolean chunked;
    private byte @Nullable [] whole;
    private long left;
    private boolean ended;

    /** @param most how many bytes of the body go out */
    AnswerBody(Answer answer, long most) {
        this.stream = answer.stream();
        this.chunked = stream != null && stream.length() == null;
        this.whole = stream == null ? answer.body() : null;
        this.left = most;
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
            return piece == null && chunked ? "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII) : null;
        }
        int count = (int) Math.min(left, piece.length);
        left -= count;
        return chunked ? chunk(piece, count) : count == piece.length ? piece : Arrays.copyOf(piece, count);
    }

    /** The frame says how long the piece was to be, also when less of it goes out. */
    private static byte[] chunk(byte[] piece, int count) {
        Buffer framed = new Buffer().writeHexadecimalUnsignedLong(piece.length).write(NEW_LINE).write(piece, 0, count);
        return (count == piece.length ? framed.write(NEW_LINE) : framed).readByteArray();
    }
}
