package dev.polyrun.core.http;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Time as the transport sees it, so that tests need not wait for it. */
interface TransportClock {
    TransportClock SYSTEM = new TransportClock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Instant instant() {
            return Instant.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            long end = System.nanoTime() + duration.toNanos();
            for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }

        @Override
        public Future<?> schedule(Runnable task, Duration delay) {
            return Timer.EXECUTOR.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    };

    long nanoTime();

    /** For reading dates only; durations are taken from {@link #nanoTime()}. */
    Instant instant();

    void sleep(Duration duration) throws InterruptedException;

    /** Runs a task later, on a thread that the task must not hold up. */
    Future<?> schedule(Runnable task, Duration delay);

    /** One thread for all pauses of asynchronous calls. It never runs a caller's code. */
    final class Timer {
        private static final ScheduledThreadPoolExecutor EXECUTOR = create();

        private Timer() {}

        private static ScheduledThreadPoolExecutor create() {
            ScheduledThreadPoolExecutor executor =
                    new ScheduledThreadPoolExecutor(1, task -> HttpThread.create(task, "polyrun-http-timer"));
            executor.setRemoveOnCancelPolicy(true);
            return executor;
        }
    }
}
