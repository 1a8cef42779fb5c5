package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.PolyrunException;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever observes hears of each poll, of when the next one is and why, of each change, and of each wait's end. */
class PollingObserverTest {
    private final VirtualTime time = VirtualTime.create();
    private final VirtualVendor vendor = new VirtualVendor(time);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final PollingObserver observer = new PollingObserver() {
        @Override
        public void onPollStart(RunRef ref) {
            heard.add("start");
        }

        @Override
        public void onPollEnd(PollEnd end) {
            heard.add("end after " + end.latency().toMillis() + " ms: " + (end.snapshot() == null ? end.failure().getMessage() : end.snapshot().phase()));
        }

        @Override
        public void onScheduled(RunRef ref, NextPoll next) {
            heard.add("next in " + next.in().toMillis() + " ms: " + next.reason());
        }

        @Override
        public void onChange(RunUpdate update) {
            heard.add((update.from() == null ? "-" : update.from().phase()) + ">" + update.to().phase() + " within " + update.detectionWindow());
        }

        @Override
        public void onWaitEnd(RunRef ref, @Nullable PollingException failure) {
            heard.add("wait ended: " + (failure == null ? "well" : failure.getClass().getSimpleName()));
        }
    };
    private final PollingPolicy policy = PollingPolicy.builder().schedule(PollSchedule.fixed(Duration.ofSeconds(2))).build();
    private final PollingEngine engine = new PollingEngine(time, policy, observer, time.random());

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void aWaitFromItsBeginToItsEnd() {
        vendor.latency(call -> Duration.ofMillis(100));
        RunRef ref = vendor.plant(1, Duration.ofSeconds(3));

        new RunPoller(engine, vendor, ref).waitForCompletion();
        time.advance(Duration.ZERO);

        assertThat(heard).containsExactly(
                "start",
                "end after 100 ms: RUNNING",
                "->RUNNING within null",
                "next in 1900 ms: SCHEDULE",
                "start",
                "end after 100 ms: RUNNING",
                "next in 1900 ms: SCHEDULE",
                "start",
                "end after 100 ms: SUCCEEDED",
                "RUNNING>SUCCEEDED within PT2.1S",
                "start",
                "end after 100 ms: SUCCEEDED",
                "wait ended: well");
    }

    @Test
    void aFailedPollAndItsConsequence() {
        vendor.fault(call -> call.at().isZero() ? new PolyrunException("passing", null) : null);
        CompletableFuture<Run> waiting = new RunPoller(engine, vendor, vendor.plant(1, Duration.ofHours(1))).completion();
        time.advance(Duration.ofSeconds(1));
        waiting.cancel(true);
        time.advance(Duration.ZERO);

        assertThat(heard).containsExactly("start", "end after 0 ms: passing", "next in 2000 ms: FAILURE", "wait ended: well");
    }

    @Test
    void aPollThatFailsLaterAndHowLongItTook() {
        vendor.latency(call -> Duration.ofMillis(100)).fault(call -> call.at().isZero() ? null : new PolyrunException("passing", null));
        new RunPoller(engine, vendor, vendor.plant(1, Duration.ofHours(1))).completion();
        time.advance(Duration.ofSeconds(3));

        assertThat(heard).contains("end after 100 ms: passing");
    }

    @Test
    void aWaitThatEndsBeforeItsRun() {
        CompletableFuture<Run> waiting = new RunPoller(engine, vendor, vendor.plant(1, Duration.ofHours(1)))
                .completion(WaitOptions.builder().timeout(Duration.ofSeconds(1)).build());
        time.advance(Duration.ofSeconds(1));

        assertThat(waiting).isCompletedExceptionally();
        assertThat(heard).endsWith("wait ended: WaitTimeoutException");
    }
}
