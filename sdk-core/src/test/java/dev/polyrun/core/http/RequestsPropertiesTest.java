package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.Texts;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever stands in an argument, the server that is meant sees the operation that is meant, and reads the argument as it was given. */
class RequestsPropertiesTest {
    private static final MockWebServer SERVER = new MockWebServer();

    @BeforeContainer
    static void start() throws IOException {
        SERVER.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder().code(200).body("{}").build();
            }
        });
        SERVER.start();
    }

    @AfterContainer
    static void close() {
        SERVER.close();
    }

    /** Each try takes the one request that it is to send. */
    @AfterTry
    void nothingElseWasSent() throws InterruptedException {
        assertThat(SERVER.takeRequest(0, TimeUnit.SECONDS)).isNull();
    }

    private final AcmeClient client =
            AcmeClient.builder()
                    .apiKey(AcmeClient.KEY)
                    .baseUrl(SERVER.url("/v9").toString())
                    .timeout(FakeClock.NEVER)
                    .timeSource(new FakeClock())
                    .build();

    @Provide
    Arbitrary<String> texts() {
        return Texts.any();
    }

    @Provide
    Arbitrary<String> climbers() {
        return Arbitraries.of(".", "..", "/", "\\", "%2e", "%2E", "%252e", "%2f", "%5c", ";", "?", "#", "a", "//evil.test", "@",
                        ":80", "\u2024", "\uff0e")
                .list().ofMinSize(1).ofMaxSize(8).map(list -> String.join("", list));
    }

    /** As a server reads it: by the letter, resolving nothing. */
    private static List<String> segments(RecordedRequest request) {
        String path = request.getTarget().split("\\?", -1)[0];
        return List.of(path.substring(1).split("/", -1)).stream().map(RequestsPropertiesTest::decoded).toList();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static RecordedRequest taken() throws InterruptedException {
        return Objects.requireNonNull(SERVER.takeRequest());
    }

    private void assertOneSegment(String id) throws InterruptedException {
        if (id.isBlank() || id.equals(".") || id.equals("..") || !Texts.isWellFormed(id)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.cancel(id).execute())
                    .withMessageContaining("run_id")
                    .withMessageContaining(id);
            return;
        }
        client.cancel(id).execute();

        RecordedRequest request = taken();
        assertThat(segments(request)).containsExactly("v9", "runs", id, "cancel");
        assertThat(request.getTarget()).doesNotContain("?", "#", "\\").matches("[!-~]+");
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getHeaders().get("Host")).isEqualTo(SERVER.getHostName() + ":" + SERVER.getPort());
    }

    @Property(tries = 100)
    void anIdIsOneSegmentOfThePath(@ForAll("texts") String id) throws InterruptedException {
        assertOneSegment(id);
    }

    @Property(tries = 100)
    void anIdThatWouldClimbStaysWhereItIs(@ForAll("climbers") String id) throws InterruptedException {
        assertOneSegment(id);
    }

    @Property(tries = 100)
    void aQueryParameterIsReadAsItWasGivenAndIsTheOnlyOne(@ForAll("texts") String value, @ForAll("texts") String other) throws InterruptedException {
        ApiCall<?> call = client.list(new AcmeClient.ListParams().ids(List.of(value, other)));
        if (!Texts.isWellFormed(value) || !Texts.isWellFormed(other)) {
            assertThatIllegalArgumentException().isThrownBy(call::execute).withMessageContaining("ids[]");
            return;
        }
        call.execute();

        String[] target = taken().getTarget().split("\\?", -1);
        assertThat(target).hasSize(2);
        assertThat(target[0]).isEqualTo("/v9/runs");
        assertThat(target[1].split("&", -1)).extracting(RequestsPropertiesTest::decoded).containsExactly("ids[]=" + value, "ids[]=" + other);
    }

    @Property(tries = 100)
    void aHeadersValueIsSentAsItIsOrRefused(@ForAll("texts") String value) throws InterruptedException {
        ApiCall<?> call = client.list(new AcmeClient.ListParams().trace(value));
        if (!value.matches("[\t -~]*")) {
            assertThatIllegalArgumentException().isThrownBy(call::execute).withMessageContaining("X-Trace");
            return;
        }
        call.execute();

        RecordedRequest request = taken();
        // Blanks around a value do not belong to it.
        assertThat(request.getHeaders().values("X-Trace")).containsExactly(value.strip());
        assertThat(request.getHeaders().names()).doesNotContain("X-Injected");
        assertThat(request.getTarget()).isEqualTo("/v9/runs");
    }

    @Property(tries = 100)
    void whatACallAddsToTheQueryIsReadAsItWasGiven(@ForAll("texts") String name, @ForAll("texts") String value) throws InterruptedException {
        ApiCall<?> call = client.get("run").with(RequestOptions.builder().query(name, value).build());
        if (!Texts.isWellFormed(name) || !Texts.isWellFormed(value)) {
            assertThatIllegalArgumentException().isThrownBy(call::execute);
            return;
        }
        call.execute();

        RecordedRequest request = taken();
        assertThat(segments(request)).containsExactly("v9", "runs", "run");
        assertThat(decoded(request.getTarget().split("\\?", -1)[1])).isEqualTo(name + "=" + value);
    }
}
