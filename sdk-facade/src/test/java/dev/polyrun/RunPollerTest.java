package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.Simulators;
import dev.polyrun.testkit.VendorSimulator;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waiting for runs, over the wire and in virtual time. */
class RunPollerTest {
    private final VirtualTime time = VirtualTime.create();
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final AtomicReference<Runnable> failed = new AtomicReference<>(() -> {});
    private Simulators vendors;
    private Polyrun polyrun;

    @BeforeEach
    void start() {
        vendors = Simulators.start();
        polyrun = Facades.over(vendors)
                .timeSource(time)
                .polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofSeconds(10))))
                .pollingObserver(new PollingObserver() {
                    @Override
                    public void onChange(RunUpdate update) {
                        changes.add((update.from() == null ? "-" : update.from().vendorStatus()) + ">" + update.to().vendorStatus());
                    }

                    @Override
                    public void onPollEnd(PollEnd end) {
                        if (end.failure() != null) {
                            failed.get().run();
                        }
                    }
                })
                .build();
    }

    @AfterEach
    void stop() {
        polyrun.close();
        vendors.close();
    }

    @ParameterizedTest(name = "{0}: {3} ends {4}")
    @CsvSource({
        "gumloop, QUEUED, RUNNING, DONE, SUCCEEDED",
        "gumloop, STARTED, TERMINATING, TERMINATED, CANCELLED",
        "gumloop, RUNNING, RUNNING, FAILED, FAILED",
        "activepieces, QUEUED, PAUSED, SUCCEEDED, SUCCEEDED",
        "activepieces, QUEUED, RUNNING, INTERNAL_ERROR, FAILED",
        "activepieces, PAUSED, PAUSED, CANCELED, CANCELLED",
        "retab, pending, waiting_for_human, completed, SUCCEEDED",
        "retab, queued, running, error, FAILED",
        "retab, queued, running, cancelled, CANCELLED",
        "noxus, queued, awaiting_event, completed, SUCCEEDED",
        "noxus, queued, running, failed, FAILED",
        "noxus, queued, running, stopped, CANCELLED",
        "onepin, pending, paused, completed, SUCCEEDED",
        "onepin, pending, running, failed, FAILED",
        "onepin, pending, running, cancelled, CANCELLED",
        "noxus, queued, quarantined, completed, SUCCEEDED",
    })
    void aRunIsWatchedToEachOfItsEnds(String vendor, String first, String second, String last, RunPhase end) {
        RunRef ref = Facades.plant(Facades.vendor(vendors, vendor), first, second, last);

        Run run = polyrun.poller(ref).waitForCompletion();

        assertThat(run.phase()).isEqualTo(end);
        assertThat(run.ref()).isEqualTo(ref);
        assertThat(run.snapshot().vendorStatus()).isEqualTo(last);
    }

    @Test
    void waitingBlocksUntilTheRunHasEndedAndGivesItWithItsOutputs() {
        RunRef ref = Facades.plant(vendors.noxus(), RunScript.perRead("queued", "running", "completed").withOutputs(Map.of("a", 1)));

        Run run = polyrun.poller(ref).waitForCompletion();

        assertThat(run.requireSucceeded().outputs()).isEqualTo(Map.of("a", 1L));
    }

    @Test
    void theFirstPollIsSentAtOnceAndTheNextOnesAsScheduled() {
        RunRef ref = Facades.plant(vendors.gumloop(), "QUEUED", "RUNNING", "RUNNING", "DONE");
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();

        for (int polls = 1; polls <= 3; polls++) {
            time.advance(Duration.ofMillis(9_990));
            assertThat(vendors.gumloop().requests()).hasSize(polls);
            time.advance(Duration.ofMillis(10));
        }

        assertThat(Facades.end(waiting).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void onepinIsPolledByItsLighterCallAndReadWholeOnce() {
        RunRef ref = Facades.plant(vendors.onepin(), "pending", "running", "completed");

        polyrun.poller(ref).waitForCompletion();

        String run = "/api/v1/workflows/" + ref.workflowId() + "/runs/" + ref.runId();
        assertThat(vendors.onepin().requests()).extracting(SimulatedRequest::path)
                .containsExactly(run + "/status", run + "/status", run + "/status", run, run + "/outputs");
    }

    @Test
    void theObserverHearsOfChangesOnly() {
        RunRef ref = Facades.plant(vendors.gumloop(), "QUEUED", "QUEUED", "HIBERNATING", "HIBERNATING", "RUNNING", "DONE");

        polyrun.poller(ref).waitForCompletion();

        assertThat(changes).containsExactly("->QUEUED", "QUEUED>HIBERNATING", "HIBERNATING>RUNNING", "RUNNING>DONE");
    }

    @Test
    void aRunThatComesBackToLifeBeforeItIsReadWholeIsWatchedOn() {
        // Two reads for the second end: one look, and one for the whole.
        RunRef ref = Facades.plant(vendors.activepieces(), "FAILED", "QUEUED", "RUNNING", "SUCCEEDED");

        Run run = polyrun.poller(ref).waitForCompletion();

        assertThat(run.phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(changes).containsExactly("->FAILED", "FAILED>QUEUED", "QUEUED>RUNNING", "RUNNING>SUCCEEDED");
    }

    @Test
    void aTimeoutAfterARunCameBackToLifeShowsItAlive() {
        RunRef ref = Facades.plant(vendors.activepieces(), "FAILED", "QUEUED");

        assertThatThrownBy(() -> polyrun.poller(ref).waitForCompletion(Duration.ofSeconds(5))).isInstanceOfSatisfying(WaitTimeoutException.class, e -> {
            assertThat(e.lastSnapshot().phase()).isEqualTo(RunPhase.QUEUED);
        });
    }

    @Test
    void aWaitEndsOnItsDeadlineWithTheLastSnapshotAndTheNumberOfPolls() {
        RunRef ref = Facades.plant(vendors.gumloop(), "QUEUED", "RUNNING");

        assertThatThrownBy(() -> polyrun.poller(ref).waitForCompletion(Duration.ofSeconds(25)))
                .isInstanceOfSatisfying(WaitTimeoutException.class, e -> {
                    assertThat(e.ref()).isEqualTo(ref);
                    assertThat(e.lastSnapshot().phase()).isEqualTo(RunPhase.RUNNING);
                    assertThat(e.polls()).isEqualTo(3);
                })
                .hasMessageContaining(ref.toString());
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(25));
        time.advance(Duration.ofHours(1));
        assertThat(vendors.gumloop().requests()).hasSize(3);
    }

    @Test
    void aTimeoutMayBeAsGoodAsForEver() {
        RunRef ref = Facades.plant(vendors.gumloop(), "RUNNING", "DONE");

        assertThat(polyrun.poller(ref).waitForCompletion(ChronoUnit.FOREVER.getDuration()).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void aTimeoutMustBePositive() {
        RunPoller poller = polyrun.poller(Facades.plant(vendors.gumloop(), "RUNNING"));

        assertThatThrownBy(() -> poller.waitForCompletion(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> poller.waitForCompletion(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(vendors.gumloop().requests()).isEmpty();
    }

    @Test
    void makingAPollerSendsNothing() {
        RunRef ref = RunRef.of("gumloop", "run-1");

        assertThat(polyrun.poller(ref).ref()).isEqualTo(ref);
        time.advance(Duration.ofHours(1));
        assertThat(vendors.gumloop().requests()).isEmpty();
    }

    @Test
    void pollLooksOnce() {
        RunRef ref = Facades.plant(vendors.gumloop(), "QUEUED", "RUNNING");

        assertThat(polyrun.poller(ref).poll().phase()).isEqualTo(RunPhase.QUEUED);
        assertThat(vendors.gumloop().requests()).hasSize(1);
    }

    @Test
    void cancellingTheFutureStopsPollingAndNotTheRun() {
        RunRef ref = Facades.plant(vendors.gumloop(), "RUNNING");
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        time.advance(Duration.ZERO);

        waiting.cancel(true);

        time.advance(Duration.ofHours(1));
        assertThat(vendors.gumloop().requests()).hasSize(1).allMatch(request -> request.method().equals("GET"));
        assertThat(polyrun.get(ref).phase()).isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void endingTheFutureByHandStopsPollingToo() {
        CompletableFuture<Run> waiting = polyrun.poller(Facades.plant(vendors.gumloop(), "RUNNING")).completion();
        time.advance(Duration.ZERO);

        waiting.completeExceptionally(new IllegalStateException("enough"));

        time.advance(Duration.ofHours(1));
        assertThat(vendors.gumloop().requests()).hasSize(1);
    }

    @Test
    void oneFuturesCancelDoesNotTouchAnothers() {
        RunPoller poller = polyrun.poller(Facades.plant(vendors.gumloop(), "RUNNING", "RUNNING", "RUNNING", "DONE"));
        CompletableFuture<Run> one = poller.completion();
        CompletableFuture<Run> other = poller.completion();
        time.advance(Duration.ZERO);

        one.cancel(true);

        time.advance(Duration.ofMinutes(1));
        assertThat(Facades.end(other).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void interruptingAWaitKeepsTheInterruptAndStopsPolling() {
        RunRef ref = Facades.plant(vendors.gumloop(), "RUNNING");
        // Interrupted by what it waits for: the first look.
        Thread caller = Thread.currentThread();
        vendors.gumloop().failNext(Fault.htmlError(503));
        failed.set(caller::interrupt);

        assertThatThrownBy(() -> polyrun.poller(ref).waitForCompletion()).isInstanceOfSatisfying(WaitInterruptedException.class, e -> {
            assertThat(e.ref()).isEqualTo(ref);
            assertThat(e.polls()).isEqualTo(1);
        });
        assertThat(Thread.interrupted()).isTrue();
        time.advance(Duration.ofHours(1));
        assertThat(vendors.gumloop().requests()).hasSize(1);
    }

    @Test
    void stopPollingEndsAllWaitsOfThePollerAndNotTheRun() {
        RunRef ref = Facades.plant(vendors.gumloop(), "RUNNING");
        RunPoller poller = polyrun.poller(ref);
        CompletableFuture<Run> future = poller.completion();
        CompletableFuture<Run> blocked = CompletableFuture.supplyAsync(poller::waitForCompletion, time.executor());
        time.advance(Duration.ofSeconds(1));

        poller.stopPolling();

        time.advance(Duration.ofHours(1));
        assertThatThrownBy(() -> Facades.end(future)).isInstanceOf(PollerClosedException.class).hasMessageContaining("stopped");
        assertThatThrownBy(() -> Facades.end(blocked)).isInstanceOf(PollerClosedException.class);
        assertThat(vendors.gumloop().requests()).hasSize(1).allMatch(request -> request.method().equals("GET"));
    }

    @Test
    void aStoppedPollerCanWaitAgain() {
        RunPoller poller = polyrun.poller(Facades.plant(vendors.gumloop(), "RUNNING", "DONE"));
        CompletableFuture<Run> first = poller.completion();
        time.advance(Duration.ZERO);
        poller.stopPolling();

        assertThat(poller.waitForCompletion().phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThatThrownBy(() -> Facades.end(first)).isInstanceOf(PollerClosedException.class);
    }

    @Test
    void fiveVendorsAreWatchedAtOnce() {
        List<CompletableFuture<Run>> waiting = vendors.all().stream()
                .map(vendor -> Facades.plant(vendor, lifeOf(vendor)))
                .map(ref -> polyrun.poller(ref).completion())
                .toList();

        time.advance(Duration.ofMinutes(1));

        assertThat(waiting).allSatisfy(one -> assertThat(Facades.end(one).phase()).isEqualTo(RunPhase.SUCCEEDED));
    }

    private String[] lifeOf(VendorSimulator vendor) {
        return vendor == vendors.gumloop()
                ? new String[] {"QUEUED", "RUNNING", "DONE"}
                : vendor == vendors.activepieces()
                        ? new String[] {"QUEUED", "RUNNING", "SUCCEEDED"}
                        : new String[] {"pending", "running", "completed"};
    }
}
