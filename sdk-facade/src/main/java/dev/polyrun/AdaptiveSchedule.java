package dev.polyrun;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Polls where the end is likely. With λ as the rate of ending, and a poll worth w of delay, polls and delay together cost least with √(λ / 2w) polls
 * per unit of time; a wait lasts until that adds up to one poll, so that an age at which many runs end is not slept over. The rate comes from
 * {@link RunHistory} and, where the vendor tells it, from the run's progress. Of a run of which nothing is known, half of its likes are taken to end
 * before they are four times as old: that makes waits of √w (2 √age + √w), and costs at most √2 times as much as the best fixed interval.
 *
 * <p>Knowledge is believed only so far: the <em>doubt</em> is the share of that ignorant density which is kept in any case, so that a wait is at most
 * 1 / doubt times as long as in ignorance. Polls and delay together then cost at most 1.75 times as much as in ignorance where the doubt is a half and
 * all that is known is wrong; and 2.5 times where it is 0.3.
 */
final class AdaptiveSchedule implements NanosSchedule {
    static final AdaptiveSchedule DEFAULTS = new AdaptiveSchedule(Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(30));

    private static final double DOUBT_OF_PROGRESS = 0.6;

    /** How steeply the rate of ending rises towards the end that progress foretells: as if that were off by 30 to 40 per cent. */
    private static final double STEEPNESS = 4;

    private final long pollWorth;
    private final Bounds bounds;

    /** In √ns, as the density is per √ns where a poll is worth half a nanosecond. */
    private final double onePoll;

    /**
     * @throws IllegalArgumentException when a duration is not positive, or the bounds are the wrong way round
     */
    AdaptiveSchedule(Duration pollWorth, Duration shortest, Duration longest) {
        this.pollWorth = NanosSchedule.nanos(pollWorth, "What a poll is worth in delay");
        this.bounds = Bounds.of(shortest, longest);
        this.onePoll = Math.sqrt(2.0 * this.pollWorth);
    }

    @Override
    public long nextDelayNanos(ScheduleContext context) {
        long age = context.elapsedNanos();
        RunHistory history = context.history();
        double pace = age == 0 ? 0 : progress(context.lastSnapshot()) / age;
        double doubt = Math.max(RunHistory.LEAST_DOUBT, (history == null ? 1 : history.doubt()) * (pace == 0 ? 1 : DOUBT_OF_PROGRESS));
        // For each of the runs that a call answers for, it is that much cheaper.
        double poll = context.runsPerCall() == 1 ? onePoll : onePoll / Math.sqrt(context.runsPerCall());

        double start = Math.sqrt(age);
        double end = start;
        double missing = poll;
        int bucket = Ages.bucket(age);
        double density = density(history, bucket, pace);
        double room = (Ages.rootOfEnd(bucket) - end) * density;
        while (room < missing) {
            missing -= room;
            end = Ages.rootOfEnd(bucket);
            bucket++;
            density = density(history, bucket, pace);
            room = (Ages.rootOfEnd(bucket) - end) * density;
        }
        end += missing / density;

        // Densities alone would allow for longer waits than that: of young runs, and where history and progress both say that it is not the time.
        double ignorant = poll / Ages.IGNORANT_DENSITY;
        return bounds.clamp(Math.min((end - start) * (end + start), ignorant * (2 * start + ignorant) / doubt));
    }

    @Override
    public boolean isJittered() {
        return true;
    }

    @Override
    public String toString() {
        return "adaptive(" + Duration.ofNanos(pollWorth) + ", " + Duration.ofNanos(bounds.shortest()) + ", " + Duration.ofNanos(bounds.longest()) + ")";
    }

    /** Between 0 and 1; 0 when there is none to go by. */
    private static double progress(@Nullable RunSnapshot snapshot) {
        double fraction = snapshot == null ? 0 : snapshot.progressFraction();
        return fraction < 1 ? fraction : 0;
    }

    /**
     * @param pace which share of the foretold age passes per nanosecond; 0 when nothing is foretold
     */
    private static double density(@Nullable RunHistory history, int bucket, double pace) {
        double density = history == null ? Ages.IGNORANT_DENSITY : history.density(bucket);
        return pace == 0 || bucket == Ages.LAST ? density : Ages.density(foretold(Ages.middle(bucket) * pace, density * density / 4));
    }

    /**
     * The rate of ending where progress foretells an end, in the same way as {@link RunHistory} has it for past runs: that the run ends thereabouts
     * is one of two hypotheses, and the odds shift with what each of them leaves alive.
     *
     * @param share how much of the foretold age has passed
     * @param hazard the rate of ending otherwise
     */
    private static double foretold(double share, double hazard) {
        // Log-logistic: 1 / (1 + odds) are alive, and odds / (1 + odds) of the steepness is the rate. Brought to a single division.
        double odds = share * share * share * share;
        double like = 1 - DOUBT_OF_PROGRESS * DOUBT_OF_PROGRESS;
        double unlike = DOUBT_OF_PROGRESS * DOUBT_OF_PROGRESS * (1 + odds);
        return (like * STEEPNESS * odds + unlike * (1 + odds) * hazard) / ((like + unlike) * (1 + odds));
    }
}
