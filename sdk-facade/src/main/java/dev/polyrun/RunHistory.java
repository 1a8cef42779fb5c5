package dev.polyrun;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How long the past runs of one workflow took, and what that says about the next one. In buckets of {@link Ages}, so that it takes the same half
 * a kilobyte however many runs there were; the later a run, the more it counts. A run that lives again after its end counts once for each life.
 * Not thread-safe.
 *
 * <p>It weighs two hypotheses: that a run is like the past ones, or that it is unlike any of them. The odds shift with what each of the two leaves
 * alive at an age, so that a run that outlives its likes is soon taken for one of its own.
 */
final class RunHistory {
    static final double LEAST_DOUBT = 0.3;

    /** With so many runs the doubt is a half. Simulated, 30 runs are as good as any number, and to doubt them longer helps little when they mislead. */
    private static final double RUNS_OF_HALF_DOUBT = 12;

    /** At twice so many runs, each counts for half. Simulated, more do not make waits better; fewer follow changes sooner. */
    private static final int HALF_LIFE = 64;

    /** What one run counts for at first, so that it can be halved several times. */
    private static final int UNIT = 16;

    private final String workflowId;
    private short @Nullable [] counts;
    private float @Nullable [] densities;
    private int total;
    private double doubt = 1;

    RunHistory(String workflowId) {
        this.workflowId = workflowId;
    }

    /** The same text object for all runs of the workflow. */
    String workflowId() {
        return workflowId;
    }

    /** How many runs it goes by, where the older ones count for less. */
    double samples() {
        return (double) total / UNIT;
    }

    /** From 1, without runs, to {@link #LEAST_DOUBT}; what it means is said in {@link AdaptiveSchedule}. */
    double doubt() {
        return doubt;
    }

    /** Adds a run that has ended by itself. */
    void record(long durationNanos) {
        short[] known = counts == null ? new short[Ages.BUCKETS] : counts;
        counts = known;
        known[Ages.bucket(durationNanos)] += UNIT;
        total += UNIT;
        if (total >= 2 * HALF_LIFE * UNIT) {
            total = 0;
            for (int bucket = 0; bucket < Ages.BUCKETS; bucket++) {
                known[bucket] /= 2;
                total += known[bucket];
            }
        }
        doubt = Math.max(LEAST_DOUBT, RUNS_OF_HALF_DOUBT / (samples() + RUNS_OF_HALF_DOUBT));
        densities = densities(smoothed(known));
    }

    /**
     * How densely to poll at an age: polls per unit of the square root of time, where a poll is worth half a unit of time.
     *
     * @param bucket of {@link Ages}
     */
    double density(int bucket) {
        return densities == null ? Ages.IGNORANT_DENSITY : densities[bucket];
    }

    /** Shares of the runs per bucket, as if each run were spread out as a bell over its neighbourhood: the fewer runs, the wider. */
    private double[] smoothed(short[] known) {
        double mean = 0;
        double squares = 0;
        for (int bucket = 0; bucket < Ages.BUCKETS; bucket++) {
            mean += (double) known[bucket] * bucket / total;
            squares += (double) known[bucket] * bucket * bucket / total;
        }
        // Silverman's rule, a little narrower: runs are often of several kinds.
        double width = Math.max(0.5, 0.75 * Math.sqrt(Math.max(0, squares - mean * mean)) * Math.pow(samples(), -0.2));
        int reach = (int) Math.ceil(3 * width);
        double[] bell = new double[2 * reach + 1];
        for (int at = -reach; at <= reach; at++) {
            bell[at + reach] = Math.exp(-0.5 * at * at / (width * width));
        }
        double whole = Arrays.stream(bell).sum() * total;
        double[] shares = new double[Ages.BUCKETS];
        for (int bucket = 0; bucket < Ages.BUCKETS; bucket++) {
            for (int at = -reach; known[bucket] > 0 && at <= reach; at++) {
                shares[Math.max(0, Math.min(Ages.LAST, bucket + at))] += known[bucket] * bell[at + reach] / whole;
            }
        }
        return shares;
    }

    private float[] densities(double[] shares) {
        float[] result = new float[Ages.BUCKETS];
        double alive = 1;
        double median = 0;
        for (int bucket = 0; bucket < Ages.LAST; bucket++) {
            double left = Math.max(0, alive - shares[bucket]);
            if (alive > 0.5) {
                median = Ages.end(bucket);
            }
            double like = (1 - doubt * doubt) * Math.sqrt(alive * left);
            double unlike = doubt * doubt * Math.sqrt(Math.min(1, median / Ages.end(bucket)));
            double hazard = left > 0 ? Math.log(alive / left) / Ages.WIDTH : 0;
            result[bucket] = (float) Ages.density((like * hazard + unlike * Ages.IGNORANT_HAZARD) / (like + unlike));
            alive = left;
        }
        // Open-ended, so that no rate follows from it.
        result[Ages.LAST] = (float) Ages.IGNORANT_DENSITY;
        return result;
    }
}
