package dev.polyrun;

import org.jspecify.annotations.Nullable;

/** Told what polling sees. Called on the thread that polls: return soon. What it throws ends the wait. */
public interface PollingObserver {
    /**
     * A run was seen in another state than before: another phase, status or progress.
     *
     * @param before how it was seen last; null at the first look
     * @param now how it is
     */
    default void onChange(@Nullable RunSnapshot before, RunSnapshot now) {}
}
