package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.GumloopSimulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Closing the facade tells everybody who waits, and leaves nothing behind. */
class CloseTest {
    private final ManualTimer timer = new ManualTimer();
    private GumloopSimulator vendor;
    private Polyrun polyrun;
    private RunRef ref;

    @BeforeEach
    void start() {
        vendor = GumloopSimulator.start();
        polyrun = Facades.over(vendor).timer(timer).build();
        ref = Facades.plant(vendor, "RUNNING");
    }

    @AfterEach
    void stop() {
        polyrun.close();
        vendor.close();
    }

    private static void assertClosed(CompletableFuture<Run> waiting) {
        assertThatThrownBy(() -> Facades.end(waiting)).isInstanceOf(PollerClosedException.class).hasMessageContaining("closed");
    }

    @Test
    void everyWaitEndsWhateverItIsAt() throws InterruptedException {
        CompletableFuture<Run> pausing = polyrun.poller(ref).completion();
        CompletableFuture<Run> blocked = Facades.elsewhere(() -> polyrun.poller(ref).waitForCompletion());
        CompletableFuture<Run> limited = Facades.elsewhere(() -> polyrun.poller(ref).waitForCompletion(Duration.ofHours(1)));
        timer.awaitPending(4);
        vendor.failNext(Fault.hang());
        CompletableFuture<Run> inACall = polyrun.poller(ref).completion();
        vendor.awaitRequests(4, Duration.ofSeconds(20));

        polyrun.close();

        for (CompletableFuture<Run> waiting : List.of(pausing, blocked, limited, inACall)) {
            assertClosed(waiting);
        }
        assertThat(timer.isClosed()).isTrue();
    }

    @Test
    void aWaitThatBeginsAfterClosingEndsAtOnceAndSendsNothing() {
        RunPoller poller = polyrun.poller(ref);
        polyrun.close();

        assertClosed(poller.completion());
        assertThatThrownBy(poller::waitForCompletion).isInstanceOf(PollerClosedException.class);
        assertThatThrownBy(() -> poller.waitForCompletion(Duration.ofSeconds(1))).isInstanceOf(PollerClosedException.class);
        assertThat(vendor.requests()).isEmpty();
    }

    @Test
    void closingTwiceDoesNothing() {
        polyrun.close();
        polyrun.close();

        assertThat(timer.isClosed()).isTrue();
    }

    @Test
    void waitsThatBeginWhileItClosesEndToo() {
        FakeAdapter adapter = new FakeAdapter();
        for (int round = 0; round < 200; round++) {
            PollingEngine engine = new PollingEngine(new ManualTimer(), PollSchedule.defaults(), new PollingObserver() {});
            CompletableFuture<CompletableFuture<Run>> begun =
                    Facades.elsewhere(() -> new RunPoller(engine, adapter, FakeAdapter.REF).completion());
            engine.close();

            assertClosed(Facades.end(begun));
        }
    }

    @Test
    void aCallerMayCloseTheFacadeInItsOwnCallback() {
        AtomicReference<CompletableFuture<Run>> other = new AtomicReference<>(polyrun.poller(ref).completion());
        timer.awaitPending(1);
        CompletableFuture<Void> closed = polyrun.poller(Facades.plant(vendor, "DONE")).completion().thenAccept(run -> polyrun.close());

        Facades.end(closed);

        assertClosed(other.get());
    }

    @Test
    void noThreadIsLeft() throws InterruptedException {
        Polyrun real = Facades.over(vendor).pollSchedule(PollSchedule.fixed(Duration.ofMillis(1))).build();
        Facades.end(real.poller(Facades.plant(vendor, "RUNNING", "RUNNING", "DONE")).completion());
        CompletableFuture<Run> waiting = real.poller(ref).completion();
        List<Thread> before = threads();
        assertThat(before).extracting(Thread::getName).contains("polyrun-timer", "polyrun-poller-1");

        real.close();
        assertClosed(waiting);

        for (Thread thread : before) {
            thread.join(20_000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    /** Those of facades that poll in this test; other test classes have closed theirs. */
    private static List<Thread> threads() {
        List<Thread> ours = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().matches("polyrun-(timer|poller-\\d+|callback-\\d+)")) {
                ours.add(thread);
            }
        }
        return ours;
    }

    @Test
    void allThreadsAreDaemons() {
        Polyrun real = Facades.over(vendor).pollSchedule(PollSchedule.fixed(Duration.ofMillis(1))).build();
        Facades.end(real.poller(Facades.plant(vendor, "RUNNING", "DONE")).completion());

        assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon);
        real.close();
    }

    @Test
    void twoFacadesOfOneBuilderDoNotShareTheirTime() {
        PolyrunBuilder builder = Facades.over(vendor).pollSchedule(PollSchedule.fixed(Duration.ofMillis(1)));
        Polyrun first = builder.build();
        try (Polyrun second = builder.build()) {
            first.close();

            assertThat(Facades.end(second.poller(Facades.plant(vendor, "RUNNING", "DONE")).completion()).phase()).isEqualTo(RunPhase.SUCCEEDED);
        }
    }
}
