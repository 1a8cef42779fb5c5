package dev.polyrun.core.http;

import dev.polyrun.core.Download;
import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.FileSource;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** A process with little memory that sends or receives much. Prints what it took, and ends with an error when it cannot. */
final class BigFiles {
    private BigFiles() {}

    /** @param args download, the base URL and a folder; or upload, the base URL and a number of bytes */
    public static void main(String[] args) {
        AcmeClient client = AcmeClient.builder().apiKey(AcmeClient.KEY).baseUrl(args[1]).timeout(Duration.ofSeconds(20)).build();
        long start = System.nanoTime();
        if (args[0].equals("download")) {
            Path file;
            try (Download download = client.file("big").execute()) {
                file = download.saveIn(Path.of(args[2]));
            }
            report("downloaded", file.toFile().length(), start);
        } else {
            long length = Long.parseLong(args[2]);
            client.start(Map.of("name", "big.bin", "content", EncodedFile.base64(FileSource.of("big.bin", new Zeros(length))))).execute();
            report("uploaded", length, start);
        }
    }

    private static void report(String what, long bytes, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        System.out.printf(Locale.ROOT, "%s %d bytes in %.1f s (%.0f MB/s), peaks of the heap's pools %d MiB of %d MiB%n", what, bytes, seconds,
                bytes / 1e6 / seconds, peak >> 20, Runtime.getRuntime().maxMemory() >> 20);
    }

    /** As many zeros as wanted, from nowhere. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long count) {
            this.left = count;
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int count = (int) Math.min(left, length);
            left -= count;
            return count == 0 && length > 0 ? -1 : count;
        }
    }
}
