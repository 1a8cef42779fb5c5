package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.polyrun.core.ApiResponse;
import dev.polyrun.core.Download;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.UndecodableBodyException;
import dev.polyrun.core.UnexpectedResponseException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import okio.Buffer;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a success answer holds, and what becomes of one that holds something else. */
class BodiesTest extends LoopbackTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "<html><title>Login</title></html>", "not json", "{\"id\":", "[]", "null", "\"text\"", "{} {}"})
    void aSuccessThatIsNotWhatTheOperationAnswersIsUndecodable(String body) {
        answer(200, body, "Content-Type", "text/html");

        UndecodableBodyException e = catchThrowableOfType(UndecodableBodyException.class, () -> client().get("r").execute());

        assertThat(e.bodyText()).isEqualTo(body);
        assertThat(e.status()).isEqualTo(200);
        assertThat(e)
                .hasMessageStartingWith("Acme runs.get: status 200, but ")
                .hasMessageEndingWith("(content type text/html, " + body.length() + " bytes). Is baseUrl the API's?");
        assertRequests(1);
    }

    @Test
    void theMessageOfAnUndecodableBodyShowsNothingOfIt() {
        answer(200, "{\"token\":secret}");

        assertThatExceptionOfType(UndecodableBodyException.class)
                .isThrownBy(() -> client().get("r").execute())
                .withMessageNotContaining("secret")
                .withStackTraceContaining("line 1")
                .satisfies(e -> assertThat(e.getCause()).hasMessageNotContaining("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null"})
    void anOperationThatAnswersAnythingMayAnswerNothing(String body) {
        answer(200, body);

        assertThat(client().export("r").execute()).isNull();
    }

    @Test
    void anOperationWithoutResultDoesNotLookAtTheBody() {
        answer(200, "<not json>");

        assertThat(client().delete("r").execute()).isNull();
    }

    @Test
    void aBodyUpToTheLimitIsReadAndOneBeyondItIsNot() {
        String body = "{\"id\":\"" + "x".repeat(20_000) + "\"}";
        answer(200, body);
        assertThat(builder().maxResponseBytes(body.length()).build().get("r").execute()).containsKey("id");

        answer(200, body);
        UndecodableBodyException e = catchThrowableOfType(
                UndecodableBodyException.class, () -> builder().maxResponseBytes(body.length() - 1).build().get("r").execute());
        assertThat(e).hasMessageContaining("longer than maxResponseBytes (" + (body.length() - 1) + ")");
        assertThat(body).startsWith(e.bodyText());
        assertRequests(2);
    }

    @Test
    void aResultMayBeLargerThanAnyError() {
        answer(200, "\"" + "x".repeat(1_500_000) + "\"");

        assertThat(client().export("r").execute()).asString().hasSize(1_500_000);
    }

    @Test
    void onlyTheBeginningOfABodyThatIsTooLongIsKept() {
        answer(200, "x".repeat(5_000));

        assertThatExceptionOfType(UndecodableBodyException.class)
                .isThrownBy(() -> builder().maxResponseBytes(2_000).build().export("r").execute())
                .satisfies(failure -> assertThat(failure.body()).hasSize(1_024));
    }

    @Test
    void theHeadersOfAnAnswerCannotBeChanged() {
        answer(200, "{}", "X-A", "1");
        Map<String, List<String>> headers = client().get("r").executeForResponse().headers();

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> headers.get("x-a").set(0, "2"));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(headers::clear);
    }

    @Test
    void aStatusOf300IsNoSuccess() {
        answer(300, "{}");

        assertThatExceptionOfType(UnexpectedResponseException.class).isThrownBy(() -> client().get("r").execute());
    }

    @Test
    void aFileMayBeReadByteByByteToItsEnd() throws Exception {
        answer(200, "\u00e9");
        try (Download download = client().file("f").execute()) {
            InputStream in = download.stream();

            assertThat(List.of(in.read(), in.read(), in.read(), in.read())).containsExactly(0xC3, 0xA9, -1, -1);
        }
    }

    @Test
    void anEmptyFileHasALengthOfZero() {
        answer(200, "");

        assertThat(client().file("f").execute().length()).isZero();
    }

    @Test
    void anErrorsBodyIsReadUpToOneMebibyte() {
        answer(404, "{\"message\":\"gone\"}" + " ".repeat(3 << 20));
        answer(404, "x".repeat(1 << 20));
        answer(404, "x".repeat(20_000));

        assertThat(errorBody(client())).hasSize(1 << 20).startsWith("{\"message\":\"gone\"}");
        assertThat(errorBody(client())).hasSize(1 << 20);
        assertThat(errorBody(builder().maxResponseBytes(5000).build())).as("nor beyond the limit of any body").hasSize(5000);
    }

    private static String errorBody(AcmeClient client) {
        return catchThrowableOfType(NotFoundException.class, () -> client.get("r").execute()).response().bodyText();
    }

    @Test
    void aSmallBodyThatUnpacksToALargeOneIsCutOff() throws Exception {
        Buffer packed = new Buffer();
        try (var sink = Okio.buffer(new GzipSink(packed))) {
            sink.writeUtf8("\"" + "x".repeat(10_000_000) + "\"");
        }
        server.enqueue(new MockResponse.Builder().addHeader("Content-Encoding", "gzip").body(packed).build());

        assertThatExceptionOfType(UndecodableBodyException.class)
                .isThrownBy(() -> builder().maxResponseBytes(1_000_000).build().export("r").execute())
                .withMessageContaining("longer than maxResponseBytes");
    }

    @Test
    void theConnectionIsUsedAgainAfterAnAnswerOfAnyKind() throws Exception {
        answer(200, "{}");
        answer(200, "not json");
        answer(404, "gone");
        answer(200, "{}");
        AcmeClient client = client();
        client.get("r").execute();
        assertThatExceptionOfType(UndecodableBodyException.class).isThrownBy(() -> client.get("r").execute());
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> client.get("r").execute());
        client.get("r").execute();

        int connection = taken().getConnectionIndex();
        for (int i = 0; i < 3; i++) {
            assertThat(taken().getConnectionIndex()).isEqualTo(connection);
        }
    }

    @Test
    void aDeclaredCharsetIsTakenAtItsWord() {
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "application/json; charset=ISO-8859-1")
                .body(new Buffer().writeString("{\"id\":\"é\"}", StandardCharsets.ISO_8859_1))
                .build());

        assertThat(client().get("r").execute()).isEqualTo(Map.of("id", "é"));
    }

    @Test
    void aUtf16BodyIsReadWithoutAnyDeclaration() {
        server.enqueue(new MockResponse.Builder()
                .body(new Buffer().write("{\"id\":\"é\"}".getBytes(StandardCharsets.UTF_16)))
                .build());

        assertThat(client().get("r").execute()).isEqualTo(Map.of("id", "é"));
    }

    @Test
    void theWholeAnswerHasStatusHeadersAndBytes() {
        answer(202, "{\"id\":1e2}", "X-Request-Id", "q", "Link", "a", "Link", "b");

        ApiResponse<?> response = client().get("r").executeForResponse();

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.header("x-REQUEST-id")).isEqualTo("q");
        assertThat(response.headers().get("link")).containsExactly("a", "b");
        assertThat(response.header("none")).isNull();
        assertThat(new String(response.rawBody(), StandardCharsets.UTF_8)).isEqualTo("{\"id\":1e2}");
        assertThat(response).hasToString("ApiResponse[status=202, 10 bytes]");
    }
}
