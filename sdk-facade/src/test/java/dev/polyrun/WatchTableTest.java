package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.TimeSource;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One watch a run, for as long as someone waits for it. */
class WatchTableTest {
    private final PollingEngine engine = new PollingEngine(TimeSource.system(), PollingPolicy.builder().build(), null, new SplittableRandom(1));
    private final PollLane lane = new PollLane(engine, new FakeAdapter());
    private final WatchTable table = new WatchTable();

    @AfterEach
    void stop() {
        engine.close();
    }

    private Waiter attach(RunRef ref) {
        Waiter waiter = new SnapshotFuture(1, snapshot -> false);
        assertThat(table.attach(lane, ref, waiter)).isTrue();
        return waiter;
    }

    @Test
    void allWhoWaitForARunShareItsWatch() {
        Waiter one = attach(RunRef.of("fake", "1"));
        Waiter two = attach(RunRef.of("fake", "1"));
        Waiter three = attach(RunRef.of("fake", "1"));

        assertThat(two.watch()).isSameAs(one.watch());
        assertThat(one.watch().waiting()).containsExactly(one, two, three);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void accountsAreKeptApart() {
        Waiter one = attach(FakeAdapter.REF);
        Waiter other = new SnapshotFuture(1, snapshot -> false);
        table.attach(new PollLane(engine, new FakeAdapter()), FakeAdapter.REF, other);

        assertThat(other.watch()).isNotSameAs(one.watch());
    }

    @Test
    void theWatchGoesWithTheLastWhoWaits() {
        Waiter one = attach(FakeAdapter.REF);
        Waiter two = attach(FakeAdapter.REF);

        assertThat(table.detach(one.watch(), one)).isFalse();
        assertThat(two.watch().gone).isFalse();
        assertThat(table.detach(two.watch(), two)).isTrue();
        assertThat(two.watch().gone).isTrue();
        assertThat(table.get(lane, FakeAdapter.REF)).isNull();
    }

    @Test
    void whoeverComesAfterTheEndGetsAWatchOfTheirOwn() {
        Waiter before = attach(FakeAdapter.REF);
        assertThat(table.end(before.watch())).containsExactly(before);
        Waiter after = attach(FakeAdapter.REF);

        assertThat(after.watch()).isNotSameAs(before.watch());
        assertThat(table.end(before.watch())).as("a second end of the first").isEmpty();
        assertThat(after.watch().gone).isFalse();
    }

    @Test
    void aClosedTableTakesNobody() {
        Waiter before = attach(FakeAdapter.REF);
        Waiter after = new SnapshotFuture(1, snapshot -> false);

        assertThat(table.close()).containsExactly(before.watch());
        assertThat(table.attach(lane, RunRef.of("fake", "2"), after)).isFalse();
        assertThat(after.watch().gone).isTrue();
    }

    @Test
    void aClosedTableStillKnowsWhoWaits() {
        Waiter before = attach(FakeAdapter.REF);
        table.close();

        assertThat(table.get(lane, FakeAdapter.REF)).isSameAs(before.watch());
        assertThat(table.end(before.watch())).containsExactly(before);
        assertThat(table.size()).isZero();
    }

    @Test
    void whoeverGoesAfterTheEndIsNotTheLast() {
        Waiter waiter = attach(FakeAdapter.REF);
        table.end(waiter.watch());

        assertThat(table.detach(waiter.watch(), waiter)).isFalse();
    }

    @Test
    void ofThreeWhoWaitTheOthersStayWhenOneGoes() {
        Waiter one = attach(FakeAdapter.REF);
        Waiter two = attach(FakeAdapter.REF);
        Waiter three = attach(FakeAdapter.REF);

        table.detach(two.watch(), two);

        assertThat(one.watch().waiting()).containsExactly(one, three);
        assertThat(one.watch().hasWaiters()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void aRowThatGoesRoundTheEndIsWholeWithoutAnyOfIts(int removed) throws ReflectiveOperationException {
        List<Waiter> row = new ArrayList<>();
        for (int slot : new int[] {62, 63, 63, 63, 0, 1}) {
            row.add(attach(refThatBelongsAt(slot)));
        }

        Watch gone = row.remove(removed).watch();
        table.end(gone);

        assertThat(table.get(lane, gone.ref)).isNull();
        assertThat(row).allSatisfy(waiter -> assertThat(table.get(lane, waiter.watch().ref)).isSameAs(waiter.watch()));
    }

    private RunRef refThatBelongsAt(int slot) throws ReflectiveOperationException {
        Method start = WatchTable.class.getDeclaredMethod("start", PollLane.class, RunRef.class);
        start.setAccessible(true);
        for (int run = 0; run < 100_000; run++) {
            RunRef ref = RunRef.of("fake", "run-" + run);
            if ((int) start.invoke(table, lane, ref) == slot && table.get(lane, ref) == null) {
                return ref;
            }
        }
        throw new AssertionError("no run belongs at " + slot);
    }

    @Test
    void nothingKeepsItLocked() throws ReflectiveOperationException {
        Field field = WatchTable.class.getDeclaredField("lock");
        field.setAccessible(true);
        ReentrantLock lock = (ReentrantLock) field.get(table);
        Waiter one = attach(RunRef.of("fake", "1"));
        assertThat(lock.isLocked()).as("by attach").isFalse();
        Waiter other = attach(RunRef.of("fake", "2"));
        for (Runnable operation : List.<Runnable>of(
                () -> table.get(lane, FakeAdapter.REF),
                () -> table.detach(one.watch(), one),
                () -> table.detach(one.watch(), one),
                () -> table.end(other.watch()),
                () -> table.end(other.watch()),
                table::size,
                table::close,
                () -> table.attach(lane, FakeAdapter.REF, new SnapshotFuture(1, snapshot -> false)))) {
            operation.run();

            assertThat(lock.isLocked()).isFalse();
        }
    }

    @Test
    void itGrowsWithItsRunsAndGivesTheRoomBack() throws ReflectiveOperationException {
        List<Waiter> waiters = new ArrayList<>();
        for (int run = 0; run < 10_000; run++) {
            waiters.add(attach(RunRef.of("fake", "run-" + run)));
        }
        assertThat(slots()).hasSizeBetween(15_000, 32_768);

        waiters.forEach(waiter -> table.detach(waiter.watch(), waiter));

        assertThat(slots()).hasSize(64);
    }

    @Test
    void idsThatCountUpAreSpread() throws ReflectiveOperationException {
        for (int run = 0; run < 10_000; run++) {
            attach(RunRef.of("fake", "run-" + run));
        }
        int row = 0;
        int longest = 0;
        for (Object slot : slots()) {
            row = slot == null ? 0 : row + 1;
            longest = Math.max(longest, row);
        }

        assertThat(longest).as("the longest row of neighbours").isLessThan(300);
    }

    private Object[] slots() throws ReflectiveOperationException {
        Field slots = WatchTable.class.getDeclaredField("slots");
        slots.setAccessible(true);
        return (Object[]) slots.get(table);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void itDoesWhatASimpleMapWouldDo(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<RunRef, Waiter> model = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            RunRef ref = RunRef.of("fake", "run-" + random.nextInt(700));
            Waiter known = model.get(ref);
            if (known != null) {
                assertThat(table.get(lane, ref)).isSameAs(known.watch());
            } else {
                assertThat(table.get(lane, ref)).isNull();
            }
            if (known == null && random.nextInt(3) > 0) {
                model.put(ref, attach(ref));
            } else if (known != null && random.nextBoolean()) {
                assertThat(table.detach(known.watch(), known)).isTrue();
                model.remove(ref);
            }
            assertThat(table.size()).isEqualTo(model.size());
        }
        List<RunRef> left = new ArrayList<>();
        table.close().forEach(watch -> left.add(watch.ref));
        assertThat(left).containsExactlyInAnyOrderElementsOf(model.keySet());
    }
}
