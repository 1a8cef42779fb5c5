package dev.polyrun.reliability.soak;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file to which lines are appended, each as one write: what was written is there, however the process ends. Lines of several threads stand in the
 * order in which they were written. Thread-safe.
 */
final class Ledger implements Closeable {
    private final FileChannel channel;

    private Ledger(FileChannel channel) {
        this.channel = channel;
    }

    static Ledger open(Path file) throws IOException {
        Ledger ledger = new Ledger(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        // Ends a line that was cut off.
        ledger.write("");
        return ledger;
    }

    void write(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line.append('\n').toString());
        try {
            synchronized (this) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #write}, and returns when it would survive a power cut. */
    void force(Object... words) {
        write(words);
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
