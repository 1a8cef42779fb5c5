package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.Download;
import dev.polyrun.core.ForbiddenException;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.TooManyRequestsException;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.core.UnexpectedResponseException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in an answer is fetched like a stranger, and told to nobody. */
@Timeout(20)
class SignedUrlsTest extends LoopbackTest {
    private static final String SECRET = "sig=very-secret";
    private static final RequestOptions ONCE = RequestOptions.builder().maxRetries(0).build();

    private final MockWebServer storage = new MockWebServer();

    @BeforeEach
    void startStorage() throws IOException {
        storage.start();
    }

    @AfterEach
    void closeStorage() {
        storage.close();
    }

    private String signed() {
        return storage.url("/files/a.zip?" + SECRET).toString();
    }

    private void store(int status, String body, String... headers) {
        MockResponse.Builder response = new MockResponse.Builder().code(status).body(body);
        for (int i = 0; i < headers.length; i += 2) {
            response.addHeader(headers[i], headers[i + 1]);
        }
        storage.enqueue(response.build());
    }

    private static String read(ApiCall<Download> call) throws IOException {
        try (Download download = call.execute()) {
            return new String(download.stream().readAllBytes());
        }
    }

    private static void assertNothingOfTheClient(RecordedRequest request) {
        assertThat(request.getHeaders().names()).containsOnly("Host", "Connection", "Accept", "Accept-Encoding", "User-Agent");
        assertThat(request.getHeaders().get("User-Agent")).doesNotContainIgnoringCase("acme").doesNotContain("polyrun");
    }

    @Test
    void nothingOfTheClientArrives() throws Exception {
        store(200, "bytes");
        AcmeClient client = builder().userId("u").build();

        assertThat(read(client.transport.download(signed()))).isEqualTo("bytes");
        RecordedRequest request = storage.takeRequest();
        assertThat(request.getTarget()).isEqualTo("/files/a.zip?" + SECRET);
        assertNothingOfTheClient(request);
        assertRequests(0);
    }

    @Test
    void itIsFetchedWithoutBlockingToo() throws Exception {
        store(200, "bytes");

        try (Download download = client().transport.download(signed()).executeAsync().join()) {
            assertThat(download.stream().readAllBytes()).asString().isEqualTo("bytes");
        }
    }

    @Test
    void redirectsAreFollowedToOtherOriginsToo() throws Exception {
        answer(200, "bytes");
        store(302, "", "Location", "/elsewhere");
        store(307, "", "Location", server.url("/there").toString());

        assertThat(read(client().transport.download(signed()))).isEqualTo("bytes");
        assertNothingOfTheClient(taken());
    }

    @Test
    void redirectsHaveAnEnd() {
        for (int i = 0; i < 10; i++) {
            store(302, "", "Location", "/again?" + SECRET);
        }

        assertThatExceptionOfType(UnexpectedResponseException.class).isThrownBy(() -> client().transport.download(signed()).execute())
                .withMessage("Acme download: status 302 redirects to http://" + storage.getHostName() + ":" + storage.getPort()
                        + ", which is not followed");
        assertThat(storage.getRequestCount()).isEqualTo(6);
    }

    @Test
    void noRedirectLeadsFromHttpsToHttpOrToAnotherUser() {
        HeldCertificate certificate = new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
        HandshakeCertificates own = new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        HandshakeCertificates trusted = new HandshakeCertificates.Builder().addTrustedCertificate(certificate.certificate()).build();
        storage.useHttps(own.sslSocketFactory());
        AcmeClient client = builder().allowInsecureHttp()
                .okHttpClient(new OkHttpClient.Builder().sslSocketFactory(trusted.sslSocketFactory(), trusted.trustManager()).build()).build();
        String url = "https://localhost:" + storage.getPort() + "/a";
        store(302, "", "Location", server.url("/").toString());
        store(302, "", "Location", "https://user:word@localhost:1/");
        store(302, "", "Location", "https://:word@localhost:1/");

        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(UnexpectedResponseException.class).isThrownBy(() -> client.transport.download(url).execute())
                    .withMessageContaining("which is not followed").satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("word"));
        }
        assertRequests(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "http://storage.example/a?sig=secret | http://storage.example:80 would send the bytes unencrypted; expected https, or allowInsecureHttp()",
        "https://user:secret@storage.example/a | the URL at https://storage.example:443 names a user; expected one without",
        "https://:secret@storage.example/a | the URL at https://storage.example:443 names a user; expected one without",
        "ftp://storage.example/secret | the text, of 28 characters, is no https URL",
        "data:text/plain;base64,secret | the text, of 29 characters, is no https URL; if it is a data: URL, use EncodedFile.of(text).open()",
        "/secret | the text, of 7 characters, is no https URL",
        "'' | the text, of 0 characters, is no https URL",
    })
    void whatIsNotFetchedIsRefusedAtOnceWithoutQuotingIt(String url, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> client().transport.download(url)).withMessageContaining(message)
                .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("secret"));
    }

    @Test
    void unencryptedHostsAreForClientsThatAllowThem() {
        assertThat(builder().allowInsecureHttp().build().transport.download("http://storage.example/a")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 500})
    void anErrorDoesNotRepeatTheUrl(int status) {
        store(status, "The request for " + signed() + " is no good");
        AcmeClient client = client();
        Throwable thrown = catchThrowable(() -> client.transport.download(signed()).with(ONCE).execute());

        assertThat(thrown).isInstanceOf(ApiException.class).hasMessage("Acme download: status " + status + " from " + storage.getHostName() + ":"
                + storage.getPort() + ". A signed URL holds for a while only: ask the vendor for a new one");
        assertThat(((ApiException) thrown).response().message()).doesNotContain("very-secret");
        assertThat(storage.getRequestCount()).as("there is no credential to ask for again").isEqualTo(1);
    }

    @Test
    void aFailureDoesNotRepeatTheUrl() {
        storage.close();
        ApiCall<Download> call = client().transport.download(signed()).with(ONCE);

        assertThatExceptionOfType(ConnectionException.class).isThrownBy(call::execute)
                .withMessageContaining(storage.getHostName() + ":" + storage.getPort()).withMessageContaining("Check the network and the proxy")
                .satisfies(thrown -> assertThat(thrown).hasStackTraceContaining("ConnectionException"))
                .satisfies(thrown -> assertThat(org.assertj.core.util.Throwables.getStackTrace(thrown)).doesNotContain("very-secret"));
        assertThat(call.toString()).doesNotContain("very-secret").contains("download: GET http://");
    }

    @Test
    void whatPassesIsRepeated() throws Exception {
        store(503, "");
        store(200, "bytes");

        assertThat(read(builder().timeSource(new ManualClock()).build().transport.download(signed()))).isEqualTo("bytes");
    }

    @Test
    void itTakesNoTurnAndSlowsNobody() {
        RateLimiter limiter = RateLimiter.perSecond(10);
        store(429, "", "Retry-After", "30");
        AcmeClient client = builder().rateLimiter(limiter).build();

        assertThatExceptionOfType(TooManyRequestsException.class).isThrownBy(() -> client.transport.download(signed()).with(ONCE).execute());
        assertThat(limiter.ratePerSecond()).isEqualTo(10);
        assertThat(limiter.nextFree(clock.nanoTime())).isEqualTo(clock.nanoTime());
    }

    @Test
    void whatTheCallerAddsIsSent() throws Exception {
        store(200, "bytes");
        RequestOptions options = RequestOptions.builder().header("Range", "bytes=0-").query("more", "1").build();
        read(client().transport.download(signed()).with(options));

        RecordedRequest request = storage.takeRequest();
        assertThat(request.getTarget()).isEqualTo("/files/a.zip?" + SECRET + "&more=1");
        assertThat(request.getHeaders().get("Range")).isEqualTo("bytes=0-");
    }

    @Test
    void aDownloadOfTheApiGoesOnElsewhereWithoutTheCredential() throws Exception {
        answer(302, "", "Location", signed());
        store(200, "bytes");
        AcmeClient client = builder().userId("u").build();

        assertThat(read(client.file("f").with(RequestOptions.builder().header("X-Mine", "secret").build()))).isEqualTo("bytes");
        assertThat(taken().getHeaders().get("X-Api-Key")).isEqualTo(AcmeClient.KEY);
        assertNothingOfTheClient(storage.takeRequest());
    }

    @Test
    void whatFailsElsewhereSaysNothingAboutTheVendor() {
        answer(302, "", "Location", signed());
        store(403, "{\"code\":\"SESSION_EXPIRED\"}");

        assertThatExceptionOfType(ForbiddenException.class).isThrownBy(() -> client().file("f").execute())
                .withMessageContaining("Acme files.get: status 403 from " + storage.getHostName());
        assertRequests(1);
    }

    @Test
    void whatIsFoundElsewhereTakesNoSecondTurn() throws Exception {
        answer(302, "", "Location", signed());
        store(200, "bytes");

        assertThat(read(builder().rateLimiter(RateLimiter.perSecond(1)).build().file("f"))).isEqualTo("bytes");
        assertThat(clock.pauses()).isEmpty();
    }

    @Test
    void whoeverRefusesElsewhereIsNotAskedWithANewCredential() {
        Deque<String> keys = new ArrayDeque<>(List.of(AcmeClient.KEY));
        answer(302, "", "Location", signed());
        store(401, "");

        assertThatExceptionOfType(UnauthorizedException.class).isThrownBy(() -> builder().apiKey(keys::remove).build().file("f").execute());
        assertThat(storage.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aConnectionThatFailsElsewhereIsNamedByWhereItWent() {
        answer(302, "", "Location", signed());
        storage.close();

        assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> client().file("f").with(ONCE).execute())
                .withMessageContaining("no answer from " + storage.getHostName() + ":" + storage.getPort())
                .withMessageContaining("Check the network and the proxy");
    }

    @Test
    void whatIsNoDownloadStaysWithTheVendor() {
        answer(302, "", "Location", signed());
        answer(302, "", "Location", signed());

        assertThatExceptionOfType(UnexpectedResponseException.class).isThrownBy(() -> client().get("r").execute());
        assertThatExceptionOfType(UnexpectedResponseException.class).isThrownBy(() -> client().start(Map.of()).execute());
        assertThat(storage.getRequestCount()).isZero();
    }
}
