package dev.polyrun;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A future that waits for something of one run. However it ends, by its run, a deadline, or its holder's {@code cancel}, {@code complete} or
 * {@code orTimeout}, polling for it ends too.
 */
abstract class WaiterFuture<T> extends CompletableFuture<T> implements Waiter {
    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<WaiterFuture> OVER = AtomicIntegerFieldUpdater.newUpdater(WaiterFuture.class, "over");

    /** The poller's number, and not the poller: most are dropped at once, and would cost as much again as the wait here. */
    private final int poller;
    private @Nullable Watch watch;
    /** Volatile: whoever ends it sees the deadline, or whoever sets the deadline sees the end. */
    private volatile TimerHeap.@Nullable Entry deadline;
    private volatile int over;

    WaiterFuture(int poller) {
        this.poller = poller;
    }

    /**
     * Whether whoever holds it may hang code of their own on it, which then runs on the callback threads; else it may be completed wherever its
     * end is noticed.
     */
    abstract boolean isHandedOut();

    @Override
    public final void attached(Watch watch) {
        this.watch = watch;
    }

    @Override
    public final Watch watch() {
        return Objects.requireNonNull(watch, "watch");
    }

    @Override
    public final boolean isOf(Object owner) {
        return owner instanceof RunPoller candidate && candidate.number() == poller;
    }

    @Override
    public final boolean isOver() {
        return over != 0 || isDone();
    }

    /** Ends it at a deadline, unless it is over by then. */
    final void deadline(TimerHeap.Entry deadline) {
        this.deadline = deadline;
        if (isOver()) {
            engine().timer().cancel(deadline);
        }
    }

    final void succeed(T value) {
        if (OVER.compareAndSet(this, 0, 1)) {
            released(null);
            settle(() -> super.complete(value));
        }
    }

    @Override
    public final void fail(Function<PollingException.Seen, PollingException> exception) {
        if (OVER.compareAndSet(this, 0, 1)) {
            PollingException failure = exception.apply(watch().seen());
            released(failure);
            settle(() -> super.completeExceptionally(failure));
        }
    }

    /** Ends it with what is none of ours, as it is. */
    final void failWith(Throwable failure) {
        if (OVER.compareAndSet(this, 0, 1)) {
            released(null);
            settle(() -> super.completeExceptionally(failure));
        }
    }

    private void settle(Runnable completion) {
        if (isHandedOut()) {
            engine().tell(completion);
        } else {
            completion.run();
        }
    }

    private void released(@Nullable PollingException failure) {
        TimerHeap.Entry timed = deadline;
        if (timed != null) {
            engine().timer().cancel(timed);
        }
        engine().release(this, failure);
    }

    private PollingEngine engine() {
        return watch().lane.engine();
    }

    @Override
    public boolean complete(T value) {
        boolean completed = super.complete(value);
        endedByHolder();
        return completed;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean completed = super.completeExceptionally(failure);
        endedByHolder();
        return completed;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        endedByHolder();
        return cancelled;
    }

    private void endedByHolder() {
        if (isDone() && OVER.compareAndSet(this, 0, 1)) {
            released(null);
        }
    }
}
