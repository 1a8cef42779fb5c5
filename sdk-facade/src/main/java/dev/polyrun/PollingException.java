package dev.polyrun;

import dev.polyrun.core.PolyrunException;
import org.jspecify.annotations.Nullable;

/**
 * A wait ended before its run did. The run itself goes on; {@link #ref()} is all that is needed to wait for it again.
 */
public abstract sealed class PollingException extends PolyrunException
        permits WaitTimeoutException, WaitInterruptedException, RunNotFoundException, PollingFailedException, PollerClosedException {
    private static final long serialVersionUID = 1L;

    private final transient RunRef ref;
    private final transient @Nullable RunSnapshot lastSnapshot;
    private final int polls;

    PollingException(String what, Watch watch, @Nullable Throwable cause) {
        super(watch.ref() + ": " + what + " (" + watch.polls() + " polls, last seen "
                + (watch.lastSnapshot() == null ? "never" : watch.lastSnapshot().phase() + " " + watch.lastSnapshot().vendorStatus()) + ")", cause);
        this.ref = watch.ref();
        this.lastSnapshot = watch.lastSnapshot();
        this.polls = watch.polls();
    }

    /** Which run was waited for. */
    public final RunRef ref() {
        return ref;
    }

    /** The run as it was seen last; null when it never was. */
    public final @Nullable RunSnapshot lastSnapshot() {
        return lastSnapshot;
    }

    /** How often the run was looked at. */
    public final int polls() {
        return polls;
    }

    /** What a wait knows when it ends. */
    record Watch(RunRef ref, @Nullable RunSnapshot lastSnapshot, int polls) {}
}
