package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.http.ClientBuilder;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.Simulators;
import dev.polyrun.testkit.VendorSimulator;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When nobody waits any more, the HTTP call under way ends as well, whichever of a vendor's calls it is. */
class CallCancellationTest {
    private static final String EACH_CALL = """
            gumloop, DONE, get_pl_run, 1
            activepieces, SUCCEEDED, , 1
            retab, completed, , 1
            retab, completed, steps, 3
            noxus, completed, , 1
            noxus, completed, /v1/workflows/, 3
            onepin, completed, /status, 1
            onepin, completed, /outputs, 3
            """;

    private final OkHttpClient http = new OkHttpClient();
    private final CountDownLatch idle = new CountDownLatch(1);
    private Simulators vendors;
    private Polyrun polyrun;

    @BeforeEach
    void start() {
        vendors = Simulators.start(Generation.C);
        polyrun = Polyrun.builder()
                .gumloop(client -> over(vendors.gumloop(), client).apiKey(vendors.gumloop().apiKey()).userId(vendors.gumloop().userId()))
                .activepieces(client -> over(vendors.activepieces(), client).apiKey(vendors.activepieces().apiKey()))
                .retab(client -> over(vendors.retab(), client).apiKey(vendors.retab().apiKey()).wireGeneration(RetabClient.WireGeneration.C))
                .noxus(client -> over(vendors.noxus(), client).apiKey(vendors.noxus().apiKey()))
                .onepin(client -> over(vendors.onepin(), client).apiKey(vendors.onepin().apiKey()))
                .timeSource(VirtualTime.create())
                .build();
    }

    private <B extends ClientBuilder<B>> B over(VendorSimulator vendor, B client) {
        return client.baseUrl(vendor.baseUrl()).okHttpClient(http);
    }

    @AfterEach
    void stop() {
        polyrun.close();
        vendors.close();
        http.dispatcher().executorService().shutdown();
    }

    private RunRef hanging(String vendor, String status, String path) {
        VendorSimulator simulator = Facades.vendor(vendors, vendor);
        RunRef ref = Facades.plant(simulator, status);
        simulator.failNext(request -> path == null || request.path().contains(path), Fault.hang());
        return ref;
    }

    private void assertNoCallIsLeft() throws InterruptedException {
        // The callback is for the next time that the dispatcher becomes idle; it may be so already.
        http.dispatcher().setIdleCallback(idle::countDown);
        if (http.dispatcher().runningCallsCount() > 0) {
            assertThat(idle.await(10, TimeUnit.SECONDS)).as("the call was cancelled").isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = EACH_CALL)
    void cancellingTheFutureEndsTheCall(String vendor, String status, String path, int calls) throws InterruptedException {
        CompletableFuture<Run> waiting = polyrun.poller(hanging(vendor, status, path)).completion();
        Facades.vendor(vendors, vendor).awaitRequests(calls, Duration.ofSeconds(20));

        waiting.cancel(true);

        assertNoCallIsLeft();
        assertThat(Facades.vendor(vendors, vendor).requests()).hasSize(calls);
    }

    @ParameterizedTest
    @CsvSource(textBlock = EACH_CALL)
    void interruptingAPlainReadEndsTheCall(String vendor, String status, String path, int callsOfAWait) throws InterruptedException {
        RunRef ref = hanging(vendor, status, "/status".equals(path) ? null : path);
        AtomicReference<Thread> caller = new AtomicReference<>();
        CompletableFuture<Run> reading = Facades.elsewhere(() -> {
            caller.set(Thread.currentThread());
            return polyrun.get(ref);
        });
        // A wait looks first and reads the whole then; this reads only.
        Facades.vendor(vendors, vendor).awaitRequests(Math.max(1, callsOfAWait - 1), Duration.ofSeconds(20));

        caller.get().interrupt();

        assertNoCallIsLeft();
        assertThat(reading.handle((run, failure) -> failure)).succeedsWithin(Duration.ofSeconds(20))
                .isInstanceOf(dev.polyrun.core.CallInterruptedException.class);
    }

    @Test
    void cancellingALookAtManyEndsTheCall() throws InterruptedException {
        RunRef ref = hanging("retab", "running", "/v1/workflows/runs");
        RunSnapshot run = RunSnapshot.builder(ref, RunPhase.RUNNING, "running").workflowId(vendors.retab().workflowId()).build();
        VendorAdapter adapter = new RetabAdapter(over(vendors.retab(), RetabClient.builder())
                .apiKey(vendors.retab().apiKey()).wireGeneration(RetabClient.WireGeneration.C).build());
        CompletableFuture<?> looking = Objects.requireNonNull(adapter.batch(run)).snapshots(List.of(run), RequestOptions.none());
        vendors.retab().awaitRequests(1, Duration.ofSeconds(20));

        looking.cancel(true);

        assertNoCallIsLeft();
    }

    private static final String EACH_POST = """
            gumloop
            retab
            noxus
            onepin
            """;

    private void assertInterruptEndsTheCall(VendorSimulator vendor, Supplier<?> asking, int calls, Class<? extends Throwable> end)
            throws InterruptedException {
        vendor.failNext(request -> request.method().equals("POST"), Fault.hang());
        AtomicReference<Thread> caller = new AtomicReference<>();
        CompletableFuture<?> asked = Facades.elsewhere(() -> {
            caller.set(Thread.currentThread());
            return asking.get();
        });
        vendor.awaitRequests(calls, Duration.ofSeconds(20));

        caller.get().interrupt();

        assertNoCallIsLeft();
        assertThat(asked.handle((answer, failure) -> failure)).succeedsWithin(Duration.ofSeconds(20)).isInstanceOf(end);
        assertThat(vendor.requests()).hasSize(calls);
    }

    @ParameterizedTest
    @CsvSource(textBlock = EACH_POST)
    void interruptingAStartEndsTheCall(String name) throws InterruptedException {
        VendorSimulator vendor = Facades.vendor(vendors, name);
        WorkflowRef workflow = WorkflowRef.of(name, vendor.workflowId());

        assertInterruptEndsTheCall(vendor, () -> polyrun.start(workflow, StartRequest.empty()), 1, StartOutcomeUnknownException.class);
    }

    @ParameterizedTest
    @CsvSource(textBlock = EACH_POST)
    void interruptingACancelEndsTheCall(String name) throws InterruptedException {
        VendorSimulator vendor = Facades.vendor(vendors, name);
        RunRef ref = Facades.plant(vendor, name.equals("gumloop") ? "RUNNING" : "running");

        assertInterruptEndsTheCall(vendor, () -> polyrun.cancel(ref), 2, dev.polyrun.core.CallInterruptedException.class);
    }
}
