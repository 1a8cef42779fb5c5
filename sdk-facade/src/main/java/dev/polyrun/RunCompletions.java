package dev.polyrun;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The ends of a group's runs, as they come; see {@link RunGroup#completedAsTheyFinish()}. Each iterator takes from the group as from a queue: what
 * one takes, no other gets. Thread-safe, but for its iterators, which are for one thread each.
 */
public final class RunCompletions implements Iterable<RunCompletion>, AutoCloseable {
    private final GroupQueue queue;
    private final boolean untilStopped;
    private volatile boolean closed;

    RunCompletions(GroupQueue queue, boolean untilStopped) {
        this.queue = queue;
        this.untilStopped = untilStopped;
    }

    /**
     * Takes from the group. {@code hasNext()} blocks until there is an end to take, which is then for the next {@code next()} of this iterator, or
     * until there will be none.
     */
    @Override
    public Iterator<RunCompletion> iterator() {
        return new Taking();
    }

    /** Ends these iterations, those that block as well. The group is polled on, and what they did not take is there for others. */
    @Override
    public void close() {
        closed = true;
        queue.wakeTakers();
    }

    private boolean isClosed() {
        // Where an end is never promised, an interrupt is no failure; and a worker that always finds something to take should heed it, too.
        return closed || untilStopped && Thread.currentThread().isInterrupted();
    }

    private final class Taking implements Iterator<RunCompletion> {
        private @Nullable RunCompletion next;
        private boolean over;

        @Override
        public boolean hasNext() {
            if (next == null && !over) {
                next = queue.take(untilStopped, RunCompletions.this::isClosed, null);
                over = next == null;
            }
            return next != null;
        }

        @Override
        public RunCompletion next() {
            if (!hasNext()) {
                throw new NoSuchElementException("there are no more completions; ask hasNext() first");
            }
            RunCompletion taken = next;
            next = null;
            return taken;
        }
    }
}
