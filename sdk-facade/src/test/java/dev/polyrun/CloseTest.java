package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.VirtualTime;
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
    private final VirtualTime time = VirtualTime.create();
    private GumloopSimulator vendor;
    private Polyrun polyrun;
    private RunRef ref;

    @BeforeEach
    void start() {
        vendor = GumloopSimulator.start();
        polyrun = Facades.over(vendor).timeSource(time).build();
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
        CompletableFuture<Run> blocked = CompletableFuture.supplyAsync(() -> polyrun.poller(ref).waitForCompletion(), time.executor());
        CompletableFuture<Run> limited =
                CompletableFuture.supplyAsync(() -> polyrun.poller(ref).waitForCompletion(Duration.ofHours(1)), time.executor());
        time.advance(Duration.ZERO);
        vendor.failNext(Fault.hang());
        CompletableFuture<Run> inACall = polyrun.poller(Facades.plant(vendor, "RUNNING")).completion();
        vendor.awaitRequests(2, Duration.ofSeconds(20));

        polyrun.close();

        for (CompletableFuture<Run> waiting : List.of(pausing, blocked, limited, inACall)) {
            assertClosed(waiting);
        }
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
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();

        polyrun.close();
        polyrun.close();

        assertClosed(waiting);
    }

    @Test
    void waitsThatBeginWhileItClosesEndToo() {
        FakeAdapter adapter = new FakeAdapter();
        for (int round = 0; round < 200; round++) {
            PollingEngine engine = new PollingEngine(time, PollingPolicy.builder().build(), null, time.random());
            CompletableFuture<CompletableFuture<Run>> begun =
                    Facades.elsewhere(() -> new RunPoller(engine, adapter, FakeAdapter.REF).completion());
            engine.close();

            assertClosed(Facades.end(begun));
        }
    }

    @Test
    void aCallerMayCloseTheFacadeInItsOwnCallback() {
        AtomicReference<CompletableFuture<Run>> other = new AtomicReference<>(polyrun.poller(ref).completion());
        time.advance(Duration.ZERO);
        CompletableFuture<Void> closed = polyrun.poller(Facades.plant(vendor, "DONE")).completion().thenAccept(run -> polyrun.close());

        Facades.end(closed);

        assertClosed(other.get());
    }

    @Test
    void noThreadIsLeft() throws InterruptedException {
        Polyrun real = Facades.over(vendor).polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofMillis(1)))).build();
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
        Polyrun real = Facades.over(vendor).polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofMillis(1)))).build();
        Facades.end(real.poller(Facades.plant(vendor, "RUNNING", "DONE")).completion());

        assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon);
        real.close();
    }

    @Test
    void twoFacadesOfOneBuilderDoNotShareTheirTime() {
        PolyrunBuilder builder = Facades.over(vendor).polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofMillis(1))));
        Polyrun first = builder.build();
        try (Polyrun second = builder.build()) {
            first.close();

            assertThat(Facades.end(second.poller(Facades.plant(vendor, "RUNNING", "DONE")).completion()).phase()).isEqualTo(RunPhase.SUCCEEDED);
        }
    }
}
