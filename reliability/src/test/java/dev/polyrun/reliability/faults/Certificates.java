package dev.polyrun.reliability.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** What servers show of themselves, good and bad. Made once: keys take a while. */
final class Certificates {
    static final Certificates ALL = new Certificates();

    private final HeldCertificate authority = new HeldCertificate.Builder().certificateAuthority(0).ecdsa256().build();
    private final HandshakeCertificates client = new HandshakeCertificates.Builder().addTrustedCertificate(authority.certificate()).build();
    private final HandshakeCertificates good = server(signed().addSubjectAlternativeName("localhost").build());
    private final HandshakeCertificates ofAnotherHost = server(signed().addSubjectAlternativeName("elsewhere.example").build());
    private final HandshakeCertificates expired =
            server(signed().addSubjectAlternativeName("localhost").validityInterval(0, TimeUnit.DAYS.toMillis(1)).build());
    private final HandshakeCertificates untrusted =
            server(new HeldCertificate.Builder().addSubjectAlternativeName("localhost").ecdsa256().build());

    private Certificates() {}

    private HeldCertificate.Builder signed() {
        return new HeldCertificate.Builder().signedBy(authority).ecdsa256();
    }

    private static HandshakeCertificates server(HeldCertificate certificate) {
        return new HandshakeCertificates.Builder().heldCertificate(certificate).build();
    }

    /** Lets a client trust the good one, and those that are bad for another reason. */
    void trustedBy(OkHttpClient.Builder builder) {
        builder.sslSocketFactory(client.sslSocketFactory(), client.trustManager());
    }

    HandshakeCertificates good() {
        return good;
    }

    HandshakeCertificates ofAnotherHost() {
        return ofAnotherHost;
    }

    HandshakeCertificates expired() {
        return expired;
    }

    HandshakeCertificates untrusted() {
        return untrusted;
    }

    /** Shakes hands as a server. */
    static SSLSocket handshake(Socket socket, HandshakeCertificates certificates) {
        try {
            SSLSocket secure = (SSLSocket) certificates.sslSocketFactory().createSocket(socket, null, socket.getPort(), true);
            secure.setUseClientMode(false);
            secure.startHandshake();
            return secure;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
