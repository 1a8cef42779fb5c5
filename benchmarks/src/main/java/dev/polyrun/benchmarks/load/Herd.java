package dev.polyrun.benchmarks.load;

import dev.polyrun.benchmarks.ways.Kind;
import dev.polyrun.benchmarks.ways.Reply;
import dev.polyrun.benchmarks.ways.Terms;
import dev.polyrun.benchmarks.ways.Way;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/** How evenly a crowd polls that was started all at once on a fixed schedule: requests per 100 ms in the second minute. */
public final class Herd {
    private static final int WATCHES = 10_000;
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration SLOT = Duration.ofMillis(100);
    private static final int SLOTS_PER_MINUTE = 600;

    private Herd() {}

    /** @param arguments the kind of wait; then {@code jittered}, if the library's own jitter is to stay as it is */
    public static void main(String[] arguments) throws InterruptedException {
        Kind kind = Kind.valueOf(arguments[0]);
        Terms terms = Terms.every(INTERVAL);
        AtomicIntegerArray slots = new AtomicIntegerArray(2 * SLOTS_PER_MINUTE);
        Object[] handles = new Object[WATCHES];
        long start = System.nanoTime();
        Way way = kind.open(run -> {
            long slot = (System.nanoTime() - start) / SLOT.toNanos();
            if (slot < slots.length()) {
                slots.incrementAndGet((int) slot);
            }
            return Reply.STILL_RUNNING;
        });
        for (int i = 0; i < WATCHES; i++) {
            handles[i] = way.start(Runs.name(i), arguments.length > 1 ? terms.allElseUntouched() : terms).handle();
        }
        TimeUnit.NANOSECONDS.sleep(start + TimeUnit.MINUTES.toNanos(2) - System.nanoTime());

        long polls = 0;
        int peak = 0;
        for (int slot = SLOTS_PER_MINUTE; slot < 2 * SLOTS_PER_MINUTE; slot++) {
            polls += slots.get(slot);
            peak = Math.max(peak, slots.get(slot));
        }
        Figures.report("peakOverMean", peak * (double) SLOTS_PER_MINUTE / polls);
        Figures.report("pollsOverIdeal", polls / (WATCHES * 60.0 / INTERVAL.toSeconds()));
        Figures.reportSeries("pollsPerSlot", IntStream.range(SLOTS_PER_MINUTE, 2 * SLOTS_PER_MINUTE).map(slots::get));
        System.out.println(handles[0].getClass());
        System.exit(0);
    }
}
