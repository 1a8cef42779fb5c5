package dev.polyrun;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The changes of one run for one thread, which waits for each of them. */
final class UpdateIterator extends UpdateFeed implements Iterator<RunUpdate> {
    /** Completed by what comes next; null before anyone waits for that. */
    private volatile @Nullable CompletableFuture<Void> wake;
    private @Nullable RunUpdate next;

    UpdateIterator(RunUpdates updates) {
        super(updates);
    }

    @Override
    public boolean hasNext() {
        while (next == null && !updates().isClosed()) {
            CompletableFuture<Void> news = new CompletableFuture<>();
            // Before looking: what comes afterwards wakes this thread.
            wake = news;
            End end = end();
            next = take();
            if (next == null && end != null) {
                return endsWith(end.failure());
            }
            if (next == null) {
                await(news);
            }
        }
        return next != null;
    }

    private static boolean endsWith(@Nullable RuntimeException failure) {
        if (failure != null) {
            throw Futures.thrown(failure);
        }
        return false;
    }

    private void await(CompletableFuture<Void> news) {
        try {
            updates().engine().time().await(news);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(seen -> new WaitInterruptedException("the thread was interrupted", seen, null));
        }
    }

    @Override
    public RunUpdate next() {
        if (!hasNext()) {
            throw new NoSuchElementException(watch().ref + ": there are no more updates; ask hasNext() first");
        }
        RunUpdate update = next;
        next = null;
        return update;
    }

    @Override
    void closed() {
        finish(null);
    }

    @Override
    void onNews() {
        CompletableFuture<Void> waiting = wake;
        if (waiting != null) {
            waiting.complete(null);
        }
    }
}
