package dev.polyrun.reliability.faults;

import dev.polyrun.core.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** The real time, but whoever would sleep is at once where the sleep ends. */
final class SkippingTime implements TimeSource {
    private final TimeSource real = TimeSource.system();
    private long skipped;

    /** How much was slept so far. */
    synchronized Duration skipped() {
        return Duration.ofNanos(skipped);
    }

    @Override
    public synchronized void sleep(Duration duration) {
        skipped += duration.toNanos();
    }

    @Override
    public synchronized long nanoTime() {
        return real.nanoTime() + skipped;
    }

    @Override
    public synchronized Instant instant() {
        return real.instant().plusNanos(skipped);
    }

    @Override
    public void await(CompletableFuture<?> future) throws InterruptedException {
        real.await(future);
    }

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
        return real.schedule(task, delay);
    }

    @Override
    public Alarm alarm(String threadName, Runnable task) {
        return real.alarm(threadName, task);
    }
}
