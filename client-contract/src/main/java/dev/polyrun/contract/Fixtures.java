package dev.polyrun.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Documents among a module's test resources. */
public final class Fixtures {
    private Fixtures() {}

    /** The text of {@code src/test/resources/documents/<name>.json}. */
    public static String document(String name) {
        return text("documents/" + name + ".json");
    }

    /** The text of a test resource. */
    public static String text(String path) {
        ClassLoader loader = Objects.requireNonNull(Thread.currentThread().getContextClassLoader());
        try (InputStream in = loader.getResourceAsStream(path)) {
            if (in == null) {
                throw new AssertionError("No test resource " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
