package dev.polyrun.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A body that is made while it is sent: one too large for memory, or one whose end is not yet known. For one answer, read by one thread. */
interface AnswerStream {
    /** How a body waits for what is to come. */
    interface Pause {
        /**
         * Blocks until the future is done or, in the time of whoever reads, the duration is over.
         *
         * @param atMost null for no limit
         * @throws IOException when the connection ends first, or its client has no more patience
         */
        void until(CompletableFuture<?> future, @Nullable Duration atMost) throws IOException;
    }

    /** How many bytes there will be; null when that is not known, and the body goes out in chunks. */
    @Nullable Long length();

    /** The bytes that come next, not none; null at the end. */
    byte @Nullable [] next(Pause pause) throws IOException;

    /** Nothing more goes out, be it that this was the end or that the connection is gone. May be called more than once, on any thread. */
    default void closed() {}

    /** These bytes, not to be changed any more. */
    static AnswerStream of(byte[] bytes) {
        return new AnswerStream() {
            private byte @Nullable [] left = bytes.length == 0 ? null : bytes;

            @Override
            public Long length() {
                return (long) bytes.length;
            }

            @Override
            public byte @Nullable [] next(Pause pause) {
                byte[] all = left;
                left = null;
                return all;
            }
        };
    }

    /** That many bytes, of which the one at place {@code i} is the lowest of {@code i}. */
    static AnswerStream ofLength(long length) {
        return new AnswerStream() {
            private static final int PIECE = 1 << 16;

            private final byte[] piece = new byte[PIECE];
            private long left = length;

            {
                for (int i = 0; i < PIECE; i++) {
                    piece[i] = (byte) i;
                }
            }

            @Override
            public Long length() {
                return length;
            }

            @Override
            public byte @Nullable [] next(Pause pause) {
                int count = (int) Math.min(left, PIECE);
                left -= count;
                return count == 0 ? null : count == PIECE ? piece : Arrays.copyOf(piece, count);
            }
        };
    }
}
