package dev.polyrun;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a {@link PollSchedule} may go by. Valid only during the call that it is passed to. */
public interface PollContext {
    /** For how long the run has been going on: since the vendor says that it started, else since it was first looked at. */
    Duration elapsed();

    /** How often it was looked at. */
    int polls();

    /** How it was seen last; null when it never was. */
    @Nullable RunSnapshot lastSnapshot();

    /** How many runs one call answers for: more than one where the vendor's list is used. */
    int runsPerCall();
}
