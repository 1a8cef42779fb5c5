package dev.polyrun.core;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * Time as Polyrun sees it: what the clocks say, and how to wait. {@link #system()} is the real one; a test gives one that it moves itself, and
 * need not wait for anything. Thread-safe.
 */
public interface TimeSource {
    /** The real time. */
    static TimeSource system() {
        return SystemTime.INSTANCE;
    }

    /** Nanoseconds since some moment, never going back; all durations are measured by it. */
    long nanoTime();

    /** The time of day; for reading dates only, since it may be set. */
    Instant instant();

    /**
     * Blocks this thread for a while.
     *
     * @throws InterruptedException when the thread is interrupted
     */
    void sleep(Duration duration) throws InterruptedException;

    /**
     * Blocks this thread until the future is done, in whatever way.
     *
     * @throws InterruptedException when the thread is interrupted first
     */
    void await(CompletableFuture<?> future) throws InterruptedException;

    /** Runs a task later, on a thread that it must not hold up. */
    Cancellable schedule(Runnable task, Duration delay);

    /**
     * A timer with a thread of its own, which is started when it is first needed.
     *
     * @param threadName for whoever looks at threads
     * @param task what to run; it must neither throw nor hold up the thread
     */
    Alarm alarm(String threadName, Runnable task);

    /** Something begins that takes no time of this source's, such as a call over a socket. Time that is moved by hand stands still meanwhile. */
    default void workBegins() {}

    /** What began has ended, and whatever follows from it has begun. */
    default void workEnds() {}

    /** A task that may not have run yet. */
    @FunctionalInterface
    interface Cancellable {
        /** Keeps the task from running, unless it does already. */
        void cancel();
    }

    /** Runs its task at the time for which it was set last. Thread-safe. */
    interface Alarm extends AutoCloseable {
        /**
         * Sets when to run the task, in place of what was set before; at once when that time has passed.
         *
         * @param nanoTime by {@link TimeSource#nanoTime()}
         */
        void set(long nanoTime);

        /** Ends the thread; nothing runs afterwards, but a task that runs already. */
        @Override
        void close();
    }
}
