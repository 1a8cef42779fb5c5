package dev.polyrun;

import org.jspecify.annotations.Nullable;

/** Told what polling sees. Called on the thread that polls: return soon. What it throws ends the wait. */
public interface PollingObserver {
    /**
     * A run was seen otherwise than before: anything of its snapshot differs, such as the phase, the vendor's status or the progress.
     *
     * @param before how it was seen last; null at the first look
     * @param now how it is
     */
    default void onChange(@Nullable RunSnapshot before, RunSnapshot now) {}
}
