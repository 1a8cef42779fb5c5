package dev.polyrun;

import org.jspecify.annotations.Nullable;

/**
 * A vendor's own word that a run has changed, such as a stream of events. What it says is only ever a hint, on which the run is looked at: it may
 * say too much, or lose an event. Thread-safe.
 */
public interface RunEvents {
    /**
     * Begins to listen for changes of a run. Must not block; what goes wrong is told to the listener, or thrown.
     *
     * @param run as it was seen last; it has not ended
     * @param listener may be called from now on, before this returns as well
     */
    Listening listen(RunSnapshot run, Listener listener);

    /** Ends listening. */
    interface Listening extends AutoCloseable {
        /** Must not block; may be called more than once, on any thread. */
        @Override
        void close();
    }

    /** Is told of changes; on any thread, as often as it may be. None of its methods blocks or throws. */
    interface Listener {
        /** From now on changes are told. What changed before is not, so that the run is looked at once. */
        void opened();

        /** Something happened to the run that may be of interest. */
        void changed();

        /**
         * Nothing more will be told. The run is polled as usual then, and maybe listened to again.
         *
         * @param cause null when the vendor ended it in good order; a {@link dev.polyrun.core.ApiException} of status 401, 403, 404, 405, 429 or
         *     501 when there are no events to be had, so that no run of the account is listened to for the next ten minutes
         */
        void broken(@Nullable Throwable cause);
    }
}
