package dev.polyrun.core.http;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What OkHttp's exceptions say. */
final class IoFailures {
    private IoFailures() {}

    static String describe(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** What broke, unless it quotes a server that repeats the key, as one does that is none for HTTP: a cause is logged with all its words. */
    static IOException without(@Nullable String secret, IOException failure) {
        if (secret == null || secret.isEmpty()) {
            return failure;
        }
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        if (!text.toString().contains(secret)) {
            return failure;
        }
        IOException masked = new IOException(failure.getClass().getSimpleName() + ": " + describe(failure).replace(secret, "***"));
        masked.setStackTrace(failure.getStackTrace());
        return masked;
    }

    /** Another try would find the same certificate. Other failures of TLS pass, such as a handshake that a restarting server broke off. */
    static boolean isDistrust(IOException failure) {
        return failure instanceof SSLPeerUnverifiedException
                || failure instanceof SSLHandshakeException && failure.getCause() instanceof CertificateException;
    }
}
