package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which runs one call to a list answers for, and whether that is worth it. */
class BatchScopeTest {
    private final PollingEngine engine = new PollingEngine(TimeSource.system(), PollingPolicy.builder().build(), null, new SplittableRandom(1));
    private final PollLane lane = new PollLane(engine, new FakeAdapter());
    private final List<Watch> watches = new ArrayList<>();

    @AfterEach
    void stop() {
        engine.close();
    }

    private record Listing(int limit, double price) implements RunBatch {
        @Override
        public CompletableFuture<Map<RunRef, RunSnapshot>> snapshots(List<RunSnapshot> runs, RequestOptions options) {
            throw new UnsupportedOperationException();
        }
    }

    /** A list with so many runs of which the first was looked at longest ago. */
    private BatchScope scope(int limit, double price, int runs) {
        BatchScope scope = new BatchScope(new Listing(limit, price));
        for (int run = 0; run < runs; run++) {
            Watch watch = new Watch(lane, RunRef.of("fake", "run-" + run));
            SnapshotFuture waiter = new SnapshotFuture(1, snapshot -> false);
            waiter.attached(watch);
            watch.waiters = waiter;
            watch.set(Watch.LOOKED, true);
            watch.lookedAtTick = run;
            watches.add(watch);
            scope.add(watch);
        }
        return scope;
    }

    private List<Integer> chosen(BatchScope scope, int first) {
        return scope.choose(watches.get(first), 1_000 * EngineTimer.TICK_NANOS).stream().map(watches::indexOf).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "100, 1, 1, 1", "100, 1, 2, 2", "100, 1, 100, 100", "100, 1, 250, 100", "100, 2, 2, 1", "100, 2, 3, 1", "100, 2, 4, 2", "100, 3, 10, 3"
    })
    void aCallAnswersForAsManyRunsAsThereAreDividedByItsPrice(int limit, double price, int runs, int perCall) {
        assertThat(scope(limit, price, runs).runsPerCall()).isEqualTo(perCall);
    }

    @Test
    void aListThatIsRefusedAnswersForNone() {
        BatchScope scope = scope(100, 1, 100);
        assertThat(scope.isRefused()).isFalse();
        scope.refuse();

        assertThat(scope.isRefused()).isTrue();
        assertThat(scope.runsPerCall()).isEqualTo(1);
    }

    @Test
    void aListThatShowsLessAndLessIsExpectedToDoSo() {
        BatchScope scope = scope(100, 1, 100);
        scope.called(100, 50);
        assertThat(scope.runsPerCall()).as("1 + 0.3 × (0.5 - 1)").isEqualTo(85);
        scope.called(100, 0);

        assertThat(scope.runsPerCall()).as("0.85 + 0.3 × (0.01 - 0.85)").isEqualTo(59);
    }

    @Test
    void aListThatFailsIsLeftForSingleLooksAfterWhichItIsTriedAgain() {
        BatchScope scope = scope(100, 1, 100);
        scope.failed();
        assertThat(scope.runsPerCall()).isEqualTo(10);
        scope.failed();
        scope.failed();
        assertThat(scope.runsPerCall()).isEqualTo(1);

        int looks = 0;
        while (scope.runsPerCall() == 1) {
            scope.lookedAtOne();
            assertThat(++looks).isLessThan(1_000);
        }

        assertThat(looks).as("0.005 × 1.02 to the power of it is 0.02").isEqualTo(71);
    }

    @Test
    void singleLooksDoNotMakeAListBetterThanGood() {
        BatchScope scope = scope(100, 1, 100);
        for (int look = 0; look < 100; look++) {
            scope.lookedAtOne();
        }
        scope.called(100, 0);

        assertThat(scope.runsPerCall()).isEqualTo(70);
    }

    @Test
    void theRunIsChosenAndThoseThatHaveWaitedLongest() {
        assertThat(chosen(scope(4, 1, 10), 7)).startsWith(7).containsExactlyInAnyOrder(7, 0, 1, 2);
    }

    @Test
    void allAreChosenWhereThereIsRoom() {
        assertThat(chosen(scope(100, 1, 3), 1)).startsWith(1).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void whoeverNeedsNoLookAtAListIsLeftOut() {
        BatchScope scope = scope(100, 1, 8);
        watches.get(1).flight = new CompletableFuture<>();
        watches.get(2).set(Watch.WHOLE, true);
        watches.get(3).set(Watch.ALONE, true);
        watches.get(4).gone = true;
        watches.get(5).waiters = null;

        assertThat(chosen(scope, 0)).containsExactlyInAnyOrder(0, 6, 7);
    }

    @Test
    void ofManyAnotherPartIsConsideredEachTime() {
        BatchScope scope = scope(2, 1, 10);

        assertThat(chosen(scope, 9)).containsExactly(9, 0);
        assertThat(chosen(scope, 9)).containsExactly(9, 4);
        assertThat(chosen(scope, 9)).as("8, 9 itself, and round to 0 and 1").containsExactly(9, 0);
        assertThat(chosen(scope, 9)).containsExactly(9, 2);
    }

    @Test
    void whoeverLeavesIsReplacedByTheLast() {
        BatchScope scope = scope(100, 1, 4);
        scope.remove(watches.get(1));

        assertThat(watches.get(1).scope).isNull();
        assertThat(watches.get(1).scopeIndex).isEqualTo(-1);
        assertThat(watches.get(3).scopeIndex).isEqualTo(1);
        assertThat(chosen(scope, 0)).containsExactlyInAnyOrder(0, 2, 3);

        for (int run : new int[] {3, 0, 2}) {
            assertThat(scope.isEmpty()).isFalse();
            scope.remove(watches.get(run));
        }
        assertThat(scope.isEmpty()).isTrue();
    }

    @Test
    void aRunThatWasNotSeenYetIsAskedForAsUnknown() {
        Watch watch = new Watch(lane, FakeAdapter.REF);
        assertThat(BatchScope.lastOrUnseen(watch)).isEqualTo(RunSnapshot.builder(FakeAdapter.REF, RunPhase.UNKNOWN, null).build());

        watch.lastSnapshot = FakeAdapter.snapshot(RunPhase.RUNNING);

        assertThat(BatchScope.lastOrUnseen(watch)).isSameAs(watch.lastSnapshot);
    }
}
