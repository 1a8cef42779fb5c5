package dev.polyrun;

import static dev.polyrun.MemoryAdapter.running;
import static dev.polyrun.MemoryAdapter.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A subscriber is told each change once, and the latest state when it comes late; a run is looked at each second here. */
class RunUpdatesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time = VirtualTime.create();
    private final PollingEngine engine = new PollingEngine(
            time, PollingPolicy.builder().schedule(PollSchedule.fixed(SECOND)).build(), null, time.random());
    private final MemoryAdapter vendor = new MemoryAdapter(RunPhase.QUEUED);
    private final RunPoller poller = new RunPoller(engine, vendor, MemoryAdapter.REF);
    private final RecordingSubscriber greedy = RecordingSubscriber.greedy();

    @AfterEach
    void close() {
        engine.close();
    }

    private <S extends RecordingSubscriber> S subscribed(S subscriber) {
        poller.updates().subscribe(subscriber);
        time.advance(Duration.ZERO);
        return subscriber;
    }

    private void next(RunSnapshot shown) {
        vendor.shows(shown);
        time.advance(SECOND);
    }

    private void next(RunPhase phase) {
        next(snapshot(phase));
    }

    @Test
    void nothingIsSentUntilSomebodySubscribes() {
        poller.updates();
        time.advance(SECOND);

        assertThat(vendor.looks()).isZero();
    }

    @Test
    void theFirstUpdateIsHowTheRunStands() {
        subscribed(greedy);

        assertThat(greedy.updates).containsExactly(new RunUpdate(null, snapshot(RunPhase.QUEUED), null));
    }

    @Test
    void eachChangeIsOneUpdateWithItsWindow() {
        subscribed(greedy);
        next(RunPhase.QUEUED);
        next(RunPhase.QUEUED);
        next(running(1));
        next(running(2));

        assertThat(greedy.updates).hasSize(3).endsWith(
                new RunUpdate(snapshot(RunPhase.QUEUED), running(1), SECOND), new RunUpdate(running(1), running(2), SECOND));
    }

    @Test
    void theLastUpdateIsTheEndAndThenItIsComplete() {
        subscribed(greedy);
        next(RunPhase.FAILED);

        assertThat(greedy.phases()).containsExactly(RunPhase.QUEUED, RunPhase.FAILED);
        assertThat(greedy.complete).isTrue();
        assertThat(greedy.failure).isNull();
    }

    @Test
    void whatHasEndedIsNeitherLookedAtAgainNorReadWhole() {
        subscribed(greedy);
        next(RunPhase.SUCCEEDED);
        time.advance(Duration.ofHours(1));

        assertThat(vendor.looks()).isEqualTo(2);
        assertThat(vendor.reads()).isZero();
    }

    @Test
    void withoutDemandTheLatestStateIsKeptAndTheWindowGrows() {
        RecordingSubscriber slow = subscribed(new RecordingSubscriber(1));
        next(running(1));
        next(running(1));
        next(running(2));
        next(running(3));
        assertThat(slow.updates).hasSize(1);

        slow.request(5);
        time.advance(Duration.ZERO);

        assertThat(slow.updates).hasSize(2).endsWith(new RunUpdate(snapshot(RunPhase.QUEUED), running(3), Duration.ofSeconds(4)));
    }

    @Test
    void demandAddsUpToAllThereIs() {
        RecordingSubscriber insatiable = subscribed(new RecordingSubscriber(Long.MAX_VALUE));
        insatiable.request(Long.MAX_VALUE);
        next(RunPhase.RUNNING);
        next(RunPhase.SUCCEEDED);

        assertThat(insatiable.updates).hasSize(3);
    }

    @Test
    void withoutAnyDemandTheFirstUpdateIsTheLatestState() {
        RecordingSubscriber slow = subscribed(new RecordingSubscriber(0));
        next(running(1));
        next(running(2));

        slow.request(1);
        time.advance(Duration.ZERO);

        assertThat(slow.updates).containsExactly(new RunUpdate(null, running(2), null));
    }

    @Test
    void aChangeThatWentBackBeforeItWasTakenIsNoUpdate() {
        RecordingSubscriber slow = subscribed(new RecordingSubscriber(1));
        next(RunPhase.PAUSED);
        vendor.shows(RunPhase.QUEUED);
        time.advance(Duration.ofMinutes(1));

        slow.request(1);
        time.advance(Duration.ZERO);
        assertThat(slow.updates).hasSize(1);

        next(running(1));
        assertThat(slow.updates).hasSize(2).endsWith(new RunUpdate(snapshot(RunPhase.QUEUED), running(1), SECOND));
    }

    @Test
    void theEndWaitsForItsDemandAndIsNotPolledFor() {
        RecordingSubscriber slow = subscribed(new RecordingSubscriber(1));
        next(RunPhase.RUNNING);
        next(RunPhase.SUCCEEDED);
        time.advance(Duration.ofHours(1));
        assertThat(slow.complete).isFalse();
        assertThat(vendor.looks()).isEqualTo(3);

        slow.request(1);
        time.advance(Duration.ZERO);

        assertThat(slow.phases()).containsExactly(RunPhase.QUEUED, RunPhase.SUCCEEDED);
        assertThat(slow.complete).isTrue();
    }

    @Test
    void theEndNeedsNoDemandOnceItsUpdateIsTaken() {
        RecordingSubscriber exact = subscribed(new RecordingSubscriber(2));
        next(RunPhase.SUCCEEDED);

        assertThat(exact.updates).hasSize(2);
        assertThat(exact.complete).isTrue();
    }

    @Test
    void anEndThatWasNotTakenOutlivesTheFacade() {
        RecordingSubscriber slow = subscribed(new RecordingSubscriber(1));
        next(RunPhase.SUCCEEDED);
        engine.close();

        slow.request(1);

        assertThat(slow.phases()).containsExactly(RunPhase.QUEUED, RunPhase.SUCCEEDED);
        assertThat(slow.complete).isTrue();
    }

    @Test
    void allWhoSubscribeShareThePolls() {
        RunUpdates updates = poller.updates();
        updates.subscribe(greedy);
        RecordingSubscriber other = subscribed(RecordingSubscriber.greedy());
        updates.subscribe(other);
        next(RunPhase.RUNNING);

        assertThat(greedy.phases()).containsExactly(RunPhase.QUEUED, RunPhase.RUNNING);
        assertThat(other.phases()).containsExactly(RunPhase.QUEUED, RunPhase.QUEUED, RunPhase.RUNNING, RunPhase.RUNNING);
        assertThat(vendor.looks()).isEqualTo(2);
    }

    @Test
    void eachSubscriberHasItsOwnLastState() {
        RecordingSubscriber slow = subscribed(new RecordingSubscriber(1));
        subscribed(greedy);
        next(running(1));
        next(running(2));
        slow.request(1);
        time.advance(Duration.ZERO);

        assertThat(greedy.updates).last().extracting(RunUpdate::from).isEqualTo(running(1));
        assertThat(slow.updates).last().extracting(RunUpdate::from).isEqualTo(snapshot(RunPhase.QUEUED));
    }

    @Test
    void whoeverComesLaterBeginsWithWhatWasSeenLast() {
        subscribed(greedy);
        time.advance(Duration.ofMillis(500));
        RecordingSubscriber later = subscribed(RecordingSubscriber.greedy());

        assertThat(later.phases()).containsExactly(RunPhase.QUEUED);
        assertThat(vendor.looks()).isEqualTo(1);
    }

    @Test
    void whatWasSeenLongAgoIsReplayedWhileALookIsUnderWay() {
        PollingPolicy daily = PollingPolicy.builder().schedule(PollSchedule.fixed(Duration.ofDays(1))).build();
        try (PollingEngine rarely = new PollingEngine(time, daily, null, time.random())) {
            RunUpdates updates = new RunPoller(rarely, vendor, MemoryAdapter.REF).updates();
            updates.subscribe(greedy);
            time.advance(Duration.ofHours(1));
            CompletableFuture<RunSnapshot> look = new CompletableFuture<>();
            vendor.answers(() -> look);
            RecordingSubscriber later = RecordingSubscriber.greedy();
            updates.subscribe(later);
            time.advance(Duration.ZERO);
            assertThat(vendor.looks()).isEqualTo(2);
            assertThat(later.phases()).containsExactly(RunPhase.QUEUED);

            look.complete(snapshot(RunPhase.RUNNING));
            time.advance(Duration.ZERO);

            assertThat(later.phases()).containsExactly(RunPhase.QUEUED, RunPhase.RUNNING);
        }
    }

    @Test
    void whoeverComesWhileTheEndIsReadForOthersGetsTheEnd() {
        CompletableFuture<Run> waiting = poller.completion();
        time.advance(Duration.ZERO);
        CompletableFuture<RunSnapshot> read = new CompletableFuture<>();
        CompletableFuture<RunSnapshot> look = CompletableFuture.completedFuture(snapshot(RunPhase.SUCCEEDED));
        vendor.answers(() -> vendor.reads() == 0 ? look : read);
        time.advance(SECOND);
        assertThat(vendor.reads()).isEqualTo(1);
        subscribed(greedy);
        assertThat(greedy.updates).isEmpty();

        read.complete(snapshot(RunPhase.SUCCEEDED));
        time.advance(Duration.ZERO);

        assertThat(greedy.phases()).containsExactly(RunPhase.SUCCEEDED);
        assertThat(greedy.complete).isTrue();
        assertThat(waiting).isCompleted();
    }

    @Test
    void whoeverComesJustBeforeTheEndGetsIt() {
        WaitOptions returningPaused = WaitOptions.builder().onPause(WaitOptions.OnPause.RETURN).build();
        vendor.answers(() -> CompletableFuture.completedFuture(snapshot(vendor.reads() == 0 ? RunPhase.PAUSED : RunPhase.SUCCEEDED)));
        // So the run has ended when it is read whole, and this condition is asked in the middle of that.
        CompletableFuture<RunSnapshot> meddling = CompletableFuture.supplyAsync(() -> poller.waitUntil(now -> {
            if (now.phase().isTerminal()) {
                poller.updates().subscribe(greedy);
            }
            return false;
        }), time.executor());
        CompletableFuture<Run> waiting = poller.completion(returningPaused);
        time.advance(SECOND);

        assertThat(waiting).isCompleted();
        assertThat(meddling).isCompleted();
        assertThat(greedy.phases()).containsExactly(RunPhase.SUCCEEDED);
        assertThat(greedy.complete).isTrue();
    }

    @Test
    void aPauseIsOneChangeAmongOthers() {
        subscribed(greedy);
        vendor.shows(RunPhase.PAUSED);
        time.advance(Duration.ofMinutes(10));
        vendor.shows(RunPhase.SUCCEEDED);
        time.advance(Duration.ofMinutes(10));

        assertThat(greedy.phases()).containsExactly(RunPhase.QUEUED, RunPhase.PAUSED, RunPhase.SUCCEEDED);
        assertThat(greedy.complete).isTrue();
    }

    @Test
    void aSubscriberMustBeOne() {
        assertThatNullPointerException().isThrownBy(() -> poller.updates().subscribe(null)).withMessage("subscriber");
        time.advance(SECOND);

        assertThat(vendor.looks()).isZero();
    }
}
