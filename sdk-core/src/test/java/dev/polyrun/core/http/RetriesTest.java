package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.ServerErrorException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is repeated, how often and after how long; and what never is. */
class RetriesTest extends LoopbackTest {
    @ParameterizedTest
    @ValueSource(ints = {408, 425, 500, 502, 503, 504})
    void aReadIsRepeatedAfterAPassingFailure(int status) {
        answer(status, "");
        answer(status, "");
        answer(200, "{\"id\":\"r\"}");

        assertThat(client().get("r").execute()).containsEntry("id", "r");
        assertThat(clock.pauses()).hasSize(2).allSatisfy(pause -> assertThat(pause).isLessThanOrEqualTo(Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 422, 501})
    void aReadIsNotRepeatedAfterAFailureThatStays(int status) {
        answer(status, "");

        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> client().get("r").execute());
        assertRequests(1);
    }

    @Test
    void retriesEndWithTheLastFailure() {
        answer(503, "first");
        answer(503, "second");
        answer(500, "third");

        assertThatExceptionOfType(ServerErrorException.class).isThrownBy(() -> client().get("r").execute()).withMessageEndingWith("third");
        assertRequests(3);
    }

    @Test
    void theServersRetryAfterIsWaitedForToTheSecond() {
        answer(503, "", "Retry-After", "17");
        answer(429, "", "Retry-After", "Thu, 05 Mar 2026 10:30:40 GMT");
        answer(200, "{}");
        client().get("r").execute();

        assertThat(clock.pauses()).containsExactly(Duration.ofSeconds(17), Duration.ofSeconds(23));
    }

    @Test
    void theLongestRetryAfterIsStillWaitedFor() {
        answer(503, "", "Retry-After", "60");
        answer(200, "{}");
        client().get("r").execute();

        assertThat(clock.pauses()).containsExactly(Duration.ofSeconds(60));
    }

    @Test
    void aRetryAfterBeyondTheCallsTimeoutEndsItAtOnce() {
        answer(503, "", "Retry-After", "30");

        assertThatExceptionOfType(ServerErrorException.class)
                .isThrownBy(() -> client().get("r").with(RequestOptions.builder().timeout(Duration.ofSeconds(20)).build()).execute());
        assertThat(clock.pauses()).isEmpty();
        assertRequests(1);
    }

    @Test
    void notWaitingForRetryAfterDoesNotMeanNotRetrying() {
        answer(503, "");
        answer(200, "{}");
        RetryPolicy impatient = new RetryPolicy(2, Duration.ofMillis(500), Duration.ofSeconds(8), Duration.ZERO);
        builder().retryPolicy(impatient).build().get("r").execute();

        assertRequests(2);
    }

    @Test
    void aReadIsRepeatedWhenTheConnectionBreaks() {
        breakConnection();
        answer(200, "{}");

        assertThat(client().get("r").execute()).isEmpty();
        assertRequests(2);
    }

    @Test
    void aReadWhoseAnswerBreaksOffIsRepeated() {
        server.enqueue(new MockResponse.Builder().body("{\"id\":\"r\"}").onResponseBody(closeSocket()).build());
        answer(200, "{}");

        assertThat(client().get("r").execute()).isEmpty();
    }

    @Test
    void aReadThatNeverGetsThroughSaysHowOftenItWasTried() {
        breakConnection();
        breakConnection();
        breakConnection();

        assertThatExceptionOfType(ConnectionException.class)
                .isThrownBy(() -> client().get("r").execute())
                .withMessageStartingWith("Acme runs.get: no answer from " + server.url("/").host() + ":" + server.getPort())
                .withMessageContaining("tried 3 times");
        assertRequests(3);
    }

    @Test
    void aDeleteAndAMarkedPostAreRepeated() {
        breakConnection();
        answer(204, "");
        client().delete("r").execute();

        breakConnection();
        answer(200, "");
        client().cancel("r").execute();
        assertRequests(4);
    }

    @Test
    void aStartWhoseAnswerWasLostIsNeverSentTwice() {
        breakConnection();

        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> client().start(Map.of()).execute())
                .withMessageContaining("it may have been done")
                .withCauseInstanceOf(IOException.class);
        assertRequests(1);
    }

    @Test
    void aStartWhoseAnswerBrokeOffIsNeverSentTwice() {
        server.enqueue(new MockResponse.Builder().body("{\"id\":\"r\"}").onResponseBody(closeSocket()).build());

        assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> client().start(Map.of()).execute());
        assertRequests(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void aStartThatFailedIsNeverSentTwice(int status) {
        answer(status, "", "Retry-After", "1");

        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> client().start(Map.of()).execute());
        assertRequests(1);
    }

    @Test
    void aStartIsNotSentTwiceWhenTheServerSaysRetryAtOnce() {
        answer(503, "", "Retry-After", "0");
        answer(200, "{}");

        assertThatExceptionOfType(ServerErrorException.class).isThrownBy(() -> client().start(Map.of()).execute()).satisfies(e -> {
            assertThat(e.response().retryAfter()).isZero();
            assertThat(e.response().headers()).containsKey("retry-after");
        });
        assertRequests(1);
    }

    @Test
    void aReadIsRepeatedAtOnceOnlyByOurOwnCount() {
        for (int i = 0; i < 3; i++) {
            answer(503, "", "Retry-After", "0");
        }

        assertThatExceptionOfType(ServerErrorException.class).isThrownBy(() -> client().get("r").execute());
        assertRequests(3);
    }

    @Test
    void aStartThatFoundNobodyIsRepeated() throws IOException {
        int port = server.getPort();
        server.close();
        AtomicInteger tries = new AtomicInteger();
        MockWebServer late = new MockWebServer();
        late.enqueue(new MockResponse.Builder().body("{\"id\":\"r\"}").build());
        // Between the first try and the second, the server comes up.
        Interceptor startsServer = chain -> {
            if (tries.incrementAndGet() == 2) {
                late.start(port);
            }
            return chain.proceed(chain.request());
        };
        try (late) {
            AcmeClient client = builder()
                    .baseUrl("http://127.0.0.1:" + port)
                    .okHttpClient(new OkHttpClient.Builder().addInterceptor(startsServer).build())
                    .build();

            assertThat(client.start(Map.of()).execute()).containsEntry("id", "r");
            assertThat(late.getRequestCount()).isEqualTo(1);
        }
    }

    @Test
    void aStartThatNeverFindsAnybodyIsAConnectionProblemNotAnUnknownOutcome() {
        AcmeClient client = client();
        server.close();

        assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> client.start(Map.of()).execute());
    }

    @Test
    void optionsSayHowOftenOneCallIsRepeated() {
        answer(503, "");
        assertThatExceptionOfType(ServerErrorException.class)
                .isThrownBy(() -> client().get("r").with(RequestOptions.builder().maxRetries(0).build()).execute());
        assertRequests(1);

        for (int i = 0; i < 4; i++) {
            answer(503, "");
        }
        answer(200, "{}");
        client().get("r").with(RequestOptions.builder().maxRetries(4).build()).execute();
        assertRequests(6);
    }
}
