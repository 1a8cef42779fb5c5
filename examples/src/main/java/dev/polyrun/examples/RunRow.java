package dev.polyrun.examples;

import dev.polyrun.Pause;
import dev.polyrun.Progress;
import dev.polyrun.RunPhase;
import dev.polyrun.RunRef;
import dev.polyrun.RunSnapshot;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What the live view shows of one run.
 *
 * @param phase null before the first look
 * @param began from when on time is counted
 * @param ended until when; null while it goes on
 */
record RunRow(
        RunRef ref,
        @Nullable RunPhase phase,
        String vendorStatus,
        @Nullable Progress progress,
        @Nullable Pause pause,
        Instant began,
        @Nullable Instant ended) {

    /** A run that nobody has looked at yet. */
    static RunRow unseen(RunRef ref, Instant now) {
        return new RunRow(ref, null, "", null, null, now, null);
    }

    /** The same run as it was seen now. Its own times count, where the vendor gives them. */
    RunRow seen(RunSnapshot snapshot, Instant now) {
        OffsetDateTime first = snapshot.createdAt() != null ? snapshot.createdAt() : snapshot.startedAt();
        OffsetDateTime last = snapshot.finishedAt();
        Instant end = !snapshot.phase().isTerminal() ? null : last != null ? last.toInstant() : now;
        return new RunRow(
                ref,
                snapshot.phase(),
                snapshot.vendorStatus(),
                snapshot.progress(),
                snapshot.pause(),
                first == null ? began : first.toInstant(),
                end);
    }

    boolean hasEnded() {
        return ended != null;
    }
}
