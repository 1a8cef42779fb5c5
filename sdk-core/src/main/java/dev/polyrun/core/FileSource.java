package dev.polyrun.core;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file to send: a name, and bytes that are read while they are sent. Immutable and thread-safe, but for one made of an {@link InputStream},
 * which can be read once.
 */
public final class FileSource {
    /** Opens the bytes of a file from their start. */
    @FunctionalInterface
    public interface Opener {
        /** A new stream; whoever asked for it closes it. */
        InputStream open() throws IOException;
    }

    private interface Length {
        @Nullable Long get() throws IOException;
    }

    private static final String TOKEN = "[A-Za-z0-9!#$&^_.+-]+";
    private static final Pattern MEDIA_TYPE = Pattern.compile(TOKEN + "/" + TOKEN + "(; ?" + TOKEN + "=" + TOKEN + ")*");

    private final String name;
    private final @Nullable String mediaType;
    private final Length length;
    private final Opener opener;
    private final @Nullable OneReading reading;

    private FileSource(String name, @Nullable String mediaType, Length length, Opener opener, @Nullable OneReading reading) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("The name of a file is \"" + name + "\"; expected one like report.pdf");
        }
        this.name = name;
        this.mediaType = mediaType;
        this.length = length;
        this.opener = opener;
        this.reading = reading;
    }

    private static FileSource of(String name, Length length, Opener opener) {
        return new FileSource(name, URLConnection.guessContentTypeFromName(name), length, opener, null);
    }

    /**
     * A file on disk, opened anew for each sending.
     *
     * @throws IllegalArgumentException when there is no such file
     */
    public static FileSource of(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " is not a file that is there; for a pipe or the like give its InputStream");
        }
        return of(Objects.requireNonNull(file.getFileName()).toString(), () -> Files.size(file), () -> Files.newInputStream(file));
    }

    /** Bytes in memory. They are not copied: whoever changes them changes what is sent. */
    public static FileSource of(String name, byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return of(name, () -> (long) bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    /**
     * Bytes of unknown number that can be read once, so that a call with them is repeated only if none of them was read. Closed when a reading of it
     * has begun and ends, in whatever way. A read of it that blocks holds up a blocking call beyond its timeout; an asynchronous one ends without it.
     */
    public static FileSource of(String name, InputStream stream) {
        OneReading reading = new OneReading(name, Objects.requireNonNull(stream, "stream"));
        return new FileSource(name, URLConnection.guessContentTypeFromName(name), () -> null, reading, reading);
    }

    /**
     * Bytes that somebody else keeps.
     *
     * @param length their number; fewer or more end the call
     * @param opener asked at each sending
     * @throws IllegalArgumentException when the length is negative
     */
    public static FileSource of(String name, long length, Opener opener) {
        if (length < 0) {
            throw new IllegalArgumentException("The length of \"" + name + "\" is " + length + "; expected 0 or more");
        }
        return of(name, () -> length, Objects.requireNonNull(opener, "opener"));
    }

    /**
     * The same file with another media type.
     *
     * @throws IllegalArgumentException when it is none, such as application/pdf
     */
    public FileSource withMediaType(String mediaType) {
        if (!MEDIA_TYPE.matcher(mediaType).matches()) {
            throw new IllegalArgumentException("mediaType is \"" + mediaType + "\"; expected one like application/pdf");
        }
        return new FileSource(name, mediaType, length, opener, reading);
    }

    /** The same file under another name. The media type stays. */
    public FileSource withName(String name) {
        return new FileSource(name, mediaType, length, opener, reading);
    }

    /** What the file is called. */
    public String name() {
        return name;
    }

    /** Such as application/pdf; by default that of the name's ending, null when that says nothing. */
    public @Nullable String mediaType() {
        return mediaType;
    }

    /**
     * How many bytes it has, as of now; null when that shows only at their end.
     *
     * @throws FileSourceException when the file is no longer there
     */
    public @Nullable Long length() {
        try {
            return length.get();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The bytes from the start. Whoever asks for them closes them.
     *
     * @throws IOException when they cannot be opened
     * @throws FileSourceException when they can be read only once, and were
     */
    public InputStream open() throws IOException {
        return opener.open();
    }

    /** Whether the bytes could be read once only, and were. */
    public boolean isSpent() {
        return reading != null && reading.isSpent();
    }

    /**
     * Says so when the bytes could be read once only, and were.
     *
     * @throws FileSourceException then
     */
    public void requireUnspent() {
        if (reading != null) {
            reading.requireUnspent();
        }
    }

    FileSourceException unreadable(IOException cause) {
        return new FileSourceException("The file \"" + name + "\" cannot be read: " + cause, cause);
    }

    /** The name, nothing of the content. */
    @Override
    public String toString() {
        return "FileSource[" + name + "]";
    }

    /** Hands the same stream to everybody who opens it, until one of them reads. */
    private static final class OneReading implements Opener {
        private final String name;
        private final InputStream stream;
        private @Nullable Object reader;

        OneReading(String name, InputStream stream) {
            this.name = name;
            this.stream = stream;
        }

        synchronized boolean isSpent() {
            return reader != null;
        }

        synchronized void requireUnspent() {
            if (reader != null) {
                throw new FileSourceException("The stream of \"" + name + "\" was read before, and can be read only once. "
                        + "Give a new one, or a source that can be opened again: a Path, a byte[], or an opener", null);
            }
        }

        private synchronized void take(Object by) {
            if (reader != by) {
                requireUnspent();
                reader = by;
            }
        }

        private synchronized boolean isTakenBy(Object by) {
            return reader == by;
        }

        @Override
        public InputStream open() {
            requireUnspent();
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    take(this);
                    return stream.read();
                }

                @Override
                public int read(byte[] into, int offset, int count) throws IOException {
                    take(this);
                    return stream.read(into, offset, count);
                }

                @Override
                public void close() throws IOException {
                    if (isTakenBy(this)) {
                        stream.close();
                    }
                }
            };
        }
    }
}
