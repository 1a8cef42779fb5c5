package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.polyrun.core.RequestOptions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire. */
class RequestsTest extends LoopbackTest {
    @ParameterizedTest
    @CsvSource({
        "run_1,      run_1",
        "a/b,        a%2Fb",
        "../secrets, ..%2Fsecrets",
        "%2e%2e,     %252e%252e",
        "'a b',      a%20b",
        "a?b=c#d,    a%3Fb=c%23d",
        "a;b=1,      a;b=1",
        "😀,         %F0%9F%98%80",
        "'a\\b',     a%5Cb",
        "...,        ...",
    })
    void aPathArgumentIsOneSegmentWhateverIsInIt(String argument, String segment) throws Exception {
        answer(200, "{}");
        client().get(argument).execute();

        RecordedRequest request = taken();
        assertThat(request.getTarget()).isEqualTo("/v9/runs/" + segment);
        assertThat(request.getUrl().pathSegments()).containsExactly("v9", "runs", argument);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", ".."})
    void aPathArgumentThatAUrlWouldResolveAwayIsRefused(String argument) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client().get(argument).execute())
                .withMessage("runs.get: run_id is \"" + argument + "\"; expected an id");
        assertThat(client().get(argument).executeAsync()).failsWithin(Duration.ofSeconds(5))
                .withThrowableThat().havingCause().isInstanceOf(IllegalArgumentException.class);
        assertRequests(0);
    }

    @Test
    void halfOfASurrogatePairIsRefusedWhereAUrlWouldHaveAQuestionMark() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client().get("run\ud83d").execute())
                .withMessage("runs.get: run_id is \"run\ud83d\", which has half of a surrogate pair; expected an id");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client().list(new AcmeClient.ListParams().userId("secret\ud83d")).execute())
                .withMessage("runs.list: the query parameter userId has half of a surrogate pair; expected a text that UTF-8 can write");
        assertRequests(0);
    }

    @Test
    void aListInTheQueryIsRepeatedAndEveryValueEncoded() throws Exception {
        answer(200, "{}");
        client().list(new AcmeClient.ListParams().ids(List.of("a b", "c&d=e", "😀+"))).execute();

        assertThat(taken().getUrl().queryParameterValues("ids[]")).containsExactly("a b", "c&d=e", "😀+");
    }

    @Test
    void aDateInTheQueryIsIsoWithSecondsAndOffset() throws Exception {
        answer(200, "{}");
        client().list(new AcmeClient.ListParams().ids(OffsetDateTime.parse("2026-01-02T03:04+01:00"))).execute();

        assertThat(taken().getUrl().queryParameter("ids[]")).isEqualTo("2026-01-02T03:04:00+01:00");
    }

    @Test
    void whatTheCallerDoesToItsListAfterwardsDoesNotChangeTheCall() throws Exception {
        answer(200, "{}");
        List<String> ids = new ArrayList<>(List.of("a"));
        ApiCall<?> call = client().list(new AcmeClient.ListParams().ids(ids));
        ids.add("b");
        call.execute();

        assertThat(taken().getUrl().queryParameterValues("ids[]")).containsExactly("a");
    }

    @Test
    void aSettingOfTheClientIsSentUnlessTheCallHasItsOwn() throws Exception {
        AcmeClient client = builder().userId("u1").build();
        answer(200, "{}");
        client.list(new AcmeClient.ListParams()).execute();
        assertThat(taken().getUrl().queryParameterValues("userId")).containsExactly("u1");

        answer(200, "{}");
        client.list(new AcmeClient.ListParams().userId("u2")).execute();
        assertThat(taken().getUrl().queryParameterValues("userId")).containsExactly("u2");
    }

    @Test
    void whatIsNotSetIsNotSent() throws Exception {
        answer(200, "{}");
        client().list(new AcmeClient.ListParams()).execute();

        assertThat(taken().getTarget()).isEqualTo("/v9/runs");
    }

    @ParameterizedTest
    @CsvSource({"'', /runs/r", "/, /runs/r", "/a/b, /a/b/runs/r", "/a/b/, /a/b/runs/r"})
    void theBaseUrlsPathStandsBeforeTheOperations(String base, String target) throws Exception {
        answer(200, "{}");
        builder().baseUrl("http://" + server.url("/").host() + ":" + server.getPort() + base).build().get("r").execute();

        assertThat(taken().getTarget()).isEqualTo(target);
    }

    @Test
    void theCredentialItsCompanionsAndTheUserAgentAreSent() throws Exception {
        answer(200, "{}");
        builder().userId("u1").build().get("r").execute();

        RecordedRequest request = taken();
        assertThat(request.getHeaders().get("X-Api-Key")).isEqualTo(AcmeClient.KEY);
        assertThat(request.getHeaders().get("X-User")).isEqualTo("u1");
        assertThat(request.getHeaders().get("Authorization")).isNull();
        assertThat(request.getHeaders().get("User-Agent")).isEqualTo("polyrun-java/1.2.3 (Acme)");
        assertThat(request.getHeaders().get("Accept")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @CsvSource({"NEW, Authorization, Bearer tok, Old-Key", "OLD, Old-Key, tok, Authorization"})
    void theChosenVariantDecidesHowTheCredentialIsSent(String wire, String header, String value, String other) throws Exception {
        answer(200, "{}");
        builder().token("tok").wire(wire).build().get("r").execute();

        RecordedRequest request = taken();
        assertThat(request.getHeaders().get(header)).isEqualTo(value);
        assertThat(request.getHeaders().get(other)).isNull();
        assertThat(request.getHeaders().get("X-Api-Key")).isNull();
    }

    @Test
    void withoutAChoiceTheVariantIsTheDefault() throws Exception {
        answer(200, "{}");
        builder().token("tok").build().get("r").execute();

        assertThat(taken().getHeaders().get("Authorization")).isEqualTo("Bearer tok");
    }

    @Test
    void anOperationWithoutCredentialSendsNone() throws Exception {
        answer(200, "{}");
        builder().userId("u1").build().open("/files/f").execute();

        RecordedRequest request = taken();
        assertThat(request.getHeaders().get("X-Api-Key")).isNull();
        assertThat(request.getHeaders().get("X-User")).isNull();
    }

    @Test
    void aBodyIsJsonInUtf8() throws Exception {
        answer(200, "{}");
        client().start(Map.of("input", "é😀")).execute();

        RecordedRequest request = taken();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getBody().utf8()).isEqualTo("{\"input\":\"é😀\"}");
        assertThat(request.getHeaders().get("Content-Type")).startsWith("application/json");
    }

    @Test
    void aPostWithoutBodySendsAnEmptyOne() throws Exception {
        answer(200, "");
        client().cancel("r").execute();

        RecordedRequest request = taken();
        assertThat(request.getTarget()).isEqualTo("/v9/runs/r/cancel");
        assertThat(request.getHeaders().get("Content-Length")).isEqualTo("0");
    }

    @Test
    void optionsAddAndReplaceHeadersAndQueryParametersOfOneCall() throws Exception {
        AcmeClient client = builder().userId("u1").build();
        RequestOptions options = RequestOptions.builder()
                .header("X-Trace", "mine")
                .header("X-More", "more")
                .header("User-Agent", "ours")
                .query("userId", "u2")
                .query("debug", "a b")
                .build();
        answer(200, "{}");
        client.list(new AcmeClient.ListParams().trace("param")).with(options).execute();

        RecordedRequest request = taken();
        assertThat(request.getHeaders().values("X-Trace")).containsExactly("mine");
        assertThat(request.getHeaders().get("X-More")).isEqualTo("more");
        assertThat(request.getHeaders().get("User-Agent")).isEqualTo("ours");
        assertThat(request.getUrl().queryParameterValues("userId")).containsExactly("u2");
        assertThat(request.getUrl().queryParameter("debug")).isEqualTo("a b");
    }

    @Test
    void aHeaderValueThatCannotBeSentIsNotShown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client().list(new AcmeClient.ListParams().trace("secret\nvalue")).execute())
                .withMessageContaining("X-Trace")
                .withMessageNotContaining("secret")
                .withNoCause();
    }

    @Test
    void aCallCanBeSentAnyNumberOfTimes() throws Exception {
        ApiCall<?> call = client().start(Map.of("a", 1));
        answer(200, "{}");
        answer(200, "{}");
        call.execute();
        call.execute();

        assertThat(taken().getBody()).isEqualTo(taken().getBody());
    }

    @Test
    void aCallsTextNamesTheOperationButNotItsArguments() {
        assertThat(client().get("secret")).hasToString("ApiCall[runs.get: GET /runs/{run_id}]");
        assertThat(new AcmeClient.ListParams().userId("secret").trace("secret")).hasToString("ListParams[userId][X-Trace]");
    }
}
