package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An asynchronous call says when time has nothing to do but wait for it: from its start until whoever hangs on it was told, but for pauses. */
@Timeout(20)
class AsyncWorkTest extends LoopbackTest {
    private static final String BEGINS = "work begins";
    private static final String ENDS = "work ends";
    private static final String TOLD = "caller was told";

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Runnable> pauses = new LinkedBlockingQueue<>();
    private final FakeClock observed = new FakeClock() {
        @Override
        public Cancellable schedule(Runnable task, Duration delay) {
            events.add("pause is set");
            pauses.add(task);
            return () -> {};
        }

        @Override
        public void workBegins() {
            events.add(BEGINS);
        }

        @Override
        public void workEnds() {
            events.add(ENDS);
        }
    };

    private final Dispatcher calls = new Dispatcher();

    private AcmeClient observedClient() {
        return builder().timeSource(observed).okHttpClient(new OkHttpClient.Builder().dispatcher(calls).build()).build();
    }

    private void assertEvents(String... expected) throws InterruptedException {
        for (String event : expected) {
            assertThat(events.poll(5, TimeUnit.SECONDS)).isEqualTo(event);
        }
    }

    /** Answers when the test says so. */
    private CountDownLatch answerLater(int status) {
        CountDownLatch answer = new CountDownLatch(1);
        server.setDispatcher(new mockwebserver3.Dispatcher() {
            @Override
            public MockResponse dispatch(mockwebserver3.RecordedRequest request) throws InterruptedException {
                answer.await();
                return new MockResponse.Builder().code(status).body("{}").build();
            }
        });
        return answer;
    }

    /** Waits until OkHttp has told of the end of all calls, too. */
    private void awaitIdle() throws InterruptedException {
        CountDownLatch idle = new CountDownLatch(1);
        calls.setIdleCallback(idle::countDown);
        if (calls.runningCallsCount() > 0) {
            assertThat(idle.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void workEndsAfterAnAnswerWasHandedOn() throws Exception {
        CountDownLatch answer = answerLater(200);
        observedClient().get("r").executeAsync().thenApply(value -> value).thenRun(() -> events.add(TOLD));
        answer.countDown();

        assertEvents(BEGINS, TOLD, ENDS);
        awaitIdle();
        assertThat(events).isEmpty();
    }

    @Test
    void workEndsAfterAFailureWasHandedOn() throws Exception {
        CountDownLatch answer = answerLater(404);
        observedClient().get("r").executeAsync().whenComplete((value, failure) -> events.add(TOLD));
        answer.countDown();

        assertEvents(BEGINS, TOLD, ENDS);
    }

    @Test
    void workEndsWhenNothingCouldBeSent() throws Exception {
        observedClient().get("..").executeAsync();

        assertEvents(BEGINS, ENDS);
        assertThat(events).isEmpty();
    }

    @Test
    void workEndsOnceWhenTheCallerGivesUp() throws Exception {
        CountDownLatch answer = answerLater(200);
        CompletableFuture<?> future = observedClient().get("r").executeAsync();
        future.whenComplete((value, failure) -> events.add(TOLD));
        taken();
        future.cancel(true);
        answer.countDown();

        assertEvents(BEGINS, TOLD, ENDS);
        awaitIdle();
        assertThat(events).isEmpty();
    }

    @Test
    void workEndsOnceWhenTheCallerCompletesTheFuture() throws Exception {
        CountDownLatch answer = answerLater(200);
        CompletableFuture<Map<String, Object>> future = observedClient().get("r").executeAsync();
        future.thenRun(() -> events.add(TOLD));
        taken();
        future.complete(Map.of());
        answer.countDown();

        assertEvents(BEGINS, TOLD, ENDS);
        awaitIdle();
        assertThat(events).isEmpty();
    }

    @Test
    void timePassesDuringAPause() throws Exception {
        answer(503, "", "Retry-After", "17");
        answer(200, "{}");
        observedClient().get("r").executeAsync().thenRun(() -> events.add(TOLD));
        assertEvents(BEGINS, "pause is set", ENDS);
        observed.sleep(Duration.ofSeconds(17));
        pauses.remove().run();

        assertEvents(BEGINS, TOLD, ENDS);
        awaitIdle();
        assertThat(events).isEmpty();
    }

    @Test
    void aPauseThatEndsAfterTheCallerGaveUpIsNothing() throws Exception {
        answer(503, "", "Retry-After", "17");
        CompletableFuture<?> future = observedClient().get("r").executeAsync();
        assertEvents(BEGINS, "pause is set", ENDS);
        future.cancel(true);
        pauses.remove().run();

        assertEvents(BEGINS, ENDS);
        assertThat(events).isEmpty();
        assertRequests(1);
    }

    @Test
    void workEndsWhenTheTimeIsUpBeforeTheCallWasBegun() throws Exception {
        calls.setMaxRequestsPerHost(1);
        CountDownLatch answer = answerLater(200);
        AcmeClient client = observedClient();
        client.get("first").executeAsync();
        client.get("second").with(RequestOptions.builder().timeout(Duration.ofMillis(50)).build()).executeAsync()
                .whenComplete((value, failure) -> events.add(TOLD));

        // The thread of the timeouts hands over to another one, and time stands still meanwhile.
        assertEvents(BEGINS, BEGINS, BEGINS, TOLD, ENDS, ENDS);
        answer.countDown();
        assertEvents(ENDS);
        awaitIdle();
        assertThat(List.copyOf(events)).isEmpty();
    }

    @Test
    void aBlockingCallTakesNoTimeEither() throws Exception {
        answer(200, "{}");
        observedClient().get("r").execute();

        assertEvents(BEGINS, ENDS);
        assertThat(events).isEmpty();
    }
}
