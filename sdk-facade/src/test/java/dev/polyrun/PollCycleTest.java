package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.TimeSource;
import dev.polyrun.testkit.VirtualTime;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No end of a wait is ever lost, and none is followed by a poll. */
class PollCycleTest {
    private final VirtualTime time = VirtualTime.create();
    private final FakeAdapter vendor = new FakeAdapter();
    private final AtomicReference<PollSchedule> schedule = new AtomicReference<>(context -> Duration.ofSeconds(1));
    private final AtomicReference<Runnable> onChange = new AtomicReference<>(() -> {});
    private final PollingPolicy policy = PollingPolicy.builder()
            .pollsPerSecond(1_000_000)
            .schedule(context -> schedule.get().nextDelay(context))
            .build();
    private final PollingEngine engine = new PollingEngine(time, policy, new PollingObserver() {
        @Override
        public void onChange(RunUpdate update) {
            onChange.get().run();
        }
    }, time.random());
    private final RunPoller poller = new RunPoller(engine, vendor, FakeAdapter.REF);

    @AfterEach
    void stop() {
        engine.close();
    }

    private static void assertBroke(CompletableFuture<Run> waiting, Class<? extends Throwable> cause) {
        assertThatThrownBy(() -> Facades.end(waiting)).isInstanceOf(PollingFailedException.class).hasCauseInstanceOf(cause);
    }

    @Test
    void anExceptionThrownByTheFirstPollReachesTheFuture() {
        vendor.snapshotThrows = () -> new IllegalArgumentException("bad id");

        assertBroke(poller.completion(), IllegalArgumentException.class);
    }

    @Test
    void anExceptionThrownByALaterPollReachesTheFuture() {
        CompletableFuture<Run> waiting = poller.completion();
        vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.RUNNING));
        time.advance(Duration.ZERO);
        vendor.snapshotThrows = () -> new IllegalArgumentException("bad id");
        time.advance(Duration.ofSeconds(1));

        assertBroke(waiting, IllegalArgumentException.class);
    }

    @Test
    void anExceptionThrownByTheLastReadReachesTheFuture() {
        vendor.runThrows = () -> new IllegalStateException("no such call");
        CompletableFuture<Run> waiting = poller.completion();
        vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.SUCCEEDED));

        assertBroke(waiting, IllegalStateException.class);
    }

    @Test
    void anExceptionThrownByTheRepeatedLastReadReachesTheFuture() {
        CompletableFuture<Run> waiting = poller.completion();
        vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.SUCCEEDED));
        vendor.nextRead().completeExceptionally(new PolyrunException("passing", null));
        time.advance(Duration.ZERO);
        vendor.runThrows = () -> new IllegalStateException("no such call");
        time.advance(Duration.ofSeconds(1));

        assertBroke(waiting, IllegalStateException.class);
    }

    @Test
    void aFailureThatIsNoneOfPolyrunsEndsTheWait() {
        CompletableFuture<Run> waiting = poller.completion();
        vendor.nextLook().completeExceptionally(new NullPointerException("a defect"));

        assertBroke(waiting, NullPointerException.class);
    }

    @Test
    void anErrorEndsTheWait() {
        CompletableFuture<Run> waiting = poller.completion();
        vendor.nextLook().completeExceptionally(new NoClassDefFoundError("a/defect"));

        assertBroke(waiting, NoClassDefFoundError.class);
    }

    @Test
    void anAnswerThatIsNoneReachesTheFuture() {
        CompletableFuture<Run> waiting = poller.completion();
        vendor.nextLook().complete(null);

        assertBroke(waiting, NullPointerException.class);
    }

    @Test
    void aThrowingObserverCostsNobodyTheirWait() {
        onChange.set(() -> {
            throw new AssertionError("an Error, even");
        });
        CompletableFuture<Run> waiting = poller.completion();
        vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.SUCCEEDED));
        vendor.nextRead().complete(FakeAdapter.run(RunPhase.SUCCEEDED));

        assertThat(Facades.end(waiting).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void aThrowingScheduleReachesTheFuture() {
        schedule.set(elapsed -> {
            throw new UnsupportedOperationException("no idea");
        });
        CompletableFuture<Run> waiting = poller.completion();
        vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.RUNNING));

        assertBroke(waiting, UnsupportedOperationException.class);
    }

    @Test
    void aScheduleThatThrowsAfterAFailureOfTheLastReadReachesTheFuture() {
        CompletableFuture<Run> waiting = poller.completion();
        vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.SUCCEEDED));
        schedule.set(elapsed -> {
            throw new UnsupportedOperationException("no idea");
        });
        vendor.nextRead().completeExceptionally(new PolyrunException("passing", null));

        assertBroke(waiting, UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void aScheduleThatWouldPollWithoutPauseIsAMistake(long seconds) {
        schedule.set(elapsed -> Duration.ofSeconds(seconds));
        CompletableFuture<Run> waiting = poller.completion();
        vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.RUNNING));

        assertBroke(waiting, IllegalStateException.class);
        assertThat(vendor.sent()).isEqualTo(1);
    }

    @Test
    void aScheduleMaySayNever() {
        schedule.set(elapsed -> Duration.ofSeconds(Long.MAX_VALUE));
        CompletableFuture<Run> waiting = poller.completion();
        vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.RUNNING));

        time.advance(Duration.ofDays(100));
        assertThat(waiting).isNotDone();
        assertThat(vendor.sent()).isEqualTo(1);
    }

    /** The polling thread may be just about to learn of it. */
    private static void assertCancelledSoon(CompletableFuture<?> call) {
        assertThat(call.handle((answer, failure) -> failure))
                .succeedsWithin(Duration.ofSeconds(20))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void cancellingTheFutureCancelsTheCallUnderWay() {
        CompletableFuture<Run> waiting = poller.completion();
        CompletableFuture<RunSnapshot> look = vendor.nextLook();

        waiting.cancel(false);

        assertCancelledSoon(look);
        assertThat(vendor.sent()).isEqualTo(1);
    }

    @Test
    void cancellingDuringTheLastReadCancelsThat() {
        CompletableFuture<Run> waiting = poller.completion();
        vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.SUCCEEDED));
        CompletableFuture<Run> read = vendor.nextRead();

        waiting.cancel(false);

        assertCancelledSoon(read);
    }

    @Test
    void anObserverMayStopPollingAndNothingMoreIsSent() {
        onChange.set(poller::stopPolling);
        CompletableFuture<Run> waiting = poller.completion();
        vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.SUCCEEDED));

        assertThatThrownBy(() -> Facades.end(waiting)).isInstanceOf(PollerClosedException.class);
        assertThat(vendor.sent()).isEqualTo(1);
        time.advance(Duration.ofDays(1));
        assertThat(vendor.sent()).isEqualTo(1);
    }

    @Test
    void anAnswerAfterTheEndChangesNothing() {
        CompletableFuture<Run> waiting = poller.completion();
        CompletableFuture<RunSnapshot> look = vendor.nextLook();
        poller.stopPolling();
        look.complete(FakeAdapter.snapshot(RunPhase.SUCCEEDED));

        assertThatThrownBy(() -> Facades.end(waiting)).isInstanceOf(PollerClosedException.class);
        assertThat(vendor.sent()).isEqualTo(1);
    }

    @Test
    void endsAndCancelsThatRaceNeverLoseAnEndNorPollOn() {
        for (int round = 0; round < 300; round++) {
            CompletableFuture<Run> waiting = poller.completion();
            CompletableFuture<RunSnapshot> look = vendor.nextLook();
            CompletableFuture<Void> answered = Facades.elsewhere(() -> {
                look.complete(FakeAdapter.snapshot(RunPhase.RUNNING));
                return null;
            });
            poller.stopPolling();
            Facades.end(answered);

            assertThatThrownBy(() -> Facades.end(waiting)).isInstanceOf(PollerClosedException.class);
        }
        time.advance(Duration.ofDays(1));
        assertThat(vendor.sent()).isEqualTo(300);
    }

    @Test
    void theCallersCodeRunsOnACallbackThread() throws InterruptedException {
        AtomicReference<String> thread = new AtomicReference<>();
        CountDownLatch ran = new CountDownLatch(1);
        CompletableFuture<Run> waiting = poller.completion();
        waiting.whenComplete((run, failure) -> {
            thread.set(Thread.currentThread().getName());
            ran.countDown();
        });
        vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.SUCCEEDED));
        vendor.nextRead().complete(FakeAdapter.run(RunPhase.SUCCEEDED));

        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(thread.get()).startsWith("polyrun-callback-");
    }

    @Test
    void callersCodeThatBlocksHoldsUpNobodyElse() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            poller.completion().thenRun(() -> {
                blocked.countDown();
                awaitQuietly(release);
            });
        }
        vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.SUCCEEDED));
        vendor.nextRead().complete(FakeAdapter.run(RunPhase.SUCCEEDED));
        assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Run> waiter = Facades.elsewhere(poller::waitForCompletion);
        vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.SUCCEEDED));
        vendor.nextRead().complete(FakeAdapter.run(RunPhase.SUCCEEDED));

        assertThat(Facades.end(waiter).phase()).isEqualTo(RunPhase.SUCCEEDED);
        release.countDown();
    }

    @Test
    void anObserverThatBlocksDoesNotHoldUpADeadline() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        onChange.set(() -> {
            blocked.countDown();
            awaitQuietly(release);
        });
        try (PollingEngine real = new PollingEngine(TimeSource.system(), policy, new PollingObserver() {
            @Override
            public void onChange(RunUpdate update) {
                onChange.get().run();
            }
        }, time.random())) {
            RunPoller realPoller = new RunPoller(real, vendor, FakeAdapter.REF);
            realPoller.completion();
            vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.RUNNING));
            assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();

            CompletableFuture<Run> waiter = Facades.elsewhere(() -> realPoller.waitForCompletion(Duration.ofMillis(50)));

            assertThatThrownBy(() -> Facades.end(waiter)).isInstanceOf(WaitTimeoutException.class);
            release.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aFinishedWaitIsForgotten() {
        Supplier<WeakReference<Object>> wait = () -> {
            CompletableFuture<Run> waiting = poller.completion();
            vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.SUCCEEDED));
            Run run = FakeAdapter.run(RunPhase.SUCCEEDED);
            vendor.nextRead().complete(run);
            assertThat(Facades.end(waiting)).isSameAs(run);
            vendor.calls.clear();
            return new WeakReference<>(run);
        };
        WeakReference<Object> run = wait.get();

        for (int i = 0; i < 200 && run.get() != null; i++) {
            System.gc();
            // Whoever ran the last step may still be returning from it.
            CompletableFuture<Void> idle = new CompletableFuture<>();
            engine.execute(() -> idle.complete(null));
            Facades.end(idle);
        }
        assertThat(run.get()).isNull();
    }

    @Test
    void theCallersCodeSeesNothingOfWhoeverWaitedFirst() {
        InheritableThreadLocal<String> tenant = new InheritableThreadLocal<>();
        tenant.set("one");
        try {
            CompletableFuture<Run> first = poller.completion();
            vendor.nextLook().complete(FakeAdapter.snapshot(RunPhase.SUCCEEDED));
            CompletableFuture<String> seen = first.thenApply(run -> String.valueOf(tenant.get()));
            vendor.nextRead().complete(FakeAdapter.run(RunPhase.SUCCEEDED));

            assertThat(Facades.end(seen)).isEqualTo("null");
        } finally {
            tenant.remove();
        }
    }
}
