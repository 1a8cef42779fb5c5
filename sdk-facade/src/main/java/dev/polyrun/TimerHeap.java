package dev.polyrun;

import java.util.Arrays;

/**
 * What is to happen when: a heap of four children a node, over two plain arrays, so that an entry costs 12 bytes and moving one allocates
 * nothing. Times compare by their difference, as nanoseconds of a clock must. Not thread-safe.
 */
final class TimerHeap {
    /** Something that is to happen; it knows its place, so that it can be taken out again. */
    abstract static class Entry {
        private int index = -1;

        /** It is time. Runs on the timer's thread and must neither block nor throw. */
        abstract void due();
    }

    private static final int SMALLEST = 64;

    private long[] times = new long[SMALLEST];
    private Entry[] entries = new Entry[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    /** When the first entry is due; there must be one. */
    long firstTime() {
        return times[0];
    }

    /** Adds the entry, or moves it. */
    void put(Entry entry, long time) {
        int index = entry.index;
        if (index < 0) {
            if (size == times.length) {
                resize(size + (size >> 1));
            }
            up(size++, entry, time);
        } else if (time - times[index] < 0) {
            up(index, entry, time);
        } else {
            down(index, entry, time);
        }
    }

    /** Takes out the first entry; there must be one. */
    Entry poll() {
        Entry first = entries[0];
        remove(first);
        return first;
    }

    /** Takes the entry out, if it is there. */
    void remove(Entry entry) {
        int index = entry.index;
        if (index < 0) {
            return;
        }
        entry.index = -1;
        int last = --size;
        Entry moved = entries[last];
        long time = times[last];
        entries[last] = null;
        if (index != last) {
            if (index > 0 && time - times[(index - 1) >> 2] < 0) {
                up(index, moved, time);
            } else {
                down(index, moved, time);
            }
        }
        if (size < times.length >> 2 && times.length > SMALLEST) {
            resize(Math.max(SMALLEST, times.length >> 1));
        }
    }

    private void up(int from, Entry entry, long time) {
        int index = from;
        while (index > 0) {
            int parent = (index - 1) >> 2;
            if (time - times[parent] >= 0) {
                break;
            }
            place(index, entries[parent], times[parent]);
            index = parent;
        }
        place(index, entry, time);
    }

    private void down(int from, Entry entry, long time) {
        int index = from;
        while (true) {
            int child = (index << 2) + 1;
            if (child >= size) {
                break;
            }
            int first = child;
            int end = Math.min(child + 4, size);
            for (int other = child + 1; other < end; other++) {
                if (times[other] - times[first] < 0) {
                    first = other;
                }
            }
            if (time - times[first] <= 0) {
                break;
            }
            place(index, entries[first], times[first]);
            index = first;
        }
        place(index, entry, time);
    }

    private void place(int index, Entry entry, long time) {
        entries[index] = entry;
        times[index] = time;
        entry.index = index;
    }

    private void resize(int capacity) {
        times = Arrays.copyOf(times, capacity);
        entries = Arrays.copyOf(entries, capacity);
    }
}
