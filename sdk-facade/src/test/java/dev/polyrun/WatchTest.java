package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.TimeSource;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept of a run that someone waits for. */
class WatchTest {
    private static final List<Integer> FLAGS = List.of(
            Watch.URGENT, Watch.AGAIN, Watch.WHOLE, Watch.ALONE, Watch.RECORDED, Watch.BEGUN, Watch.LOOKED, Watch.HINTED);

    private final PollingEngine engine = new PollingEngine(TimeSource.system(), PollingPolicy.builder().build(), null, new SplittableRandom(1));
    private final Watch watch = new Watch(new PollLane(engine, new FakeAdapter()), FakeAdapter.REF);

    @AfterEach
    void stop() {
        engine.close();
    }

    private SnapshotFuture waiter() {
        SnapshotFuture waiter = new SnapshotFuture(1, snapshot -> false);
        waiter.attached(watch);
        return waiter;
    }

    /** As if the end of its wait had not reached the table yet. */
    private SnapshotFuture overWaiter() {
        SnapshotFuture waiter = waiter();
        waiter.obtrudeValue(FakeAdapter.snapshot(RunPhase.RUNNING));
        return waiter;
    }

    @Test
    void eachFlagIsSetAndClearedByItself() {
        for (int flag : FLAGS) {
            watch.set(flag, true);
            assertThat(FLAGS).filteredOn(watch::is).containsExactly(flag);
            watch.set(flag, false);
        }
        FLAGS.forEach(flag -> watch.set(flag, true));
        watch.set(Watch.WHOLE, false);

        assertThat(FLAGS).filteredOn(flag -> !watch.is(flag)).containsExactly(Watch.WHOLE);
    }

    @ParameterizedTest
    @EnumSource
    void theReasonOfTheNextLookIsKept(NextPoll.Reason reason) {
        assertThat(watch.reason()).isEqualTo(NextPoll.Reason.FIRST);
        watch.reason(reason);

        assertThat(watch.reason()).isEqualTo(reason);
    }

    @Test
    void hintsThatAreNotTakenYetAreOne() {
        assertThat(watch.takeHints()).isFalse();
        assertThat(watch.noteHint()).isTrue();
        assertThat(watch.noteHint()).isFalse();

        assertThat(watch.takeHints()).isTrue();
        assertThat(watch.takeHints()).isFalse();
        assertThat(watch.noteHint()).isTrue();
    }

    @Test
    void nobodyWaitsAtFirst() {
        assertThat(watch.hasWaiters()).isFalse();
        assertThat(watch.waiting()).isEmpty();
    }

    @Test
    void oneWaitsUntilItIsOver() {
        SnapshotFuture waiter = waiter();
        watch.waiters = waiter;
        assertThat(watch.hasWaiters()).isTrue();
        assertThat(watch.waiting()).containsExactly(waiter);

        watch.waiters = overWaiter();

        assertThat(watch.hasWaiters()).isFalse();
    }

    @Test
    void ofManyOneIsEnough() {
        SnapshotFuture waiter = waiter();
        watch.waiters = new Waiter[] {overWaiter(), waiter};
        assertThat(watch.hasWaiters()).isTrue();
        assertThat(watch.waiting()).hasSize(2).contains(waiter);

        watch.waiters = new Waiter[] {overWaiter(), overWaiter()};

        assertThat(watch.hasWaiters()).isFalse();
    }

    @Test
    void whatOnlySomeNeedIsMadeOnce() {
        assertThat(watch.extras).isNull();

        Watch.Extras extras = watch.extras();

        assertThat(watch.extras()).isSameAs(extras).isSameAs(watch.extras);
        assertThat(extras.failingSince).isEqualTo(Watch.Extras.NEVER);
        assertThat(extras.missingSince).isEqualTo(Watch.Extras.NEVER);
        assertThat(extras.pausedSince).isEqualTo(Watch.Extras.NEVER);
    }

    @Test
    void anExceptionIsToldWhatWasSeen() {
        watch.polls = 3;
        watch.lastSnapshot = FakeAdapter.snapshot(RunPhase.RUNNING);

        assertThat(watch.seen()).isEqualTo(new PollingException.Seen(FakeAdapter.REF, watch.lastSnapshot, 3));
    }
}
