package dev.polyrun.core;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Any bytes as the body of an error: there is a short message of one line without the secret, or none. */
public final class ErrorBodyFuzz {
    private static final String SECRET = "sk-1";

    private ErrorBodyFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        ErrorBody read = ErrorBody.read(input, text -> text.replace(SECRET, "***"));
        check(read.message(), 301);
        check(read.code(), Integer.MAX_VALUE);
        check(read.requestId(), Integer.MAX_VALUE);
        read.fieldErrors().forEach(error -> {
            check(error.field(), Integer.MAX_VALUE);
            check(error.message(), Integer.MAX_VALUE);
        });
        ErrorBody.read(new String(input, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8), UnaryOperator.identity());
    }

    private static void check(@Nullable String text, int longest) {
        if (text != null && (text.contains(SECRET) || text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0 || text.length() > longest)) {
            throw new AssertionError(text);
        }
    }
}
