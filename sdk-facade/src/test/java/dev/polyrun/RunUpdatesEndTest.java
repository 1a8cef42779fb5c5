package dev.polyrun;

import static dev.polyrun.MemoryAdapter.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a subscription before its run, and what a subscriber does that others must not feel. */
class RunUpdatesEndTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final VirtualTime time = VirtualTime.create();
    private final List<@Nullable PollingException> ends = new ArrayList<>();
    private final PollingEngine engine = new PollingEngine(
            time, PollingPolicy.builder().schedule(PollSchedule.fixed(SECOND)).build(), new PollingObserver() {
                @Override
                public void onWaitEnd(RunRef ref, @Nullable PollingException failure) {
                    ends.add(failure);
                }
            }, time.random());
    private final MemoryAdapter vendor = new MemoryAdapter(RunPhase.QUEUED);
    private final RunPoller poller = new RunPoller(engine, vendor, MemoryAdapter.REF);
    private final RunUpdates updates = poller.updates();
    private final RecordingSubscriber greedy = RecordingSubscriber.greedy();

    @AfterEach
    void close() {
        engine.close();
    }

    private void subscribe(RecordingSubscriber... subscribers) {
        for (RecordingSubscriber subscriber : subscribers) {
            updates.subscribe(subscriber);
        }
        time.advance(Duration.ZERO);
    }

    private void next(RunPhase phase) {
        vendor.shows(phase);
        time.advance(SECOND);
    }

    private void assertNothingMoreIsSent() {
        int looks = vendor.looks();
        time.advance(Duration.ofHours(1));
        assertThat(vendor.looks()).isEqualTo(looks);
    }

    private static void assertClosed(RecordingSubscriber subscriber, String reason) {
        assertThat(subscriber.failure).isInstanceOf(PollerClosedException.class).hasMessageContaining(reason);
        assertThat(subscriber.complete).isFalse();
    }

    @Test
    void whatAWaitWouldThrowIsTheError() {
        subscribe(greedy);
        vendor.answers(() -> CompletableFuture.failedFuture(new IllegalStateException("a defect")));
        time.advance(SECOND);

        assertThat(greedy.failure).isInstanceOfSatisfying(PollingFailedException.class, failure -> {
            assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
            assertThat(failure.lastSnapshot()).isEqualTo(snapshot(RunPhase.QUEUED));
            assertThat(failure.polls()).isEqualTo(2);
        });
        assertThat(greedy.complete).isFalse();
        assertNothingMoreIsSent();
    }

    @Test
    void anErrorDoesNotWaitForDemandAndCarriesWhatWasNotTaken() {
        RecordingSubscriber slow = new RecordingSubscriber(1);
        subscribe(slow);
        next(RunPhase.RUNNING);
        poller.stopPolling();
        time.advance(Duration.ZERO);

        assertThat(slow.phases()).containsExactly(RunPhase.QUEUED);
        assertThat(slow.failure).isInstanceOfSatisfying(
                PollerClosedException.class, failure -> assertThat(failure.lastSnapshot()).isEqualTo(snapshot(RunPhase.RUNNING)));
    }

    @Test
    void stoppingThePollerIsAnError() {
        subscribe(greedy);
        poller.stopPolling();
        time.advance(Duration.ZERO);

        assertClosed(greedy, "polling was stopped");
        assertNothingMoreIsSent();
    }

    @Test
    void stoppingRightAfterSubscribingIsAnError() {
        updates.subscribe(greedy);
        poller.stopPolling();
        time.advance(Duration.ZERO);

        assertClosed(greedy, "polling was stopped");
        assertNothingMoreIsSent();
    }

    @Test
    void closingTheFacadeIsAnError() {
        subscribe(greedy);
        engine.close();
        time.advance(Duration.ZERO);

        assertClosed(greedy, "the facade was closed");
    }

    @Test
    void subscribingToAClosedFacadeIsAnError() {
        engine.close();
        updates.subscribe(greedy);

        assertClosed(greedy, "the facade was closed");
        assertThat(vendor.looks()).isZero();
    }

    @Test
    void closingTheUpdatesIsAnError() {
        subscribe(greedy);
        updates.close();
        time.advance(Duration.ZERO);

        assertClosed(greedy, "the updates were closed");
        assertNothingMoreIsSent();
    }

    @Test
    void closingTheUpdatesLeavesOthersAlone() {
        poller.updates().subscribe(greedy);
        updates.close();
        next(RunPhase.SUCCEEDED);

        assertThat(greedy.complete).isTrue();
    }

    @Test
    void stoppingAnotherPollerLeavesThemAlone() {
        subscribe(greedy);
        new RunPoller(engine, vendor, MemoryAdapter.REF).stopPolling();
        next(RunPhase.SUCCEEDED);

        assertThat(greedy.complete).isTrue();
    }

    @Test
    void whoeverIsOnlyToldThatTheRunWasReadGetsItsEnd() {
        vendor.answers(CompletableFuture::new);
        subscribe(greedy);

        engine.watch(vendor, MemoryAdapter.REF).waiting()[0].read(new Run(snapshot(RunPhase.SUCCEEDED), null));
        time.advance(Duration.ZERO);

        assertThat(greedy.phases()).containsExactly(RunPhase.SUCCEEDED);
        assertThat(greedy.complete).isTrue();
    }

    @Test
    void subscribingToClosedUpdatesIsAnErrorAndSendsNothing() {
        updates.close();
        // The polling thread may be faster or slower than this one.
        for (int i = 0; i < 1_000; i++) {
            updates.subscribe(greedy);
        }
        time.advance(SECOND);

        assertClosed(greedy, "the updates were closed");
        assertThat(vendor.looks()).isZero();
    }

    @Test
    void cancellingEndsThePolls() {
        subscribe(greedy);
        greedy.cancel();
        greedy.cancel();
        assertNothingMoreIsSent();

        assertThat(greedy.phases()).containsExactly(RunPhase.QUEUED);
        assertThat(greedy.failure).isNull();
        assertThat(greedy.complete).isFalse();
        assertThat(ends).hasSize(1).containsOnlyNulls();
    }

    @Test
    void cancellingEndsTheCallUnderWay() {
        CompletableFuture<RunSnapshot> look = new CompletableFuture<>();
        vendor.answers(() -> look);
        subscribe(greedy);
        greedy.cancel();

        assertThat(look).isCancelled();
    }

    @Test
    void cancellingLeavesOthersTheirUpdates() {
        RecordingSubscriber other = RecordingSubscriber.greedy();
        subscribe(other, greedy);
        greedy.cancel();
        next(RunPhase.SUCCEEDED);

        assertThat(other.complete).isTrue();
        assertThat(greedy.updates).hasSize(1);
    }

    @Test
    void cancellingWhileAnUpdateIsTakenIsItsLast() {
        RecordingSubscriber once = new RecordingSubscriber(Long.MAX_VALUE) {
            @Override
            public void onNext(RunUpdate update) {
                super.onNext(update);
                cancel();
            }
        };
        vendor.shows(RunPhase.SUCCEEDED);
        subscribe(once);

        assertThat(once.updates).hasSize(1);
        assertThat(once.complete).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aRequestForNothingIsAnError(long demand) {
        subscribe(greedy);
        greedy.request(demand);
        time.advance(Duration.ZERO);

        assertThat(greedy.failure).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("request(" + demand + ")");
        assertNothingMoreIsSent();
    }

    @Test
    void aRequestForNothingIsAnErrorAfterTheRunHasEndedToo() {
        RecordingSubscriber slow = new RecordingSubscriber(1);
        subscribe(slow);
        next(RunPhase.SUCCEEDED);
        slow.request(0);
        time.advance(Duration.ZERO);

        assertThat(slow.failure).isInstanceOf(IllegalArgumentException.class);
        assertThat(slow.complete).isFalse();
    }

    private static final class Thrower extends RecordingSubscriber {
        private final String where;

        Thrower(String where) {
            super(Long.MAX_VALUE);
            this.where = where;
        }

        private void at(String here) {
            if (here.equals(where)) {
                throw new AssertionError("thrown by " + here);
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            super.onSubscribe(subscription);
            at("onSubscribe");
        }

        @Override
        public void onNext(RunUpdate update) {
            super.onNext(update);
            at("onNext");
        }

        @Override
        public void onComplete() {
            super.onComplete();
            at("onComplete");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"onSubscribe", "onNext", "onComplete"})
    void aSubscriberThatThrowsHurtsNobodyElse(String where) {
        subscribe(greedy, new Thrower(where));
        next(RunPhase.RUNNING);
        next(RunPhase.SUCCEEDED);

        assertThat(greedy.phases()).containsExactly(RunPhase.QUEUED, RunPhase.RUNNING, RunPhase.SUCCEEDED);
        assertThat(greedy.complete).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"onSubscribe", "onNext"})
    void aSubscriberThatThrowsGetsNoMoreAndIsNotPolledFor(String where) {
        Thrower thrower = new Thrower(where);
        subscribe(thrower);
        assertNothingMoreIsSent();

        assertThat(thrower.updates).hasSizeLessThanOrEqualTo(1);
        assertThat(thrower.failure).isNull();
    }

    @Test
    void aSubscriberThatBlocksHoldsUpNobodyElse() {
        CountDownLatch blocked = new CountDownLatch(1);
        RecordingSubscriber blocking = new RecordingSubscriber(Long.MAX_VALUE) {
            @Override
            public void onNext(RunUpdate update) {
                super.onNext(update);
                try {
                    blocked.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
        CompletableFuture<RunUpdate> other = new CompletableFuture<>();
        CompletableFuture<RunSnapshot> look = new CompletableFuture<>();
        vendor.answers(() -> look);
        updates.subscribe(blocking);
        updates.subscribe(new RecordingSubscriber(Long.MAX_VALUE) {
            @Override
            public void onNext(RunUpdate update) {
                other.complete(update);
            }
        });
        look.complete(snapshot(RunPhase.RUNNING));

        assertThat(other).succeedsWithin(SOON).extracting(RunUpdate::to).isEqualTo(snapshot(RunPhase.RUNNING));
        blocked.countDown();
    }

    @Test
    void updatesComeOnThreadsThatAreThereForSuchCalls() {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        subscribe(new RecordingSubscriber(Long.MAX_VALUE) {
            @Override
            public void onNext(RunUpdate update) {
                threads.add(Thread.currentThread().getName());
            }

            @Override
            public void onComplete() {
                threads.add(Thread.currentThread().getName());
            }
        });
        next(RunPhase.RUNNING);
        next(RunPhase.SUCCEEDED);

        assertThat(threads).isNotEmpty().allMatch(name -> name.startsWith("polyrun-callback-"));
    }

    @Test
    void theObserverIsToldWhyEachWaitEnded() {
        subscribe(greedy, RecordingSubscriber.greedy());
        greedy.cancel();
        poller.stopPolling();
        time.advance(Duration.ZERO);

        assertThat(ends).hasSize(2).first().isNull();
        assertThat(ends).last().isInstanceOf(PollerClosedException.class);
    }
}
