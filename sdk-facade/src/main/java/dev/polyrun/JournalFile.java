package dev.polyrun;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The file of a journal. Records are appended to it; when most of them are dead, the live ones go to a new file, which takes its place. For one
 * thread at a time.
 */
final class JournalFile implements Closeable {
    /** So many dead records are not worth the forces that a new file costs. */
    private static final int SLACK = 1_024;

    private static final int CHUNK = 64 * 1024;

    private final Path file;
    private final Path fresh;
    private final JournalDisk disk;
    private final Logger log;

    private JournalDisk.@Nullable Writable out;
    private long length;
    private long records;
    private long rewriteAbove;

    /** Whether the file holds what was appended, in whole records, and nothing else. What is not, has to be written anew before anything else is. */
    private boolean sound;

    JournalFile(Path file, JournalDisk disk, Logger log) {
        this.file = file;
        this.fresh = file.resolveSibling(file.getFileName() + ".compacting");
        this.disk = disk;
        this.log = log;
    }

    /**
     * Reads what is there, and makes the file, if there is none.
     *
     * @return what was put and not removed
     * @throws IllegalArgumentException when there is a file that is no journal
     */
    Collection<RunRef> open() throws IOException {
        JournalReader content;
        try (InputStream in = disk.read(file)) {
            content = in == null ? null : JournalReader.read(file, in);
        }
        disk.delete(fresh);
        if (content == null || content.length() == 0) {
            rewrite(List.of());
            return List.of();
        }
        tell(content);
        length = content.kept();
        records = content.lines();
        sound = content.isComplete();
        out = disk.open(file);
        if (length < content.length()) {
            out.truncate(length);
        }
        // A process that was killed may have left what it had not forced yet. From here on, it counts as put.
        out.force();
        disk.forceDirectory(directory());
        return content.live();
    }

    private void tell(JournalReader content) {
        if (!content.damage().isEmpty()) {
            log.warn("{} is damaged in {}, where records were skipped; all others were read", file, content.damage());
        }
        if (content.kept() < content.length()) {
            log.info("{} ended in a part of a record, {} bytes, which were cut off", file, content.length() - content.kept());
        }
    }

    private Path directory() {
        return file.toAbsolutePath().getParent();
    }

    /** Whether records can be appended. Where not, {@link #rewrite} mends it. */
    boolean isSound() {
        return sound;
    }

    /** Whether to write the file anew before the next append. */
    boolean needsRewrite(int live) {
        return !sound || (records > 2L * live + SLACK && records > rewriteAbove);
    }

    /**
     * Writes the file anew. Where that is not possible, but the old file is good, it stays in use.
     *
     * @throws IOException when no append may follow
     */
    void rewrite(Collection<RunRef> live) throws IOException {
        long written;
        try {
            written = writeFresh(live);
            // Windows does not replace a file that is open.
            closeFile();
            disk.replace(fresh, file);
        } catch (IOException e) {
            discardFresh(e);
            if (!sound) {
                throw e;
            }
            rewriteAbove = records + SLACK;
            log.warn("{} could not be compacted, and goes on growing for now", file, e);
            return;
        }
        length = written;
        records = live.size();
        rewriteAbove = 0;
        // Until this is done, a power cut may bring the old file back, without what would be appended to the new one.
        sound = false;
        disk.forceDirectory(directory());
        sound = true;
    }

    private long writeFresh(Collection<RunRef> live) throws IOException {
        try (JournalDisk.Writable next = disk.create(fresh)) {
            long position = 0;
            StringBuilder chunk = new StringBuilder(JournalRecord.header());
            for (RunRef ref : live) {
                chunk.append(JournalRecord.put(ref));
                if (chunk.length() >= CHUNK) {
                    next.write(position, bytes(chunk));
                    position += chunk.length();
                    chunk.setLength(0);
                }
            }
            next.write(position, bytes(chunk));
            next.force();
            return position + chunk.length();
        }
    }

    private void discardFresh(IOException why) {
        try {
            disk.delete(fresh);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    /**
     * Appends records, each a line. When this throws, it appended none.
     *
     * @param force whether to return only when they, and all before them, would survive a power cut
     */
    void append(List<String> lines, boolean force) throws IOException {
        byte[] bytes = bytes(String.join("", lines));
        if (out == null) {
            out = disk.open(file);
        }
        boolean written = false;
        try {
            out.write(length, bytes);
            written = true;
            if (force) {
                out.force();
            }
        } catch (IOException | RuntimeException | Error e) {
            // After a failed force nobody knows what of the file is on the disk, and a second one that succeeds would not prove anything.
            sound = cutBack(e) && !written;
            throw e;
        }
        length += bytes.length;
        records += lines.size();
    }

    private boolean cutBack(Throwable why) {
        try {
            out.truncate(length);
            return true;
        } catch (IOException e) {
            why.addSuppressed(e);
            return false;
        }
    }

    private static byte[] bytes(CharSequence lines) {
        return lines.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void closeFile() throws IOException {
        if (out != null) {
            JournalDisk.Writable closing = out;
            out = null;
            closing.close();
        }
    }

    @Override
    public void close() throws IOException {
        closeFile();
    }
}
