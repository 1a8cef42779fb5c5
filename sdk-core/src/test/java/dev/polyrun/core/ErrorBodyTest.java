package dev.polyrun.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.polyrun.core.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The error bodies that vendors were seen to send. */
class ErrorBodyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # Retab
            {"detail":{"code":"HTTP_EXCEPTION","message":"An HTTP exception occurred.","details":{"error":"Invalid API Key."}}} | HTTP_EXCEPTION | An HTTP exception occurred. Invalid API Key.
            {"detail":{"code":"C","message":"Failed.","details":{"error":{"message":"Deep reason."}}}} | C | Failed. Deep reason.
            {"detail":"Workflow run not found"} | | Workflow run not found
            {"code":"HTTP_EXCEPTION","message":"An HTTP exception occurred.","details":{"error":"document field required"}} | HTTP_EXCEPTION | An HTTP exception occurred. document field required
            {"detail":"","message":"real message","code":"ERR_X"} | ERR_X | real message
            {"detail":{"code":"SPEC","message":"Does not compile.","errors":[{"message":"no node","details":{"node":"n"}}]}} | SPEC | Does not compile.
            # Onepin
            {"error":{"code":"NOT_FOUND","message":"Workflow not found."},"meta":{"request_id":"01JTEST","timestamp":"2025-01-01T00:00:00Z"}} | NOT_FOUND | Workflow not found.
            {"error":{"code":"INVALID_API_KEY","message":"bad","details":null},"meta":{}} | INVALID_API_KEY | bad
            {"error":{"code":"SERVER_ERROR","message":"oops"}} | SERVER_ERROR | oops
            {"code":"CONFLICT","message":"flat"} | CONFLICT | flat
            # Activepieces
            {"code":"ENTITY_NOT_FOUND","params":{"entityId":"r","entityType":"flow_run"}} | ENTITY_NOT_FOUND |
            {"code":"INVALID_CREDENTIALS","params":null} | INVALID_CREDENTIALS |
            {"code":"AUTHORIZATION","params":{"message":"invalid route for principal type"}} | AUTHORIZATION | invalid route for principal type
            {"statusCode":400,"code":"FST_ERR_VALIDATION","error":"Bad Request","message":"querystring/limit must be integer"} | FST_ERR_VALIDATION | querystring/limit must be integer
            {"statusCode":429,"error":"Too Many Requests","message":"Rate limit exceeded, retry in 55 seconds"} | | Rate limit exceeded, retry in 55 seconds
            {"statusCode":404,"error":"Not Found","message":"Route not found"} | | Route not found
            # Gumloop
            {"error":{"code":"organization_sync_requires_pro","details":{},"message":"Requires a Pro plan.","param":null,"type":"permission_error"}} | organization_sync_requires_pro | Requires a Pro plan.
            {"error":{"message":"expired","code":"invalid_token"}} | invalid_token | expired
            {"error":"interaction_not_found"} | | interaction_not_found
            {"error":"invalid_grant","error_description":"The token has ended."} | | invalid_grant The token has ended.
            {"error":"gummie_id is required"} | | gummie_id is required
            {"message":"flat message"} | | flat message
            # Noxus
            {"detail":"Not authenticated"} | | Not authenticated
            {"error":"plain"} | | plain
            {"code":"C","message":"Failed.","details":{"message":"of the node","error":"Reason."}} | C | Failed. Reason.
            # Others
            {"errorCode":"E1","errorMessage":"Too early."} | E1 | Too early.
            {"errors":["Too long.","Too wide."]} | | Too long. Too wide.
            {"errors":[{"code":"E2","detail":"Too deep."}]} | E2 | Too deep.
            {"errors":[{"message":"Field required"},{"field":"a","message":"Too large"}]} | | Field required; a: Too large
            upstream connect error | | upstream connect error
            "quoted" | | quoted
            <!DOCTYPE html><html><head><title> 502 Bad Gateway </title></head><body>nginx</body></html> | | 502 Bad Gateway
            <html><body>no title</body></html> | |
            {not json | | {not json
            {} | |
            [] | |
            null | | null
            {"error":null,"message":null,"detail":null,"errors":null,"details":[]} | |
            {"error":{"code":429,"message":17}} | |
            """)
    void theCodeAndTheMessageAreFound(String body, @Nullable String code, @Nullable String message) {
        ErrorBody read = read(body);

        assertThat(read.code()).isEqualTo(code);
        assertThat(read.message()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\n"})
    void anEmptyBodySaysNothing(String body) {
        ErrorBody read = read(body);

        assertThat(read.code()).isNull();
        assertThat(read.message()).isNull();
        assertThat(read.fieldErrors()).isEmpty();
    }

    @Test
    void theRequestIdOfAnEnvelopeIsFound() {
        assertThat(read("{\"error\":{\"code\":\"X\"},\"meta\":{\"request_id\":\"r2\"}}").requestId()).isEqualTo("r2");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"items\",0,\"name\"],\"msg\":\"Field required\"}]}",
        "{\"status_code\":10422,\"message\":\"[{\\\"type\\\": \\\"missing\\\", \\\"loc\\\": [\\\"body\\\", \\\"items\\\", 0, \\\"name\\\"], \\\"msg\\\": \\\"Field required\\\"}]\",\"data\":null}",
        "{\"errors\":[{\"path\":\"body.items.0.name\",\"message\":\"Field required\"}]}",
        "{\"error\":{\"details\":[{\"field\":\"body.items.0.name\",\"message\":\"Field required\",\"line_numbers\":[1]}]}}"
    })
    void fieldErrorsAreFoundAndMakeTheMessage(String body) {
        ErrorBody read = read(body);

        assertThat(read.fieldErrors()).containsExactly(new FieldError("body.items.0.name", "Field required"));
        assertThat(read.message()).isEqualTo("body.items.0.name: Field required");
    }

    @Test
    void fieldErrorsStandBesideAMessage() {
        ErrorBody read = read("{\"error\":{\"code\":\"VALIDATION_ERROR\",\"message\":\"Invalid.\",\"details\":[{\"field\":\"limit\",\"message\":\"too large\"}]}}");

        assertThat(read.message()).isEqualTo("Invalid.");
        assertThat(read.fieldErrors()).containsExactly(new FieldError("limit", "too large"));
    }

    @Test
    void aTextThatOnlyLooksLikeAListIsAMessage() {
        assertThat(read("{\"message\":\"[{ is no JSON\"}").message()).isEqualTo("[{ is no JSON");
    }

    @Test
    void deepNestingIsNoTrouble() {
        String deep = "{\"error\":".repeat(300) + "\"deep\"" + "}".repeat(300);

        assertThat(read(deep).message()).isNull();
        assertThat(read("[".repeat(100_000)).message()).hasSize(301).endsWith("…");
        assertThat(read("{\"detail\":" + deep + ",\"message\":\"top\"}").message()).isEqualTo("top");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"error":             | }
            {"detail":            | }
            {"message":           | }
            {"errors":            | }
            {"details":           | }
            {"details":{"error":  | }}
            [                     | ]
            [{"error":            | }]
            """)
    void whatStandsTooDeepIsNotLookedAt(String before, String after) {
        assertThat(read(before + "\"reason\"" + after).message()).isEqualTo("reason");
        assertThat(read(before.repeat(5) + "\"reason\"" + after.repeat(5)).message()).isNull();
    }

    @Test
    void fourLevelsAreNotTooDeep() {
        assertThat(read("{\"error\":".repeat(4) + "\"reason\"" + "}".repeat(4)).message()).isEqualTo("reason");
    }

    @Test
    void listsInTextsInListsAreNotLookedAtForEver() {
        String once = Json.write("[{\"error\":\"reason\"}]");
        String twice = Json.write("[{\"error\":" + once + "}]");

        assertThat(read(once).message()).isEqualTo("reason");
        assertThat(read(twice).message()).isNull();
    }

    @Test
    void aLongMessageIsShortenedButNotWithinACharacter() {
        assertThat(read("x".repeat(300)).message()).isEqualTo("x".repeat(300));
        assertThat(read("x".repeat(500)).message()).isEqualTo("x".repeat(300) + "…");
        assertThat(read("x".repeat(299) + "😀😀").message()).isEqualTo("x".repeat(299) + "…");
    }

    @Test
    void aMessageIsOneLineWithoutControlCharacters() {
        assertThat(read("{\"message\":\"a\\nb\\u001b[31mc\",\"code\":\"X\\nY\"}")).satisfies(read -> {
            assertThat(read.message()).isEqualTo("a b [31mc");
            assertThat(read.code()).isEqualTo("X Y");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"message\":\"Key sk/secret is invalid\"}",
        "{\"message\":\"Key sk\\/secret is invalid\"}",
        "{\"detail\":[{\"loc\":[\"header\",\"sk/secret\"],\"msg\":\"sk/secret is invalid\"}]}",
        "{\"error\":{\"code\":\"sk/secret\",\"message\":\"x\"}}",
        "No such key: sk/secret",
        "<title>sk/secret</title>"
    })
    void theSecretIsInNothingThatIsRead(String body) {
        ErrorResponse response = new ErrorResponse(401, Map.of(), body.getBytes(UTF_8), null, text -> text.replace("sk/secret", "***"));

        assertThat(response.message()).doesNotContain("secret");
        assertThat(String.valueOf(response.code())).doesNotContain("secret");
        assertThat(response.fieldErrors().toString()).doesNotContain("secret");
        assertThat(response).asString().doesNotContain("secret");
    }

    @Test
    void theSecretIsNotCutInHalfWhenTheMessageIsShortened() {
        byte[] body = ("x".repeat(295) + "topsecret").getBytes(UTF_8);
        ErrorResponse response = new ErrorResponse(401, Map.of(), body, null, text -> text.replace("topsecret", "***"));

        assertThat(response.message()).isEqualTo("x".repeat(295) + "***");
    }

    @Test
    void theRequestIdOfAHeaderComesBeforeThatOfTheBody() {
        byte[] body = "{\"meta\":{\"request_id\":\"body\"}}".getBytes(UTF_8);

        assertThat(new ErrorResponse(404, Map.of("x-request-id", List.of("header")), body, null, null).requestId()).isEqualTo("header");
        assertThat(new ErrorResponse(404, Map.of(), body, null, null).requestId()).isEqualTo("body");
    }

    @Test
    void theFieldErrorsOfTheBodyAreThoseOfTheResponse() {
        byte[] body = "{\"code\":\"C\",\"errors\":[{\"field\":\"a\",\"message\":\"too large\"}]}".getBytes(UTF_8);
        ErrorResponse response = new ErrorResponse(422, Map.of(), body, null, null);

        assertThat(response.fieldErrors()).containsExactly(new FieldError("a", "too large"));
        assertThat(response).hasToString("ErrorResponse[status=422, code=C]");
    }

    @Test
    void theBodyIsKeptAsItCame() {
        ErrorResponse response = new ErrorResponse(502, Map.of(), "<b>é</b>".getBytes(UTF_8), null, null);
        response.body()[0] = 0;

        assertThat(response.bodyText()).isEqualTo("<b>é</b>");
    }

    private static ErrorBody read(String body) {
        return ErrorBody.read(body.getBytes(UTF_8), UnaryOperator.identity());
    }

    @Test
    void aTitleThatDoesNotEndIsLeftInTime() {
        String blanks = " ".repeat(100_000);

        // Half an hour, if each blank were tried as the title's beginning.
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThat(read("<html><title>" + blanks + "<b>").message()).isNull();
            assertThat(read("<title>".repeat(100_000)).message()).isNull();
        });
        assertThat(read("<title>\n  502\n Bad   Gateway </title>").message()).isEqualTo("502 Bad Gateway");
    }
}
