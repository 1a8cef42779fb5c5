package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.polyrun.core.CallInterruptedException;
import dev.polyrun.core.CallTimeoutException;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.TimeSource;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that nobody answers, and threads that are told to stop. In real time, with short timeouts. */
@Timeout(20)
class TimeoutsTest extends LoopbackTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final RequestOptions PATIENT = RequestOptions.builder().timeout(Duration.ofMinutes(1)).build();

    private AcmeClient.Builder realTime() {
        return builder().timeSource(TimeSource.system()).timeout(SHORT);
    }

    /** Has made a call before, so that the next one is sent at once, and not after a cold JVM on a busy machine has found its way. */
    private AcmeClient warm(AcmeClient.Builder builder) throws InterruptedException {
        AcmeClient client = builder.build();
        answer(200, "{}");
        client.get("warm").with(PATIENT).execute();
        taken();
        return client;
    }

    @Test
    void aReadThatNobodyAnswersTimesOut() throws InterruptedException {
        AcmeClient client = warm(realTime());
        neverAnswer();

        assertThatExceptionOfType(CallTimeoutException.class)
                .isThrownBy(() -> client.get("r").execute())
                .withMessage("Acme runs.get: no answer from " + server.url("/").host() + ":" + server.getPort() + " within 400 ms");
        taken();
        assertRequests(2);
    }

    @Test
    void aStartThatNobodyAnswersMayHaveBeenDone() throws InterruptedException {
        AcmeClient client = warm(realTime());
        neverAnswer();

        assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> client.start(Map.of()).execute());
        taken();
        assertRequests(2);
    }

    @Test
    void theTimeoutSpansTheWholeBody() {
        server.enqueue(new MockResponse.Builder().body("{\"id\":\"r\"}").throttleBody(1, 200, TimeUnit.MILLISECONDS).build());

        assertThatExceptionOfType(CallTimeoutException.class).isThrownBy(() -> realTime().build().get("r").execute());
    }

    @Test
    void anOptionSaysHowLongOneCallMayTake() {
        neverAnswer();
        RequestOptions impatient = RequestOptions.builder().timeout(SHORT).build();

        assertThatExceptionOfType(CallTimeoutException.class)
                .isThrownBy(() -> realTime().timeout(Duration.ofMinutes(1)).build().get("r").with(impatient).execute())
                .withMessageContaining("within 400 ms");
    }

    @Test
    void asynchronousCallsTimeOutInTheSameWay() throws InterruptedException {
        AcmeClient client = warm(realTime());
        neverAnswer();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> client.get("r").executeAsync().join())
                .withCauseInstanceOf(CallTimeoutException.class);

        neverAnswer();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> client.start(Map.of()).executeAsync().join())
                .withCauseInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void anAsynchronousCallThatNeverGetsItsTurnTimesOut() {
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequestsPerHost(1);
        OkHttpClient oneAtATime = new OkHttpClient.Builder().dispatcher(dispatcher).build();
        AcmeClient client = realTime().okHttpClient(oneAtATime).build();
        neverAnswer();
        CompletableFuture<?> first = client.get("a").with(RequestOptions.builder().timeout(Duration.ofSeconds(15)).build()).executeAsync();
        CompletableFuture<?> second = client.start(Map.of()).executeAsync();

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> second.orTimeout(10, TimeUnit.SECONDS).join())
                .withCauseInstanceOf(CallTimeoutException.class);
        assertThat(first).isNotDone();
        first.cancel(true);
        dispatcher.executorService().shutdown();
    }

    @Test
    void anEndlessTimeoutDoesNotOverflow() {
        answer(200, "{}");

        assertThat(client().get("r").with(RequestOptions.builder().timeout(Duration.ofSeconds(Long.MAX_VALUE)).build()).execute()).isEmpty();
    }

    @Test
    void aThreadThatIsAlreadyInterruptedSendsNothing() {
        Throwable thrown;
        boolean flag;
        Thread.currentThread().interrupt();
        try {
            thrown = catchThrowable(() -> client().start(Map.of()).execute());
        } finally {
            flag = Thread.interrupted();
        }

        assertThat(thrown).isInstanceOf(CallInterruptedException.class).hasMessage("Acme runs.start: the thread was interrupted");
        assertThat(flag).as("interrupt flag").isTrue();
        assertRequests(0);
    }

    @Test
    void anInterruptWhilePausingEndsTheCallAndKeepsTheFlag() throws Exception {
        answer(503, "", "Retry-After", "50");
        Interrupted result = interruptWhen(realTime().timeout(Duration.ofMinutes(2)).build().get("r"), thread -> {
            taken();
            untilItWaits(thread);
        });

        assertThat(result.thrown()).isInstanceOf(CallInterruptedException.class);
        assertThat(result.flag()).isTrue();
    }

    @Test
    void anInterruptWhileConnectingEndsTheCallAndKeepsTheFlag() throws Exception {
        // A full backlog: the next connection is neither accepted nor refused.
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> queue = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                queue.add(new Socket(deaf.getInetAddress(), deaf.getLocalPort()));
            }
            AcmeClient client = realTime()
                    .baseUrl("http://" + deaf.getInetAddress().getHostAddress() + ":" + deaf.getLocalPort())
                    .timeout(Duration.ofSeconds(15))
                    .build();
            Interrupted result = interruptWhen(client.start(Map.of()), TimeoutsTest::untilItWaits);

            assertThat(result.thrown())
                    .isInstanceOf(CallInterruptedException.class)
                    .hasMessage("Acme runs.start: the thread was interrupted");
            assertThat(result.flag()).isTrue();
            for (Socket socket : queue) {
                socket.close();
            }
        }
    }

    @Test
    void anInterruptWhileTheServerIsSilentEndsTheCallAndKeepsTheFlag() throws Exception {
        neverAnswer();
        Interrupted read = interruptWhen(realTime().timeout(Duration.ofMinutes(2)).build().get("r"), thread -> taken());
        assertThat(read.thrown()).isInstanceOf(CallInterruptedException.class).hasMessage("Acme runs.get: the thread was interrupted");
        assertThat(read.flag()).isTrue();

        neverAnswer();
        Interrupted start = interruptWhen(realTime().timeout(Duration.ofMinutes(2)).build().start(Map.of()), thread -> taken());
        assertThat(start.thrown())
                .isInstanceOf(CallInterruptedException.class)
                .hasMessage("Acme runs.start: the thread was interrupted; the request was sent and may have been done");
        assertThat(start.flag()).isTrue();
        assertRequests(2);
    }

    private record Interrupted(Throwable thrown, boolean flag) {}

    private interface Moment {
        void await(Thread thread) throws InterruptedException;
    }

    /** Sends a call on a thread of its own, and interrupts it at some moment. */
    private static Interrupted interruptWhen(ApiCall<?> call, Moment moment) throws Exception {
        CompletableFuture<Interrupted> result = new CompletableFuture<>();
        CountDownLatch started = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            started.countDown();
            Throwable thrown = catchThrowable(call::execute);
            result.complete(new Interrupted(thrown, Thread.currentThread().isInterrupted()));
        });
        thread.start();
        started.await();
        moment.await(thread);
        thread.interrupt();
        return result.get(10, TimeUnit.SECONDS);
    }

    private static void untilItWaits(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
    }
}
