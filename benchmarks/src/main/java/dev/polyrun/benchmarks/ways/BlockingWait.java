package dev.polyrun.benchmarks.ways;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A call that blocks until the run has ended, on a thread of its own. To cancel it is to interrupt that thread. */
public final class BlockingWait implements Wait {
    private final CompletableFuture<Reply> end = new CompletableFuture<>();
    private final Thread thread;
    private volatile @Nullable Boolean interruptFlag;

    private BlockingWait(Callable<Reply> call) {
        thread = new Thread(null, () -> run(call), "blocking wait", 256 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    /** Calls at once. */
    public static BlockingWait on(Callable<Reply> call) {
        return new BlockingWait(call);
    }

    private void run(Callable<Reply> call) {
        try {
            Reply reply = call.call();
            interruptFlag = Thread.currentThread().isInterrupted();
            end.complete(reply);
        } catch (Throwable e) {
            interruptFlag = Thread.currentThread().isInterrupted();
            end.completeExceptionally(e);
        }
    }

    @Override
    public Object handle() {
        return thread;
    }

    @Override
    public CompletableFuture<Reply> end() {
        return end.thenApply(reply -> reply);
    }

    @Override
    public void cancel() {
        thread.interrupt();
    }

    /** Whether the thread's interrupt flag was set when the call came back; null while it has not. */
    public @Nullable Boolean interruptFlag() {
        return interruptFlag;
    }
}
