package dev.polyrun;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one run for one reader, who may be slower than the run: what was not read yet is merged into one update. Fed on the engine's
 * polling thread, read on any one thread at a time.
 */
abstract class UpdateFeed implements Waiter {
    private static final AtomicReferenceFieldUpdater<UpdateFeed, RunUpdate> UNREAD =
            AtomicReferenceFieldUpdater.newUpdater(UpdateFeed.class, RunUpdate.class, "unread");
    private static final AtomicReferenceFieldUpdater<UpdateFeed, End> END =
            AtomicReferenceFieldUpdater.newUpdater(UpdateFeed.class, End.class, "end");

    /** No more updates come, because all came that there are, or because nobody wants them. */
    private static final End ENDED = new End(null);

    /**
     * Why no more updates come.
     *
     * @param failure null when nothing failed
     */
    record End(@Nullable RuntimeException failure) {}

    private final RunUpdates updates;
    private @Nullable Watch watch;
    /** Once this is set, it is over for the engine; what is unread then may still be read. */
    private volatile @Nullable End end;
    private volatile @Nullable RunUpdate unread;

    /** These two are of the polling thread: what it was told last, and when that was seen first. */
    private @Nullable RunSnapshot told;
    private long toldAt;

    UpdateFeed(RunUpdates updates) {
        this.updates = updates;
    }

    /** There is something to read, or an end; called on any thread, which it must not hold up. */
    abstract void onNews();

    /** Whoever asked for the updates wants no more of them; called on any thread, maybe more than once. */
    abstract void closed();

    final RunUpdates updates() {
        return updates;
    }

    /** Takes what is to be read; null when there is nothing new. */
    final @Nullable RunUpdate take() {
        return UNREAD.getAndSet(this, null);
    }

    final boolean isRead() {
        return unread == null;
    }

    /** Null as long as more may come. To be asked before {@link #take}, so that nothing can come in between. */
    final @Nullable End end() {
        return end;
    }

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
        return owner == updates.owner();
    }

    @Override
    public final boolean isOver() {
        // Closing takes effect before each of the feeds is told.
        return end != null || updates.isClosed();
    }

    /** Begins with how the run was seen last, without waiting for the next look. An end is not begun with: the run may live again by now. */
    final void replay() {
        RunSnapshot last = watch().lastSnapshot;
        if (last != null && !last.phase().isTerminal()) {
            seen(last);
        }
    }

    @Override
    public final void seen(RunSnapshot now) {
        if (told == null) {
            tell(new RunUpdate(null, now, null));
        }
    }

    @Override
    public final void changed(RunUpdate update) {
        if (update.to() != told) {
            tell(update);
        }
    }

    @Override
    public final boolean wantsRun(RunSnapshot now) {
        return false;
    }

    @Override
    public final void read(Run run) {
        seen(run.snapshot());
    }

    private void tell(RunUpdate update) {
        if (end != null) {
            return;
        }
        long now = updates.engine().timer().now();
        long sinceTold = now - toldAt;
        UNREAD.updateAndGet(this, before -> before == null ? update : merged(before, update.to(), sinceTold));
        told = update.to();
        toldAt = now;
        if (update.to().phase().isTerminal()) {
            // Not before it can be read: whoever sees the end must find its update.
            finish(null);
        } else {
            onNews();
        }
    }

    /** Null when the run is again as the reader saw it last. */
    private static @Nullable RunUpdate merged(RunUpdate unread, RunSnapshot to, long sinceTold) {
        if (to.equals(unread.from())) {
            return null;
        }
        Duration window = unread.detectionWindow();
        return new RunUpdate(unread.from(), to, window == null ? null : window.plusNanos(sinceTold));
    }

    @Override
    public final void fail(Function<PollingException.Seen, PollingException> exception) {
        if (end == null) {
            finish(exception.apply(watch().seen()));
        }
    }

    /**
     * Ends it, unless it is over.
     *
     * @param failure null when nothing failed
     */
    final void finish(@Nullable PollingException failure) {
        if (END.compareAndSet(this, null, failure == null ? ENDED : new End(failure))) {
            released(failure);
        }
    }

    /** Ends it because of what its reader did; also when all was told already, and only not read. */
    final void finishWith(RuntimeException misuse) {
        if (END.getAndSet(this, new End(misuse)) == null) {
            released(null);
        } else {
            onNews();
        }
    }

    private void released(@Nullable PollingException failure) {
        updates.engine().release(this, failure);
        onNews();
    }
}
