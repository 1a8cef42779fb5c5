package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each entry comes out at its tick, whatever happened to it and to the others before. */
class TickWheelTest {
    private static final class Poll extends TickWheel.Entry {}

    private final TickWheel<Poll> wheel = new TickWheel<>();
    private final List<Poll> due = new ArrayList<>();

    private List<Poll> advance(int tick) {
        due.clear();
        wheel.advance(tick, due);
        return due;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4095, 4096, 4097, 8191, 8192, 1_000_000, 16_777_215, 16_777_216, 16_777_217, 20_000_000, 1 << 29})
    void anEntryComesOutAtItsTickAndNotBefore(int tick) {
        Poll poll = new Poll();
        wheel.put(poll, tick);

        assertThat(advance(tick - 1)).isEmpty();
        assertThat(poll.isScheduled()).isTrue();
        assertThat(poll.tick()).isEqualTo(tick);
        assertThat(advance(tick)).containsExactly(poll);
        assertThat(poll.isScheduled()).isFalse();
        assertThat(wheel.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 5000, 17_000_000})
    void goingFromOneNextTickToTheOtherMissesNothing(int tick) {
        wheel.put(new Poll(), tick);
        int steps = 0;
        while (advance(wheel.next()).isEmpty()) {
            assertThat(++steps).isLessThan(10);
        }

        assertThat(due).hasSize(1);
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void whatIsOverdueComesAtTheNextTick() {
        advance(100);
        wheel.put(new Poll(), 50);

        assertThat(wheel.next()).isEqualTo(101);
        assertThat(advance(101)).hasSize(1);
    }

    @Test
    void whatLiesTooFarComesAtTheFurthestTick() {
        Poll poll = new Poll();
        wheel.put(poll, Integer.MAX_VALUE);

        assertThat(poll.tick()).isEqualTo(TickWheel.FURTHEST);
        assertThat(advance(TickWheel.FURTHEST)).containsExactly(poll);
    }

    @Test
    void movingAnEntryLeavesNothingBehind() {
        Poll poll = new Poll();
        wheel.put(poll, 10);
        wheel.put(poll, 10_000);

        assertThat(wheel.size()).isEqualTo(1);
        assertThat(advance(10)).isEmpty();
        assertThat(advance(10_000)).containsExactly(poll);
    }

    @Test
    void aRemovedEntryNeverComes() {
        Poll poll = new Poll();
        wheel.put(poll, 10);
        wheel.remove(poll);
        wheel.remove(poll);

        assertThat(wheel.size()).isZero();
        assertThat(wheel.isEmpty()).isTrue();
        assertThat(advance(20_000)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 63, 64, 4095, 4096, 4097, 8192, 1 << 24})
    void fromWhicheverSlotAnEntryIsTakenItNeverComes(int tick) {
        advance(1);
        Poll removed = new Poll();
        Poll other = new Poll();
        wheel.put(removed, tick);
        wheel.put(other, tick);
        wheel.remove(removed);

        assertThat(removed.isScheduled()).isFalse();
        assertThat(advance(tick)).containsExactly(other);
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void whatWasTakenOutWakesNobody() {
        Poll removed = new Poll();
        wheel.put(removed, 10);
        wheel.put(new Poll(), 20);
        wheel.put(new Poll(), 74);
        wheel.remove(removed);

        assertThat(wheel.next()).isEqualTo(20);
        advance(20);
        assertThat(wheel.next()).isEqualTo(74);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 1000000", "4, 2147400000", "5, -90000", "6, -16800000", "7, 2130000000"})
    void itDoesWhatASimpleMapWouldDoAlsoWhereTicksBeginAnew(long seed, int start) {
        SplittableRandom random = new SplittableRandom(seed);
        wheel.skipTo(start);
        Map<Poll, Integer> model = new HashMap<>();
        List<Poll> polls = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            polls.add(new Poll());
        }
        int now = start;
        for (int step = 0; step < 20_000; step++) {
            Poll poll = polls.get(random.nextInt(polls.size()));
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    int tick = now + 1 + random.nextInt(1 << random.nextInt(1, 27));
                    wheel.put(poll, tick);
                    model.put(poll, tick);
                }
                case 2 -> {
                    wheel.remove(poll);
                    model.remove(poll);
                }
                default -> {
                    now += random.nextInt(1 << random.nextInt(1, 16));
                    int until = now;
                    List<Poll> expected = model.keySet().stream().filter(other -> model.get(other) - until <= 0).toList();
                    assertThat(advance(now)).containsExactlyInAnyOrderElementsOf(expected);
                    assertThat(due).isSortedAccordingTo((one, other) -> model.get(one) - model.get(other));
                    expected.forEach(model::remove);
                }
            }
            assertThat(wheel.size()).isEqualTo(model.size());
            if (!model.isEmpty()) {
                int here = now;
                int first = model.values().stream().mapToInt(tick -> tick - here).min().getAsInt();
                assertThat(wheel.next() - now).isBetween(1, first);
            }
        }
    }
}
