package dev.polyrun;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Told what polling does, for metrics and traces. Called on the one thread that polls: return soon. What it throws is logged, and changes nothing
 * else.
 */
public interface PollingObserver {
    /** A run is about to be looked at. */
    default void onPollStart(RunRef ref) {}

    /** A look at a run is over. */
    default void onPollEnd(PollEnd end) {}

    /** It is decided when a run is looked at next. */
    default void onScheduled(RunRef ref, NextPoll next) {}

    /**
     * A run was seen otherwise than before: anything of its snapshot differs, such as the phase, the vendor's status or the progress. States
     * between two looks are not seen.
     */
    default void onChange(RunUpdate update) {}

    /**
     * Someone's wait for a run is over.
     *
     * @param failure why it ended before the run did; null when it ended as it should
     */
    default void onWaitEnd(RunRef ref, @Nullable PollingException failure) {}

    /**
     * A look at a run that is over.
     *
     * @param ref which run
     * @param runsInCall how many runs the call looked at
     * @param latency from when the call was sent to its answer
     * @param snapshot how the run was seen; null when the look failed, or a list did not show it
     * @param failure why the look failed; null when it did not
     */
    record PollEnd(RunRef ref, int runsInCall, Duration latency, @Nullable RunSnapshot snapshot, @Nullable Throwable failure) {}
}
