package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.core.UnexpectedResponseException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The credential: where it comes from, and where it goes. */
class CredentialsTest extends LoopbackTest {
    /** Hands out one value after the other. */
    private static Supplier<String> supplier(String... values) {
        Deque<String> queue = new ArrayDeque<>(List.of(values));
        return queue::remove;
    }

    @Test
    void aTokenThatEndedIsAskedForOnceMore() throws Exception {
        answer(401, "");
        answer(200, "{}");
        builder().apiKey(supplier("old", "new")).build().get("r").execute();

        assertThat(taken().getHeaders().get("X-Api-Key")).isEqualTo("old");
        assertThat(taken().getHeaders().get("X-Api-Key")).isEqualTo("new");
    }

    @Test
    void aStartIsSentAgainWithTheNewTokenSinceItWasRefused() throws Exception {
        answer(401, "");
        answer(200, "{\"id\":\"r\"}");

        assertThat(builder().apiKey(supplier("old", "new")).build().start(Map.of("a", 1)).execute()).containsEntry("id", "r");
        assertThat(taken().getBody()).isEqualTo(taken().getBody());
    }

    @Test
    void theSameTokenIsNotSentAgain() {
        answer(401, "");

        assertThatExceptionOfType(UnauthorizedException.class)
                .isThrownBy(() -> builder().apiKey(supplier("same", "same")).build().get("r").execute());
        assertRequests(1);
    }

    @Test
    void whatIsSentWithoutACredentialIsNotSentAgainWithANewOne() {
        answer(401, "");
        Supplier<String> nobody = () -> {
            throw new AssertionError("asked for a credential");
        };

        assertThatExceptionOfType(UnauthorizedException.class).isThrownBy(() -> builder().apiKey(nobody).build().open("/files/f").execute());
        assertRequests(1);
    }

    @Test
    void aSecondRefusalIsFinal() {
        answer(401, "");
        answer(401, "{\"message\":\"token-2 is unknown\"}");

        assertThatExceptionOfType(UnauthorizedException.class)
                .isThrownBy(() -> builder().apiKey(supplier("token-1", "token-2", "token-3")).build().get("r").execute())
                .withMessageContaining("*** is unknown");
        assertRequests(2);
    }

    @Test
    void aRepetitionForOtherReasonsDoesNotAskAgain() throws Exception {
        answer(503, "");
        answer(200, "{}");
        builder().apiKey(supplier("only")).build().get("r").execute();

        taken();
        assertThat(taken().getHeaders().get("X-Api-Key")).isEqualTo("only");
    }

    @Test
    void aValueMayHoldAnyLetterThatShows() throws Exception {
        answer(200, "{}");
        builder().apiKey("!sk-~").build().get("r").execute();

        assertThat(taken().getHeaders().get("X-Api-Key")).isEqualTo("!sk-~");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret\n", "sec ret", "secr\u00e9t", "secret\u0000", "\tsecret"})
    void aValueThatCannotBeACredentialIsRefusedWithoutShowingIt(String value) {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> builder().apiKey(value).build().get("r").execute())
                .withMessageStartingWith("Acme: apiKey has a character at position ")
                .withMessageNotContaining("sec");
        assertRequests(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void anEmptyValueIsRefused(String value) {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> builder().apiKey(value).build().get("r").execute())
                .withMessage("Acme: apiKey is empty; expected the value of ACME_API_KEY");
    }

    @Test
    void aSuppliersOwnExceptionComesThroughBothWays() {
        AcmeClient client = builder()
                .apiKey(() -> {
                    throw new UnsupportedOperationException("vault is closed");
                })
                .build();

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> client.get("r").execute());
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> client.get("r").executeAsync().join())
                .withCauseInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void anOptionCannotReplaceTheCredential() throws Exception {
        answer(200, "{}");
        client().get("r").with(RequestOptions.builder().header("x-api-key", "other").build()).execute();

        assertThat(taken().getHeaders().values("X-Api-Key")).containsExactly(AcmeClient.KEY);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aReadFollowsARedirectWithinTheOrigin(int status) throws Exception {
        answer(status, "", "Location", "/v10/runs/r?x=1");
        answer(200, "{}");
        client().get("r").execute();

        taken();
        RecordedRequest followed = taken();
        assertThat(followed.getTarget()).isEqualTo("/v10/runs/r?x=1");
        assertThat(followed.getHeaders().get("X-Api-Key")).isEqualTo(AcmeClient.KEY);
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    void aStartFollowsARedirectThatKeepsItAStart(int status) throws Exception {
        answer(status, "", "Location", "/v10/runs");
        answer(200, "{}");
        client().start(Map.of("a", 1)).execute();

        taken();
        RecordedRequest followed = taken();
        assertThat(followed.getMethod()).isEqualTo("POST");
        assertThat(followed.getBody().utf8()).isEqualTo("{\"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303})
    void aStartDoesNotBecomeARead(int status) {
        answer(status, "", "Location", "/v10/runs");

        assertThatExceptionOfType(UnexpectedResponseException.class).isThrownBy(() -> client().start(Map.of()).execute());
        assertRequests(1);
    }

    @Test
    void theCredentialDoesNotGoToAnotherOrigin() throws Exception {
        try (MockWebServer other = new MockWebServer()) {
            other.start();
            answer(302, "", "Location", other.url("/runs/r?token=secret").toString());

            assertThatExceptionOfType(UnexpectedResponseException.class)
                    .isThrownBy(() -> client().get("r").execute())
                    .withMessageContaining("redirects to http://" + other.url("/").host() + ":" + other.getPort() + ", which is not followed")
                    .withMessageNotContaining("secret");
            assertThat(other.getRequestCount()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x/y", "https://127.0.0.1/", "//127.0.0.2/y", ""})
    void aRedirectElsewhereIsNotFollowed(String location) {
        answer(302, "", "Location", location.isEmpty() ? "http://" : location);

        assertThatExceptionOfType(UnexpectedResponseException.class).isThrownBy(() -> client().get("r").execute());
        assertRequests(1);
    }

    @Test
    void aRedirectWithoutPlaceIsNotFollowed() {
        answer(302, "");

        assertThatExceptionOfType(UnexpectedResponseException.class)
                .isThrownBy(() -> client().get("r").execute())
                .withMessageContaining("redirects to nowhere");
    }

    @Test
    void aRedirectInACircleEnds() {
        for (int i = 0; i < 6; i++) {
            answer(302, "", "Location", "/v9/runs/r");
        }

        assertThatExceptionOfType(UnexpectedResponseException.class).isThrownBy(() -> client().get("r").execute());
        assertRequests(6);
    }

    @Test
    void anAnswerThatIsNoHttpAndRepeatsTheKeyPutsItIntoNoCauseEither() {
        for (ApiCall<?> call : List.of(client().get("r").with(RequestOptions.builder().maxRetries(0).build()), client().start(Map.of()))) {
            server.enqueue(new MockResponse.Builder().status("you sent " + AcmeClient.KEY).build());

            assertThatExceptionOfType(PolyrunException.class).isThrownBy(call::execute).satisfies(e -> {
                StringWriter log = new StringWriter();
                e.printStackTrace(new PrintWriter(log));
                assertThat(log.toString()).contains("ProtocolException", "you sent ***", "Caused by").doesNotContain(AcmeClient.KEY);
            });
        }
    }
}
