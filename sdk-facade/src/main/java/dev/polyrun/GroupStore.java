package dev.polyrun;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the runs of a group in its store: each from before it is watched until its newest end was acknowledged. Of a group without a store, it
 * keeps nothing. Thread-safe.
 */
final class GroupStore {
    /** So many threads can put at the same time, and share what a write to the disk costs. */
    private static final int STRIPES = 64;

    private final @Nullable WatchStore store;
    /** Each for some of the runs: a run must not be removed by one thread while another one puts it, believing that it stays. */
    private final ReentrantLock[] locks;
    /** The newest end of each run, until it is acknowledged, or the run is watched anew. */
    private final Map<RunRef, Acknowledgement> newest = new ConcurrentHashMap<>();

    GroupStore(@Nullable WatchStore store) {
        this.store = store;
        this.locks = new ReentrantLock[store == null ? 0 : STRIPES];
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** Remembers the run, and only then begins to watch it. */
    void watch(RunRef ref, Runnable begin) {
        if (store == null) {
            begin.run();
            return;
        }
        ReentrantLock lock = lock(ref);
        try {
            store.put(ref);
            begin.run();
        } finally {
            lock.unlock();
        }
    }

    /** The run is watched: to acknowledge an earlier end of it must not make it forgotten. */
    void begun(RunRef ref) {
        newest.remove(ref);
    }

    /** The run has ended. Never blocks. Null without a store. */
    @Nullable Acknowledgement ended(RunRef ref) {
        if (store == null) {
            return null;
        }
        Acknowledgement acknowledgement = new Acknowledgement(store, ref);
        newest.put(ref, acknowledgement);
        return acknowledgement;
    }

    private ReentrantLock lock(RunRef ref) {
        ReentrantLock lock = locks[Math.floorMod(ref.hashCode(), STRIPES)];
        lock.lock();
        return lock;
    }

    /** That one end of a run was dealt with. */
    final class Acknowledgement {
        private final WatchStore store;
        private final RunRef ref;

        private Acknowledgement(WatchStore store, RunRef ref) {
            this.store = store;
            this.ref = ref;
        }

        /** Forgets the run, unless it was watched anew since, or acknowledged before. */
        void give() {
            ReentrantLock lock = lock(ref);
            try {
                if (newest.get(ref) == this) {
                    store.remove(ref);
                    newest.remove(ref);
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
