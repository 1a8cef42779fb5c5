package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What was observed of the waiters and pollers of other SDKs, row by row as in the table of {@code benchmarks}, and what ours does in the same
 * situation.
 */
class DefectsOfOthersTest {
    private static final Duration EVER = Duration.ofDays(1);

    private final VirtualTime time = VirtualTime.create();
    private final VirtualVendor vendor = new VirtualVendor(time);
    private final PollingPolicy.Builder policy = PollingPolicy.builder().pollsPerSecond(100_000).pollsInFlight(10_000);
    private PollingEngine engine = every(Duration.ofSeconds(1));

    private PollingEngine every(Duration interval) {
        return new PollingEngine(time, policy.schedule(PollSchedule.fixed(interval)).build(), null, time.random());
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private RunPoller poller(RunRef ref) {
        return new RunPoller(engine, vendor, ref);
    }

    private RunPoller endless() {
        return poller(vendor.plant(1, EVER));
    }

    private List<Duration> gaps() {
        List<Duration> at = vendor.times("look");
        return IntStream.range(1, at.size()).mapToObj(i -> at.get(i).minus(at.get(i - 1))).toList();
    }

    @Test
    @DisplayName("1: a Retry-After is honoured at each poll, not at the first alone")
    void retryAfterAtEachPoll() {
        engine = every(Duration.ofMillis(100));
        RunRef ref = vendor.plant(1, now -> VirtualVendor.snapshot(1, RunPhase.RUNNING).askedBackAfter(Duration.ofMillis(600)));
        poller(ref).completion();
        time.advance(Duration.ofSeconds(6));

        assertThat(gaps()).hasSize(10).containsOnly(Duration.ofMillis(600));
    }

    @Test
    @DisplayName("2: a wait whose polls all fail throws; it never returns what was seen last")
    void failingPollsAreNoResult() {
        vendor.fault(call -> call.at().compareTo(Duration.ofSeconds(2)) > 0 ? new PolyrunException("down", null) : null);

        assertThatThrownBy(() -> endless().waitUntil(now -> now.phase() == RunPhase.SUCCEEDED)).isInstanceOf(PollingFailedException.class);
    }

    @Test
    @DisplayName("3: whichever way one waits, a failure is the same exception with the same cause")
    void oneFailureInAllWays() {
        IllegalStateException cause = new IllegalStateException("broken");
        vendor.fault(call -> cause);

        Stream<Throwable> thrown = Stream.of(
                catchThrowable(() -> endless().waitForCompletion()),
                catchThrowable(() -> endless().waitForCompletion(EVER)),
                catchThrowable(() -> endless().waitUntil(now -> false)),
                catchThrowable(() -> endless().waitUntil(now -> false, EVER)),
                catchThrowable(() -> Facades.end(driven(endless().completion()))));

        assertThat(thrown).allSatisfy(e -> assertThat(e).isExactlyInstanceOf(PollingFailedException.class).hasCause(cause));
    }

    @Test
    @DisplayName("4: a timed wait for a state throws when time is up; it does not return the state it has")
    void timedWaitUntilThrows() {
        assertThatThrownBy(() -> endless().waitUntil(now -> now.phase().isTerminal(), Duration.ofMillis(300)))
                .isInstanceOfSatisfying(WaitTimeoutException.class, e -> assertThat(e.lastSnapshot().phase()).isEqualTo(RunPhase.RUNNING));
    }

    @Test
    @DisplayName("5: an interrupted wait throws its own exception, keeps the thread's flag, and sends no further poll")
    void interrupts() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> endless().waitForCompletion()).isInstanceOf(WaitInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        int sent = vendor.calls().size();
        time.advance(Duration.ofMinutes(1));
        assertThat(vendor.calls()).hasSizeLessThanOrEqualTo(Math.max(sent, 1));
    }

    @Test
    @DisplayName("6: one I/O error does not end the wait")
    void oneIoErrorIsOutlived() {
        vendor.fault(call -> call.at().equals(Duration.ofSeconds(1)) ? new ConnectionException("reset", new IOException("reset")) : null);

        assertThat(poller(vendor.plant(1, Duration.ofSeconds(5))).waitForCompletion().phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    @DisplayName("7: a state that nobody knows is never an end, whatever was seen elsewhere before")
    void unknownStatesAreNoEnd() {
        assertThat(poller(vendor.plant(1, RunPhase.SUCCEEDED)).waitForCompletion().phase()).isEqualTo(RunPhase.SUCCEEDED);
        RunRef odd = vendor.plant(2, now -> RunSnapshot.builder(VirtualVendor.ref(2), RunPhase.UNKNOWN, "SUCCEEDED").build());
        CompletableFuture<Run> waiting = poller(odd).completion();
        time.advance(Duration.ofMinutes(1));

        assertThat(waiting).isNotDone();
        assertThat(vendor.calls("look")).hasSizeGreaterThan(60);
    }

    @Tag("big")
    @Test
    @DisplayName("8: four thousand waits with calls of 50 ms are polled as often as was asked, by two threads")
    void fourThousandWaits() {
        vendor.latency(call -> Duration.ofMillis(50));
        for (int i = 0; i < 4_000; i++) {
            poller(vendor.plant(i, EVER)).completion();
        }
        time.advance(Duration.ofSeconds(11));

        assertThat(vendor.calls("look")).hasSizeBetween(40_000, 44_100);
        assertThat(Thread.getAllStackTraces().keySet()).filteredOn(thread -> thread.getName().startsWith("polyrun-poller")).hasSizeLessThan(10);
    }

    @Test
    @DisplayName("9, 17: after a cancel there is no further poll")
    void cancelStopsPolling() {
        CompletableFuture<Run> waiting = endless().completion();
        time.advance(Duration.ofMillis(2_500));
        waiting.cancel(true);
        time.advance(Duration.ofMinutes(1));

        assertThat(vendor.calls("look")).hasSize(3);
    }

    @Test
    @DisplayName("10: a poll that throws instead of failing its future reaches whoever waits")
    void synchronousThrows() {
        RunRef ref = vendor.plant(1, now -> {
            if (now.compareTo(Duration.ofSeconds(2)) >= 0) {
                throw new IllegalStateException("thrown");
            }
            return VirtualVendor.snapshot(1, RunPhase.RUNNING);
        });

        assertThatThrownBy(() -> poller(ref).waitForCompletion()).isInstanceOf(PollingFailedException.class).hasRootCauseMessage("thrown");
    }

    @Test
    @DisplayName("11: a timeout is not cut short by a number of attempts")
    void noHiddenAttempts() {
        assertThatThrownBy(() -> endless().waitForCompletion(Duration.ofMinutes(30)))
                .isInstanceOfSatisfying(WaitTimeoutException.class, e -> assertThat(e.polls()).isEqualTo(1_800));
    }

    @Test
    @DisplayName("12: a hung poll does not hold up the timeout")
    void hungPolls() {
        vendor.latency(call -> null);

        assertThatThrownBy(() -> endless().waitForCompletion(Duration.ofSeconds(1))).isInstanceOf(WaitTimeoutException.class);
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("13: a failed run is told from all other failures, with the run itself")
    void failedRuns() {
        Run run = poller(vendor.plant(1, RunPhase.RUNNING, RunPhase.FAILED)).waitForCompletion();

        assertThatThrownBy(run::requireSucceeded).isInstanceOfSatisfying(RunFailedException.class, e -> assertThat(e.run()).isSameAs(run));
    }

    @Test
    @DisplayName("14: the first gap is as asked")
    void firstGap() {
        engine = every(Duration.ofMillis(100));
        endless().completion();
        time.advance(Duration.ofMillis(250));

        assertThat(gaps()).containsExactly(Duration.ofMillis(100), Duration.ofMillis(100));
    }

    @Test
    @DisplayName("15: giving up says so, with the state seen last and the number of polls")
    void timeoutsAreTyped() {
        assertThatThrownBy(() -> Facades.end(driven(endless().completion(WaitOptions.builder().timeout(Duration.ofMillis(500)).build()))))
                .isInstanceOfSatisfying(WaitTimeoutException.class, e -> {
                    assertThat(e.lastSnapshot().phase()).isEqualTo(RunPhase.RUNNING);
                    assertThat(e.polls()).isEqualTo(1);
                    assertThat(e).hasMessageContaining("PT0.5S").hasMessageContaining("RUNNING");
                });
    }

    private CompletableFuture<Run> driven(CompletableFuture<Run> waiting) {
        time.advance(Duration.ofSeconds(1));
        return waiting;
    }

    @Test
    @DisplayName("16: a fixed interval is not shortened by jitter: ten polls in half a second, not two dozen")
    void fixedIsFixed() {
        engine = every(Duration.ofMillis(50));
        endless().completion();
        time.advance(Duration.ofMillis(499));

        assertThat(vendor.calls("look")).hasSize(10);
    }

    @Tag("big")
    @Test
    @DisplayName("18: a hundred thousand polls of one wait are no deeper and no larger than one")
    void manyPolls() {
        assertThat(poller(vendor.plant(1, Duration.ofSeconds(100_000))).waitForCompletion().phase()).isEqualTo(RunPhase.SUCCEEDED);

        assertThat(vendor.calls("look")).hasSize(100_001);
    }

    @Test
    @DisplayName("19: a run that fails while its success is waited for ends the wait at once")
    void failureEndsAWaitForSuccess() {
        RunRef ref = vendor.plant(1, RunPhase.RUNNING, RunPhase.FAILED);

        assertThat(poller(ref).waitUntil(now -> now.phase() == RunPhase.SUCCEEDED).phase()).isEqualTo(RunPhase.FAILED);
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("20: an interrupt and a timeout are two exceptions")
    void interruptIsNoTimeout() {
        Throwable timeout = catchThrowable(() -> endless().waitForCompletion(Duration.ofSeconds(1)));
        Thread.currentThread().interrupt();
        Throwable interrupt = catchThrowable(() -> endless().waitForCompletion(Duration.ofSeconds(1)));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(timeout).isExactlyInstanceOf(WaitTimeoutException.class);
        assertThat(interrupt).isExactlyInstanceOf(WaitInterruptedException.class);
    }

    @Test
    @DisplayName("resume: the reference's text is all that another process needs")
    void resume() {
        String stored = vendor.plant(1, Duration.ofSeconds(30)).toString();
        CompletableFuture<Run> first = poller(RunRef.parse(stored)).completion();
        time.advance(Duration.ofSeconds(10));
        engine.close();
        assertThatThrownBy(() -> Facades.end(first)).isInstanceOf(PollerClosedException.class);
        engine = every(Duration.ofSeconds(1));

        assertThat(poller(RunRef.parse(stored)).waitForCompletion().phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    @DisplayName("a skipped state: whoever waits for RUNNING learns of a run that is past it")
    void skippedStates() {
        RunRef ref = vendor.plant(1, RunPhase.QUEUED, RunPhase.SUCCEEDED);

        assertThat(poller(ref).waitUntil(now -> now.hasReached(RunPhase.RUNNING)).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    @DisplayName("a listener that throws costs nobody else anything")
    void throwingListeners() {
        RunRef ref = vendor.plant(1, Duration.ofSeconds(3));
        CompletableFuture<Object> throwing = poller(ref).completion().thenApply(run -> {
            throw new IllegalStateException("listener");
        });
        CompletableFuture<Run> other = poller(ref).completion();
        time.advance(Duration.ofSeconds(5));

        assertThat(other).isCompleted();
        assertThatThrownBy(throwing::join).isInstanceOf(CompletionException.class).hasRootCauseMessage("listener");
    }

    @Test
    @DisplayName("close: every wait ends, with one typed exception")
    void closeEndsAll() {
        List<CompletableFuture<Run>> waiting =
                IntStream.range(0, 1_000).mapToObj(i -> poller(vendor.plant(i, EVER)).completion()).toList();
        time.advance(Duration.ofSeconds(3));
        int sent = vendor.calls().size();
        engine.close();
        time.advance(Duration.ofMinutes(1));

        assertThat(waiting).allSatisfy(one -> assertThatThrownBy(() -> Facades.end(one)).isExactlyInstanceOf(PollerClosedException.class));
        assertThat(vendor.calls()).hasSize(sent);
    }

    @Test
    @DisplayName("a run that lives again under its old name is watched anew")
    void livesAgain() {
        RunRef ref = vendor.plant(1, now -> {
            boolean ended = now.compareTo(Duration.ofSeconds(5)) < 0 || now.compareTo(Duration.ofSeconds(20)) >= 0;
            return VirtualVendor.snapshot(1, ended ? RunPhase.SUCCEEDED : RunPhase.RUNNING);
        });
        poller(ref).waitForCompletion();
        time.advance(Duration.ofSeconds(10));

        assertThat(poller(ref).waitForCompletion().phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(20));
    }
}
