package dev.polyrun.core.http;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What OkHttp's exceptions say. */
final class IoFailures {
    private static final int LONGEST = 300;
    private static final Pattern BLANK = Pattern.compile("[\\s\\p{Cntrl}]+");

    private IoFailures() {}

    /** On one line, and without control characters: a server that is none for HTTP is quoted, and certificates are described in many lines. */
    static String describe(IOException failure) {
        if (failure.getMessage() == null) {
            return failure.getClass().getSimpleName();
        }
        String text = failure.getMessage();
        String start = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return BLANK.matcher(start).replaceAll(" ").strip();
    }

    /** What broke, unless it quotes a server that repeats a secret, as one does that is none for HTTP: a cause is logged with all its words. */
    static IOException without(Secrets secrets, IOException failure) {
        if (!isTold(secrets, failure, Collections.newSetFromMap(new IdentityHashMap<>()))) {
            return failure;
        }
        IOException masked = new IOException(failure.getClass().getSimpleName() + ": " + secrets.apply(describe(failure)));
        masked.setStackTrace(failure.getStackTrace());
        return masked;
    }

    private static boolean isTold(Secrets secrets, @Nullable Throwable failure, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return false;
        }
        if (secrets.areIn(String.valueOf(failure.getMessage())) || isTold(secrets, failure.getCause(), seen)) {
            return true;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (isTold(secrets, suppressed, seen)) {
                return true;
            }
        }
        return false;
    }

    /** Another try would find the same certificate. Other failures of TLS pass, such as a handshake that a restarting server broke off. */
    static boolean isDistrust(IOException failure) {
        return failure instanceof SSLPeerUnverifiedException
                || failure instanceof SSLHandshakeException && failure.getCause() instanceof CertificateException;
    }
}
