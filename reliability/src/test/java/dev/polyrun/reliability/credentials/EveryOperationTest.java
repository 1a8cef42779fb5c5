package dev.polyrun.reliability.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.http.ApiCall;
import dev.polyrun.core.http.ClientBuilder;
import dev.polyrun.reliability.credentials.EchoServer.Script;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every operation of the five clients against servers that repeat all they are sent, with everything searched that comes out: at the most verbose
 * level of every log, in whatever a caller may print, and at the servers that the credential is not for.
 */
@Timeout(120)
class EveryOperationTest {
    private static final Canary HEADER = Canary.plain("a header of a call");
    private static final Canary QUERY = Canary.of("a query parameter of a call");
    private static final Canary BODY = Canary.of("a request's body");
    private static final Canary SIGNATURE = Canary.of("the signature of a URL");
    private static final Canary PROXY = Canary.of("the password of a proxy");
    private static final String PASSWORD = Credentials.basic("user", PROXY.value());
    private static final RequestOptions OPTIONS = RequestOptions.builder()
            .header("X-Own-Secret", HEADER.value())
            .query("api_key", QUERY.value())
            .awaitRateLimit(false)
            .build();
    private static final List<Canary> CANARIES =
            Stream.concat(Clients.canaries().stream(), Stream.of(HEADER, QUERY, BODY, SIGNATURE, PROXY)).toList();

    private static final Search SEARCH = new Search(CANARIES);
    private static final Haul ALL = new Haul(SEARCH);

    /** Each operation against each answer; else each operation against every fourth, and each answer against every fourth operation. */
    private static final boolean ALL_PAIRS = Boolean.getBoolean("polyrun.canaries.all");

    private final Haul haul = new Haul(SEARCH);
    private final Haul strangers = new Haul(SEARCH);
    private final Caller caller = new Caller(haul);
    private final LogCapture log = new LogCapture(haul);
    private final EchoServer other = new EchoServer("127.0.0.2", got -> Answers.answer(200, "text/plain", "bytes"));
    private final EchoServer server = new EchoServer("127.0.0.1", got -> "");

    @AfterEach
    void close() {
        log.close();
        server.close();
        other.close();
    }

    @AfterAll
    static void report() {
        System.out.println("Every operation: " + ALL);
    }

    private static List<ApiCall<?>> calls(String baseUrl, Consumer<ClientBuilder<?>> configuration) {
        List<ApiCall<?>> all = new ArrayList<>();
        Clients.all(baseUrl, configuration).values().forEach(client ->
                Operations.of(client, BODY.value()).forEach(call -> all.add(call.with(OPTIONS))));
        return all;
    }

    /** One way of sending a credential that shares its operations with another needs only some of them. */
    private static List<ApiCall<?>> calls(String baseUrl) {
        List<ApiCall<?>> all = new ArrayList<>();
        Clients.all(baseUrl, builder -> builder.retryPolicy(RetryPolicy.none())).forEach((name, client) -> {
            List<ApiCall<?>> own = Operations.of(client, BODY.value());
            (name.contains(" ") ? own.subList(0, 5) : own).forEach(call -> all.add(call.with(OPTIONS)));
        });
        return all;
    }

    private static List<ApiCall<?>> share(List<ApiCall<?>> calls, int round) {
        return ALL_PAIRS ? calls : IntStream.range(0, calls.size()).filter(i -> (i + round) % 4 == 0).<ApiCall<?>>mapToObj(calls::get).toList();
    }

    private String baseUrl() {
        return "http://127.0.0.1:" + server.port();
    }

    private void assertNothingFound() {
        strangers.take("another origin", other.arrived());
        server.threadNames().forEach(name -> haul.take("thread name", name));
        log.close();
        ALL.add(haul);
        assertThat(haul.finds().stream().limit(10)).isEmpty();
        assertThat(strangers.finds()).isEmpty();
    }

    @Test
    void eachOperationOfTheSpecsIsCalled() throws IOException {
        long specified = 0;
        for (String vendor : List.of("gumloop", "activepieces", "retab", "noxus", "onepin")) {
            specified += Files.readString(Path.of("../specs/" + vendor + ".yaml")).lines()
                    .filter(line -> line.strip().startsWith("operationId:")).count();
        }
        long called = Clients.all(baseUrl(), builder -> {}).entrySet().stream().filter(client -> !client.getKey().contains(" "))
                .mapToLong(client -> Operations.of(client.getValue(), "").size()).sum();

        assertThat(called).isEqualTo(specified).isEqualTo(119);
    }

    @Test
    void noSecretComesOutWhateverServersRepeat() {
        List<ApiCall<?>> calls = calls(baseUrl());
        Map<String, Script> answers = Answers.all("http://127.0.0.2:" + other.port());
        int round = 0;
        for (Script answer : answers.values()) {
            server.script(answer);
            caller.call(share(calls, round));
            // Both forms share all that makes messages.
            if (round++ % 3 == 0) {
                caller.callAtOnce(share(calls, round));
            }
        }

        assertThat(log.lines().get("dev.polyrun.core.http.Transport")).isGreaterThanOrEqualTo((int) haul.calls());
        assertThat(log.lines()).containsKey("okhttp3.internal.concurrent.TaskRunner");
        assertThat(server.threadNames()).anyMatch(name -> name.contains("OkHttp"));
        assertThat(haul.calls()).isGreaterThan(1_800);
        assertNothingFound();
    }

    @Test
    void noSecretComesOutWhenCallsAreRepeatedAndTokensReplaced() {
        List<ApiCall<?>> calls = calls(baseUrl(), builder -> builder.retryPolicy(
                new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1))));
        for (String status : List.of("503", "401", "reset")) {
            server.script(got -> status.equals("reset") ? "" : Answers.answer(Integer.parseInt(status), "text/plain", Answers.secrets(got)));
            caller.callAtOnce(calls);
        }

        assertThat(log.lines().get("dev.polyrun.core.http.Transport")).isGreaterThan((int) haul.calls());
        assertNothingFound();
    }

    @Test
    void noSecretComesOutWhenNothingComesBack() {
        server.script(got -> null);
        caller.callAtOnce(calls(baseUrl(), builder -> builder.retryPolicy(RetryPolicy.none()).timeout(Duration.ofMillis(300))));

        assertNothingFound();
    }

    @Test
    void noSecretComesOutOfTlsThatFails() {
        server.script(got -> got.all());
        caller.callAtOnce(calls(baseUrl().replace("http:", "https:"), builder -> builder.retryPolicy(RetryPolicy.none())));
        caller.callAtOnce(calls("https://localhost:1", builder -> builder.retryPolicy(RetryPolicy.none())));

        assertThat(server.arrived()).doesNotContain("HTTP/1.1");
        assertNothingFound();
    }

    @Test
    void noSecretComesOutOfAProxyThatRefuses() {
        OkHttpClient http = new OkHttpClient.Builder()
                .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", server.port())))
                .proxyAuthenticator((route, response) -> response.request().header("Proxy-Authorization") != null
                        ? null
                        : response.request().newBuilder().header("Proxy-Authorization", PASSWORD).build())
                .build();
        server.script(got -> Answers.answer(407, "text/plain", "You are " + Answers.secrets(got))
                .replaceFirst("\r\n", "\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"));
        caller.call(calls("http://127.0.0.9:1", builder -> builder.retryPolicy(RetryPolicy.none()).okHttpClient(http)));
        caller.call(calls("https://127.0.0.9:1", builder -> builder.retryPolicy(RetryPolicy.none()).okHttpClient(http)));

        assertThat(server.arrived()).contains("CONNECT 127.0.0.9:1", PASSWORD);
        assertNothingFound();
    }

    @Test
    void noSecretComesOutOfHttp2() throws IOException {
        HeldCertificate certificate = new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
        HandshakeCertificates trusted = new HandshakeCertificates.Builder()
                .heldCertificate(certificate).addTrustedCertificate(certificate.certificate()).build();
        OkHttpClient http = new OkHttpClient.Builder().sslSocketFactory(trusted.sslSocketFactory(), trusted.trustManager()).build();
        try (MockWebServer tls = new MockWebServer()) {
            tls.useHttps(trusted.sslSocketFactory());
            tls.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    String seen = request.getRequestLine() + " " + request.getHeaders().toMultimap();
                    boolean leaves = request.getTarget().contains("runs");
                    return new MockResponse.Builder().code(leaves ? 307 : 400).addHeader("Location", "http://127.0.0.2:" + other.port() + "/")
                            .addHeader("X-Request-Id", request.getHeaders().values("authorization") + " " + request.getHeaders().values("api-key"))
                            .body(seen).build();
                }
            });
            tls.start();
            caller.callAtOnce(calls("https://localhost:" + tls.getPort(), builder -> builder.retryPolicy(RetryPolicy.none()).okHttpClient(http)));
        }

        assertThat(log.lines()).containsKey("okhttp3.internal.http2.Http2");
        // From https to http nobody follows, not even a download.
        assertThat(other.arrived()).isEmpty();
        assertNothingFound();
    }

    @Test
    void anotherOriginGetsNothingAtAll() {
        List<ApiCall<?>> calls = calls(baseUrl());
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            server.script(got -> Answers.redirect(status, "http://127.0.0.2:" + other.port() + "/there"));
            caller.call(share(calls, status));
        }

        assertThat(server.arrived()).contains(HEADER.value(), BODY.value());
        assertThat(other.arrived()).isEmpty();
        assertNothingFound();
    }

    @Test
    void whatASignedUrlLeadsToGetsNeitherTheSignatureNorWhatTheCallerAdded() {
        server.script(got -> Answers.redirect(302, "http://127.0.0.2:" + other.port() + "/there"));
        caller.call(downloads());

        assertThat(server.arrived()).contains(HEADER.value()).doesNotContain(Clients.RETAB.value(), "polyrun");
        assertThat(other.arrived().split("GET /there HTTP/1.1", -1)).hasSize(downloads().size() + 1);
        assertNothingFound();
    }

    @Test
    void noSecretOfASignedUrlComesOutWhateverServersRepeat() {
        for (Script answer : Answers.all("http://127.0.0.2:" + other.port()).values()) {
            server.script(answer);
            caller.call(downloads());
            caller.callAtOnce(downloads());
        }

        assertNothingFound();
    }

    /** Of a signed URL, by each client. */
    private List<ApiCall<?>> downloads() {
        String url = baseUrl() + "/files/a?X-Signature=" + URLEncoder.encode(SIGNATURE.value(), StandardCharsets.UTF_8) + "&X-Expires=60";
        return Clients.all(baseUrl(), builder -> builder.retryPolicy(RetryPolicy.none())).values().stream()
                .<ApiCall<?>>map(client -> Operations.download(client, url).with(OPTIONS)).toList();
    }

    @Test
    void anotherNameOfTheSameMachineIsAnotherOrigin() {
        for (String host : List.of("localhost", "127.0.0.2", "[::1]", "x.localhost")) {
            server.forget();
            server.script(got -> Answers.redirect(307, "http://" + host + ":" + server.port() + "/"));
            caller.call(Operations.of(Clients.all(baseUrl(), builder -> builder.retryPolicy(RetryPolicy.none())).get("Onepin"), BODY.value()));

            assertThat(server.arrived()).contains("Host: 127.0.0.1:").doesNotContain("Host: " + host);
        }
        assertNothingFound();
    }

    @Test
    void buildersAndClientsShowNothing() {
        Clients.all(baseUrl(), builder -> haul.take("toString", builder + " " + builder.hasCredential())).forEach((name, client) -> {
            haul.take("toString", client.toString());
            Operations.of(client, BODY.value()).forEach(call -> haul.take("toString", call.with(OPTIONS) + " " + OPTIONS));
        });

        assertThat(haul.characters().get("toString")).isPositive();
        assertNothingFound();
    }
}
