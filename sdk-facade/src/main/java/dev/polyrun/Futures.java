package dev.polyrun;

import dev.polyrun.core.CallInterruptedException;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For adapters: chains of calls that can be cancelled at their end. {@link CompletableFuture}'s own methods leave the call under way when what they
 * returned is cancelled.
 */
public final class Futures {
    private static final Logger LOG = LoggerFactory.getLogger(Futures.class);

    private Futures() {}

    /** Sends a call and waits for its result; a thread that is interrupted already sends nothing. What the call failed with is thrown as it is. */
    static <T> T call(TimeSource time, Supplier<CompletableFuture<T>> call) {
        requireNoInterrupt();
        return join(time, call.get());
    }

    /** To be called before anything is sent that a wait would cut off at once. */
    static void requireNoInterrupt() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CallInterruptedException("The thread was interrupted before the call was sent", null);
        }
    }

    /** The result of a call; what it failed with is thrown as it is. */
    static <T> T join(TimeSource time, CompletableFuture<T> future) {
        return join(time, future, () -> new CallInterruptedException("The thread was interrupted while it waited for a call", null));
    }

    /**
     * The result of the future.
     *
     * @param interrupted what to throw when this thread is interrupted; the future is then cancelled, and the thread's flag set again
     */
    static <T> T join(TimeSource time, CompletableFuture<T> future, Supplier<? extends RuntimeException> interrupted) {
        try {
            time.await(future);
            return future.get();
        } catch (InterruptedException e) {
            RuntimeException exception = interrupted.get();
            if (!future.cancel(true) && !future.isCompletedExceptionally()) {
                close(future.join());
            }
            Thread.currentThread().interrupt();
            throw exception;
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        }
    }

    /** As {@code thenApply}, but cancelling the result cancels the call. */
    public static <T, R> CompletableFuture<R> map(CompletableFuture<T> call, Function<? super T, ? extends R> function) {
        CompletableFuture<R> result = call.thenApply(function);
        endWith(result, call);
        return result;
    }

    /**
     * As {@code handle}, but cancelling the result cancels the call.
     *
     * @param function takes the value or the failure, never a wrapped one
     */
    public static <T, R> CompletableFuture<R> handle(CompletableFuture<T> call, BiFunction<? super @Nullable T, @Nullable Throwable, R> function) {
        CompletableFuture<R> result = call.handle((value, failure) -> function.apply(value, failure == null ? null : unwrap(failure)));
        endWith(result, call);
        return result;
    }

    /** As {@code thenCompose}, but cancelling the result cancels the call that is under way. */
    public static <T, R> CompletableFuture<R> then(CompletableFuture<T> call, Function<? super T, CompletableFuture<R>> next) {
        CompletableFuture<R> result = new CompletableFuture<>();
        endWith(result, call);
        call.whenComplete((value, failure) -> {
            if (result.isDone()) {
                return;
            }
            if (failure != null) {
                result.completeExceptionally(failure);
                return;
            }
            try {
                CompletableFuture<R> second = next.apply(value);
                endWith(result, second);
                second.whenComplete((end, problem) -> {
                    if (problem == null) {
                        give(result, end);
                    } else {
                        result.completeExceptionally(problem);
                    }
                });
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** Lets the call end when the result has ended; it is still under way only when the result was cancelled. */
    private static void endWith(CompletableFuture<?> result, CompletableFuture<?> call) {
        result.whenComplete((value, failure) -> {
            // To cancel a call that is done would run what hangs on it out of its order.
            if (!call.isDone()) {
                call.cancel(true);
            }
        });
    }

    /** Completes the result, unless it was cancelled meanwhile: then what a call has opened is closed, since nobody else will. */
    static <T> void give(CompletableFuture<T> result, T value) {
        if (!result.complete(value)) {
            close(value);
        }
    }

    private static void close(@Nullable Object unclaimed) {
        if (unclaimed instanceof AutoCloseable open) {
            try {
                open.close();
            } catch (Exception e) {
                // Nobody is left to be told.
                LOG.debug("What a cancelled call had opened cannot be closed", e);
            }
        }
    }

    static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** What a caller of ours is to see of it. */
    static RuntimeException thrown(Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof PolyrunException exception) {
            // It was made on another thread for this caller alone: show where the caller stands.
            exception.fillInStackTrace();
            return exception;
        }
        return cause instanceof RuntimeException exception ? exception : new CompletionException(cause);
    }
}
