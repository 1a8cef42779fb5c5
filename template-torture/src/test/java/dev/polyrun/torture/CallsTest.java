package dev.polyrun.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.TooManyRequestsException;
import dev.polyrun.core.http.ApiCall;
import dev.polyrun.torture.model.Colour;
import dev.polyrun.torture.model.Level;
import dev.polyrun.torture.model.ModelJson;
import dev.polyrun.torture.model.One;
import dev.polyrun.torture.model.Pet;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What the operations of the hostile spec send")
class CallsTest {
    private static final OffsetDateTime DATE = OffsetDateTime.parse("2024-02-29T12:00:00Z");

    private final MockWebServer server = new MockWebServer();
    private TortureClient client;

    @BeforeEach
    void start() throws IOException {
        server.start();
        client = TortureClient.builder().apiKey("secret").baseUrl(server.url("/v1").toString()).build();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    @DisplayName("A read that was refused shows in the rate limit of the client")
    void rateLimiter() {
        assertThat(client.rateLimiter().ratePerSecond()).isInfinite();
        server.enqueue(new MockResponse.Builder().code(429).build());
        assertThatThrownBy(() -> client.runs().reservedWordsCall("a", "d", "t", 1, true, new Runs.ReservedWordsParams())
                        .with(RequestOptions.builder().maxRetries(0).build())
                        .execute())
                .isInstanceOf(TooManyRequestsException.class);

        assertThat(client.rateLimiter().ratePerSecond()).isFinite();
    }

    @Test
    @DisplayName("Parameters called like words of Java or of the templates arrive under their own names")
    void reservedWords() throws InterruptedException {
        RecordedRequest request = sent(() -> client.runs().reservedWordsCall(
                "a/b", "d", "t", 1, true,
                new Runs.ReservedWordsParams().bodyParameter("b").query("q").header("h").equalsParameter(2).propertyWait(3L)
                        .filterName("f").aAmpersandBEqualC("x")));
        assertThat(request.getUrl().encodedPath()).isEqualTo("/v1/reserved/a%2Fb");
        Map.of("default", "d", "transport", "t", "params", "1", "request", "true", "body", "b", "query", "q", "header", "h", "equals", "2",
                        "wait", "3")
                .forEach((name, value) -> assertThat(request.getUrl().queryParameter(name)).as(name).isEqualTo(value));
        assertThat(request.getUrl().queryParameter("filter[name]")).isEqualTo("f");
        assertThat(request.getUrl().queryParameter("a&b=c")).isEqualTo("x");
    }

    @Test
    @DisplayName("Parameters of one name in path, query and header stay apart; a list in a header is one value")
    void places() throws InterruptedException {
        RecordedRequest request = sent(() -> client.runs().placesCall(
                7L, "seven", "trace", new Runs.PlacesParams().id3("eight").xList(List.of("a", "b")).since(DATE).level(Level.NUMBER_MINUS_1)));
        assertThat(request.getTarget()).isEqualTo("/v1/places/7?id=seven&from=2024-02-29T12%3A00%3A00Z&level=-1");
        assertThat(request.getHeaders().get("id")).isEqualTo("eight");
        assertThat(request.getHeaders().get("X-List")).isEqualTo("a,b");
    }

    @Test
    @DisplayName("Placeholders that are only a piece of a path segment are filled in")
    void piecesOfPaths() throws InterruptedException {
        assertThat(sent(() -> client.runs().pathPiecesCall(2, "{name}", Colour.of("$1"), DATE)).getUrl().pathSegments())
                .containsExactly("v1", "v2", "{name}.$1", "2024-02-29T12:00:00Z");
    }

    @Test
    @DisplayName("Lists go as several parameters or as one, as the spec says")
    void lists() throws InterruptedException {
        RecordedRequest request = sent(() -> client.runs().arraysCall(new Runs.ArraysParams()
                .multi(List.of("a", "b")).brackets(List.of("a", "b"))
                .commas(List.of(1, 2)).pipes(List.of("a", "b")).spaces(List.of("a", "b"))
                .dates(List.of(DATE, DATE)).colours(List.of(Colour.RED, Colour.of("new"))).unique(List.of("a", "a"))));
        assertThat(request.getUrl().queryParameterValues("multi")).containsExactly("a", "b");
        assertThat(request.getUrl().queryParameterValues("brackets[]")).containsExactly("a", "b");
        assertThat(request.getUrl().queryParameterValues("commas")).containsExactly("1,2");
        assertThat(request.getUrl().queryParameterValues("pipes")).containsExactly("a|b");
        assertThat(request.getUrl().queryParameterValues("spaces")).containsExactly("a b");
        assertThat(request.getUrl().queryParameterValues("dates")).hasSize(2);
        assertThat(request.getUrl().queryParameterValues("colours")).containsExactly("red,new");
        assertThat(request.getUrl().queryParameterValues("unique")).containsExactly("a", "a");
    }

    @Test
    @DisplayName("Bodies of every JSON kind are JSON")
    void bodies() throws InterruptedException {
        Untold untold = client.untold();
        One one = One.builder().id("1").build();
        assertBody("[{\"id\":\"1\"}]", () -> untold.bodyArrayCall(List.of(one)));
        assertBody("{\"a\":{\"id\":\"1\"}}", () -> untold.bodyMapCall(Map.of("a", one)));
        assertBody("{\"a\":[1]}", () -> untold.bodyFreeCall(Map.of("a", List.of(1))));
        assertBody("[null]", () -> untold.bodyAnyCall(Arrays.asList((Object) null)));
        assertBody("\"text\"", () -> untold.bodyStringCall("text"));
        assertBody("\"dark blue\"", () -> untold.bodyEnumCall(Colour.DARK_BLUE.value()));
        assertBody("{\"id\":\"1\"}", () -> untold.bodyOptionalCall(new Untold.BodyOptionalParams().request(one)));
        assertBody("", () -> untold.bodyOptionalCall(new Untold.BodyOptionalParams()));
        assertBody("", () -> untold.bodyMultipartOptionalCall(new Untold.BodyMultipartOptionalParams()));
    }

    @Test
    @DisplayName("Answers of every JSON kind are read")
    void answers() {
        Untold untold = client.untold();
        assertThat(answer("[{\"id\":\"1\"}]", untold.answerListCall())).extracting(One::id).containsExactly("1");
        assertThat(answer("{\"a\":[\"red\"]}", untold.answerMapCall())).isEqualTo(Map.of("a", List.of(Colour.RED)));
        assertThat(answer("[[[1.50]]]", untold.answerListOfListsCall()).get(0).get(0).get(0)).isEqualTo(new BigDecimal("1.50"));
        assertThat(answer("[\"a\",\"a\"]", untold.answerSetCall())).containsExactly("a", "a");
        assertThat(answer("{\"a\":1}", untold.answerFreeCall())).isEqualTo(Map.of("a", 1L));
        assertThat(answer("null", untold.answerAnyCall())).isNull();
        assertThat(answer("\"2024-02-29T12:00:00Z\"", untold.answerDateCall())).isEqualTo(DATE);
        assertThat(answer("\"dark blue\"", untold.answerEnumCall()).known()).isEqualTo(Colour.Known.DARK_BLUE);
        assertThat(answer("true", untold.answerUnionCall()).asBoolean()).isTrue();
        assertThat(answer("{\"id\":\"1\"}", untold.answerSeveralCall()).id()).isEqualTo("1");
        assertThat(answer("{\"id\":\"1\"}", untold.callClassCall())).isInstanceOf(ModelJson.class);
        server.enqueue(new MockResponse.Builder().code(204).build());
        untold.answerNone();
    }

    @Test
    @DisplayName("A union with a discriminator is only what the discriminator says")
    void discriminator() {
        Pet cat = Pet.of(Map.of("kind", "cat", "lives", 9));
        assertThat(cat.asCat().lives()).isEqualTo(9);
        assertThat(cat.asDog()).isNull();
        assertThat(Pet.of(Map.of("kind", 1)).asCat()).isNull();
        assertThat(Pet.of("cat").asCat()).isNull();
    }

    @Test
    @DisplayName("What is not supported says so and sends nothing")
    void refused() {
        Runs runs = client.runs();
        Untold untold = client.untold();
        One one = One.builder().build();
        Stream.<Supplier<?>>of(
                        () -> runs.refusedParametersCall(new Runs.RefusedParametersParams().deep(one)).execute(),
                        () -> runs.refusedParametersCall(new Runs.RefusedParametersParams().map(Map.of("a", "b"))).execute(),
                        () -> runs.refusedParametersCall(new Runs.RefusedParametersParams().free(Map.of())).execute(),
                        () -> runs.refusedParametersCall(new Runs.RefusedParametersParams().json(List.of("a"))).execute(),
                        () -> runs.refusedParametersCall(new Runs.RefusedParametersParams().crumb("a")).execute(),
                        () -> runs.requiredCookieCall("a").execute(),
                        () -> untold.bodyTextCall("a"),
                        () -> untold.bodyBinaryCall("a"),
                        () -> untold.bodyFormCall("a", new Untold.BodyFormParams()),
                        () -> untold.bodyFormModelCall(new Untold.BodyFormModelParams().id("a")),
                        () -> untold.bodyMultipartCall("a", new Untold.BodyMultipartParams()),
                        () -> untold.bodyMultipartOptionalCall(new Untold.BodyMultipartOptionalParams().note("a")),
                        untold::answerTextCall)
                .forEach(call -> assertThatThrownBy(call::get)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageMatching(".*(does not support .+|cannot send .+) yet"));
        assertThat(server.getRequestCount()).isZero();
    }

    private void assertBody(String json, Supplier<ApiCall<?>> call) throws InterruptedException {
        assertThat(sent(call).getBody().utf8()).isEqualTo(json);
    }

    private RecordedRequest sent(Supplier<ApiCall<?>> call) throws InterruptedException {
        server.enqueue(new MockResponse.Builder().body("{}").build());
        call.get().execute();
        return server.takeRequest();
    }

    private <T> T answer(String json, ApiCall<T> call) {
        server.enqueue(new MockResponse.Builder().body(json).build());
        return call.execute();
    }
}
