package dev.polyrun.testkit;

/** What a vendor's status text means for the fields around it. */
enum WireState {
    WAITING,
    ACTIVE,
    PAUSED,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    /** A text that the vendor does not document; the run counts as active. */
    UNKNOWN;

    boolean ended() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
