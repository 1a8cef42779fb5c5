package dev.polyrun;

import java.util.Collection;
import java.util.Set;

/**
 * Remembers which runs are watched, so that watching goes on after a restart. Implementations must be thread-safe. {@link FileWatchStore} keeps
 * them in a file.
 */
public interface WatchStore {
    /**
     * Remembers a run. Once this has returned, the run is remembered whatever happens to the process; when it throws, it is not. Putting one
     * twice does no harm.
     *
     * @throws java.io.UncheckedIOException when it cannot be written
     */
    void put(RunRef ref);

    /**
     * Remembers many runs, as {@link #put} does with each. A store that pays for every put should override this and pay once. When it throws,
     * some of them may be remembered.
     *
     * @throws java.io.UncheckedIOException when one cannot be written
     */
    default void putAll(Collection<RunRef> refs) {
        refs.forEach(this::put);
    }

    /**
     * Forgets a run; of one that is not there, nothing happens. After a crash it may come back.
     *
     * @throws java.io.UncheckedIOException when that cannot be written; the run is forgotten, but may come back
     */
    void remove(RunRef ref);

    /** A copy of all that is remembered now, in the order in which it was put. Later puts and removes do not change it. */
    Set<RunRef> all();
}
