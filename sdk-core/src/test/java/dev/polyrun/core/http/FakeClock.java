package dev.polyrun.core.http;

import dev.polyrun.core.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Time that passes only when somebody waits. Pauses take no time; what is further away than any pause never comes. */
class FakeClock implements TimeSource {
    static final Duration NEVER = Duration.ofHours(10);

    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-05T10:30:00Z");

    @Override
    public synchronized long nanoTime() {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        pass(duration);
    }

    private synchronized void pass(Duration duration) {
        pauses.add(duration);
        now = now.plus(duration);
    }

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
        if (delay.compareTo(NEVER) < 0) {
            pass(delay);
            task.run();
        }
        return () -> {};
    }

    @Override
    public void await(CompletableFuture<?> future) {
        throw new AssertionError("no call waits for a future");
    }

    @Override
    public Alarm alarm(String threadName, Runnable task) {
        throw new AssertionError("no call needs a thread of its own");
    }

    synchronized List<Duration> pauses() {
        return List.copyOf(pauses);
    }
}
