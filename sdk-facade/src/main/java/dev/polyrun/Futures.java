package dev.polyrun;

import dev.polyrun.core.CallInterruptedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Waiting for a future as if it were a plain call. */
final class Futures {
    private Futures() {}

    /** The result of a call; what it failed with is thrown as it is. */
    static <T> T join(CompletableFuture<T> future) {
        return join(future, () -> new CallInterruptedException("The thread was interrupted while it waited for a call", null));
    }

    /**
     * The result of the future.
     *
     * @param interrupted what to throw when this thread is interrupted; the future is then cancelled, and the thread's flag set again
     */
    static <T> T join(CompletableFuture<T> future, Supplier<? extends RuntimeException> interrupted) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            RuntimeException exception = interrupted.get();
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw exception;
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        }
    }

    static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static RuntimeException thrown(Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException exception) {
            // It was made on another thread for this caller alone: show where the caller stands.
            exception.fillInStackTrace();
            return exception;
        }
        return new CompletionException(cause);
    }
}
