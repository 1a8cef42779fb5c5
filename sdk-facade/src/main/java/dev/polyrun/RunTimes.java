package dev.polyrun;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** When a run was created, began and ended; null for what is not known. */
record RunTimes(@Nullable OffsetDateTime created, @Nullable OffsetDateTime started, @Nullable OffsetDateTime finished) {
    static final RunTimes NONE = new RunTimes(null, null, null);

    /** In place of the nanoseconds of a time that is not known. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private static final long NANOS = 1_000_000_000;

    /** The last second whose nanoseconds a long can all count from 1970 on, in the year 2262. There are as many before 1970. */
    private static final long LAST_SECOND = Long.MAX_VALUE / NANOS - 1;

    /** Whether one offset and nanoseconds are as good as the times themselves. */
    boolean areShort() {
        ZoneOffset offset = offset();
        return isShort(created, offset) && isShort(started, offset) && isShort(finished, offset);
    }

    private static boolean isShort(@Nullable OffsetDateTime time, @Nullable ZoneOffset offset) {
        return time == null || time.getOffset().equals(offset) && Math.abs(time.toEpochSecond()) <= LAST_SECOND;
    }

    /** The first offset; null when no time is known. */
    @Nullable ZoneOffset offset() {
        OffsetDateTime first = created != null ? created : started != null ? started : finished;
        return first == null ? null : first.getOffset();
    }

    /** Nanoseconds since 1970. */
    static long nanos(@Nullable OffsetDateTime time) {
        return time == null ? UNKNOWN : time.toEpochSecond() * NANOS + time.getNano();
    }

    /** The time that {@link #nanos} was given. */
    static @Nullable OffsetDateTime time(long nanos, @Nullable ZoneOffset offset) {
        return nanos == UNKNOWN || offset == null
                ? null
                : OffsetDateTime.ofInstant(Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS)), offset);
    }
}
