package dev.polyrun;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Time as the facade sees it, so that tests need not wait for it. */
interface EngineTimer extends AutoCloseable {
    long nanoTime();

    /** Runs the task later, unless the timer is closed. The task must return soon. */
    Cancellable schedule(Duration delay, Runnable task);

    @Override
    void close();

    /** A task that has not run yet. */
    @FunctionalInterface
    interface Cancellable {
        void cancel();
    }

    /** The nanoseconds of a duration; some 292 years for all that is longer, as {@code ChronoUnit.FOREVER} is. */
    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The real time, on one daemon thread. */
    static EngineTimer system() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> EngineThread.create(task, "polyrun-timer"));
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // After closing, what is scheduled is dropped: those who wait were told.
        executor.setRejectedExecutionHandler((task, pool) -> {});
        return new EngineTimer() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public Cancellable schedule(Duration delay, Runnable task) {
                ScheduledFuture<?> scheduled = executor.schedule(task, nanos(delay), TimeUnit.NANOSECONDS);
                return () -> scheduled.cancel(false);
            }

            @Override
            public void close() {
                executor.shutdownNow();
            }
        };
    }
}
