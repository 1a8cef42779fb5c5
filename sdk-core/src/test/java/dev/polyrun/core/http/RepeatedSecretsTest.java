package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.CallInterruptedException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.UndecodableBodyException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import mockwebserver3.MockResponse;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call carries besides its arguments: servers repeat it, and callers put it where it does not belong. */
class RepeatedSecretsTest extends LoopbackTest {
    private static final String OTHER = "own-secret-0123456789";
    private static final RequestOptions ONCE =
            RequestOptions.builder().maxRetries(0).header("X-Own-Secret", OTHER).query("access_token", "token/0123456789").build();

    private Throwable thrown() {
        return catchThrowable(() -> builder().userId("user-0123456789").build().get("r").with(ONCE).execute());
    }

    @Test
    void aHeaderOfTheCallIsNotRepeated() {
        answer(400, "{\"message\":\"X-Own-Secret is " + OTHER + "\"}");

        assertThat(thrown()).hasMessage("Acme runs.get: status 400: X-Own-Secret is ***");
    }

    @Test
    void aQueryParameterOfTheCallIsNotRepeatedAsItWasSentOrAsItIs() {
        answer(404, "No /v9/runs/r?access_token=token%2F0123456789, that is token/0123456789");

        assertThat(thrown()).hasMessage("Acme runs.get: status 404: No /v9/runs/r?access_token=***, that is ***");
    }

    @Test
    void whatGoesWithTheCredentialIsNotRepeated() {
        answer(403, "{\"message\":\"user-0123456789 may not\"}");

        assertThat(thrown()).hasMessageContaining("403: *** may not");
    }

    @Test
    void theRequestIdRepeatsNothing() {
        answer(400, "", "X-Request-Id", AcmeClient.KEY);

        ApiException e = (ApiException) thrown();
        assertThat(e).hasMessage("Acme runs.get: status 400 (request id ***)");
        assertThat(e.response().requestId()).isEqualTo("***");
    }

    @Test
    void theTypeOfAnAnswerRepeatsNothing() {
        answer(200, "oops", "Content-Type", "text/" + AcmeClient.KEY);

        assertThat(thrown()).isInstanceOf(UndecodableBodyException.class).hasMessageContaining("(content type text/***, 4 bytes)");
    }

    @Test
    void theHostOfARedirectRepeatsNothing() {
        answer(302, "", "Location", "http://" + OTHER.toUpperCase(Locale.ROOT) + ".test/");

        assertThat(thrown()).hasMessageContaining("redirects to http://***.test:80, which is not followed");
    }

    @Test
    void theTokenThatWasReplacedIsNotRepeatedEither() {
        answer(401, "");
        answer(401, "{\"message\":\"token-1111 was replaced by token-2222\"}");
        Deque<String> tokens = new ArrayDeque<>(List.of("token-1111", "token-2222"));

        assertThat(catchThrowable(() -> builder().apiKey(tokens::remove).build().get("r").execute()))
                .hasMessageContaining("401: *** was replaced by ***");
    }

    @Test
    void anAnswerThatIsNoHttpAndRepeatsAHeaderPutsItIntoNoCause() {
        server.enqueue(new MockResponse.Builder().status("you sent " + OTHER).build());

        assertThat(Throwables.getStackTrace(thrown())).contains("you sent ***").doesNotContain(OTHER);
    }

    @Test
    void whatAProxyWantedIsNotRepeated() {
        String password = Credentials.basic("user", "word-0123456789");
        OkHttpClient http = new OkHttpClient.Builder()
                .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(server.getHostName(), server.getPort())))
                .proxyAuthenticator((route, response) ->
                        response.request().header("Proxy-Authorization") != null
                                ? null
                                : response.request().newBuilder().header("Proxy-Authorization", password).build())
                .build();
        answer(407, "");
        answer(407, "You are " + password);
        AcmeClient client = builder().baseUrl("http://acme.localhost:9/v9").okHttpClient(http).build();

        assertThat(catchThrowable(() -> client.get("r").with(ONCE).execute())).hasMessageContaining("status 407: You are Basic ***");
        assertRequests(2);
    }

    @Test
    void anInterruptHidesNoCauseThatRepeatsTheKey() {
        OkHttpClient http = new OkHttpClient.Builder().addInterceptor(chain -> {
            Thread.currentThread().interrupt();
            throw new IOException("cannot send " + chain.request().header("X-Api-Key"));
        }).build();

        CallInterruptedException e =
                catchThrowableOfType(CallInterruptedException.class, () -> builder().okHttpClient(http).build().get("r").execute());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Throwables.getStackTrace(e)).contains("cannot send ***").doesNotContain(AcmeClient.KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {AcmeClient.KEY, "Bearer " + AcmeClient.KEY})
    void aKeyInPlaceOfAnIdIsNotPutIntoAnAddress(String id) {
        String expected = "runs.get: run_id is the credential of this client; expected an id";

        assertThatIllegalArgumentException().isThrownBy(() -> client().get(id).execute()).withMessage(expected);
        assertThat(catchThrowable(() -> client().get(id).executeAsync().join()))
                .isInstanceOf(CompletionException.class).hasRootCauseMessage(expected);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client().list(new AcmeClient.ListParams().ids(List.of("r", id))).execute())
                .withMessage("runs.list: ids[] is the credential of this client; expected an id");
        assertRequests(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user\nX-Admin: 1", "user\r\n", "us\u00e9r-secret"})
    void whatGoesWithTheCredentialAndCannotStandInAHeaderIsRefusedWithoutShowingIt(String user) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().userId(user).build().get("r").execute())
                .withMessage("The value of header X-User has a character that cannot stand in a header");
        assertRequests(0);
    }

    @Test
    void aNameOfThisMachineThatLeadsElsewhereIsNotCalled() throws Exception {
        InetAddress here = InetAddress.getByAddress("acme.localhost", new byte[] {127, 0, 0, 1});
        InetAddress elsewhere = InetAddress.getByAddress("acme.localhost", new byte[] {10, 0, 0, 1});
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .dns(host -> List.of(elsewhere))
                .socketFactory(new RedirectedSockets(here, server.getPort()));
        String baseUrl = "http://acme.localhost:" + server.getPort();
        AcmeClient client = builder().baseUrl(baseUrl).okHttpClient(http.build()).build();

        assertThat(catchThrowable(() -> client.get("r").with(ONCE).execute())).isInstanceOf(ConnectionException.class).hasMessageContaining(
                "acme.localhost leads to 10.0.0.1, which is not this machine, and the credential would travel unencrypted; "
                        + "use https, or allowInsecureHttp()");
        assertRequests(0);

        answer(200, "{\"id\":\"r\"}");
        assertThat(builder().baseUrl(baseUrl).okHttpClient(http.build()).allowInsecureHttp().build().get("r").execute()).containsEntry("id", "r");
        answer(200, "{\"id\":\"r\"}");
        assertThat(builder().baseUrl(baseUrl).okHttpClient(http.dns(host -> List.of(here)).build()).build().get("r").execute())
                .containsEntry("id", "r");
    }
}
