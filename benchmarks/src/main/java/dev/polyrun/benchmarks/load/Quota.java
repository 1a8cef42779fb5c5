package dev.polyrun.benchmarks.load;

import dev.polyrun.benchmarks.ways.Kind;
import dev.polyrun.benchmarks.ways.ServerError;
import dev.polyrun.benchmarks.ways.Terms;
import dev.polyrun.benchmarks.ways.Way;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * 500 live runs under a limit of 20 requests a second, each replaced when it ends, for ten minutes: how many requests are refused, and how
 * long after its end each run is found ended. All times run faster than told by the factor {@code speed}, the library's own schedule among them.
 */
public final class Quota {
    private static final int LIVE = 500;
    private static final double PER_SECOND = 20;
    private static final double SECONDS = 600;

    private Quota() {}

    /** @param arguments the kind of wait; the speed; then, for a fixed interval instead of the library's own schedule, its seconds */
    public static void main(String[] arguments) throws InterruptedException {
        Kind kind = Kind.valueOf(arguments[0]);
        double speed = Double.parseDouble(arguments[1]);
        Terms terms = arguments.length > 2
                ? Terms.every(Duration.ofNanos((long) (Double.parseDouble(arguments[2]) * 1e9 / speed))).toleratingErrors()
                : Terms.ownSchedule(speed);
        LiveRuns runs = new LiveRuns(45, 1.2, SECONDS * 10, speed);
        RateLimit limit = new RateLimit(PER_SECOND * speed, PER_SECOND, System.nanoTime());
        Duration retryAfter = Duration.ofNanos((long) (1e9 / speed));
        LongAdder requests = new LongAdder();
        LongAdder refused = new LongAdder();
        Way way = kind.open(run -> {
            requests.increment();
            if (!limit.admits(System.nanoTime())) {
                refused.increment();
                return CompletableFuture.failedFuture(new ServerError(429, retryAfter));
            }
            return CompletableFuture.completedFuture(runs.tell(run));
        });
        long start = System.nanoTime();
        for (int i = 0; i < LIVE; i++) {
            watch(runs, way, terms);
        }
        TimeUnit.NANOSECONDS.sleep(start + (long) (SECONDS * 1e9 / speed) - System.nanoTime());

        long longUntold = runs.untold(Duration.ofNanos((long) (60e9 / speed)));
        long untold = runs.untold(Duration.ZERO);
        List<Double> delays = runs.delaysInSeconds(speed);
        Figures.report("requestsPerSecond", requests.sum() / SECONDS);
        Figures.report("refusedPercent", 100.0 * refused.sum() / requests.sum());
        Figures.report("ended", runs.ended());
        Figures.report("unseen", untold);
        Figures.report("unseenForAMinute", longUntold);
        Figures.report("meanDelay", delays.stream().mapToDouble(delay -> delay).average().orElse(0));
        Figures.report("p99Delay", delays.isEmpty() ? 0 : delays.get((int) (delays.size() * .99)));
        System.exit(0);
    }

    private static void watch(LiveRuns runs, Way way, Terms terms) {
        way.start(runs.start(ended -> watch(runs, way, terms)), terms);
    }
}
