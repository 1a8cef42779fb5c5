package dev.polyrun.core.http;

import java.util.Map;
import java.util.function.Supplier;

/**
 * The credential of one client: where it is asked for, and which headers carry it. Its value is in no text that this class makes.
 */
final class Credential {
    private final ClientProfile.CredentialKind kind;
    private final String vendor;
    private final String header;
    private final String prefix;
    private final Map<String, String> companions;
    private final Supplier<String> supplier;

    Credential(
            ClientProfile profile,
            ClientProfile.CredentialKind kind,
            ClientProfile.Variant variant,
            Map<String, String> companions,
            Supplier<String> supplier) {
        this.kind = kind;
        this.vendor = profile.vendor();
        this.header = variant.header();
        this.prefix = variant.prefix();
        this.companions = companions;
        this.supplier = supplier;
    }

    /**
     * Asks for the current value.
     *
     * @throws IllegalStateException when there is none, or it cannot stand in a header
     */
    String value() {
        String value = supplier.get();
        if (value == null || value.isBlank()) {
            throw new IllegalStateException(vendor + ": " + kind.name() + " is empty; expected the value of " + kind.environment());
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c > '~') {
                throw new IllegalStateException(vendor + ": " + kind.name() + " has a character at position " + i
                        + " that cannot be part of it (a space, line break or non-ASCII character); check how it was copied");
            }
        }
        return value;
    }

    void addTo(okhttp3.Request.Builder request, String value) {
        request.header(header, prefix + value);
        for (Map.Entry<String, String> companion : companions.entrySet()) {
            RequestFactory.header(request, companion.getKey(), companion.getValue());
        }
    }

    /** What to look at when the vendor refuses it. */
    String hint() {
        return "Check " + kind.name() + " (" + kind.environment() + ")";
    }

    @Override
    public String toString() {
        return "Credential[" + kind.name() + "]";
    }
}
