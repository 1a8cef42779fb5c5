package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.core.TimeSource;
import dev.polyrun.core.TooManyRequestsException;
import dev.polyrun.core.UndecodableBodyException;
import dev.polyrun.core.UnexpectedResponseException;
import dev.polyrun.core.json.JsonReader;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mockwebserver3.MockResponse;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An asynchronous call ends as a blocking one does, only through its future. */
@Timeout(20)
class AsyncTest extends LoopbackTest {
    private static void assertEnds(CompletableFuture<?> future, Class<? extends Throwable> type) {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> future.orTimeout(10, TimeUnit.SECONDS).join())
                .withCauseInstanceOf(type);
    }

    @Test
    void theResultComesThroughTheFuture() {
        answer(200, "{\"id\":\"r\"}", "X-Request-Id", "q");
        answer(200, "{\"id\":\"r\"}", "X-Request-Id", "q");

        assertThat(client().get("r").executeAsync().orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(Map.of("id", "r"));
        assertThat(client().get("r").executeForResponseAsync().join().header("X-Request-Id")).isEqualTo("q");
    }

    @Test
    void pausesAreTheSameAndHoldNoThread() {
        answer(503, "", "Retry-After", "17");
        answer(429, "", "Retry-After", "3");
        answer(200, "{}");
        client().get("r").executeAsync().orTimeout(10, TimeUnit.SECONDS).join();

        assertThat(clock.pauses()).containsExactly(Duration.ofSeconds(17), Duration.ofSeconds(3));
    }

    @Test
    void failuresAreTheSame() {
        answer(404, "");
        assertEnds(client().get("r").executeAsync(), NotFoundException.class);
        answer(429, "", "Retry-After", "100");
        assertEnds(client().get("r").executeAsync(), TooManyRequestsException.class);
        answer(200, "<html>");
        assertEnds(client().get("r").executeAsync(), UndecodableBodyException.class);
        answer(302, "", "Location", "http://localhost:1/");
        assertEnds(client().get("r").executeAsync(), UnexpectedResponseException.class);
        breakConnection();
        assertEnds(client().start(Map.of()).executeAsync(), OutcomeUnknownException.class);
        assertRequests(5);
    }

    @Test
    void aStartIsNotSentTwiceWhenTheServerSaysRetryAtOnce() {
        answer(503, "", "Retry-After", "0");

        assertEnds(client().start(Map.of()).executeAsync(), ServerErrorException.class);
        assertRequests(1);
    }

    @Test
    void aFailureIsTheExceptionItselfForWhoeverHangsOnTheFuture() {
        answer(404, "");
        Throwable failure = client().get("r").executeAsync().handle((value, thrown) -> thrown).join();

        assertThat(failure).isInstanceOf(PolyrunException.class);
    }

    @Test
    void anExceptionOfADecoderReachesTheFuture() {
        answer(200, "{}");
        JsonReader.Element<String> broken = in -> {
            throw new ArithmeticException("decoder");
        };
        ApiCall<String> call = client().transport.call("x.y", "GET", "/x").returning(broken);

        assertEnds(call.executeAsync(), ArithmeticException.class);
    }

    @Test
    void anErrorOfADecoderReachesTheFuture() {
        answer(200, "{}");
        JsonReader.Element<String> broken = in -> {
            throw new NoClassDefFoundError("decoder");
        };
        ApiCall<String> call = client().transport.call("x.y", "GET", "/x").returning(broken);

        assertEnds(call.executeAsync(), NoClassDefFoundError.class);
    }

    @Test
    void anErrorOfASupplierReachesTheFuture() {
        AcmeClient client = builder()
                .apiKey(() -> {
                    throw new NoClassDefFoundError("supplier");
                })
                .build();

        assertEnds(client.get("r").executeAsync(), NoClassDefFoundError.class);
    }

    @Test
    void anExceptionOfAViewOfTheCallersReachesOnlyTheCaller() {
        answer(200, "{}");
        Function<Object, String> view = value -> {
            throw new IllegalStateException("view");
        };

        assertEnds(client().get("r").executeAsync().thenApply(view), IllegalStateException.class);
    }

    @Test
    void cancellingTheFutureCancelsTheCall() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        OkHttpClient observed = new OkHttpClient.Builder()
                .eventListener(new EventListener() {
                    @Override
                    public void canceled(Call call) {
                        cancelled.countDown();
                    }
                })
                .build();
        neverAnswer();
        CompletableFuture<?> future = builder().okHttpClient(observed).build().get("r").executeAsync();
        taken();
        future.cancel(true);

        assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> future.orTimeout(10, TimeUnit.SECONDS).join());
        assertRequests(1);
    }

    @Test
    void anAnswerThatBreaksOffIsAFailure() {
        server.enqueue(new MockResponse.Builder().body("{\"id\":\"r\"}").onResponseBody(closeSocket()).build());

        assertEnds(client().get("r").with(RequestOptions.builder().maxRetries(0).build()).executeAsync(), ConnectionException.class);
    }

    @Test
    void aCallThatHasEndedLeavesNothingWithTheTimer() {
        ManualClock time = new ManualClock();
        answer(200, "{}");
        builder().timeSource(time).build().get("r").executeAsync().orTimeout(10, TimeUnit.SECONDS).join();

        // What hangs on the future first runs last.
        for (long start = System.nanoTime(); time.waiting() > 0 && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10); ) {
            Thread.onSpinWait();
        }
        assertThat(time.waiting()).isZero();
    }

    @Test
    void cancellingTheFutureWhileItPausesEndsThePause() throws Exception {
        CountDownLatch paused = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        FakeClock endless = new FakeClock() {
            @Override
            public Cancellable schedule(Runnable task, Duration delay) {
                if (delay.compareTo(Duration.ofSeconds(17)) != 0) {
                    return () -> {};
                }
                paused.countDown();
                return ended::countDown;
            }
        };
        answer(503, "", "Retry-After", "17");
        CompletableFuture<?> future = builder().timeSource(endless).build().get("r").executeAsync();
        assertThat(paused.await(5, TimeUnit.SECONDS)).isTrue();
        future.cancel(true);

        assertThat(ended.await(5, TimeUnit.SECONDS)).as("the pause has ended").isTrue();
        assertRequests(1);
    }

    @Test
    void manyCallsRunAtOnce() {
        int calls = 40;
        for (int i = 0; i < calls; i++) {
            server.enqueue(new MockResponse.Builder().body("{}").build());
        }
        AcmeClient client = client();
        CompletableFuture<?>[] futures = new CompletableFuture<?>[calls];
        for (int i = 0; i < calls; i++) {
            futures[i] = client.get("r" + i).executeAsync();
        }
        CompletableFuture.allOf(futures).join();

        assertRequests(calls);
    }

    @Test
    void threadsAreDaemonsSoThatTheJvmEndsWithMain() {
        answer(200, "{}");
        assertThat(client().get("r").executeAsync().thenApply(value -> Thread.currentThread()).join())
                .satisfiesAnyOf(
                        thread -> assertThat(thread.isDaemon()).isTrue(),
                        thread -> assertThat(thread).isSameAs(Thread.currentThread()));
        CompletableFuture<Thread> timer = new CompletableFuture<>();
        TimeSource.system().schedule(() -> timer.complete(Thread.currentThread()), Duration.ZERO);

        assertThat(timer.join().isDaemon()).isTrue();
        assertThat(timer.join().getName()).isEqualTo("polyrun-http-timer");
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("polyrun-http-"))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
    }
}
