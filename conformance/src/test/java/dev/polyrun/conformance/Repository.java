package dev.polyrun.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where things lie in the checkout that the tests run in. */
final class Repository {
    static final Path ROOT = root();
    static final Path SPECS = ROOT.resolve("specs");

    private Repository() {}

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Maven runs tests in the module's directory, some IDEs in the root. */
    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("specs"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new IllegalStateException("No checkout: no specs above " + Path.of("").toAbsolutePath());
            }
        }
        return directory;
    }
}
