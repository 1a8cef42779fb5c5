package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.core.TimeSource;
import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Simulators that are reached without a socket. */
class InMemoryClientTest {
    private static final String RUN = "/v1/runs/run-1";

    private final VirtualTime time = VirtualTime.create();
    private final NoxusSimulator noxus = NoxusSimulator.start();
    private final OkHttpClient client = noxus.inMemoryClient(time);
    private final Wire loopback = Wire.of(noxus, "X-API-Key", noxus.apiKey());
    private final Wire memory = loopback.over(client);

    InMemoryClientTest() {
        noxus.addRun("run-1", RunScript.perRead("queued", "running", "completed"));
    }

    @AfterEach
    void close() {
        noxus.close();
    }

    @Test
    void requestsArriveAsThroughASocket() throws IOException {
        for (Wire wire : new Wire[] {loopback, memory}) {
            wire.get("/v1/runs?tag=x&tag=%C3%A4+b&empty&q=%3F%26");
            wire.post("/v1/workflows/a%20b/runs", Map.of("input", Map.of("text", "\u00e4\ud83d\ude80")));
            wire.post("/v1/workflows/w/runs");
        }

        assertThat(noxus.requests().subList(3, 6)).isEqualTo(noxus.requests().subList(0, 3));
    }

    @Test
    void answersComeAsThroughASocket() throws IOException {
        noxus.addRun("run-2", RunScript.perRead("completed"));

        Reply near = memory.get("/v1/runs/run-2");
        Reply far = loopback.get("/v1/runs/run-2");

        assertThat(near).isEqualTo(far);
        assertThat(near.text("status")).isEqualTo("completed");
    }

    @Test
    void answersWithoutABodyAndErrorsComeToo() throws IOException {
        try (RetabSimulator retab = RetabSimulator.start()) {
            retab.addRun("run_1", RunScript.perRead("completed"));
            Wire wire = Wire.of(retab, "Api-Key", retab.apiKey()).over(retab.inMemoryClient(time));

            Reply deleted = wire.send("DELETE", "/v1/workflows/runs/run_1", null);

            assertThat(deleted.status()).isEqualTo(204);
            assertThat(deleted.headers().get("Content-Length")).isNull();
            assertThat(wire.get("/v1/workflows/runs/run_1").status()).isEqualTo(404);
            assertThat(Wire.of(retab).over(retab.inMemoryClient(time)).get("/v1/workflows/runs").status()).isEqualTo(401);
        }
    }

    @Test
    void aBodyMayBeSentInChunks() throws IOException {
        String text = "{\"input\":{\"text\":\"" + "long ".repeat(10_000) + "\"}}";
        RequestBody ofUnknownLength = new RequestBody() {
            @Override
            public MediaType contentType() {
                return MediaType.get("application/json");
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.writeUtf8(text);
            }
        };

        client.newCall(request("/v1/workflows/w/runs").post(ofUnknownLength).build()).execute().close();
        client.newCall(request("/v1/workflows/w/runs").post(ofUnknownLength).build()).execute().close();

        assertThat(noxus.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.header("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(request.body()).isEqualTo(text);
        });
    }

    @Test
    void anAsynchronousCallIsAnsweredBeforeItReturns() {
        Result result = enqueue(client);

        assertThat(result.status).isCompletedWithValue(200);
        assertThat(result.thread).isSameAs(Thread.currentThread());
    }

    @Test
    void reachesOnlyItsOwnSimulator() {
        try (NoxusSimulator other = NoxusSimulator.start()) {
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> Wire.of(other).over(client).get(RUN))
                    .withStackTraceContaining("This client reaches only the simulator at " + noxus.baseUrl());
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void aClosedSimulatorIsNotReached() throws IOException {
        memory.get(RUN);
        noxus.close();

        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> memory.get(RUN))
                .withStackTraceContaining("The simulator at " + noxus.baseUrl() + "/ is closed");
        assertThat(noxus.requests()).hasSize(1);
    }

    @Test
    void aDelayPassesInVirtualTime() throws IOException {
        noxus.failNext(Fault.delay(Duration.ofMinutes(5)));

        try (Response response = client.newCall(request(RUN).build()).execute()) {
            assertThat(response.body().string()).contains("queued");
        }
        assertThat(time.elapsed()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aCallWithoutAnAnswerEndsAfterItsOwnTimeout() {
        noxus.failNext(Fault.hang());

        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> withTimeout(Duration.ofSeconds(90)).newCall(request(RUN).build()).execute());
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void aBlockingCallThatCountsAsWorkLetsTimePassWhileItWaits() {
        noxus.failNext(Fault.hang());

        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(this::callAsWork);
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void aBlockingCallInTheBackgroundWaitsAsFarAsTheTestMovesTime() {
        noxus.failNext(Fault.hang());
        CompletableFuture<Void> call = CompletableFuture.runAsync(() -> assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(this::callAsWork), time.executor());

        time.advance(Duration.ofSeconds(89));
        assertThat(call).isNotDone();

        time.advance(Duration.ofSeconds(1));
        assertThat(call).isCompleted();
    }

    @Test
    void anAsynchronousCallWithoutAnAnswerLetsTimePass() {
        noxus.failNext(Fault.hang());
        Result result = enqueue(withTimeout(Duration.ofSeconds(90)));

        time.advance(Duration.ofSeconds(89));
        assertThat(result.status).isNotDone();

        time.advance(Duration.ofSeconds(1));
        assertThat(result.status).isCompletedExceptionally();
    }

    @Test
    void aLateAnswerComesAtItsTime() {
        noxus.failNext(Fault.delay(Duration.ofSeconds(30)));
        Result result = enqueue(withTimeout(Duration.ofSeconds(90)));

        time.advance(Duration.ofSeconds(29));
        assertThat(result.status).isNotDone();

        time.advance(Duration.ofSeconds(1));
        assertThat(result.status).isCompletedWithValue(200);
    }

    @Test
    void anAnswerThatComesTooLateForItsCallIsNotSeen() {
        noxus.failNext(Fault.delay(Duration.ofMinutes(5)));

        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> withTimeout(Duration.ofSeconds(90)).newCall(request(RUN).build()).execute());
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void aBodyThatStallsEndsWithTheTimeout() throws IOException {
        noxus.failNext(Fault.stallInBody());

        try (Response response = withTimeout(Duration.ofSeconds(90)).newCall(request(RUN).build()).execute()) {
            assertThat(response.code()).isEqualTo(200);
            assertThat(time.elapsed()).isZero();
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> response.body().string());
        }
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void cancellingEndsACallWithoutAnAnswer() {
        noxus.failNext(Fault.hang());
        Result result = enqueue(withTimeout(Duration.ofSeconds(90)));
        time.schedule(result.call::cancel, Duration.ofSeconds(10));

        time.advance(Duration.ofSeconds(10));

        assertThat(result.status).isCompletedExceptionally();
    }

    @Test
    void closingTheSimulatorEndsACallWithoutAnAnswer() {
        noxus.failNext(Fault.hang());
        Result result = enqueue(withTimeout(Duration.ofSeconds(90)));
        time.schedule(noxus::close, Duration.ofSeconds(10));

        time.advance(Duration.ofSeconds(10));

        assertThat(result.status).isCompletedExceptionally();
    }

    @Test
    void closingTheSimulatorCutsALateAnswerOff() {
        noxus.failNext(Fault.delay(Duration.ofSeconds(30)));
        Result result = enqueue(withTimeout(Duration.ofSeconds(90)));
        time.schedule(noxus::close, Duration.ofSeconds(10));

        time.advance(Duration.ofSeconds(10));

        assertThat(result.status).isCompletedExceptionally();
    }

    @Test
    void aSocketThatHangsHoldsTimeUpAndIsReported() {
        VirtualTime impatient = time.withPatience(Duration.ofMillis(20));
        noxus.failNext(Fault.hang());
        enqueue(new OkHttpClient(), impatient);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> impatient.advance(Duration.ofSeconds(1)))
                .withMessageContaining("A call over a socket that is not answered");
    }

    @Test
    void servesRealTimeToo() throws IOException {
        Wire wire = memory.over(noxus.inMemoryClient(TimeSource.system()));

        assertThat(wire.get(RUN).text("status")).isEqualTo("queued");
        assertThat(wire.get(RUN).text("status")).isEqualTo("running");
    }

    private OkHttpClient withTimeout(Duration timeout) {
        return client.newBuilder().callTimeout(timeout).build();
    }

    private Request.Builder request(String path) {
        return new Request.Builder().url(noxus.baseUrl() + path).header("X-API-Key", noxus.apiKey());
    }

    /** A blocking call that counts as work, as Polyrun's clients have it. */
    private void callAsWork() throws IOException {
        time.workBegins();
        try {
            withTimeout(Duration.ofSeconds(90)).newCall(request(RUN).build()).execute().close();
        } finally {
            time.workEnds();
        }
    }

    /** An asynchronous call that counts as work, as Polyrun's clients have it, until it has ended. */
    private static final class Result implements Callback {
        final Call call;
        final TimeSource time;
        final CompletableFuture<Integer> status = new CompletableFuture<>();
        volatile Thread thread = new Thread();

        Result(Call call, TimeSource time) {
            this.call = call;
            this.time = time;
        }

        @Override
        public void onResponse(Call call, Response response) {
            thread = Thread.currentThread();
            response.close();
            status.complete(response.code());
            time.workEnds();
        }

        @Override
        public void onFailure(Call call, IOException e) {
            status.completeExceptionally(e);
            time.workEnds();
        }
    }

    private Result enqueue(OkHttpClient with) {
        return enqueue(with, time);
    }

    private Result enqueue(OkHttpClient with, TimeSource time) {
        Result result = new Result(with.newCall(request(RUN).build()), time);
        time.workBegins();
        result.call.enqueue(result);
        return result;
    }
}
