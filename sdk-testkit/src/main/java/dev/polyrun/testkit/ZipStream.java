package dev.polyrun.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** A ZIP archive that is packed while it is sent. */
final class ZipStream implements AnswerStream {
    private final Iterator<Map.Entry<String, AnswerStream>> files;
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final ZipOutputStream zip = new ZipOutputStream(packed);
    private @Nullable AnswerStream file;
    private boolean ended;

    /** @param files their contents by name */
    ZipStream(Map<String, AnswerStream> files) {
        this.files = files.entrySet().iterator();
    }

    @Override
    public @Nullable Long length() {
        return null;
    }

    @Override
    public byte @Nullable [] next(Pause pause) throws IOException {
        while (packed.size() == 0 && !ended) {
            pack(pause);
        }
        byte[] piece = packed.toByteArray();
        packed.reset();
        return piece.length == 0 ? null : piece;
    }

    private void pack(Pause pause) throws IOException {
        byte[] piece = file == null ? null : file.next(pause);
        if (piece != null) {
            zip.write(piece);
        } else if (files.hasNext()) {
            // Begins the next one, which ends the one before.
            Map.Entry<String, AnswerStream> next = files.next();
            zip.putNextEntry(new ZipEntry(next.getKey()));
            file = next.getValue();
        } else {
            zip.close();
            ended = true;
        }
    }
}
