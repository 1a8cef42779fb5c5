package dev.polyrun;

/**
 * The ages of runs, in 64 buckets: one up to 100 ms, then three for each doubling, the last one for all beyond two days. Rates of ending are taken
 * per unit of the <em>logarithm</em> of the age, and waits are reckoned in square roots of it, because a run of which nothing is known is best
 * polled evenly there.
 */
final class Ages {
    static final int BUCKETS = 64;
    static final int LAST = BUCKETS - 1;

    /** Of a bucket, in the logarithm of the age. */
    static final double WIDTH = Math.log(2) / 3;

    /** What to take the rate of ending for when nothing is known: half the runs that are left end before they are four times as old. */
    static final double IGNORANT_HAZARD = 0.5;

    static final double IGNORANT_DENSITY = density(IGNORANT_HAZARD);

    private static final double FIRST = 100e6;
    private static final double THIRD = Math.cbrt(2);
    private static final double TWO_THIRDS = Math.cbrt(4);
    private static final double[] ENDS = new double[BUCKETS];
    private static final double[] MIDDLES = new double[BUCKETS];
    private static final double[] ROOTS = new double[BUCKETS];

    static {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            ENDS[bucket] = bucket == LAST ? Double.POSITIVE_INFINITY : FIRST * Math.pow(2, bucket / 3.0);
            MIDDLES[bucket] = FIRST * Math.pow(2, (bucket - 0.5) / 3);
            ROOTS[bucket] = Math.sqrt(ENDS[bucket]);
        }
    }

    private Ages() {}

    /** Which bucket an age is in. Negative ones are in the first. */
    static int bucket(long nanos) {
        double firsts = nanos / FIRST;
        if (firsts < 1) {
            return 0;
        }
        int whole = Math.getExponent(firsts);
        double rest = firsts / (1L << whole);
        return Math.min(LAST, 1 + 3 * whole + (rest < THIRD ? 0 : rest < TWO_THIRDS ? 1 : 2));
    }

    /** The age at which a bucket ends, in nanoseconds. */
    static double end(int bucket) {
        return ENDS[bucket];
    }

    /** An age in the midst of a bucket, which must not be the last. */
    static double middle(int bucket) {
        return MIDDLES[bucket];
    }

    /** The square root of {@link #end}. */
    static double rootOfEnd(int bucket) {
        return ROOTS[bucket];
    }

    /**
     * The best number of polls per unit of the square root of the age, where a poll is worth half a unit of time.
     *
     * @param hazard the rate of ending per unit of the logarithm of the age
     */
    static double density(double hazard) {
        // Per unit of time it is the square root of the rate of ending, hazard / age; and a unit of the root is 2 √age units of time.
        return 2 * Math.sqrt(hazard);
    }
}
