package dev.polyrun.benchmarks.load;

import com.sun.management.OperatingSystemMXBean;
import dev.polyrun.benchmarks.ways.Kind;
import dev.polyrun.benchmarks.ways.Reply;
import dev.polyrun.benchmarks.ways.Server;
import dev.polyrun.benchmarks.ways.Terms;
import dev.polyrun.benchmarks.ways.Way;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What one poll costs in CPU time of the whole process, and how late polls are, at a given rate. As many runs are watched as are to be
 * polled in a second, each once a second, started evenly over the first. A poll is late by what passes between it and the one before, beyond
 * that second.
 */
public final class Cost {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private Cost() {}

    /** @param arguments the kind of wait, the polls per second, the seconds to warm up, the seconds to measure */
    public static void main(String[] arguments) throws InterruptedException {
        Kind kind = Kind.valueOf(arguments[0]);
        int watches = Integer.parseInt(arguments[1]);
        Log log = new Log(watches);
        Figures.report("harnessMicros", harness(new Log(watches), Runs.names(watches)));

        Way way = kind.open(log);
        Terms terms = Terms.every(INTERVAL);
        Object[] handles = new Object[watches];
        String[] names = Runs.names(watches);
        long start = System.nanoTime();
        for (int i = 0; i < watches; i++) {
            long due = start + INTERVAL.toNanos() / watches * i;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            handles[i] = way.start(names[i], terms).handle();
        }
        TimeUnit.SECONDS.sleep(Integer.parseInt(arguments[2]));

        log.measuring = true;
        long from = System.nanoTime();
        long cpuFrom = cpu();
        long pollsFrom = log.polls();
        TimeUnit.SECONDS.sleep(Integer.parseInt(arguments[3]));
        long polls = log.polls() - pollsFrom;
        double cpu = cpu() - cpuFrom;
        double seconds = (System.nanoTime() - from) / 1e9;

        Figures.report("cpuMicrosPerPoll", cpu / 1e3 / polls);
        Figures.report("pollsPerSecond", polls / seconds);
        Figures.report("lateP50", log.lateness.millis(.5));
        Figures.report("lateP99", log.lateness.millis(.99));
        Figures.report("lateP999", log.lateness.millis(.999));
        System.out.println(handles[0].getClass());
        System.exit(0);
    }

    /** What the counting itself costs per poll; it is within the figure of each library. */
    private static double harness(Log log, String[] names) {
        log.measuring = true;
        double micros = 0;
        for (int round = 0; round < 5; round++) {
            long start = cpu();
            for (int i = 0; i < 2_000_000; i++) {
                log.poll(names[i % names.length]);
            }
            micros = (cpu() - start) / 1e3 / 2_000_000;
        }
        return micros;
    }

    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** Plain arrays: the polls of one run happen one after the other. */
    private static final class Log implements Server {
        final Histogram lateness = new Histogram();
        volatile boolean measuring;
        private final long[] last;
        private final int[] polls;

        Log(int runs) {
            last = new long[runs];
            polls = new int[runs];
        }

        @Override
        public CompletableFuture<Reply> poll(String run) {
            int number = Runs.number(run);
            long now = System.nanoTime();
            if (measuring && last[number] != 0) {
                lateness.record(now - last[number] - INTERVAL.toNanos());
            }
            last[number] = now;
            polls[number]++;
            return Reply.STILL_RUNNING;
        }

        long polls() {
            return Arrays.stream(polls).asLongStream().sum();
        }
    }
}
