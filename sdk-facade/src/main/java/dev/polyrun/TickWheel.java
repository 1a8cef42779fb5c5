package dev.polyrun;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which watches are due at which tick, in wheels of wheels: a slot for each of the next 4,096 ticks, one for each 4,096 of those behind, and so on.
 * To schedule, to move and to take out cost the same few steps however many there are, and nothing but the entries themselves is kept: a heap of a
 * hundred thousand costs several times more, since each step through it touches another entry.
 *
 * <p>Ticks are counted in 32 bits and begin anew when they run out, after 497 days: they compare by their difference. Not thread-safe.
 */
final class TickWheel<E extends TickWheel.Entry> {
    /** Something that is scheduled; it is a link of the list of its slot. */
    abstract static class Entry {
        private @Nullable Entry before;
        private @Nullable Entry behind;
        private int tick;
        private short slot = -1;

        final boolean isScheduled() {
            return slot >= 0;
        }

        /** When it is due; to be asked only when it is scheduled. */
        final int tick() {
            return tick;
        }
    }

    private static final int BITS = 12;
    private static final int SIZE = 1 << BITS;
    private static final int LEVELS = 3;
    /** The last wheel has only the bits that are left. */
    private static final int[] MASKS = {SIZE - 1, SIZE - 1, (1 << Integer.SIZE - 2 * BITS) - 1};

    /** As far as the wheels reach; about 124 days. What lies further comes then, and is scheduled anew by whoever it belongs to. */
    static final int FURTHEST = 1 << 30;

    private final @Nullable Entry[][] slots = new Entry[LEVELS][];
    /** A bit for each slot that is not empty. */
    private final long[][] occupied = new long[LEVELS][SIZE / Long.SIZE];
    private int current;
    private int size;

    TickWheel() {
        slots[0] = new Entry[SIZE];
    }

    int size() {
        return size;
    }

    /** Schedules the entry, in place of where it was; at the next tick when that time has passed. */
    void put(E entry, int tick) {
        remove(entry);
        Entry added = entry;
        added.tick = current + Math.min(Math.max(tick - current, 1), FURTHEST);
        place(added);
        size++;
    }

    private void place(Entry entry) {
        int ahead = entry.tick - current;
        int level = ahead < SIZE ? 0 : ahead < SIZE << BITS ? 1 : 2;
        int index = entry.tick >>> level * BITS & MASKS[level];
        @Nullable Entry[] wheel = slots[level];
        if (wheel == null) {
            wheel = new Entry[SIZE];
            slots[level] = wheel;
        }
        Entry first = wheel[index];
        entry.behind = first;
        if (first != null) {
            first.before = entry;
        }
        wheel[index] = entry;
        entry.slot = (short) (level << BITS | index);
        occupied[level][index >> 6] |= 1L << index;
    }

    /** Takes the entry out, if it is there. */
    void remove(E removed) {
        Entry entry = removed;
        if (entry.slot < 0) {
            return;
        }
        int level = entry.slot >> BITS;
        int index = entry.slot & SIZE - 1;
        if (entry.before != null) {
            entry.before.behind = entry.behind;
        } else {
            slots[level][index] = entry.behind;
            if (entry.behind == null) {
                occupied[level][index >> 6] &= ~(1L << index);
            }
        }
        if (entry.behind != null) {
            entry.behind.before = entry.before;
        }
        unlink(entry);
        size--;
    }

    private static void unlink(Entry entry) {
        entry.before = null;
        entry.behind = null;
        entry.slot = -1;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** While it is empty, time passes unseen. */
    void skipTo(int tick) {
        if (size == 0) {
            current = tick;
        }
    }

    /** The next tick at which something is due, or moves to a nearer wheel. There must be something. */
    int next() {
        int nearest = Integer.MAX_VALUE;
        for (int level = 0; level < LEVELS; level++) {
            int here = current >>> level * BITS;
            int slotsAhead = nextOccupied(level, here + 1 & MASKS[level]);
            if (slotsAhead >= 0) {
                nearest = Math.min(nearest, (here + 1 + slotsAhead << level * BITS) - current);
            }
        }
        return current + nearest;
    }

    /** How many slots from there, round the wheel, the first is that is not empty; -1 when all are. */
    private int nextOccupied(int level, int from) {
        long[] bits = occupied[level];
        int words = MASKS[level] + 1 >> 6;
        int word = from >> 6;
        for (int i = 0; i <= words; i++) {
            int at = (word + i) % words;
            // The first word is looked at twice: from there on, and at last what lies before.
            long found = bits[at] & (i == 0 ? -1L << from : i == words ? ~(-1L << from) : -1L);
            if (found != 0) {
                return (at << 6) + Long.numberOfTrailingZeros(found) - from & MASKS[level];
            }
        }
        return -1;
    }

    /** Takes out all that is due by then, in the order of their ticks. */
    void advance(int tick, List<? super E> due) {
        while (size > 0 && next() - tick <= 0) {
            current = next();
            for (int level = LEVELS - 1; level > 0; level--) {
                if ((current & (1 << level * BITS) - 1) == 0) {
                    cascade(level, current >>> level * BITS & MASKS[level]);
                }
            }
            fire(current & SIZE - 1, due);
        }
        current = tick - current > 0 ? tick : current;
    }

    private void cascade(int level, int index) {
        Entry entry = take(level, index);
        while (entry != null) {
            Entry behind = entry.behind;
            unlink(entry);
            place(entry);
            entry = behind;
        }
    }

    @SuppressWarnings("unchecked")
    private void fire(int index, List<? super E> due) {
        Entry entry = take(0, index);
        while (entry != null) {
            Entry behind = entry.behind;
            unlink(entry);
            size--;
            due.add((E) entry);
            entry = behind;
        }
    }

    private @Nullable Entry take(int level, int index) {
        @Nullable Entry[] wheel = slots[level];
        if (wheel == null) {
            return null;
        }
        Entry first = wheel[index];
        wheel[index] = null;
        occupied[level][index >> 6] &= ~(1L << index);
        return first;
    }
}
