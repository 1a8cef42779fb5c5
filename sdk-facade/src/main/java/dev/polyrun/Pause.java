package dev.polyrun;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What a paused run waits for.
 *
 * @param kind who or what ends the pause
 * @param resumeAt when it ends by itself; null when the vendor does not say
 */
public record Pause(Kind kind, @Nullable OffsetDateTime resumeAt) {
    /** Who or what ends a pause. */
    public enum Kind {
        /** A person: a review, an approval, an answer. */
        HUMAN,
        /** A time. */
        TIMER,
        /** A call from outside. */
        WEBHOOK,
        /** The vendor does not say. */
        UNKNOWN
    }

    /** A pause of which it is not known when it ends. */
    public static Pause of(Kind kind) {
        return new Pause(kind, null);
    }
}
