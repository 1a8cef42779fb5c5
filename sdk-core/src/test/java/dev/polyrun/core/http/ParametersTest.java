package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.json.JsonModel;
import dev.polyrun.core.json.JsonUnion;
import dev.polyrun.core.json.RawJson;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How arguments of every kind go into a request, given one by one or as the optional ones of an operation. */
class ParametersTest extends LoopbackTest {
    private ApiCall.Description call(String method, String path) {
        return client().transport.call("runs.search", method, path);
    }

    private RecordedRequest sent(ApiCall.Description call) throws InterruptedException {
        answer(200, "{}");
        call.returningAny().execute();
        return taken();
    }

    private static void assertLists(RecordedRequest request) {
        assertThat(request.getUrl().queryParameter("commas")).isEqualTo("1,a b");
        assertThat(request.getUrl().queryParameter("spaces")).isEqualTo("2 a");
        assertThat(request.getUrl().queryParameter("pipes")).isEqualTo("3|a");
        assertThat(request.getHeaders().get("X-Ids")).isEqualTo("4,a");
    }

    @Test
    void aListIsJoinedAsTheOperationWants() throws Exception {
        assertLists(sent(call("GET", "/runs").queryWithCommas("commas", List.of(1, "a b")).queryWithSpaces("spaces", List.of(2, "a"))
                .queryWithPipes("pipes", List.of(3, "a")).header("X-Ids", List.of(4, "a"))));
    }

    @Test
    void anOptionalListIsJoinedAsTheOperationWants() throws Exception {
        assertLists(sent(call("GET", "/runs").params(new Params().lists())));
    }

    @Test
    void aListInThePathIsOneSegment() throws Exception {
        assertThat(sent(call("GET", "/runs/{ids}").path("ids", List.of("a", "b"))).getUrl().encodedPath()).isEqualTo("/v9/runs/a,b");
    }

    @Test
    void aHeaderThatIsNullIsNotSent() throws Exception {
        assertThat(sent(call("GET", "/runs").header("X-Ids", null)).getHeaders().names()).doesNotContain("X-Ids");
    }

    @Test
    void aParameterMayBeAnEncodedFile() throws Exception {
        assertThat(sent(call("GET", "/runs").query("file", EncodedFile.of("AQI="))).getUrl().queryParameter("file")).isEqualTo("AQI=");
    }

    @Test
    void anOptionalBodyIsSentWhenItIsGiven() throws Exception {
        assertThat(sent(call("POST", "/runs").params(new Params().filter(Map.of("a", 1)))).getBody().utf8()).isEqualTo("{\"a\":1}");
        assertThat(sent(call("POST", "/runs").params(new Params())).getBody().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH"})
    void whatMayHaveABodyHasAnEmptyOneAtLeast(String method) throws Exception {
        assertThat(sent(call(method, "/runs")).getHeaders().get("Content-Length")).isEqualTo("0");
    }

    @Test
    void oneOfTheRequiredIsEnough() throws Exception {
        assertThat(sent(call("GET", "/runs").query("user", "u").requiresOneOf("project", "user")).getUrl().queryParameter("user")).isEqualTo("u");
        assertThatIllegalArgumentException().isThrownBy(() -> call("GET", "/runs").query("other", "o").requiresOneOf("project", "user"))
                .withMessage("runs.search: one of [project, user] is required; give it as a parameter, or to the client's builder");
    }

    static Stream<Object> objects() {
        return Stream.of(Map.of("a", 1), List.of(List.of(1)), new JsonUnion(RawJson.of(1)) {}, new Thing());
    }

    @ParameterizedTest
    @MethodSource("objects")
    void anObjectIsNoParameter(Object value) {
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> sent(call("GET", "/runs").query("q", value)))
                .withMessageContaining("cannot send objects");
        assertRequests(0);
    }

    @Test
    void whatTheClientCannotSendIsNamed() {
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> call("GET", "/runs").unsupported("cookies", "c"))
                .withMessage("runs.search: this client does not support cookies yet");
    }

    private static final class Params extends OperationParams<Params> {
        Params lists() {
            return queryWithCommas("commas", List.of(1, "a b")).queryWithSpaces("spaces", List.of(2, "a")).queryWithPipes("pipes", List.of(3, "a"))
                    .header("X-Ids", List.of(4, "a"));
        }

        Params filter(Map<String, Object> filter) {
            return body(filter);
        }
    }

    /** A model without properties. */
    private static final class Thing extends JsonModel {
        Thing() {
            super(new Builder());
        }

        @Override
        protected String[] propertyNames() {
            return new String[0];
        }

        @Override
        protected @Nullable Object[] propertyValues() {
            return new Object[0];
        }

        static final class Builder extends JsonModel.Builder<Builder> {}
    }
}
