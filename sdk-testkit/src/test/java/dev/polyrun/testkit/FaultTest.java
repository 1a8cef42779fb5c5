package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultTest {
    private static final String RUN = "/v1/runs/run-1";

    private final NoxusSimulator noxus = NoxusSimulator.start();
    private final Wire wire = wire(noxus, "X-API-Key", noxus.apiKey());
    private final String start = "/v1/workflows/" + noxus.workflowId() + "/runs";

    FaultTest() {
        noxus.addRun("run-1", RunScript.perRead("queued", "running", "completed"));
    }

    /** A caller of this simulator, over loopback. */
    Wire wire(VendorSimulator simulator, String... headers) {
        return Wire.of(simulator, headers);
    }

    @AfterEach
    void close() {
        noxus.close();
    }

    @Test
    void everyVendorRefusesWithItsOwnBody() throws IOException {
        try (Simulators simulators = Simulators.start()) {
            for (VendorSimulator vendor : simulators.all()) {
                vendor.failNext(Fault.unauthorized());
                vendor.failNext(Fault.tooManyRequests(Duration.ofMillis(1500)));

                Reply unauthorized = wire(vendor).get("/any");
                Reply tooMany = wire(vendor).get("/any");

                assertThat(unauthorized.status()).isEqualTo(401);
                assertThat(unauthorized.keys()).isNotEmpty();
                assertThat(tooMany.status()).isEqualTo(429);
                assertThat(tooMany.headers().get("Retry-After")).isEqualTo("2");
                assertThat(tooMany.keys()).isNotEmpty();
            }
        }
    }

    @Test
    void retryAfterCanBeADate() throws IOException {
        noxus.failNext(Fault.tooManyRequests(Instant.parse("2026-03-05T07:08:09.9Z")));

        assertThat(wire.get(RUN).headers().get("Retry-After")).isEqualTo("Thu, 05 Mar 2026 07:08:09 GMT");
    }

    @Test
    void aGatewayThatIsDownSaysWhenItIsBack() throws IOException {
        noxus.failNext(Fault.unavailable(Duration.ofMillis(1500)));
        noxus.failNext(Fault.unavailable(Instant.parse("2026-03-05T07:08:09.9Z")));

        Reply inSeconds = wire.get(RUN);
        Reply atADate = wire.get(RUN);

        assertThat(inSeconds.status()).isEqualTo(503);
        assertThat(inSeconds.headers().get("Retry-After")).isEqualTo("2");
        assertThat(atADate.status()).isEqualTo(503);
        assertThat(atADate.headers().get("Retry-After")).isEqualTo("Thu, 05 Mar 2026 07:08:09 GMT");
    }

    @Test
    void retryAfterCanBeMissing() throws IOException {
        noxus.failNext(Fault.tooManyRequests());

        assertThat(wire.get(RUN).headers().get("Retry-After")).isNull();
    }

    @Test
    void anyStatusWithAnyBody() throws IOException {
        noxus.failNext(Fault.status(418, "text/plain", "teapot"));

        Reply reply = wire.get(RUN);

        assertThat(reply.status()).isEqualTo(418);
        assertThat(reply.headers().get("Content-Type")).isEqualTo("text/plain");
        assertThat(reply.body()).isEqualTo("teapot");
    }

    @Test
    void gatewaysAnswerInHtml() throws IOException {
        noxus.failNext(Fault.htmlError(502));

        Reply reply = wire.get(RUN);

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.headers().get("Content-Type")).startsWith("text/html");
        assertThat(reply.body()).contains("<h1>502</h1>");
    }

    @Test
    void garbageIsNoJson() throws IOException {
        noxus.failNext(Fault.garbage());

        Reply reply = wire.get(RUN);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().get("Content-Type")).isEqualTo("application/json");
        assertThatThrownBy(reply::at).isInstanceOf(RuntimeException.class);
    }

    @Test
    void emptyBodyIsEmpty() throws IOException {
        noxus.failNext(Fault.emptyBody());

        Reply reply = wire.get(RUN);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void connectionResetComesBeforeTheFirstByte() {
        noxus.failNext(Fault.connectionReset());

        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> wire.get(RUN))
                .withMessageContaining("reset");
        assertThat(noxus.requests()).hasSize(1);
    }

    @Test
    void resetInBodyComesAfterTheHeaders() throws IOException {
        noxus.failNext(Fault.resetInBody());

        try (Response response = call(wire.client()).execute()) {
            assertThat(response.code()).isEqualTo(200);
            assertThatThrownBy(() -> response.body().string())
                    .isInstanceOfAny(SocketException.class, ProtocolException.class);
        }
    }

    @Test
    void stallInBodyComesAfterTheHeaders() throws IOException {
        noxus.failNext(Fault.stallInBody());

        try (Response response = call(wire.client()).execute()) {
            assertThat(response.code()).isEqualTo(200);
            // Only now: a machine that is busy may need more than that for the headers.
            response.body().source().timeout().timeout(300, TimeUnit.MILLISECONDS);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> response.body().string());
        }
    }

    @Test
    void hangNeverAnswers() throws InterruptedException {
        noxus.failNext(Fault.hang());

        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> wire.send(wire.impatient(Duration.ofMillis(300)), "GET", RUN, null));
        // What was sent may not have been taken yet when the client gives up.
        assertThat(noxus.awaitRequests(1, Duration.ofSeconds(10))).hasSize(1);
    }

    @Test
    void closeEndsAHangingExchange() throws Exception {
        noxus.failNext(Fault.hang());
        Call hanging = call(wire.impatient(Duration.ofSeconds(30)));
        CompletableFuture<IOException> answer = new CompletableFuture<>();
        hanging.enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException e) {
                answer.complete(e);
            }

            @Override
            public void onResponse(Call call, Response response) {
                answer.completeExceptionally(new AssertionError("answered"));
            }
        });
        noxus.awaitRequests(1, Duration.ofSeconds(10));

        noxus.close();

        assertThat(answer.get(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void delayIsTheTrueAnswerLater() throws IOException {
        noxus.failNext(Fault.delay(Duration.ofMillis(200)));
        long before = System.nanoTime();

        assertThat(wire.get(RUN).text("status")).isEqualTo("queued");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void faultKeepsTheVendorFromActing() throws IOException {
        noxus.failNext(Fault.htmlError(500));

        wire.post(start, Map.of("input", Map.of()));

        assertThat(noxus.runIds()).containsExactly("run-1");
    }

    @Test
    void faultAfterHandlingLosesOnlyTheAnswer() {
        noxus.failNext(Fault.connectionReset().afterHandling());

        assertThatThrownBy(() -> wire.post(start, Map.of("input", Map.of()))).isInstanceOf(IOException.class);
        assertThat(noxus.runIds()).hasSize(2);
    }

    @Test
    void faultsAreUsedOnceEachAndInOrder() throws IOException {
        noxus.failNext(2, Fault.status(500, "text/plain", ""));
        noxus.failNext(Fault.status(503, "text/plain", ""));

        assertThat(wire.get(RUN).status()).isEqualTo(500);
        assertThat(wire.get(RUN).status()).isEqualTo(500);
        assertThat(wire.get(RUN).status()).isEqualTo(503);
        assertThat(wire.get(RUN).status()).isEqualTo(200);
    }

    @Test
    void faultWaitsForTheRequestItIsMeantFor() throws IOException {
        noxus.failNext(request -> request.method().equals("POST"), Fault.htmlError(500));

        assertThat(wire.get(RUN).status()).isEqualTo(200);
        assertThat(wire.post(start, Map.of("input", Map.of())).status()).isEqualTo(500);
        assertThat(wire.post(start, Map.of("input", Map.of())).status()).isEqualTo(200);
    }

    @Test
    void predicateThatThrowsShowsInTheAnswer() throws IOException {
        noxus.failNext(
                request -> {
                    throw new IllegalStateException("bad predicate");
                },
                Fault.htmlError(500));

        assertThat(wire.get(RUN).body()).contains("bad predicate");
    }

    @Test
    void clearedFaultsHitNobody() throws IOException {
        noxus.failNext(Fault.htmlError(500));
        noxus.clearFaults();

        assertThat(wire.get(RUN).status()).isEqualTo(200);
    }

    @Test
    void eachRequestCanBeAskedWhichFaultItMeets() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        noxus.failEach(request -> request.path().equals(RUN) && asked.incrementAndGet() % 2 == 0 ? Fault.htmlError(502) : null);
        noxus.failNext(Fault.htmlError(500));

        assertThat(wire.get(RUN).status()).as("what was planned comes first").isEqualTo(500);
        assertThat(wire.get(RUN).status()).isEqualTo(200);
        assertThat(wire.get(RUN).status()).isEqualTo(502);
        assertThat(wire.get("/v1/runs").status()).isEqualTo(200);
        assertThat(wire.get(RUN).status()).isEqualTo(200);
        assertThat(wire.get(RUN).status()).isEqualTo(502);

        noxus.clearFaults();
        wire.get(RUN);
        assertThat(wire.get(RUN).status()).isEqualTo(200);
        assertThat(asked).hasValue(4);
    }

    private Call call(OkHttpClient client) {
        return client.newCall(new Request.Builder()
                .url(noxus.baseUrl() + RUN)
                .header("X-API-Key", noxus.apiKey())
                .build());
    }
}
