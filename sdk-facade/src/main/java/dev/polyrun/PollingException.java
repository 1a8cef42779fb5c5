package dev.polyrun;

import dev.polyrun.core.PolyrunException;
import org.jspecify.annotations.Nullable;

/**
 * A wait ended before its run did. The run itself goes on; {@link #ref()} is all that is needed to wait for it again.
 */
public abstract sealed class PollingException extends PolyrunException
        permits WaitTimeoutException,
                WaitInterruptedException,
                RunPausedException,
                RunNotFoundException,
                PollingFailedException,
                PollerClosedException {
    private static final long serialVersionUID = 1L;

    private final transient RunRef ref;
    private final transient @Nullable RunSnapshot lastSnapshot;
    private final int polls;

    PollingException(String what, Seen seen, @Nullable Throwable cause) {
        super(seen.ref() + ": " + what + " (" + seen.polls() + " polls, last seen "
                + (seen.lastSnapshot() == null ? "never" : seen.lastSnapshot().phase() + " " + seen.lastSnapshot().vendorStatus()) + ")", cause);
        this.ref = seen.ref();
        this.lastSnapshot = seen.lastSnapshot();
        this.polls = seen.polls();
    }

    /** Which run was waited for. */
    public final RunRef ref() {
        return ref;
    }

    /** The run as it was seen last; null when it never was. */
    public final @Nullable RunSnapshot lastSnapshot() {
        return lastSnapshot;
    }

    /** How often the run was looked at since someone began to wait for it, or is waited for without a break. */
    public final int polls() {
        return polls;
    }

    /** What a wait knows when it ends. */
    record Seen(RunRef ref, @Nullable RunSnapshot lastSnapshot, int polls) {}
}
