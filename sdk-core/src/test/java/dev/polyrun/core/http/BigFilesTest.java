package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that do not fit into memory, in a process of their own. How large they are: {@code -Dpolyrun.bigFiles.megabytes=2048
 * -Dpolyrun.bigFiles.heap=64m}; half as much is sent.
 */
@Timeout(300)
@Tag("big")
class BigFilesTest {
    private static final long BYTES = Long.getLong("polyrun.bigFiles.megabytes", 256) << 20;
    private static final String HEAP = System.getProperty("polyrun.bigFiles.heap", "32m");

    @TempDir
    Path folder;

    private static String run(String... args) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + HEAP, "-cp", System.getProperty("java.class.path"),
                BigFiles.class.getName());
        builder.command().addAll(List.of(args));
        Process process = builder.redirectErrorStream(true).start();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            StringBuilder all = new StringBuilder();
            said.lines().filter(line -> !line.startsWith("SLF4J")).forEach(line -> all.append(line).append('\n'));
            assertThat(process.waitFor()).as(all.toString()).isZero();
            System.out.print(all);
            return all.toString();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aDownloadThatDoesNotFitIntoMemoryIsSaved() throws Exception {
        byte[] piece = new byte[1 << 16];
        try (RawServer server = new RawServer(exchange -> {
            exchange.write("HTTP/1.1 200 OK\r\nContent-Disposition: attachment; filename=big.bin\r\nContent-Length: " + BYTES + "\r\n\r\n");
            for (long sent = 0; sent < BYTES; sent += piece.length) {
                exchange.out().write(piece);
            }
            exchange.out().flush();
            return true;
        })) {
            assertThat(run("download", server.url(), folder.toString())).contains("downloaded " + BYTES + " bytes");
        }
        assertThat(Files.size(folder.resolve("big.bin"))).isEqualTo(BYTES);
    }

    @Test
    void aStreamThatDoesNotFitIntoMemoryIsSentAsJson() throws Exception {
        AtomicLong letters = new AtomicLong();
        try (RawServer server = new RawServer(exchange -> {
            byte[] buffer = new byte[1 << 16];
            String tail = "";
            while (!tail.endsWith("}\r\n0\r\n\r\n")) {
                int count = exchange.in().read(buffer);
                long found = 0;
                for (int i = 0; i < count; i++) {
                    found += buffer[i] == 'A' ? 1 : 0;
                }
                letters.addAndGet(found);
                int last = Math.min(count, 8);
                tail = tail.substring(Math.max(0, tail.length() - 8)) + new String(buffer, count - last, last, StandardCharsets.US_ASCII);
            }
            exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
            return true;
        })) {
            assertThat(run("upload", server.url(), String.valueOf(BYTES / 2))).contains("uploaded " + BYTES / 2 + " bytes");
        }
        // All bytes are zero, so all letters are A; those of the sizes of chunks and of the padding are few.
        assertThat(letters.get()).isBetween(BYTES / 2 / 3 * 4, BYTES / 2 / 3 * 4 + BYTES / 1000);
    }
}
