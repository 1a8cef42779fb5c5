package dev.polyrun.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a vendor answers with, not yet read, and never in memory as a whole. Take them as a {@link #stream()}, or save them.
 *
 * <p>Whoever got one closes it; {@link #saveTo} and {@link #saveIn} do so themselves. One that is not closed keeps a connection to the vendor for
 * itself until it is collected as garbage; other calls open more. Closing, from any thread, ends a read at once; when not all was read, the
 * connection is dropped.
 *
 * <p>The call's timeout holds until the headers are there. From then on it, or {@link RequestOptions#idleTimeout()} if given, is the longest pause
 * between bytes. The client's {@code maxResponseBytes} does not limit it. A body that is cut, or shorter than the server said, is an error, and
 * nothing is repeated once it has begun.
 *
 * <p>Closing apart, used by one thread at a time.
 */
public final class Download implements AutoCloseable {
    private static final String UNNAMED = "download";
    private static final int MOST_OF_A_NAME = 10_000;

    private final InputStream body;
    private final @Nullable String fileName;
    private final @Nullable String mediaType;
    private final @Nullable Long length;
    private boolean taken;

    /**
     * @param body the bytes; an {@link IOException} that it throws for a {@link PolyrunException} is given out as that when they are saved
     * @param disposition the header Content-Disposition
     * @param mediaType the header Content-Type
     * @param length how many bytes there will be, if that is known
     */
    public Download(InputStream body, @Nullable String disposition, @Nullable String mediaType, @Nullable Long length) {
        this.body = body;
        this.fileName = FileNames.ofDisposition(disposition);
        this.mediaType = mediaType;
        this.length = length;
    }

    /**
     * The bytes. The same stream each time; closing it closes the download. It throws an {@link IOException} when the body is cut, is silent for too
     * long, or is closed by another thread, or the thread is interrupted; its cause is what saving throws.
     */
    public InputStream stream() {
        taken = true;
        return body;
    }

    /**
     * Saves the bytes under this name, and closes the download. They are written beside it first, and moved there when they are whole: until then
     * there is no such file, and afterwards never a part of one.
     *
     * @throws ConnectionException when the body is cut, or the download is closed meanwhile
     * @throws CallTimeoutException when no byte comes for too long
     * @throws CallInterruptedException when the thread is interrupted; its flag stays set
     * @throws UncheckedIOException when the file exists already ({@link FileAlreadyExistsException}; it stays as it is) or cannot be written
     * @throws IllegalStateException when the stream was asked for
     */
    public void saveTo(Path file) {
        save(file.toAbsolutePath().getParent(), part -> placed(part, file), file);
    }

    /**
     * As {@link #saveTo}, under {@link #fileName()} in this folder, or as {@code download}. A name that is taken, be it by a link, is left alone:
     * the file gets a number, as in {@code report (1).pdf}. In a name that the system cannot write, as in the locale C, what is not ASCII becomes
     * {@code _}.
     *
     * @param folder a folder that is there
     * @return the file
     */
    public Path saveIn(Path folder) {
        return save(folder, part -> {
            String name = nameIn(folder);
            for (int number = 0; number < MOST_OF_A_NAME; number++) {
                Path file = folder.resolve(number == 0 ? name : FileNames.numbered(name, number));
                try {
                    return placed(part, file);
                } catch (FileAlreadyExistsException e) {
                    continue;
                }
            }
            throw new FileAlreadyExistsException(folder.resolve(name).toString(), null, "and so do " + MOST_OF_A_NAME + " more like it");
        }, null);
    }

    /** Whether a system can name a file so may depend on its locale, and the bytes are worth more than their name. */
    private String nameIn(Path folder) {
        String name = fileName == null ? UNNAMED : fileName;
        try {
            folder.resolve(name);
            return name;
        } catch (InvalidPathException e) {
            return FileNames.inAscii(name);
        }
    }

    private interface Placing {
        Path place(Path part) throws IOException;
    }

    /** @param wanted what must not be there; checked first, so that nobody waits for bytes in vain */
    private Path save(Path folder, Placing placing, @Nullable Path wanted) {
        try (this) {
            if (taken) {
                throw new IllegalStateException("stream() was asked for: what is left of it is not the whole file");
            }
            taken = true;
            if (wanted != null && Files.exists(wanted, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(wanted.toString());
            }
            Path part = folder.resolve(".polyrun-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".part");
            try {
                write(part);
                return placing.place(part);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Path part) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int count = read(buffer); count >= 0; count = read(buffer)) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CallInterruptedException("The thread was interrupted while it saved a download", null);
                }
                out.write(buffer, 0, count);
            }
        }
    }

    /** Failures of the network are no failures of the disk. */
    private int read(byte[] buffer) {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw e.getCause() instanceof PolyrunException known ? known : new ConnectionException("The download was cut: " + e.getMessage(), e);
        }
    }

    /** Takes the name first, unless it is taken: a move alone would replace what somebody else has put there meanwhile. */
    private static Path placed(Path part, Path file) throws IOException {
        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
        try {
            // An atomic move replaces on most file systems without being told, but not on all.
            return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /**
     * The name that the server gives to the file, made safe: one segment of a path on any system, without control characters or a leading dot, no
     * name of a device, at most 200 bytes. Null when the server gives none.
     */
    public @Nullable String fileName() {
        return fileName;
    }

    /** The header Content-Type as it came; null when there was none. */
    public @Nullable String mediaType() {
        return mediaType;
    }

    /** How many bytes there are, as the server says; null when it does not, or speaks of bytes that it packed unasked and that are unpacked here. */
    public @Nullable Long length() {
        return length;
    }

    /** Frees the connection, or drops it when not all was read. */
    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the server said of it. */
    @Override
    public String toString() {
        return "Download[" + mediaType + ", " + (length == null ? "length unknown" : length + " bytes") + "]";
    }
}
