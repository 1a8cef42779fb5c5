package dev.polyrun;

import java.time.Duration;

/**
 * How long to wait before looking at a run again. What the vendor asks for comes first, and the polls of many runs share one rate limit, so that
 * a wait may become longer than this says. A lambda will do for a schedule of your own. Thread-safe.
 */
@FunctionalInterface
public interface PollSchedule {
    /**
     * The wait before the next poll, from now.
     *
     * @return more than zero
     */
    Duration nextDelay(PollContext context);

    /** {@link #adaptive} where a poll is worth 250 ms, with 500 ms to 30 s between two polls. */
    static PollSchedule defaults() {
        return AdaptiveSchedule.DEFAULTS;
    }

    /**
     * Polls most often when the run is likely to end. It goes by how long the past runs of the same workflow took, as far as this facade saw them
     * end, and by the run's progress where the vendor tells it; both may be wrong without much harm. Without either, waits grow with the square
     * root of the elapsed time: whatever the run takes, polls and delay then cost at most √2 times as much as with the fixed interval that
     * would have been the best for it.
     *
     * @param pollWorth how much sooner the end has to be known, on average, for one more poll to be worth it. Four times as much halves the polls
     *     and doubles the delay.
     * @param shortest the shortest wait between two polls
     * @param longest the longest wait between two polls, and thus the longest delay
     * @throws IllegalArgumentException when a duration is not positive, or the bounds are the wrong way round
     */
    static PollSchedule adaptive(Duration pollWorth, Duration shortest, Duration longest) {
        return new AdaptiveSchedule(pollWorth, shortest, longest);
    }

    /**
     * Waits for a share of the elapsed time: the delay is at most that share of what the run took, for the fewest polls that can promise it.
     *
     * @param share such as 0.1
     * @param shortest the shortest wait between two polls
     * @param longest the longest wait between two polls
     * @throws IllegalArgumentException when the share or a duration is not positive, or the bounds are the wrong way round
     */
    static PollSchedule geometric(double share, Duration shortest, Duration longest) {
        return new GeometricSchedule(share, shortest, longest);
    }

    /**
     * Always waits the same, to the point: it is the only built-in schedule that is not shortened by a random part of up to a tenth.
     *
     * @throws IllegalArgumentException when the interval is not positive
     */
    static PollSchedule fixed(Duration interval) {
        return new FixedSchedule(interval);
    }
}
