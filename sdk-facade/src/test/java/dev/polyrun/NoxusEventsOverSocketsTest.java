package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.RetryPolicy;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.RunScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Noxus' events as they come over real connections, in real time. */
@Timeout(120)
class NoxusEventsOverSocketsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Whatever is seen within a test was not seen by the schedule. */
    private static final Duration NEVER = Duration.ofHours(1);

    private final NoxusSimulator vendor = NoxusSimulator.start();
    private final ConnectionPool connections = new ConnectionPool();
    private final Dispatcher dispatcher = new Dispatcher();
    private final OkHttpClient http = new OkHttpClient.Builder().connectionPool(connections).dispatcher(dispatcher).build();
    private final Semaphore answered = new Semaphore(0);
    private Polyrun polyrun = facade(NEVER);

    private Polyrun facade(Duration gap) {
        PollingObserver observer = new PollingObserver() {
            @Override
            public void onPollEnd(PollEnd end) {
                answered.release();
            }
        };
        return Polyrun.builder()
                .noxus(n -> n.apiKey(vendor.apiKey()).baseUrl(vendor.baseUrl()).okHttpClient(http).retryPolicy(RetryPolicy.none()))
                .polling(polling -> polling.schedule(PollSchedule.fixed(gap)))
                .pollingObserver(observer)
                .build();
    }

    @AfterEach
    void close() {
        polyrun.close();
        vendor.close();
        dispatcher.executorService().shutdown();
    }

    private CompletableFuture<Run> watched(String runId) {
        vendor.addRun(runId, RunScript.perRead("running"));
        return polyrun.poller(RunRef.of("noxus", runId)).completion();
    }

    private long looks(String runId) {
        return vendor.requests().stream().filter(request -> request.path().equals("/v1/runs/" + runId)).count();
    }

    private void awaitAnswers(int count) throws InterruptedException {
        assertThat(answered.tryAcquire(count, PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("answers to looks").isTrue();
    }

    @Test
    void afterAnEventThereIsOneLookBeforeTheEndIsTold() throws InterruptedException {
        CompletableFuture<Run> waiting = watched("run-1");
        // The first look, and one for what changed before the stream was open.
        awaitAnswers(2);
        vendor.clearRequests();

        vendor.changeRun("run-1", RunScript.perRead("completed"));

        assertThat(Facades.end(waiting).phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(looks("run-1")).as("the look, and the read of the whole").isEqualTo(2);
    }

    @Test
    void closingTheFacadeEndsItsStreams() throws InterruptedException {
        List<CompletableFuture<Run>> waiting = List.of(watched("run-1"), watched("run-2"), watched("run-3"));
        vendor.awaitEventStreams(3, PATIENCE);

        polyrun.close();

        vendor.awaitEventStreams(0, PATIENCE);
        assertThat(waiting).allSatisfy(one -> assertThatThrownBy(() -> Facades.end(one)).isInstanceOf(PollerClosedException.class));
    }

    @Test
    void whenNobodyWaitsAnyMoreTheStreamEnds() throws InterruptedException {
        CompletableFuture<Run> waiting = watched("run-1");
        watched("run-2");
        vendor.awaitEventStreams(2, PATIENCE);

        waiting.cancel(true);

        vendor.awaitEventStreams(1, PATIENCE);
    }

    @Test
    void ofManyRunsEightAreListenedTo() throws InterruptedException {
        List<CompletableFuture<Run>> waiting = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            waiting.add(watched("run-" + i));
        }
        // Each run's first look, one for each stream.
        awaitAnswers(12 + 8);

        vendor.awaitEventStreams(8, PATIENCE);
        assertThat(vendor.requests().stream().filter(request -> request.path().endsWith("/events"))).hasSize(8);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void streamsThatAreCutAnywhereLeaveNoThreadAndNoConnection() throws InterruptedException {
        polyrun.close();
        for (int at = 0; at < 900; at += 29) {
            String id = "cut-" + at;
            vendor.failNext(request -> request.path().endsWith("/events"), Fault.resetInBody(at));
            polyrun = facade(Duration.ofMillis(20));
            answered.drainPermits();
            CompletableFuture<Run> waiting = watched(id);
            awaitAnswers(2);
            vendor.changeRun(id, RunScript.perRead("completed"));

            assertThat(Facades.end(waiting).phase()).as("cut at " + at).isEqualTo(RunPhase.SUCCEEDED);
            polyrun.close();
            vendor.clearFaults();
        }

        vendor.awaitEventStreams(0, PATIENCE);
        dispatcher.executorService().shutdown();
        assertThat(dispatcher.executorService().awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("all threads have ended").isTrue();
        assertThat(connections.connectionCount() - connections.idleConnectionCount()).as("connections that are held").isZero();
    }
}
