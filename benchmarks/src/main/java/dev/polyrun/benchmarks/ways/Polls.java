package dev.polyrun.benchmarks.ways;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What several libraries need between their poll function and the server. */
final class Polls {
    private Polls() {}

    /** One poll, with errors as "running" if the terms say so, for libraries that cannot go on after an error themselves. */
    static CompletableFuture<Reply> poll(Server server, String run, Terms terms) {
        return terms.tolerant() ? server.poll(run).exceptionally(Polls::runningInstead) : server.poll(run);
    }

    private static Reply runningInstead(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        Duration retryAfter = cause instanceof ServerError answer ? answer.retryAfter() : null;
        return retryAfter == null ? Reply.RUNNING : new Reply(Reply.State.RUNNING, retryAfter);
    }

    /** The answer of a blocking client: it waits, can be interrupted, and throws unchecked. */
    static Reply await(CompletableFuture<Reply> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the call was interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw new UncheckedIOException(io);
            }
            throw e.getCause() instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e.getCause());
        }
    }
}
