package dev.polyrun;

import static com.example.vendor.AcmeAdapter.done;
import static com.example.vendor.AcmeAdapter.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.vendor.AcmeAdapter;
import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.VirtualTime;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What has ended leaves nothing behind: no timer, nothing to be told of the closing, no call and no run. */
class NothingIsLeftTest {
    private final VirtualTime time = VirtualTime.create();
    private final AcmeAdapter acme = new AcmeAdapter();
    private final VirtualVendor vendor = new VirtualVendor(time);
    private final PollingPolicy policy = PollingPolicy.builder().schedule(PollSchedule.fixed(Duration.ofSeconds(5))).build();
    private final PollingEngine engine = new PollingEngine(time, policy, null, time.random());
    private final VendorAdapter guarded = GuardedAdapter.factory("acme", context -> acme).create(new VendorContext(engine, Duration.ofSeconds(30)));

    @AfterEach
    void stop() {
        engine.close();
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }

    private Map<String, Integer> held() throws ReflectiveOperationException {
        return Map.of(
                "timers", ((TimerHeap) field(engine.timer(), "heap")).size(),
                "polls", ((TickWheel<?>) field(engine.timer(), "polls")).size(),
                "told of the closing", ((Collection<?>) field(engine, "onClose")).size(),
                "calls for many", ((Collection<?>) field(engine, "shared")).size(),
                "runs", ((WatchTable) field(engine, "table")).size());
    }

    private void assertNothingIsLeft() throws ReflectiveOperationException {
        time.advance(Duration.ZERO);
        assertThat(held().values()).as("of %s", held()).containsOnly(0);
    }

    private <T> CompletableFuture<T> inASecond(T value) {
        CompletableFuture<T> later = new CompletableFuture<>();
        time.schedule(() -> later.complete(value), Duration.ofSeconds(1));
        return later;
    }

    private RunPoller poller(RunRef ref) {
        return new RunPoller(engine, vendor, ref);
    }

    @Test
    void ofACallThatAStrangersAdapterAnswered() throws ReflectiveOperationException {
        acme.cancel = run -> inASecond(true);
        CompletableFuture<Boolean> call = guarded.cancel(snapshot(AcmeAdapter.ref(1), RunPhase.RUNNING));
        assertThat(held()).containsEntry("timers", 1).containsEntry("told of the closing", 1);

        time.advance(Duration.ofSeconds(1));

        assertThat(call).isCompletedWithValue(true);
        assertNothingIsLeft();
    }

    @Test
    void ofACallThatAStrangersAdapterAnsweredAtOnce() throws ReflectiveOperationException {
        acme.cancel = run -> done(true);

        assertThat(guarded.cancel(snapshot(AcmeAdapter.ref(1), RunPhase.RUNNING))).isCompletedWithValue(true);
        assertNothingIsLeft();
    }

    @Test
    void ofAWaitThatEndedBeforeItsDeadline() throws ReflectiveOperationException {
        RunRef ref = vendor.plant(1, Duration.ofSeconds(7));

        assertThat(poller(ref).waitForCompletion(Duration.ofHours(1)).phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertNothingIsLeft();
    }

    @Test
    void ofAWaitThatEndedOnItsDeadline() throws ReflectiveOperationException {
        RunRef ref = vendor.plant(1, Duration.ofDays(1));

        assertThatThrownBy(() -> poller(ref).waitForCompletion(Duration.ofSeconds(12))).isInstanceOf(WaitTimeoutException.class);
        assertNothingIsLeft();
    }

    @Test
    void ofAWaitThatWasCancelled() throws ReflectiveOperationException {
        RunRef ref = vendor.plant(1, Duration.ofDays(1));
        CompletableFuture<Run> waiting = poller(ref).completion(WaitOptions.builder().timeout(Duration.ofHours(1)).build());
        time.advance(Duration.ofSeconds(12));

        waiting.cancel(true);

        assertNothingIsLeft();
    }

    @Test
    void ofAWaitThatWasEndedByHand() throws ReflectiveOperationException {
        List<CompletableFuture<Run>> waits = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            RunRef ref = vendor.plant(run, Duration.ofDays(1));
            waits.add(poller(ref).completion(WaitOptions.builder().timeout(Duration.ofHours(1)).build()));
        }
        time.advance(Duration.ofSeconds(12));

        assertThat(waits.get(0).complete(new Run(VirtualVendor.snapshot(0, RunPhase.SUCCEEDED), null))).isTrue();
        assertThat(waits.get(1).completeExceptionally(new IllegalStateException("enough"))).isTrue();

        assertNothingIsLeft();
    }

    @Test
    void ofALookThatAnswersAndOfOneThatFails() throws ReflectiveOperationException {
        RunRef ref = vendor.plant(1, Duration.ofDays(1));
        vendor.latency(call -> Duration.ofSeconds(1));
        assertThat(poller(ref).poll().phase()).isEqualTo(RunPhase.RUNNING);
        assertNothingIsLeft();

        vendor.fault(call -> new PolyrunException("passing", null));

        assertThatThrownBy(() -> poller(ref).poll()).isInstanceOf(PolyrunException.class).hasMessage("passing");
        assertNothingIsLeft();
    }

    @Test
    void ofAPollerThatWasStopped() throws ReflectiveOperationException {
        RunPoller poller = poller(vendor.plant(1, Duration.ofDays(1)));
        CompletableFuture<Run> waiting = poller.completion(WaitOptions.builder().timeout(Duration.ofHours(1)).build());
        time.advance(Duration.ofSeconds(12));

        poller.stopPolling();

        assertNothingIsLeft();
        assertThatThrownBy(() -> Facades.end(waiting)).isInstanceOf(PollerClosedException.class);
    }

    @Test
    void ofRunsThatAListAnsweredFor() throws ReflectiveOperationException {
        vendor.listing(100).latency(call -> Duration.ofMillis(100));
        List<CompletableFuture<Run>> waits = IntStream.range(0, 30)
                .mapToObj(run -> poller(vendor.plant(run, Duration.ofSeconds(30))).completion())
                .toList();

        time.advance(Duration.ofMinutes(2));

        assertThat(vendor.calls("list")).isNotEmpty();
        assertThat(waits).allMatch(CompletableFuture::isDone);
        assertNothingIsLeft();
    }

    @Test
    void ofAGroupThatWasWaitedForWithADeadline() throws ReflectiveOperationException {
        RunGroup group = RunGroup.of(engine, ref -> vendor, List.of(vendor.plant(1, Duration.ofSeconds(7)), vendor.plant(2, Duration.ofSeconds(9))));

        assertThat(group.waitForAny(Duration.ofHours(1))).isNotNull();
        assertThat(group.waitForAll(Duration.ofHours(1))).hasSize(1);
        assertNothingIsLeft();
    }

    @Test
    void ofThoseWhoWaitForAGroupWithNothingToDoAndAreToldThatItStops() throws ReflectiveOperationException {
        RunGroup group = RunGroup.of(engine, ref -> vendor, List.of());
        CompletableFuture<Boolean> more = CompletableFuture.supplyAsync(() -> group.completedUntilStopped().iterator().hasNext(), time.executor());
        time.advance(Duration.ofSeconds(1));
        assertThat(held()).containsEntry("told of the closing", 1);

        group.stopPolling();
        time.advance(Duration.ofSeconds(1));

        assertThat(more).isCompletedWithValue(false);
        assertNothingIsLeft();
    }

    @Test
    void ofASubscriberWhoAsksForNothing() throws ReflectiveOperationException {
        RecordingSubscriber subscriber = new RecordingSubscriber(0);
        poller(vendor.plant(1, Duration.ofDays(1))).updates().subscribe(subscriber);
        time.advance(Duration.ofSeconds(12));
        assertThat(held()).containsEntry("runs", 1);

        subscriber.request(0);

        assertNothingIsLeft();
        assertThat(subscriber.failure).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ofASearchForTheRunThatAWebhookStarted() throws ReflectiveOperationException {
        try (ActivepiecesSimulator server = ActivepiecesSimulator.start()) {
            ActivepiecesClient client = ActivepiecesClient.builder()
                    .baseUrl(server.baseUrl())
                    .apiKey(server.apiKey())
                    .okHttpClient(server.inMemoryClient(time))
                    .timeSource(time)
                    .build();
            WorkflowRef flow = WorkflowRef.of("activepieces", server.workflowId());
            CompletableFuture<RunRef> found =
                    new ActivepiecesRunSearch(client, engine, server.projectId(), flow, "nobody", Duration.ofHours(1)).find();
            time.advance(Duration.ofSeconds(5));
            assertThat(held()).as("its deadline and its next look").containsEntry("timers", 2).containsEntry("told of the closing", 1);

            found.cancel(true);

            assertNothingIsLeft();
        }
    }

    @Test
    void ofAWaitThatEndedBeforeItGotItsDeadline() throws ReflectiveOperationException {
        SnapshotFuture wait = new SnapshotFuture(1, snapshot -> false);
        engine.attach(vendor, vendor.plant(1, Duration.ofDays(1)), wait);
        wait.cancel(true);

        wait.deadline(engine.onTimer(Duration.ofHours(1), () -> wait.cancel(true)));

        assertNothingIsLeft();
    }
}
