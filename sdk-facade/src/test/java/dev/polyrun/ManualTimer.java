package dev.polyrun;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Time that stands still until a test moves it. Tasks run on the thread that moves it. Thread-safe. */
final class ManualTimer implements EngineTimer {
    private static final long LONGEST_REAL_WAIT_NANOS = Duration.ofSeconds(20).toNanos();

    private record Task(long at, Runnable work) {}

    private final List<Task> tasks = new ArrayList<>();
    private long now = 1_000_000_007L;
    private boolean closed;

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized Cancellable schedule(Duration delay, Runnable work) {
        Task task = new Task(now + Math.min(EngineTimer.nanos(delay), Long.MAX_VALUE / 2), work);
        if (!closed) {
            tasks.add(task);
            notifyAll();
        }
        return () -> cancel(task);
    }

    private synchronized void cancel(Task task) {
        tasks.removeIf(other -> other == task);
        notifyAll();
    }

    @Override
    public synchronized void close() {
        closed = true;
        tasks.clear();
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Waits, in real time, until exactly so many tasks are scheduled. */
    synchronized void awaitPending(int count) {
        long deadline = System.nanoTime() + LONGEST_REAL_WAIT_NANOS;
        while (tasks.size() != count) {
            pause(deadline, "for " + count + " tasks, there are " + tasks.size());
        }
    }

    /** How long until the first task is due. */
    synchronized Duration untilNext() {
        return Duration.ofNanos(tasks.stream().mapToLong(Task::at).min().orElseThrow() - now);
    }

    /** Moves the time, and runs what becomes due on the way, in order. */
    void advance(Duration duration) {
        long target = nanoTime() + duration.toNanos();
        for (Task task = takeUntil(target); task != null; task = takeUntil(target)) {
            task.work.run();
        }
        synchronized (this) {
            now = target;
        }
    }

    private synchronized @Nullable Task takeUntil(long target) {
        Task first = tasks.stream().filter(task -> task.at <= target).min(Comparator.comparingLong(Task::at)).orElse(null);
        if (first != null) {
            tasks.removeIf(other -> other == first);
            now = Math.max(now, first.at);
        }
        return first;
    }

    /** Waits until so many tasks are scheduled, then moves to the first of them and runs it. */
    void advanceToNext(int pending) {
        awaitPending(pending);
        advance(untilNext());
    }

    /**
     * Moves from task to task until the future is done.
     *
     * @param pending how many tasks are scheduled when no call is under way: 1 for a wait, 2 for one with a deadline
     */
    void driveUntilDone(Future<?> future, int pending) {
        for (int moves = 0; moves < 10_000; moves++) {
            synchronized (this) {
                long deadline = System.nanoTime() + LONGEST_REAL_WAIT_NANOS;
                while (tasks.size() < pending && !future.isDone()) {
                    // The future's end notifies nobody, so look again soon.
                    pause(Math.min(deadline, System.nanoTime() + 2_000_000), null);
                    if (System.nanoTime() > deadline) {
                        throw new AssertionError("nothing is scheduled, and the future is not done");
                    }
                }
            }
            if (future.isDone()) {
                return;
            }
            Task next = takeUntil(Long.MAX_VALUE);
            if (next != null) {
                next.work.run();
            }
        }
        throw new AssertionError("not done after 10000 tasks");
    }

    private void pause(long deadline, @Nullable String otherwise) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            if (otherwise == null) {
                return;
            }
            throw new AssertionError("waited too long " + otherwise);
        }
        try {
            wait(left / 1_000_000 + 1);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
