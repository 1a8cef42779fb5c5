package dev.polyrun.core.http;

import dev.polyrun.core.FileSource;
import dev.polyrun.core.json.JsonBody;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** A body with files that are read while it is sent. Their lengths are asked for once, so that all sendings of a call agree. */
final class StreamedBody extends RequestBody {
    private final JsonBody body;
    private final MediaType type;
    private final Runnable onProgress;
    private final List<@Nullable Long> lengths = new ArrayList<>();

    /** @param onProgress told of each piece that has been sent */
    StreamedBody(JsonBody body, MediaType type, Runnable onProgress) {
        this.body = body;
        this.type = type;
        this.onProgress = onProgress;
        for (FileSource source : body.sources()) {
            lengths.add(source.length());
        }
    }

    @Override
    public MediaType contentType() {
        return type;
    }

    @Override
    public long contentLength() {
        return body.length(lengths);
    }

    /** Whether it can be sent again is for the exchange to say. */
    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        body.writeTo(new FilterOutputStream(sink.outputStream()) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                onProgress.run();
            }
        }, lengths);
        sink.flush();
        onProgress.run();
    }
}
