package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.BadRequestException;
import dev.polyrun.core.ConflictException;
import dev.polyrun.core.ForbiddenException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.core.StartRefusedException;
import dev.polyrun.core.TooManyRequestsException;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.core.UnexpectedResponseException;
import dev.polyrun.core.UnprocessableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An error answer becomes an exception of its meaning. */
class ErrorAnswersTest extends LoopbackTest {
    static Stream<Arguments> meanings() {
        return Stream.of(
                Arguments.of(400, BadRequestException.class),
                Arguments.of(402, BadRequestException.class),
                Arguments.of(405, BadRequestException.class),
                Arguments.of(426, BadRequestException.class),
                Arguments.of(401, UnauthorizedException.class),
                Arguments.of(403, ForbiddenException.class),
                Arguments.of(404, NotFoundException.class),
                Arguments.of(410, NotFoundException.class),
                Arguments.of(409, ConflictException.class),
                Arguments.of(422, UnprocessableException.class),
                Arguments.of(429, TooManyRequestsException.class),
                Arguments.of(500, ServerErrorException.class),
                Arguments.of(503, ServerErrorException.class),
                Arguments.of(599, ServerErrorException.class),
                Arguments.of(304, UnexpectedResponseException.class));
    }

    @ParameterizedTest
    @ValueSource(ints = {409, 429})
    void aStartThatIsRefusedBecauseOfActiveRunsHasATypeOfItsOwnAndIsNotRepeated(int status) {
        answer(status, "{\"code\":\"LIMIT\"}", "Retry-After", "7");

        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> client().startInTurn(Map.of()).execute())
                .withMessageContaining("LIMIT")
                .withMessageContaining("Nothing was started")
                .satisfies(e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("meanings")
    void theStatusDecidesTheType(int status, Class<? extends ApiException> type) {
        answer(status, "");

        assertThatExceptionOfType(type).isThrownBy(() -> once().get("r").execute()).satisfies(e -> {
            assertThat(e.status()).isEqualTo(status);
            assertThat(e).hasMessageStartingWith("Acme runs.get: status " + status);
        });
    }

    @Test
    void aCodeOfTheVendorsWinsOverTheStatus() {
        answer(400, "{\"code\":\"RUN_NOT_FOUND\"}");
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> once().get("r").execute());

        answer(403, "{\"error\":{\"code\":\"SESSION_EXPIRED\"}}");
        assertThatExceptionOfType(UnauthorizedException.class).isThrownBy(() -> once().get("r").execute());

        answer(404, "{\"code\":\"SESSION_EXPIRED\"}");
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> once().get("r").execute());
    }

    @Test
    void theMessageHasStatusCodeMessageAndRequestId() {
        answer(422, "{\"error\":{\"code\":\"INVALID\",\"message\":\"Limit is too large.\"}}", "X-Request-Id", "req_7");

        assertThatExceptionOfType(UnprocessableException.class)
                .isThrownBy(() -> once().get("r").execute())
                .withMessage("Acme runs.get: status 422 INVALID: Limit is too large. (request id req_7)");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aRefusedCredentialIsNamedButNotShown(int status) {
        answer(status, "{\"message\":\"No access\"}");

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> once().get("r").execute())
                .withMessage("Acme runs.get: status " + status + ": No access. Check apiKey (ACME_API_KEY)");
    }

    @Test
    void aServerThatRepeatsTheCredentialDoesNotGetItIntoTheException() {
        answer(401, "{\"message\":\"Key " + AcmeClient.KEY + " is unknown\",\"code\":\"K-" + AcmeClient.KEY + "\"}");

        ApiException e = catchThrowableOfType(ApiException.class, () -> once().get("r").execute());

        assertThat(e.getMessage()).contains("Key *** is unknown").doesNotContain(AcmeClient.KEY);
        assertThat(e.response().message()).isEqualTo("Key *** is unknown");
        assertThat(e.response()).asString().doesNotContain(AcmeClient.KEY);
        assertThat(e.response().bodyText()).as("only the raw body").contains(AcmeClient.KEY);
    }

    @Test
    void theAnswerIsKeptAsItCame() {
        answer(502, "<html><head><title>Bad Gateway</title></head></html>", "X-Cache", "a", "X-Cache", "b");

        ApiException e = catchThrowableOfType(ApiException.class, () -> once().get("r").execute());

        assertThat(e).isInstanceOf(ServerErrorException.class).hasMessageEndingWith("status 502: Bad Gateway");
        assertThat(e.response().bodyText()).isEqualTo("<html><head><title>Bad Gateway</title></head></html>");
        assertThat(e.response().headers()).containsEntry("x-cache", List.of("a", "b"));
    }

    @Test
    void tooManyRequestsSaysWhenToComeBack() {
        answer(429, "", "Retry-After", "7");

        TooManyRequestsException e = catchThrowableOfType(TooManyRequestsException.class, () -> client().start(Map.of()).execute());

        assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertRequests(1);
    }

    @Test
    void aReadBeyondTheLongestRetryAfterEndsAtOnce() {
        answer(429, "", "Retry-After", "61");

        TooManyRequestsException e = catchThrowableOfType(TooManyRequestsException.class, () -> client().get("r").execute());

        assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(61));
        assertThat(clock.pauses()).isEmpty();
        assertRequests(1);
    }

    @Test
    void aBodyInAnotherCharsetIsReadableAsText() {
        server.enqueue(new MockResponse.Builder()
                .code(400)
                .addHeader("Content-Type", "text/plain; charset=ISO-8859-1")
                .body(new Buffer().writeString("für", StandardCharsets.ISO_8859_1))
                .build());

        ApiException e = catchThrowableOfType(ApiException.class, () -> once().get("r").execute());

        assertThat(e.response().bodyText()).isEqualTo("für");
    }

    private AcmeClient once() {
        return builder().retryPolicy(RetryPolicy.none()).build();
    }
}
