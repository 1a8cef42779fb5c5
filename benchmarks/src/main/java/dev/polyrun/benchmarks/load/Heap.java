package dev.polyrun.benchmarks.load;

import dev.polyrun.benchmarks.ways.Kind;
import dev.polyrun.benchmarks.ways.Reply;
import dev.polyrun.benchmarks.ways.Terms;
import dev.polyrun.benchmarks.ways.Way;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How much heap a watched run takes beyond its name after two polls, how much it grows with each later one, and how many threads there are
 * for it.
 */
public final class Heap {
    private static final int WATCHES = 100_000;
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int SETTLED = 2;
    private static final int ROUNDS = 9;

    private Heap() {}

    /** @param arguments the kind of wait; then, if not 100,000, the number of watches */
    public static void main(String[] arguments) throws InterruptedException {
        Kind kind = Kind.valueOf(arguments[0]);
        int watches = arguments.length > 1 ? Integer.parseInt(arguments[1]) : WATCHES;
        String[] names = Runs.names(watches);
        Object[] handles = new Object[watches];
        LongAdder polls = new LongAdder();
        Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();
        Way way = kind.open(run -> {
            polls.increment();
            return Reply.STILL_RUNNING;
        });
        Terms terms = Terms.every(INTERVAL);
        Object first = way.start("run_first", terms).handle();
        awaitPolls(polls, 1);
        polls.reset();

        long before = used();
        for (int i = 0; i < watches; i++) {
            handles[i] = way.start(names[i], terms).handle();
        }
        awaitPolls(polls, (long) SETTLED * watches);
        long started = used();
        long pollsThen = polls.sum();
        awaitPolls(polls, (long) ROUNDS * watches);
        long later = used();
        long pollsBetween = polls.sum() - pollsThen;

        Figures.report("bytesPerWatch", (double) (started - before) / watches);
        Figures.report("bytesPerPoll", (double) (later - started) / pollsBetween);
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        Figures.report("threads", threads.stream().filter(thread -> !threadsBefore.contains(thread)).count());
        threads.stream().filter(thread -> !threadsBefore.contains(thread)).forEach(thread -> System.out.println("thread " + thread.getName()));
        System.out.println(first.getClass() + ", " + handles[watches - 1].getClass());
        System.exit(0);
    }

    private static void awaitPolls(LongAdder polls, long count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (polls.sum() < count && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static long used() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
