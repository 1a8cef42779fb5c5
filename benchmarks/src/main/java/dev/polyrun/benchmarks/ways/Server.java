package dev.polyrun.benchmarks.ways;

import java.util.concurrent.CompletableFuture;

/** What runs live on. It is in memory, so that nothing but the poller is observed. */
@FunctionalInterface
public interface Server {
    /**
     * One poll. It may throw, fail with an {@link java.io.IOException} or a {@link ServerError}, be complete at once, or complete later on
     * another thread. Safe for use by many threads.
     */
    CompletableFuture<Reply> poll(String run);
}
