package dev.polyrun.noxus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.noxus.model.RunNoIO;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databind is on the class path of these tests, so that only what the models do themselves keeps it from being loaded. */
class NoDatabindTest {
    /** Reads and prints a model, in a process of its own. */
    public static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            RunNoIO run = RunNoIO.fromJson("{\"id\":\"r\",\"status\":\"running\",\"input\":{\"a\":[1,2.50]},\"new\":null}");
            run.toJson();
            run.toMap();
            run.input();
            run.additionalProperties();
        }
    }

    @Test
    void readingAndWritingAModelLoadsNoClassOfDatabind(@TempDir Path directory) throws IOException, InterruptedException {
        Path log = directory.resolve("classes.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + log,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .inheritIO()
                .start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(log)).contains(RunNoIO.class.getName()).contains("tools.jackson.core.").doesNotContain("jackson.databind");
    }
}
