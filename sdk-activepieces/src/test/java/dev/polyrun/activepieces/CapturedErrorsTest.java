package dev.polyrun.activepieces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.polyrun.activepieces.Webhooks.TriggerFlowParams;
import dev.polyrun.activepieces.model.BulkCancelFlowRunsRequest;
import dev.polyrun.core.ApiException;
import dev.polyrun.core.ApiResponse;
import dev.polyrun.core.BadRequestException;
import dev.polyrun.core.ForbiddenException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.TooManyRequestsException;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.core.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Recorded answers replayed over HTTP, with their status and headers. */
class CapturedErrorsTest {
    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private ActivepiecesClient client() {
        return ActivepiecesClient.builder()
                .baseUrl(server.url("/api").toString())
                .apiKey("sk-secret")
                .retryPolicy(RetryPolicy.none())
                .build();
    }

    private void replay(String capture) {
        Capture recorded = Capture.of(capture);
        MockResponse.Builder response = new MockResponse.Builder().code(recorded.status());
        recorded.headers().stream()
                .filter(header -> !header.getKey().equals("content-length"))
                .forEach(header -> response.addHeader(header.getKey(), header.getValue()));
        server.enqueue(response.body(recorded.body()).build());
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of("0.71.0-err-noauth-get", ForbiddenException.class, 403, "AUTHORIZATION"),
                Arguments.of("0.71.0-err-notfound-get", NotFoundException.class, 400, "FLOW_RUN_NOT_FOUND"),
                Arguments.of("0.86.0-err-429-signin", TooManyRequestsException.class, 429, null),
                Arguments.of("0.86.0-err-badid-get", BadRequestException.class, 400, "FST_ERR_VALIDATION"),
                Arguments.of("0.86.0-err-badjwt-get", UnauthorizedException.class, 401, null),
                Arguments.of("0.86.0-err-noauth-get", ForbiddenException.class, 403, "AUTHORIZATION"),
                Arguments.of("0.86.0-err-notfound-get", NotFoundException.class, 404, "ENTITY_NOT_FOUND"),
                Arguments.of("0.86.0-err-unknown-route", NotFoundException.class, 404, null));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aRecordedErrorBecomesTheTypeThatItMeans(String capture, Class<? extends ApiException> type, int status, String code) {
        replay(capture);

        ApiException e = catchThrowableOfType(ApiException.class, () -> client().runs().get("AAAAAAAAAAAAAAAAAAAAA"));

        assertThat(e).isExactlyInstanceOf(type).hasMessageStartingWith("Activepieces runs.get: status " + status);
        assertThat(e.status()).isEqualTo(status);
        assertThat(e.response().code()).isEqualTo(code);
        assertThat(e.response().bodyText()).isEqualTo(Capture.of(capture).body());
        Capture.of(capture).headers().stream()
                .filter(header -> !header.getKey().equals("content-length"))
                .forEach(header -> assertThat(e.response().headers().get(header.getKey())).containsExactly(header.getValue()));
    }

    @Test
    void theMessageHasTheServersWords() {
        replay("0.86.0-err-badid-get");

        ApiException e = catchThrowableOfType(ApiException.class, () -> client().runs().get("not-an-id"));

        assertThat(e).hasMessage("Activepieces runs.get: status 400 FST_ERR_VALIDATION: "
                + "params/id Invalid string: must match pattern /^[0-9a-zA-Z]{21}$/");
    }

    @Test
    void theReasonOfARefusalIsReadFromItsParams() {
        replay("0.71.0-err-noauth-get");

        ApiException e = catchThrowableOfType(ApiException.class, () -> client().runs().get("AAAAAAAAAAAAAAAAAAAAA"));

        assertThat(e).hasMessageContaining("invalid route for principal type").hasMessageContaining("Check apiKey (ACTIVEPIECES_API_KEY)");
    }

    @Test
    void retryAfterOfThe429IsRead() {
        replay("0.86.0-err-429-signin");

        TooManyRequestsException e =
                catchThrowableOfType(TooManyRequestsException.class, () -> client().runs().get("AAAAAAAAAAAAAAAAAAAAA"));

        assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(55));
    }

    @Test
    void aRecordedCancelWithoutBodyIsASuccess() {
        replay("0.86.0-cancel");

        client().runs().cancel(BulkCancelFlowRunsRequest.builder().projectId("p").build());

        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aRecordedWebhookAnswerNamesItselfInAHeader() {
        replay("0.86.0-webhook-async");

        ApiResponse<Map<String, Object>> response =
                client().webhooks().triggerCall("xkngF9fBcBW92ARIaebju", new TriggerFlowParams()).executeForResponse();

        assertThat(response.body()).isEmpty();
        assertThat(response.header("X-Webhook-Id")).isEqualTo("lR9UQ3jnyOGtQJ5w0nl7K");
    }

    @Test
    void aRecordedSynchronousWebhookAnswerIsWhatTheFlowReturned() {
        replay("0.86.0-webhook-sync-200");

        Object answer = client().webhooks().triggerSync("xkngF9fBcBW92ARIaebju");

        assertThat(answer).isEqualTo(Json.parse(Capture.of("0.86.0-webhook-sync-200").body()));
    }
}
