package dev.polyrun.core;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file as text within JSON: in base64, or as a {@code data:} URL. One made of a {@link FileSource} is encoded piece by piece while a request is
 * sent, and is never in memory as a whole; what came in an answer is its text.
 *
 * <p>Whatever asks for the text of a model that holds one, such as {@code toJson()}, {@code toMap()} or a mapper of Jackson's, reads the whole
 * source; that of an {@link InputStream} is spent then.
 *
 * <p>Immutable and thread-safe as far as its source is. Two are equal when they have the same text, or encode the same {@code FileSource} object
 * in the same way: sources are not read to compare them.
 */
public final class EncodedFile {
    /** Three bytes make four letters. */
    private static final int PIECE = 3 * 8192;

    private static final Base64.Encoder ENCODER = Base64.getEncoder();

    private final @Nullable String text;
    private final @Nullable FileSource source;
    private final boolean asUrl;

    private EncodedFile(@Nullable String text, @Nullable FileSource source, boolean asUrl) {
        this.text = text;
        this.source = source;
        this.asUrl = asUrl;
    }

    /** A file to send in base64. */
    public static EncodedFile base64(FileSource source) {
        return new EncodedFile(null, Objects.requireNonNull(source, "source"), false);
    }

    /** A file to send as a {@code data:} URL with its media type, application/octet-stream if it has none, in base64. */
    public static EncodedFile dataUrl(FileSource source) {
        return new EncodedFile(null, Objects.requireNonNull(source, "source"), true);
    }

    /** A text that is sent as it is, as one that came is kept as it is. */
    @JsonCreator
    public static EncodedFile of(String text) {
        return new EncodedFile(Objects.requireNonNull(text, "text"), null, false);
    }

    /**
     * The text as it stands in JSON.
     *
     * @throws FileSourceException when the source cannot be read, or was spent
     */
    @JsonValue
    public String text() {
        if (source == null) {
            return Objects.requireNonNull(text);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writeTo(out, source.length());
        } catch (IOException e) {
            throw new IllegalStateException("Memory cannot be written to", e);
        }
        return out.toString(StandardCharsets.US_ASCII);
    }

    /** What the text is made of; null when it is a text from the start. */
    public @Nullable FileSource source() {
        return source;
    }

    /**
     * The bytes of the file.
     *
     * @throws FileSourceException when the source cannot be read, or was spent
     * @throws IllegalStateException when the text is neither base64 nor a {@code data:} URL
     */
    public byte[] bytes() {
        if (source == null) {
            return decoded(Objects.requireNonNull(text));
        }
        try (InputStream in = source.open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw source.unreadable(e);
        }
    }

    /**
     * The bytes of the file as a stream. Whoever asks for it closes it.
     *
     * @throws IOException when the source cannot be opened
     * @throws FileSourceException when the source was spent
     * @throws IllegalStateException when the text is neither base64 nor a {@code data:} URL
     */
    public InputStream open() throws IOException {
        return source == null ? new ByteArrayInputStream(bytes()) : source.open();
    }

    /**
     * How many letters a source of that many bytes makes, all of them ASCII. Only for an encoded file that has a source.
     *
     * @param sourceLength in bytes
     */
    public long textLength(long sourceLength) {
        return prefix().length() + (sourceLength + 2) / 3 * 4;
    }

    /**
     * Writes the text of the source in small pieces, all of them ASCII. Only for an encoded file that has a source.
     *
     * @param expected how many bytes the source has; null when that is not known
     * @throws IOException when {@code out} throws it
     * @throws FileSourceException when the source cannot be read, was spent, or has fewer or more bytes than expected
     */
    public void writeTo(OutputStream out, @Nullable Long expected) throws IOException {
        FileSource from = Objects.requireNonNull(source, "source");
        byte[] piece = new byte[PIECE];
        byte[] letters = new byte[PIECE / 3 * 4];
        long done = 0;
        try (InputStream in = opened(from)) {
            out.write(prefix().getBytes(StandardCharsets.US_ASCII));
            int count;
            do {
                count = read(in, piece, from);
                done += count;
                check(from, done, expected, count < PIECE);
                byte[] full = count == PIECE ? piece : Arrays.copyOf(piece, count);
                out.write(letters, 0, ENCODER.encode(full, letters));
            } while (count == PIECE);
        }
    }

    private static void check(FileSource source, long done, @Nullable Long expected, boolean ended) {
        if (expected != null && (done > expected || ended && done < expected)) {
            throw new FileSourceException("The file \"" + source.name() + "\" was to have " + expected + " bytes, but has "
                    + (done > expected ? "more" : "only " + done), null);
        }
    }

    /** Its end is not the call's end: what cannot be closed was read all the same. */
    private static InputStream opened(FileSource source) {
        try {
            return new Quiet(source.open());
        } catch (IOException e) {
            throw source.unreadable(e);
        }
    }

    private static int read(InputStream in, byte[] into, FileSource source) {
        try {
            return in.readNBytes(into, 0, into.length);
        } catch (IOException e) {
            throw source.unreadable(e);
        }
    }

    private String prefix() {
        if (!asUrl) {
            return "";
        }
        String type = Objects.requireNonNull(source).mediaType();
        return "data:" + (type == null ? "application/octet-stream" : type) + ";base64,";
    }

    private static byte[] decoded(String text) {
        boolean isUrl = text.regionMatches(true, 0, "data:", 0, 5);
        int comma = isUrl ? text.indexOf(',') : -1;
        String content = text.substring(comma + 1);
        if (comma >= 0 && !text.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64")) {
            return PercentCode.decode(content, StandardCharsets.UTF_8);
        }
        if (comma >= 0 && content.indexOf('%') >= 0) {
            content = new String(PercentCode.decode(content, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        }
        try {
            // Both alphabets are in use, and so are lines of 76 letters.
            return Base64.getDecoder().decode(content.replaceAll("\\s", "").replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            // The decoder's own message would quote a letter of it.
            throw new IllegalStateException("The text, of " + text.length() + " letters, is neither base64 nor a data: URL; text() has it", null);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EncodedFile that && Objects.equals(text, that.text) && source == that.source && asUrl == that.asUrl;
    }

    @Override
    public int hashCode() {
        return source == null ? Objects.hashCode(text) : source.hashCode();
    }

    /** Whether it has a source, and how long its text is; nothing of the content. */
    @Override
    public String toString() {
        return source == null ? "EncodedFile[" + Objects.requireNonNull(text).length() + " letters]" : "EncodedFile[" + source.name() + "]";
    }

    private static final class Quiet extends FilterInputStream {
        Quiet(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                return;
            }
        }
    }
}
