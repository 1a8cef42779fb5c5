package dev.polyrun.templates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where things lie in the checkout that the tests run in. */
final class Repository {
    static final Path ROOT = root();
    static final Path MODULE = ROOT.resolve("generator-templates");
    static final Path CONFIG = MODULE.resolve("config.yaml");
    static final Path TEMPLATES = MODULE.resolve("templates");
    static final Path SPECS = ROOT.resolve("specs");

    private Repository() {}

    /** All files in a directory and below it, relative to it, with forward slashes, sorted. */
    static List<String> filesIn(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> directory.relativize(path).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For tests that spoil a template. */
    static Path copyOfTemplates(Path target) {
        try {
            for (String template : filesIn(TEMPLATES)) {
                Path copy = target.resolve(template);
                Files.createDirectories(copy.getParent());
                Files.copy(TEMPLATES.resolve(template), copy);
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new directory that goes when the tests have ended. */
    static Path temporaryDirectory() {
        try {
            Path directory = Files.createTempDirectory("generated-for-tests");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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
        while (!Files.isDirectory(directory.resolve("generator-templates/templates"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new IllegalStateException("No checkout: no generator-templates/templates above " + Path.of("").toAbsolutePath());
            }
        }
        return directory;
    }
}
