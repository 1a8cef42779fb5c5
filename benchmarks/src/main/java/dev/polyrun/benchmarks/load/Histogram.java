package dev.polyrun.benchmarks.load;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts durations in buckets that are each at most a thirty-second part wide. Safe for use by many threads. */
final class Histogram {
    private static final int EXACT = 64;
    private static final int PARTS = 32;
    private static final int BUCKETS = EXACT + PARTS * 40;

    /** By microseconds. */
    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    /** Less than nothing counts as nothing. */
    void record(long nanos) {
        counts.incrementAndGet(bucket(Math.max(0, nanos / 1_000)));
    }

    long count() {
        long count = 0;
        for (int i = 0; i < BUCKETS; i++) {
            count += counts.get(i);
        }
        return count;
    }

    /** The duration in milliseconds that this share of all (0.99, say) does not exceed; 0 if there are none. */
    double millis(double share) {
        long rank = (long) Math.ceil(share * count());
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts.get(i);
            if (rank > 0 && seen >= rank) {
                return highest(i) / 1e3;
            }
        }
        return 0;
    }

    private static int bucket(long micros) {
        if (micros < EXACT) {
            return (int) micros;
        }
        int power = 63 - Long.numberOfLeadingZeros(micros);
        return EXACT + (power - 6) * PARTS + (int) ((micros >> (power - 5)) & (PARTS - 1));
    }

    private static long highest(int bucket) {
        if (bucket < EXACT) {
            return bucket;
        }
        int power = (bucket - EXACT) / PARTS + 6;
        long part = PARTS + (bucket - EXACT) % PARTS;
        return ((part + 1) << (power - 5)) - 1;
    }
}
