package dev.polyrun;

import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An engine whose timer never rings, and a vendor that never answers: what happens is what a test does. */
final class StressWorld {
    static final RunRef REF = RunRef.of("stress", "run-1");
    static final VendorAdapter ADAPTER = new SilentVendor();
    static final PollingEngine ENGINE = engine();
    static final PollLane LANE = new PollLane(ENGINE, ADAPTER);
    static final Run END = new Run(snapshot(RunPhase.SUCCEEDED), null);

    private StressWorld() {}

    static PollingEngine engine() {
        return new PollingEngine(new StillTime(), PollingPolicy.builder().pollsPerSecond(1_000_000).build(), null, new SplittableRandom(1)::nextLong);
    }

    static RunSnapshot snapshot(RunPhase phase) {
        return RunSnapshot.builder(REF, phase, phase.name()).build();
    }

    static RunUpdate update(RunPhase phase) {
        return new RunUpdate(null, snapshot(phase), null);
    }

    /** One that the engine has no part in: to be released changes nothing for it. */
    static Watch watch() {
        Watch watch = new Watch(LANE, REF);
        watch.gone = true;
        return watch;
    }

    static RunFuture wait(Watch watch) {
        RunFuture future = new RunFuture(1, WaitOptions.OnPause.KEEP_WAITING, false);
        future.attached(watch);
        return future;
    }

    private static final class SilentVendor implements VendorAdapter {
        private final RateLimiter rateLimiter = RateLimiter.adaptive();

        @Override
        public RateLimiter rateLimiter() {
            return rateLimiter;
        }

        @Override
        public CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, String correlation) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<Boolean> cancel(RunSnapshot current) {
            return new CompletableFuture<>();
        }
    }

    /** Whoever waits for a future that nobody completes is interrupted after some seconds, which no outcome allows. */
    private static final class StillTime implements TimeSource {
        private static final long LOST = TimeUnit.SECONDS.toNanos(5);

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }

        @Override
        public void sleep(Duration duration) {}

        @Override
        public void await(CompletableFuture<?> future) throws InterruptedException {
            long start = System.nanoTime();
            while (!future.isDone()) {
                if (System.nanoTime() - start > LOST) {
                    throw new InterruptedException();
                }
                Thread.onSpinWait();
            }
        }

        @Override
        public Cancellable schedule(Runnable task, Duration delay) {
            return () -> {};
        }

        @Override
        public Alarm alarm(String threadName, Runnable task) {
            return new Alarm() {
                @Override
                public void set(long nanoTime) {}

                @Override
                public void close() {}
            };
        }
    }
}
