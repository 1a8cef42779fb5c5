package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A wait as its holder sees it: a future like any other, of one poller. */
class WaiterFutureTest {
    private static final Run RUN = new Run(VirtualVendor.snapshot(1, RunPhase.SUCCEEDED), null);

    private final VirtualTime time = VirtualTime.create();
    private final VirtualVendor vendor = new VirtualVendor(time);
    private final PollingEngine engine = new PollingEngine(time, PollingPolicy.builder().build(), null, time.random());
    private final RunRef ref = vendor.plant(1, Duration.ofMinutes(1));
    private final RunPoller poller = new RunPoller(engine, vendor, ref);
    private final CompletableFuture<Run> waiting = poller.completion();

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void theFirstEndIsTheOneThatCounts() {
        assertThat(waiting.complete(RUN)).isTrue();

        assertThat(waiting.complete(RUN)).isFalse();
        assertThat(waiting.completeExceptionally(new IllegalStateException("too late"))).isFalse();
        assertThat(waiting.cancel(true)).isFalse();
        assertThat(waiting).isCompletedWithValue(RUN);
    }

    @Test
    void itCanBeCancelledAndIsCancelledThen() {
        assertThat(waiting.cancel(true)).isTrue();

        assertThat(waiting.cancel(true)).isTrue();
        assertThat(waiting.complete(RUN)).isFalse();
        assertThat(waiting).isCancelled();
    }

    @Test
    void itCanEndWithAFailureOnce() {
        assertThat(waiting.completeExceptionally(new IllegalStateException("enough"))).isTrue();

        assertThat(waiting.completeExceptionally(new IllegalStateException("too late"))).isFalse();
        assertThat(waiting).failsWithin(Duration.ZERO).withThrowableThat().havingRootCause().withMessage("enough");
    }

    @Test
    void stoppingAnotherPollerLeavesItAlone() {
        time.advance(Duration.ofSeconds(1));
        new RunPoller(engine, vendor, ref).stopPolling();
        time.advance(Duration.ofMinutes(5));

        assertThat(Facades.end(waiting).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void aWaitForAConditionThatHoldsNeverEndsWithTheRun() {
        RunSnapshot last = poller.waitUntil(snapshot -> false, Duration.ofHours(1));

        assertThat(last.phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(time.elapsed()).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aConditionThatTheLastLookMeetsNeedsNoOther() {
        CompletableFuture<Run> longer = new RunPoller(engine, vendor, vendor.plant(2, Duration.ofHours(1))).completion();
        time.advance(Duration.ofSeconds(100));
        int looks = vendor.calls().size();
        Duration now = time.elapsed();
        RunPoller other = new RunPoller(engine, vendor, VirtualVendor.ref(2));
        other.poll();

        assertThat(other.waitUntil(snapshot -> snapshot.phase() == RunPhase.RUNNING).phase()).isEqualTo(RunPhase.RUNNING);

        assertThat(time.elapsed()).isEqualTo(now);
        assertThat(vendor.calls()).as("that of poll() alone").hasSize(looks + 1);
        assertThat(longer).isNotDone();
    }

    @Test
    void aConditionThatThrowsEndsItsWaitAndNoOther() {
        assertThatThrownBy(() -> poller.waitUntil(snapshot -> {
            throw new IllegalStateException("no such state");
        })).isInstanceOf(PollingFailedException.class).hasMessageContaining("no such state").hasCauseInstanceOf(IllegalStateException.class);

        time.advance(Duration.ofMinutes(5));
        assertThat(Facades.end(waiting).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void whoeverIsOnlyToldThatTheRunWasReadKnowsItsEnd() {
        SnapshotFuture wait = new SnapshotFuture(1, snapshot -> false);
        engine.attach(vendor, ref, wait);

        wait.read(RUN);

        assertThat(wait).isCompletedWithValue(RUN.snapshot());
    }
}
