package dev.polyrun.core.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** Time that passes only when somebody waits. Pauses take no time; what is further away than any pause never comes. */
final class FakeClock implements TransportClock {
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
    public synchronized void sleep(Duration duration) {
        pauses.add(duration);
        now = now.plus(duration);
    }

    @Override
    public Future<?> schedule(Runnable task, Duration delay) {
        if (delay.compareTo(NEVER) >= 0) {
            return new CompletableFuture<>();
        }
        sleep(delay);
        task.run();
        return CompletableFuture.completedFuture(null);
    }

    synchronized List<Duration> pauses() {
        return List.copyOf(pauses);
    }
}
