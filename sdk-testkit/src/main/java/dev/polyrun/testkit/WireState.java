package dev.polyrun.testkit;

/** What a vendor's status text means for the fields around it. */
public enum WireState {
    /** Accepted, not yet begun. */
    WAITING,
    /** At work. */
    ACTIVE,
    /** Begun, and waiting for something outside. */
    PAUSED,
    /** Ended well. */
    SUCCEEDED,
    /** Ended badly. */
    FAILED,
    /** Ended because somebody stopped it. */
    CANCELLED,
    /** A text that the vendor does not document; the run counts as active. */
    UNKNOWN;

    /** Whether the run goes on no more. */
    public boolean ended() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
