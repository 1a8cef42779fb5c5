package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.core.ConnectionException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

/** Proxies and certificates are settings of the caller's own HTTP client. */
class ProxyAndTlsTest extends LoopbackTest {
    private final HeldCertificate certificate = new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();

    @Test
    void callsGoThroughTheProxyOfTheCallersClient() throws InterruptedException {
        answer(200, "{}");
        OkHttpClient http = new OkHttpClient.Builder()
                .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(server.getHostName(), server.getPort())))
                .build();

        AcmeClient.builder().apiKey(AcmeClient.KEY).baseUrl("http://acme.localhost:9/v9").okHttpClient(http).build().get("r").execute();

        RecordedRequest request = taken();
        assertThat(request.getHeaders().get("Host")).isEqualTo("acme.localhost:9");
        assertThat(request.getHeaders().get("X-Api-Key")).isEqualTo(AcmeClient.KEY);
    }

    @Test
    void aServerWithACertificateThatTheCallersClientTrustsIsCalledOverTls() throws InterruptedException {
        serveTls();
        answer(200, "{}");
        HandshakeCertificates trusted = new HandshakeCertificates.Builder().addTrustedCertificate(certificate.certificate()).build();
        OkHttpClient http = new OkHttpClient.Builder().sslSocketFactory(trusted.sslSocketFactory(), trusted.trustManager()).build();

        builder().baseUrl(server.url("/v9").toString()).okHttpClient(http).build().get("r").execute();

        assertThat(taken().getHandshake()).isNotNull();
    }

    @Test
    void aCertificateThatNobodyTrustsEndsTheCallAtOnceBeforeTheKeyIsSent() {
        serveTls();
        answer(200, "{}");

        assertThatExceptionOfType(ConnectionException.class)
                .isThrownBy(() -> builder().baseUrl(server.url("/v9").toString()).build().get("r").execute())
                .withMessageContaining("tried once");
        assertThat(server.getRequestCount()).isZero();
    }

    private void serveTls() {
        HandshakeCertificates own = new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        server.useHttps(own.sslSocketFactory());
    }
}
