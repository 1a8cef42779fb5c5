package dev.polyrun;

import static dev.polyrun.MemoryAdapter.running;
import static dev.polyrun.MemoryAdapter.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A loop over updates waits for each of them; a run is looked at each second here. */
class UpdateIteratorTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time = VirtualTime.create();
    private final PollingEngine engine = new PollingEngine(
            time, PollingPolicy.builder().schedule(PollSchedule.fixed(SECOND)).build(), null, time.random());
    private final MemoryAdapter vendor = new MemoryAdapter(RunPhase.QUEUED);
    private final RunPoller poller = new RunPoller(engine, vendor, MemoryAdapter.REF);

    @AfterEach
    void close() {
        engine.close();
    }

    /** Shows one of them a look, and the last for ever. */
    private void shows(RunSnapshot... snapshots) {
        vendor.answers(() -> CompletableFuture.completedFuture(snapshots[Math.min(vendor.looks(), snapshots.length) - 1]));
    }

    private void assertNothingMoreIsSent() {
        int looks = vendor.looks();
        time.advance(Duration.ofHours(1));
        assertThat(vendor.looks()).isEqualTo(looks);
    }

    @Test
    void aLoopSeesEachChangeAndEndsWithTheRun() {
        RunSnapshot queued = snapshot(RunPhase.QUEUED);
        RunSnapshot succeeded = snapshot(RunPhase.SUCCEEDED);
        shows(queued, queued, running(1), running(2), running(2), succeeded);
        List<RunUpdate> seen = new ArrayList<>();

        for (RunUpdate update : poller.updates()) {
            seen.add(update);
        }

        assertThat(seen).containsExactly(
                new RunUpdate(null, queued, null),
                new RunUpdate(queued, running(1), SECOND),
                new RunUpdate(running(1), running(2), SECOND),
                new RunUpdate(running(2), succeeded, SECOND));
        assertNothingMoreIsSent();
    }

    @Test
    void aSlowLoopGetsTheLatestState() {
        shows(running(1), running(2), running(3), running(3), snapshot(RunPhase.SUCCEEDED));
        Iterator<RunUpdate> updates = poller.updates().iterator();
        assertThat(updates.next().to()).isEqualTo(running(1));
        time.advance(Duration.ofSeconds(3));

        assertThat(updates.next()).isEqualTo(new RunUpdate(running(1), running(3), Duration.ofSeconds(2)));
        assertThat(updates.next().to().phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(updates.hasNext()).isFalse();
    }

    @Test
    void askingTwiceTakesNothingAway() {
        Iterator<RunUpdate> updates = poller.updates().iterator();

        assertThat(updates.hasNext()).isTrue();
        assertThat(updates.hasNext()).isTrue();
        assertThat(updates.next().to().phase()).isEqualTo(RunPhase.QUEUED);
    }

    @Test
    void afterTheEndThereIsNoNext() {
        shows(snapshot(RunPhase.SUCCEEDED));
        Iterator<RunUpdate> updates = poller.updates().iterator();
        updates.next();

        assertThatThrownBy(updates::next).isInstanceOf(NoSuchElementException.class).hasMessageContaining("memory:run-1").hasMessageContaining("hasNext");
    }

    @Test
    void eachLoopSeesAll() {
        shows(running(1), snapshot(RunPhase.SUCCEEDED));
        RunUpdates updates = poller.updates();
        Iterator<RunUpdate> first = updates.iterator();
        Iterator<RunUpdate> second = updates.iterator();

        assertThat(first).toIterable().hasSize(2);
        time.advance(Duration.ZERO);
        assertThat(second).toIterable().extracting(update -> update.to().phase()).containsExactly(RunPhase.SUCCEEDED);
        assertThat(vendor.looks()).isEqualTo(2);
    }

    @Test
    void aFailureIsThrownAfterWhatWasSeenBefore() {
        CompletableFuture<RunSnapshot> failure = CompletableFuture.failedFuture(new IllegalStateException("a defect"));
        vendor.answers(() -> vendor.looks() == 1 ? CompletableFuture.completedFuture(running(1)) : failure);
        Iterator<RunUpdate> updates = poller.updates().iterator();
        time.advance(Duration.ofMinutes(1));

        assertThat(updates.next().to()).isEqualTo(running(1));
        assertThatThrownBy(updates::hasNext).isInstanceOf(PollingFailedException.class).hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(updates::next).isInstanceOf(PollingFailedException.class);
        assertThat(vendor.looks()).isEqualTo(2);
    }

    @Test
    void leavingEarlyEndsThePolls() {
        shows(running(1), running(2), running(3));
        List<RunSnapshot> seen = new ArrayList<>();

        try (RunUpdates updates = poller.updates()) {
            for (RunUpdate update : updates) {
                seen.add(update.to());
                if (seen.size() == 2) {
                    break;
                }
            }
        }

        assertThat(seen).containsExactly(running(1), running(2));
        assertNothingMoreIsSent();
    }

    @Test
    void closingElsewhereEndsALoopThatWaits() {
        RunUpdates updates = poller.updates();
        List<RunPhase> seen = new ArrayList<>();
        CompletableFuture<Void> loop = CompletableFuture.runAsync(() -> updates.forEach(update -> seen.add(update.to().phase())), time.executor());
        time.advance(Duration.ofSeconds(5));
        assertThat(loop).isNotDone();

        updates.close();
        time.advance(Duration.ZERO);

        assertThat(loop).isCompleted();
        assertThat(seen).containsExactly(RunPhase.QUEUED);
        assertNothingMoreIsSent();
    }

    @Test
    void whatWasNotTakenBeforeClosingIsNotTakenAfterIt() {
        shows(snapshot(RunPhase.SUCCEEDED));
        RunUpdates updates = poller.updates();
        Iterator<RunUpdate> iterator = updates.iterator();
        time.advance(SECOND);
        updates.close();

        assertThat(iterator.hasNext()).isFalse();
    }

    @Test
    void whatWasAnnouncedBeforeClosingIsThere() {
        RunUpdates updates = poller.updates();
        Iterator<RunUpdate> iterator = updates.iterator();
        assertThat(iterator.hasNext()).isTrue();
        updates.close();

        assertThat(iterator.next().to().phase()).isEqualTo(RunPhase.QUEUED);
        assertThat(iterator.hasNext()).isFalse();
    }

    @Test
    void closedUpdatesAreEmptyAndSendNothing() {
        RunUpdates updates = poller.updates();
        updates.close();

        assertThat(updates.iterator().hasNext()).isFalse();
        time.advance(SECOND);
        assertThat(vendor.looks()).isZero();
    }

    @Test
    void stoppingThePollerIsThrown() {
        Iterator<RunUpdate> updates = poller.updates().iterator();
        updates.next();
        poller.stopPolling();

        assertThatThrownBy(updates::hasNext).isInstanceOf(PollerClosedException.class).hasMessageContaining("polling was stopped");
        assertNothingMoreIsSent();
    }

    @Test
    void closingTheFacadeIsThrownToALoopThatWaits() {
        CompletableFuture<Void> loop = CompletableFuture.runAsync(() -> poller.updates().forEach(update -> {}), time.executor());
        time.advance(Duration.ofSeconds(5));

        engine.close();
        time.advance(Duration.ZERO);

        assertThat(loop).isCompletedExceptionally();
        assertThatThrownBy(loop::join).hasCauseInstanceOf(PollerClosedException.class);
    }

    @Test
    void anInterruptEndsTheLoopAndItsPollsWithTheFlagSet() {
        Iterator<RunUpdate> updates = poller.updates().iterator();
        updates.next();
        Thread.currentThread().interrupt();

        assertThatThrownBy(updates::hasNext).isInstanceOfSatisfying(
                WaitInterruptedException.class, failure -> assertThat(failure.lastSnapshot()).isEqualTo(snapshot(RunPhase.QUEUED)));
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(updates::hasNext).isInstanceOf(WaitInterruptedException.class);
        assertNothingMoreIsSent();
    }
}
