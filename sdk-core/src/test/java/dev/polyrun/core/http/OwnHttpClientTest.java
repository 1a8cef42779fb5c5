package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.core.UnexpectedResponseException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import okhttp3.Dns;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of the caller's brings its own proxies and interceptors, not its own rules. */
class OwnHttpClientTest extends LoopbackTest {
    private AcmeClient client(OkHttpClient.Builder http) {
        return builder().okHttpClient(http.build()).build();
    }

    @Test
    void redirectsAndRetriesStayOurs() {
        OkHttpClient.Builder eager = new OkHttpClient.Builder().followRedirects(true).followSslRedirects(true).retryOnConnectionFailure(true);
        answer(302, "", "Location", "http://localhost:1/");
        assertThatExceptionOfType(UnexpectedResponseException.class).isThrownBy(() -> client(eager).get("r").execute());

        breakConnection();
        assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> client(eager).start(Map.of()).execute());

        breakConnection();
        answer(200, "{}");
        client(eager).get("r").execute();
        assertRequests(4);
    }

    @Test
    void itsInterceptorsAreUsed() throws Exception {
        answer(200, "{}");
        client(new OkHttpClient.Builder()
                        .addInterceptor(chain -> chain.proceed(chain.request().newBuilder().header("X-Own", "own").build())))
                .get("r")
                .execute();

        assertThat(taken().getHeaders().get("X-Own")).isEqualTo("own");
    }

    @Test
    void anExceptionOfAnInterceptorComesThroughBothWaysAndIsNotRepeated() {
        AtomicInteger count = new AtomicInteger();
        Interceptor broken = chain -> {
            count.incrementAndGet();
            throw new IllegalStateException("interceptor");
        };
        AcmeClient client = client(new OkHttpClient.Builder().addInterceptor(broken));

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> client.get("r").execute()).withMessage("interceptor");
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> client.get("r").executeAsync().join())
                .havingCause()
                .isInstanceOf(IllegalStateException.class)
                .withMessage("interceptor");
        assertThat(count).hasValue(2);
    }

    @Test
    void theClientThatWasGivenIsLeftAsItIs() {
        OkHttpClient given = new OkHttpClient();
        builder().okHttpClient(given).build();

        assertThat(given.interceptors()).isEmpty();
        assertThat(given.networkInterceptors()).isEmpty();
        assertThat(given.followRedirects()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHostWithOneDeadAddressIsReachedAtTheOther(boolean fastFallback) throws Exception {
        InetAddress good = InetAddress.getByName(server.url("/").host());
        // Nobody listens there: the server is bound to one address only.
        InetAddress dead = InetAddress.getByAddress(new byte[] {127, 0, 0, 99});
        Dns dns = host -> List.of(dead, good);
        AcmeClient client = builder()
                .baseUrl("http://acme.localhost:" + server.getPort())
                .okHttpClient(new OkHttpClient.Builder().dns(dns).fastFallback(fastFallback).build())
                .build();
        answer(200, "{\"id\":\"r\"}");

        assertThat(client.start(Map.of()).execute()).containsEntry("id", "r");
        assertRequests(1);
        assertThat(clock.pauses()).isEmpty();
    }

    @Test
    void aConnectionThatTheServerClosedInTheMeantimeIsNoReasonToFail() {
        server.enqueue(new MockResponse.Builder().body("{}").onResponseEnd(closeSocket()).build());
        answer(200, "{}");
        answer(200, "{}");
        AcmeClient client = client();
        client.get("r").execute();
        client.get("r").execute();
        client.start(Map.of()).execute();

        assertRequests(3);
    }

    @Test
    void anInterceptorThatMakesARequestOfItsOwnDoesNotMakeAStartRepeatable() {
        Interceptor remaking = chain -> chain.proceed(new Request.Builder()
                .url(chain.request().url())
                .headers(chain.request().headers())
                .method(chain.request().method(), chain.request().body())
                .build());
        AcmeClient client = client(new OkHttpClient.Builder().addInterceptor(remaking));

        breakConnection();
        assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> client.start(Map.of()).execute());
        breakConnection();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> client.start(Map.of()).executeAsync().join())
                .withCauseInstanceOf(OutcomeUnknownException.class);
        answer(503, "", "Retry-After", "0");
        assertThatExceptionOfType(ServerErrorException.class).isThrownBy(() -> client.start(Map.of()).execute());

        assertRequests(3);
    }
}
