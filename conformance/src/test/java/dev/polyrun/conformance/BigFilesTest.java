package dev.polyrun.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.SimulatedFile;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client in a process of its own, with less memory than the file has bytes. How large it is: {@code -Dpolyrun.bigFiles.megabytes=2048
 * -Dpolyrun.bigFiles.heap=64m}; half as much is sent.
 */
@Timeout(300)
@DisplayName("Files that do not fit into memory go through")
class BigFilesTest {
    private static final long BYTES = Long.getLong("polyrun.bigFiles.megabytes", 256) << 20;
    private static final String HEAP = System.getProperty("polyrun.bigFiles.heap", "64m");

    @TempDir
    Path folder;

    private static void run(String... args) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + HEAP, "-cp", System.getProperty("java.class.path"),
                BigFileClient.class.getName());
        builder.command().addAll(List.of(args));
        Process process = builder.redirectErrorStream(true).start();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            StringBuilder all = new StringBuilder();
            said.lines().filter(line -> !line.startsWith("SLF4J")).forEach(line -> all.append(line).append('\n'));
            assertThat(process.waitFor()).as(all.toString()).isZero();
            System.out.print(all);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String sha256(InputStream content) throws Exception {
        MessageDigest hash = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[1 << 16];
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            hash.update(buffer, 0, count);
        }
        return HexFormat.of().formatHex(hash.digest());
    }

    private static void assertArrived(List<SimulatedFile> files) throws Exception {
        assertThat(files).singleElement().satisfies(file -> {
            assertThat(file.name()).isEqualTo("big.pdf");
            assertThat(file.length()).isEqualTo(BYTES / 2);
            assertThat(file.sha256()).isEqualTo(sha256(new BigFileClient.Pattern(BYTES / 2)));
        });
    }

    @Test
    @DisplayName("A file of Gumloop's is saved on disk")
    void download() throws Exception {
        try (GumloopSimulator gumloop = GumloopSimulator.start()) {
            gumloop.addRun("run1", RunScript.perRead("DONE"));
            gumloop.addLargeFile("big.bin", BYTES);

            run("gumloop-download", gumloop.baseUrl(), gumloop.apiKey(), gumloop.userId(), folder.toString());
        }

        assertThat(Files.size(folder.resolve("big.bin"))).isEqualTo(BYTES);
        try (InputStream saved = new BufferedInputStream(Files.newInputStream(folder.resolve("big.bin")))) {
            assertThat(sha256(saved)).isEqualTo(sha256(new BigFileClient.Pattern(BYTES)));
        }
    }

    @Test
    @DisplayName("A stream is uploaded to Gumloop")
    void upload() throws Exception {
        try (GumloopSimulator gumloop = GumloopSimulator.start()) {
            run("gumloop-upload", gumloop.baseUrl(), gumloop.apiKey(), gumloop.userId(), String.valueOf(BYTES / 2));

            assertArrived(gumloop.uploadedFiles());
        }
    }

    @Test
    @DisplayName("A run of Retab's is started with a stream in base64")
    void base64() throws Exception {
        try (RetabSimulator retab = RetabSimulator.generation(RetabSimulator.Generation.A)) {
            run("retab-base64", retab.baseUrl(), retab.apiKey(), retab.workflowId(), String.valueOf(BYTES / 2));

            assertArrived(retab.uploadedFiles());
        }
    }

    @Test
    @DisplayName("A run of Retab's is started with a stream in a data URL")
    void dataUrl() throws Exception {
        try (RetabSimulator retab = RetabSimulator.generation(RetabSimulator.Generation.C)) {
            run("retab-data-url", retab.baseUrl(), retab.apiKey(), retab.workflowId(), String.valueOf(BYTES / 2));

            assertArrived(retab.uploadedFiles());
        }
    }
}
