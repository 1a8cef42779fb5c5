package dev.polyrun;

import java.time.Duration;

/**
 * When a run is looked at next, and why then.
 *
 * @param in how long from now; zero when a look is under way, or waits for nothing but its turn
 * @param reason what decided it
 */
public record NextPoll(Duration in, Reason reason) {
    /** What decides when to look. */
    public enum Reason {
        /** It is looked at for the first time. */
        FIRST,
        /** The schedule. */
        SCHEDULE,
        /** The vendor said when to come back. */
        RETRY_AFTER,
        /** The last look failed. */
        FAILURE,
        /** The run is paused until a known time. */
        RESUME_AT,
        /** The run is paused, for who knows how long. */
        PAUSED,
        /** It is due, but has to wait for the account's limit of requests. */
        QUOTA,
        /** Someone asked for a look: {@link RunPoller#pollNow()}, {@link RunPoller#poll()}, or a new wait. */
        ASKED,
        /** Something may have happened to the run: {@link Polyrun#hint} said so, or the vendor's own events did. */
        HINT,
        /** It has ended, and is read whole. */
        END
    }
}
