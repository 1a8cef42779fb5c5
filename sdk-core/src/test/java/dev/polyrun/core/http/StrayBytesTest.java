package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.http.RawServer.Exchanged;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that send more, or other, than they announce: nothing of it is taken for the answer to another request. */
class StrayBytesTest {
    private static final String SMUGGLED = answer("{\"smuggled\":true}");
    /** OkHttp does not read so much at once: most of it waits at the socket. */
    private static final String LONG_SMUGGLED = answer(" ".repeat(40_000) + "{\"smuggled\":true}");

    private final AtomicInteger answers = new AtomicInteger();

    private static String answer(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Answers with a number that goes up, and with what is given behind it. */
    private RawServer.Script numbered(String behind) {
        return exchanged -> send(exchanged, answer("{\"n\":" + answers.incrementAndGet() + "}") + behind);
    }

    private static boolean send(Exchanged exchanged, String text) throws IOException {
        exchanged.write(text);
        return true;
    }

    private static AcmeClient client(RawServer server) {
        return AcmeClient.builder().apiKey(AcmeClient.KEY).baseUrl(server.url()).retryPolicy(RetryPolicy.none()).build();
    }

    @Test
    void connectionsOfServersThatKeepToTheirWordAreUsedAgain() {
        try (RawServer server = new RawServer(numbered(""))) {
            AcmeClient client = client(server);
            for (long n = 1; n <= 5; n++) {
                assertThat(client.get("r1").execute()).isEqualTo(Map.of("n", n));
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    static Stream<Named<String>> smuggled() {
        return Stream.of(
                Named.of("a short one", SMUGGLED),
                Named.of("a long one", LONG_SMUGGLED),
                Named.of("one without a body", "HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("smuggled")
    void aSecondAnswerIsNotTakenForTheNext(String smuggled) {
        try (RawServer server = new RawServer(numbered(smuggled))) {
            AcmeClient client = client(server);
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("r1").execute()).containsOnlyKeys("n");
            }
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    void norWithAClientOfTheCallersOwn() {
        try (RawServer server = new RawServer(numbered(SMUGGLED))) {
            AcmeClient client = AcmeClient.builder()
                    .apiKey(AcmeClient.KEY)
                    .baseUrl(server.url())
                    .retryPolicy(RetryPolicy.none())
                    .okHttpClient(new OkHttpClient())
                    .build();
            client.get("r1").execute();

            assertThat(client.get("r1").execute()).containsOnlyKeys("n");
        }
    }

    @Test
    void norIsOneBehindTheLastChunk() {
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"n\":0}\r\n0\r\n\r\n";
        try (RawServer server = new RawServer(exchanged -> send(exchanged, chunked + SMUGGLED))) {
            AcmeClient client = client(server);
            client.get("r1").execute();

            assertThat(client.get("r1").execute()).containsOnlyKeys("n");
        }
    }

    @Test
    void aStartThatWasSentIsNotRepeatedForIt() {
        try (RawServer server = new RawServer(numbered(SMUGGLED))) {
            AcmeClient client = client(server);
            client.get("r1").execute();

            assertThatThrownBy(() -> client.start(Map.of()).execute())
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("more than the answers to what it was asked");
        }
    }

    @Test
    void aStartThatWasNotSentGoesOverAnotherConnection() {
        try (RawServer server = new RawServer(numbered(LONG_SMUGGLED))) {
            AcmeClient client = client(server);
            client.get("r1").execute();

            assertThat(client.start(Map.of()).execute()).isEqualTo(Map.of("n", 2L));
            assertThat(server.heads()).filteredOn(head -> head.startsWith("POST")).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 7\r\nContent-Length: 2", "Content-Length: 7, 2", "Content-Length: -1", "Content-Length: seven"})
    void aLengthThatIsNoneIsNotGuessed(String lengths) {
        try (RawServer server = new RawServer(exchanged -> send(exchanged, "HTTP/1.1 200 OK\r\n" + lengths + "\r\n\r\n{\"n\":0}"))) {
            assertThatThrownBy(() -> client(server).get("r1").execute())
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("Content-Length is no number, or more than one");
        }
    }

    @Test
    void theSameLengthTwiceIsOne() {
        try (RawServer server = new RawServer(
                exchanged -> send(exchanged, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nContent-Length: 7\r\n\r\n{\"n\":0}"))) {
            assertThat(client(server).get("r1").execute()).isEqualTo(Map.of("n", 0L));
        }
    }

    @Test
    void whatIsQuotedOfAServerIsOnOneLine() {
        try (RawServer server = new RawServer(exchanged -> send(exchanged, "\u001b[31mNot HTTP\tat all " + "x".repeat(10_000) + "\r\n\r\n"))) {
            assertThatThrownBy(() -> client(server).get("r1").execute())
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("[31mNot HTTP at all xxx")
                    .hasMessageNotContaining("\u001b")
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
        }
    }
}
