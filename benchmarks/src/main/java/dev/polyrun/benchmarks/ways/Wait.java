package dev.polyrun.benchmarks.ways;

import java.util.concurrent.CompletableFuture;

/** A wait that was started. */
public interface Wait {
    /** What a user would keep: the library's own future or subscription. Keeping it alone keeps nothing of ours alive. */
    Object handle();

    /** Ends as the library lets the wait end, with its own exception. Each call makes a new future; cancelling that one does nothing. */
    CompletableFuture<Reply> end();

    /** Gives up waiting, by the means the library has. */
    void cancel();

    /** A wait whose library gives a future of the JDK. */
    static Wait of(CompletableFuture<Reply> future) {
        return new Wait() {
            @Override
            public Object handle() {
                return future;
            }

            @Override
            public CompletableFuture<Reply> end() {
                return future.thenApply(reply -> reply);
            }

            @Override
            public void cancel() {
                future.cancel(true);
            }
        };
    }
}
