package dev.polyrun.core;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The real time. */
final class SystemTime implements TimeSource {
    static final SystemTime INSTANCE = new SystemTime();
    /** Nanoseconds as a {@code long} reach no further. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);
    /** As long as the threads that calls are blocked on. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    private SystemTime() {}

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
        long whole = nanos(duration);
        long start = System.nanoTime();
        for (long left = whole; left > 0; left = whole - (System.nanoTime() - start)) {
            LockSupport.parkNanos(this, left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    @Override
    public void await(CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException | CancellationException e) {
            // It is done; how is for the caller to see.
            return;
        }
    }

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
        Future<?> scheduled = Shared.EXECUTOR.schedule(task, nanos(delay), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public Alarm alarm(String threadName, Runnable task) {
        return new ThreadAlarm(threadName, task);
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : duration.isNegative() ? 0 : duration.toNanos();
    }

    /** One thread for the timeouts and pauses of all calls. It never runs a caller's code. */
    private static final class Shared {
        static final ScheduledThreadPoolExecutor EXECUTOR = timer(IDLE);
    }

    /** A timer whose thread ends when there was nothing to wait for so long, and comes back with the next task. */
    static ScheduledThreadPoolExecutor timer(Duration idle) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> DaemonThread.create(task, "polyrun-http-timer"));
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(idle.toNanos(), TimeUnit.NANOSECONDS);
        // It does not end while a task is waited for, though the Javadoc of ScheduledThreadPoolExecutor sounds as if it might.
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Parks until it is time. */
    private static final class ThreadAlarm implements Alarm {
        private static final long NEVER = Long.MAX_VALUE;

        private final String threadName;
        private final Runnable task;
        private final AtomicBoolean started = new AtomicBoolean();
        private final long start = System.nanoTime();
        /** In nanoseconds after the start, so that times compare as plain numbers. */
        private final AtomicLong due = new AtomicLong(NEVER);

        private volatile boolean closed;
        private volatile @Nullable Thread thread;

        ThreadAlarm(String threadName, Runnable task) {
            this.threadName = threadName;
            this.task = task;
        }

        @Override
        public void set(long nanoTime) {
            long now = System.nanoTime();
            long left = nanoTime - now;
            // A time so far away that the sum overflows never comes.
            due.set(left > NEVER - (now - start) ? NEVER : now - start + left);
            if (!closed && !started.get() && started.compareAndSet(false, true)) {
                DaemonThread.create(this::run, threadName).start();
            }
            // Written after the time, read before it: either this sees the thread, or the thread sees the new time.
            Thread sleeper = thread;
            if (sleeper != Thread.currentThread()) {
                LockSupport.unpark(sleeper);
            }
        }

        private void run() {
            thread = Thread.currentThread();
            while (!closed) {
                // An interrupt is nobody's wish here, and with it no thread would park.
                Thread.interrupted();
                long at = due.get();
                long left = at - (System.nanoTime() - start);
                if (at == NEVER) {
                    LockSupport.park(this);
                } else if (left > 0) {
                    LockSupport.parkNanos(this, left);
                } else if (due.compareAndSet(at, NEVER)) {
                    task.run();
                }
            }
        }

        @Override
        public void close() {
            closed = true;
            LockSupport.unpark(thread);
        }
    }
}
