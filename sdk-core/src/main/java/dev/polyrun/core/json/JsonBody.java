package dev.polyrun.core.json;

import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.FileSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document to send: written already, but for the files within it, which are encoded while it is sent. Immutable and thread-safe as far as
 * the sources of its files are.
 */
public final class JsonBody {
    private final List<Object> segments;

    /** @param segments each one bytes, or an {@link EncodedFile} with a source */
    JsonBody(List<Object> segments) {
        this.segments = List.copyOf(segments);
    }

    /**
     * The JSON form of a plain value or a model.
     *
     * @throws JsonException when something in it has no JSON form
     */
    public static JsonBody of(@Nullable Object value) {
        return JsonWriter.body(value);
    }

    /** The bytes; null when there are files within, so that it is for {@link #writeTo} to write. */
    public byte @Nullable [] bytes() {
        return segments.size() == 1 ? (byte[]) segments.get(0) : null;
    }

    /** Whether a source within can be read only once, and was. */
    public boolean isSpent() {
        return sources().stream().anyMatch(FileSource::isSpent);
    }

    /** The files within, in the order of the document. */
    public List<FileSource> sources() {
        return segments.stream()
                .filter(EncodedFile.class::isInstance)
                .map(segment -> Objects.requireNonNull(((EncodedFile) segment).source()))
                .toList();
    }

    /**
     * How many bytes it has.
     *
     * @param lengths those of the {@link #sources()}, null where one is not known
     * @return -1 when that is not known
     */
    public long length(List<? extends @Nullable Long> lengths) {
        long sum = 0;
        int file = 0;
        for (Object segment : segments) {
            if (segment instanceof EncodedFile encoded) {
                Long length = lengths.get(file++);
                if (length == null) {
                    return -1;
                }
                sum += encoded.textLength(length);
            } else {
                sum += ((byte[]) segment).length;
            }
        }
        return sum;
    }

    /**
     * Writes the document, its files piece by piece.
     *
     * @param lengths as for {@link #length}
     * @throws IOException when {@code out} throws it
     * @throws dev.polyrun.core.FileSourceException when a source cannot be read, or has another length
     */
    public void writeTo(OutputStream out, List<? extends @Nullable Long> lengths) throws IOException {
        int file = 0;
        for (Object segment : segments) {
            if (segment instanceof EncodedFile encoded) {
                encoded.writeTo(out, lengths.get(file++));
            } else {
                out.write((byte[]) segment);
            }
        }
    }
}
