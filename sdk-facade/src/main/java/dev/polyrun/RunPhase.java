package dev.polyrun;

/** Where a run stands, whatever its vendor calls it. */
public enum RunPhase {
    /** Accepted, not yet begun. */
    QUEUED,
    RUNNING,
    /** Waiting for a human, a time or an event; see {@link RunSnapshot#pause()}. */
    PAUSED,
    /** Asked to stop, not stopped yet. */
    CANCELLING,
    /** Ended well; it has outputs. */
    SUCCEEDED,
    /** Ended badly; see {@link RunSnapshot#error()}. */
    FAILED,
    /** Ended because somebody stopped it. */
    CANCELLED,
    /** The vendor used a status that this version does not know. Not an end: waiting goes on. */
    UNKNOWN;

    /** Whether the run has ended. */
    public boolean isTerminal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
