package dev.polyrun.core;

/**
 * How many reads a second a {@link RateLimiter} allows: the law that its documentation tells. Not thread-safe; the limiter's lock guards it.
 *
 * <p>Time is looked at in periods of a second, or of ten reads when those take longer. A period in which the rate was not used up says nothing
 * about whether the vendor would have borne it, so only the others count as quiet time.
 */
final class AdaptiveRate {
    /** As a rate: no limit. */
    static final double NONE = Double.POSITIVE_INFINITY;

    static final double SLOWEST_CEILING = 0.0001;
    static final double FASTEST = 1_000_000;

    private static final double SECOND = 1e9;
    private static final double MINUTE = 60 * SECOND;
    /** Where a cut that nothing else tells leaves a rate at least: one refusal must not make two reads in a row wait for long. */
    private static final double SLOWEST_FIRST_CUT = 1;
    /** A vendor that refuses everything is asked once in ten seconds still, or nobody would see when it stops. */
    private static final double SLOWEST_CUT = 0.1;
    private static final double SLOWEST_THAW = 10;
    private static final double CUT = 0.7;
    private static final double JUST_BELOW = 0.97;
    private static final double USED_UP = 0.8;
    private static final double RECOVERY = 2 * MINUTE;
    private static final double QUIET_BEFORE_PROBE = 10 * MINUTE;
    private static final double PROBE = 10 * MINUTE;
    private static final double READS_PER_PERIOD = 10;

    private final double ceiling;
    /** What the vendor refused last, per second. */
    private double refused = NONE;
    /** After a freeze while no limit is known, for as long as there is something to make up for. */
    private double thaw = NONE;
    private double perSecond;
    private long period;
    /** Quiet time in nanoseconds since the last cut. */
    private double quiet;

    private boolean cut;
    private long lastCut;
    private long periodStart;
    private int readsInPeriod;
    private double readsPerSecondBefore;

    AdaptiveRate(double ceiling) {
        this.ceiling = ceiling;
        begin(0);
    }

    /** Reads a second now; infinite when no limit is known. */
    double perSecond() {
        return perSecond;
    }

    void start(long nanoTime) {
        periodStart = nanoTime;
    }

    void count(int reads) {
        readsInPeriod += reads;
    }

    /** Looks back when a period is over. */
    boolean isChangedBy(long nanoTime) {
        long elapsed = nanoTime - periodStart;
        if (elapsed < period) {
            return false;
        }
        readsPerSecondBefore = readsInPeriod * SECOND / elapsed;
        boolean usedUp = readsPerSecondBefore >= USED_UP * perSecond;
        if (usedUp) {
            quiet += elapsed;
        }
        thaw = usedUp ? thaw * 2 : NONE;
        return begin(nanoTime);
    }

    /** A read was refused. Requests that were under way when the last refusal cut the rate tell nothing new. */
    boolean isCutBy(long nanoTime) {
        if (cut && nanoTime - lastCut < period) {
            return false;
        }
        refused = perSecond == NONE ? Math.max(SLOWEST_FIRST_CUT / CUT, observed()) : perSecond;
        thaw = NONE;
        quiet = 0;
        cut = true;
        lastCut = nanoTime;
        return begin(nanoTime);
    }

    /** Nothing is sent until then; and not everything at once then, even if no limit is known. */
    void freeze(long untilNanoTime) {
        if (refused == NONE && ceiling == NONE) {
            thaw = thaw == NONE ? Math.max(SLOWEST_THAW, 2 * observed()) : thaw;
            begin(untilNanoTime);
        }
    }

    private boolean begin(long nanoTime) {
        double before = perSecond;
        double learned = refused == NONE ? NONE : Math.min(FASTEST, Math.max(SLOWEST_CUT, refused * share()));
        perSecond = Math.min(ceiling, Math.min(thaw, learned));
        period = (long) Math.max(SECOND, READS_PER_PERIOD / perSecond * SECOND);
        periodStart = nanoTime;
        readsInPeriod = 0;
        return perSecond != before;
    }

    /** How much of the refused rate is tried, after this much quiet time. */
    private double share() {
        if (quiet < RECOVERY) {
            return CUT + (JUST_BELOW - CUT) * quiet / RECOVERY;
        }
        double probing = Math.max(0, quiet - QUIET_BEFORE_PROBE) / PROBE;
        return JUST_BELOW * Math.exp(probing * probing);
    }

    /** Reads a second while no limit is known: this period's so far, which has lasted for a second at most, or the last one's. */
    private double observed() {
        return Math.max(readsPerSecondBefore, readsInPeriod);
    }
}
