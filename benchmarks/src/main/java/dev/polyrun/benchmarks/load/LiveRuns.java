package dev.polyrun.benchmarks.load;

import dev.polyrun.benchmarks.ways.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs whose lengths are drawn from a log-normal distribution by a fixed seed, on a server that knows when each truly ended and when it first
 * told so. Its times are real ones: shorter than the ones spoken of by the factor {@code speed}.
 */
final class LiveRuns {
    private final ScheduledExecutorService ends = Executors.newSingleThreadScheduledExecutor(LiveRuns::daemon);
    private final Random random = new Random(7);
    private final List<Run> runs = new ArrayList<>();
    private final double medianNanos;
    private final double sigma;
    private final long longestNanos;

    LiveRuns(double medianSeconds, double sigma, double longestSeconds, double speed) {
        medianNanos = medianSeconds * 1e9 / speed;
        this.sigma = sigma;
        longestNanos = (long) (longestSeconds * 1e9 / speed);
    }

    private static final class Run {
        final long end;
        volatile long told;

        Run(long end) {
            this.end = end;
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "ends of runs");
        thread.setDaemon(true);
        return thread;
    }

    /** Starts a run, and gives its name. */
    String start() {
        return start(name -> {});
    }

    /** The same; the consumer is told on another thread when the run has ended. */
    String start(Consumer<String> atEnd) {
        String name;
        long length;
        synchronized (runs) {
            length = Math.min(longestNanos, (long) (medianNanos * Math.exp(sigma * random.nextGaussian())));
            name = Runs.name(runs.size());
            runs.add(new Run(System.nanoTime() + length));
        }
        ends.schedule(() -> atEnd.accept(name), length, TimeUnit.NANOSECONDS);
        return name;
    }

    /** What is to be said of a run now. */
    Reply tell(String name) {
        Run run = run(name);
        long now = System.nanoTime();
        if (now - run.end < 0) {
            return Reply.RUNNING;
        }
        if (run.told == 0) {
            run.told = now;
        }
        return Reply.SUCCEEDED;
    }

    private Run run(String name) {
        synchronized (runs) {
            return runs.get(Runs.number(name));
        }
    }

    void stop() {
        ends.shutdownNow();
    }

    /** Runs that have ended by now. */
    long ended() {
        long now = System.nanoTime();
        synchronized (runs) {
            return runs.stream().filter(run -> now - run.end >= 0).count();
        }
    }

    /** Runs that ended so long ago or longer, and were not told of yet. */
    long untold(Duration age) {
        long ago = System.nanoTime() - age.toNanos();
        synchronized (runs) {
            return runs.stream().filter(run -> run.told == 0 && ago - run.end >= 0).count();
        }
    }

    /** How long after its end each run was first told of, for those that were. */
    List<Double> delaysInSeconds(double speed) {
        synchronized (runs) {
            return runs.stream().filter(run -> run.told != 0).map(run -> (run.told - run.end) / 1e9 * speed).sorted().toList();
        }
    }
}
