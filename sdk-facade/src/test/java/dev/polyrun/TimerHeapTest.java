package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first is always the one that is due first. */
class TimerHeapTest {
    private static final class Deadline extends TimerHeap.Entry {
        @Override
        void due() {
            throw new AssertionError("the heap only keeps order");
        }
    }

    @Test
    void itGrowsWithItsEntriesAndGivesTheRoomBack() throws ReflectiveOperationException {
        TimerHeap heap = new TimerHeap();
        List<Deadline> deadlines = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            deadlines.add(new Deadline());
            heap.put(deadlines.get(i), i);
        }
        assertThat(room(heap)).isBetween(10_000, 15_000);

        deadlines.forEach(heap::remove);

        assertThat(room(heap)).isEqualTo(64);
    }

    @Test
    void anEntryThatWasTakenOutIsNotKept() throws ReflectiveOperationException {
        TimerHeap heap = new TimerHeap();
        heap.put(new Deadline(), 1);
        heap.put(new Deadline(), 2);
        heap.poll();
        heap.poll();

        Field entries = TimerHeap.class.getDeclaredField("entries");
        entries.setAccessible(true);
        assertThat((Object[]) entries.get(heap)).containsOnlyNulls();
    }

    @Test
    void timesCompareByTheirDifferenceSinceAClockMayOverflow() {
        TimerHeap heap = new TimerHeap();
        Deadline later = new Deadline();
        Deadline sooner = new Deadline();
        heap.put(later, Long.MIN_VALUE + 5);
        heap.put(sooner, Long.MAX_VALUE - 5);

        assertThat(heap.poll()).isSameAs(sooner);
        assertThat(heap.poll()).isSameAs(later);
    }

    private static int room(TimerHeap heap) throws ReflectiveOperationException {
        Field times = TimerHeap.class.getDeclaredField("times");
        times.setAccessible(true);
        return ((long[]) times.get(heap)).length;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void itDoesWhatASimpleMapWouldDo(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TimerHeap heap = new TimerHeap();
        Map<Deadline, Long> model = new HashMap<>();
        List<Deadline> deadlines = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            deadlines.add(new Deadline());
        }
        for (int step = 0; step < 20_000; step++) {
            Deadline deadline = deadlines.get(random.nextInt(deadlines.size()));
            switch (random.nextInt(5)) {
                case 0, 1, 2 -> {
                    long at = random.nextLong(1_000);
                    heap.put(deadline, at);
                    model.put(deadline, at);
                }
                case 3 -> {
                    heap.remove(deadline);
                    model.remove(deadline);
                }
                default -> {
                    if (!model.isEmpty()) {
                        long first = model.values().stream().mapToLong(Long::longValue).min().getAsLong();
                        assertThat(heap.firstTime()).isEqualTo(first);
                        assertThat(model.remove((Deadline) heap.poll())).isEqualTo(first);
                    }
                }
            }
            assertThat(heap.size()).isEqualTo(model.size());
        }
    }
}
