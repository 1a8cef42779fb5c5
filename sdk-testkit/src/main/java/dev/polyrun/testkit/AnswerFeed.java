package dev.polyrun.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A body that somebody else writes piece by piece, such as a stream of events. Thread-safe. */
final class AnswerFeed implements AnswerStream {
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private boolean ended;
    private CompletableFuture<Void> more = new CompletableFuture<>();

    /** Writes a piece, which the client gets as it is; in UTF-8. */
    void write(String piece) {
        byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            throw new IllegalArgumentException("An empty piece would look like the end of the body");
        }
        tell(() -> pieces.add(bytes));
    }

    /** Ends the body properly. */
    void end() {
        tell(() -> ended = true);
    }

    private void tell(Runnable change) {
        CompletableFuture<Void> waited;
        synchronized (this) {
            change.run();
            waited = more;
            more = new CompletableFuture<>();
        }
        waited.complete(null);
    }

    @Override
    public @Nullable Long length() {
        return null;
    }

    @Override
    public byte @Nullable [] next(Pause pause) throws IOException {
        while (true) {
            CompletableFuture<Void> change;
            synchronized (this) {
                if (!pieces.isEmpty() || ended) {
                    return pieces.poll();
                }
                change = more;
            }
            pause.until(change, null);
        }
    }
}
