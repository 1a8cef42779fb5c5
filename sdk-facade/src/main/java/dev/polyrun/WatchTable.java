package dev.polyrun;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which runs are watched, and by whom: one watch a run, however many wait for it. An open table without entry objects, since those would cost
 * more than what they point to. Thread-safe.
 */
final class WatchTable {
    private static final int SMALLEST = 64;

    private final ReentrantLock lock = new ReentrantLock();
    /** A power of two long; never more than two thirds full. */
    private @Nullable Watch[] slots = new Watch[SMALLEST];
    private int size;
    private boolean closed;

    /**
     * Adds someone who waits, to the watch of the run, which is made if there is none.
     *
     * @return false when the table is closed; the watch is gone then
     */
    boolean attach(PollLane lane, RunRef ref, Waiter waiter) {
        lock.lock();
        try {
            if (closed) {
                Watch none = new Watch(lane, ref);
                none.gone = true;
                waiter.attached(none);
                return false;
            }
            int slot = find(lane, ref);
            Watch watch = slots[slot];
            if (watch == null) {
                watch = new Watch(lane, ref);
                slots[slot] = watch;
                if (++size > slots.length / 3 * 2) {
                    resize(slots.length * 2);
                }
            }
            Object present = watch.waiters;
            waiter.attached(watch);
            watch.waiters = present == null ? waiter : with(present, waiter);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The watch of a run; null when nobody waits for it. */
    @Nullable Watch get(PollLane lane, RunRef ref) {
        lock.lock();
        try {
            return slots[find(lane, ref)];
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes someone away who waits no more.
     *
     * @return whether nobody is left, and the watch gone
     */
    boolean detach(Watch watch, Waiter waiter) {
        lock.lock();
        try {
            if (watch.gone) {
                return false;
            }
            watch.waiters = without(watch.waiters, waiter);
            if (watch.waiters != null) {
                return false;
            }
            remove(watch);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Removes the watch, and returns all who waited: none when it was removed before. Whoever comes later gets a new one. */
    Waiter[] end(Watch watch) {
        lock.lock();
        try {
            if (watch.gone) {
                return new Waiter[0];
            }
            Waiter[] waiting = watch.waiting();
            remove(watch);
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** All watches; from now on there are no new ones. */
    List<Watch> close() {
        lock.lock();
        try {
            closed = true;
            return all();
        } finally {
            lock.unlock();
        }
    }

    private List<Watch> all() {
        List<Watch> all = new ArrayList<>(size);
        for (Watch watch : slots) {
            if (watch != null) {
                all.add(watch);
            }
        }
        return all;
    }

    int size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    private static Object with(Object present, Waiter added) {
        if (present instanceof Waiter one) {
            return new Waiter[] {one, added};
        }
        Waiter[] many = (Waiter[]) present;
        Waiter[] more = Arrays.copyOf(many, many.length + 1);
        more[many.length] = added;
        return more;
    }

    private static @Nullable Object without(@Nullable Object present, Waiter gone) {
        if (present == gone) {
            return null;
        }
        if (!(present instanceof Waiter[] many)) {
            return present;
        }
        Waiter[] rest = Arrays.stream(many).filter(waiter -> waiter != gone).toArray(Waiter[]::new);
        return rest.length == 0 ? null : rest.length == 1 ? rest[0] : rest;
    }

    /** Where the run's watch is, or would be. */
    private int find(PollLane lane, RunRef ref) {
        int slot = start(lane, ref);
        for (Watch watch = slots[slot]; watch != null; watch = slots[slot]) {
            if (watch.lane == lane && watch.ref.equals(ref)) {
                return slot;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private int start(PollLane lane, RunRef ref) {
        // Ids that count up have hash codes in rows, which would make one long row of neighbours here.
        int hash = ref.hashCode() ^ System.identityHashCode(lane);
        hash = (hash ^ hash >>> 16) * 0x7FEB352D;
        hash = (hash ^ hash >>> 15) * 0x846CA68B;
        return (hash ^ hash >>> 16) & slots.length - 1;
    }

    private void remove(Watch watch) {
        watch.gone = true;
        watch.waiters = null;
        int slot = find(watch.lane, watch.ref);
        slots[slot] = null;
        size--;
        // What was pushed behind the removed one by a collision moves up, or it would not be found any more.
        int empty = slot;
        for (int next = slot + 1 & slots.length - 1; slots[next] != null; next = next + 1 & slots.length - 1) {
            Watch other = slots[next];
            int wanted = start(other.lane, other.ref);
            boolean reachable = empty <= next ? empty < wanted && wanted <= next : empty < wanted || wanted <= next;
            if (!reachable) {
                slots[empty] = other;
                slots[next] = null;
                empty = next;
            }
        }
        if (size < slots.length / 8 && slots.length > SMALLEST) {
            resize(slots.length / 2);
        }
    }

    private void resize(int capacity) {
        List<Watch> all = all();
        slots = new Watch[capacity];
        for (Watch watch : all) {
            slots[find(watch.lane, watch.ref)] = watch;
        }
    }
}
