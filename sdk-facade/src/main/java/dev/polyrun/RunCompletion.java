package dev.polyrun;

import org.jspecify.annotations.Nullable;

/**
 * What came of a run of a {@link RunGroup}: the run as it ended, well or badly, or why it is not waited for any more. Thread-safe.
 */
public final class RunCompletion {
    private final RunRef ref;
    private final @Nullable Run run;
    private final @Nullable PollingException failure;
    private final GroupStore.@Nullable Acknowledgement acknowledgement;

    /**
     * @param acknowledgement null where there is nothing to acknowledge
     */
    RunCompletion(
            RunRef ref, @Nullable Run run, @Nullable PollingException failure, GroupStore.@Nullable Acknowledgement acknowledgement) {
        this.ref = ref;
        this.run = run;
        this.failure = failure;
        this.acknowledgement = acknowledgement;
    }

    /** Which run. */
    public RunRef ref() {
        return ref;
    }

    /** The run as it ended, see {@link Run#requireSucceeded()}; null when there is a {@link #failure()}. */
    public @Nullable Run run() {
        return run;
    }

    /**
     * Why the wait ended before the run did; null when there is a {@link #run()}. A {@link RunNotFoundException} or a
     * {@link PollingFailedException}; a {@link PollerClosedException} when polling was stopped; a {@link WaitTimeoutException} from
     * {@link RunGroup#waitForAll(java.time.Duration)}.
     */
    public @Nullable PollingException failure() {
        return failure;
    }

    /**
     * The run as it ended.
     *
     * @throws PollingException the {@link #failure()}, if there is one
     */
    public Run get() {
        if (run != null) {
            return run;
        }
        // It was made on another thread: show where the caller stands.
        failure.fillInStackTrace();
        throw failure;
    }

    /**
     * Says that all was done that this run was watched for: the group's store forgets it, also one that could not be watched. One that is not
     * acknowledged, because the process ended before, is watched and handed out again after the next {@link Polyrun#restore}. Does nothing in a
     * group without a store, a second time, when the run was watched anew since, or while it is still to be watched: after a
     * {@link WaitTimeoutException} or a {@link PollerClosedException}.
     *
     * @throws java.io.UncheckedIOException when the store cannot write it; to try again is safe
     */
    public void acknowledge() {
        if (acknowledgement != null) {
            acknowledgement.give();
        }
    }

    /** Whether it came of polling being stopped. */
    boolean isClosed() {
        return failure instanceof PollerClosedException;
    }

    /** The run and its phase, or why it is not known. */
    @Override
    public String toString() {
        return run != null ? run.toString() : String.valueOf(failure.getMessage());
    }
}
