package dev.polyrun.core.http;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.GzipSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * What came back from one sending, read to its end; but for a success whose body is to be handed out.
 *
 * @param body the bytes; only the first ones when {@code tooLong}
 * @param open the response whose body is not read; null when it was
 */
record Answer(int status, Map<String, List<String>> headers, byte[] body, boolean tooLong, @Nullable Response open) {
    private static final byte[] NOTHING = {};
    /** More than any vendor has to say about an error. */
    private static final long LONGEST_ERROR = 1 << 20;
    /** What is kept of a result that is too long to be one. */
    private static final long REMNANT = 1024;

    /**
     * Reads the response and closes it, also when reading fails. An error is what was read of it, however long it is.
     *
     * @param opens whether a success is left open instead
     */
    static Answer read(Response response, long maxResponseBytes, boolean opens) throws IOException {
        if (opens && response.isSuccessful()) {
            Response open = unpacked(response);
            return new Answer(open.code(), headers(open), NOTHING, false, open);
        }
        try (response) {
            long maxBytes = response.isSuccessful() ? maxResponseBytes : Math.min(LONGEST_ERROR, maxResponseBytes);
            BufferedSource source = response.body().source();
            Buffer buffer = new Buffer();
            boolean tooLong = false;
            while (source.read(buffer, 8192) != -1) {
                if (buffer.size() > maxBytes) {
                    tooLong = true;
                    break;
                }
            }
            long kept = tooLong && response.isSuccessful() ? REMNANT : maxBytes;
            byte[] bytes = buffer.readByteArray(Math.min(kept, buffer.size()));
            return new Answer(response.code(), headers(response), inUtf8(bytes, response.body().contentType()), tooLong, null);
        }
    }

    /** Storage that keeps a file packed answers with it as it is, although nothing packed was asked for. Whoever did ask for it gets it so. */
    private static Response unpacked(Response response) {
        boolean isUnasked = "identity".equals(response.request().header("Accept-Encoding"));
        if (!isUnasked || !"gzip".equalsIgnoreCase(response.header("Content-Encoding"))) {
            return response;
        }
        ResponseBody packed = response.body();
        return response.newBuilder()
                .removeHeader("Content-Encoding")
                .removeHeader("Content-Length")
                .body(ResponseBody.create(Okio.buffer(new GzipSource(packed.source())), packed.contentType(), -1))
                .build();
    }

    @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? null : values.get(0);
    }

    /** How many bytes the open body has; null when that is not known. */
    @Nullable Long length() {
        long length = Objects.requireNonNull(open).body().contentLength();
        return length < 0 ? null : (Long) length;
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    private static Map<String, List<String>> headers(Response response) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (var header : response.headers()) {
            headers.computeIfAbsent(header.getFirst().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1)).add(header.getSecond());
        }
        headers.replaceAll((name, values) -> List.copyOf(values));
        return Collections.unmodifiableMap(headers);
    }

    /** JSON is UTF-8; a server that declares another charset is taken at its word. */
    private static byte[] inUtf8(byte[] bytes, @Nullable MediaType type) {
        Charset charset = type == null ? null : type.charset(null);
        if (charset == null || charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.US_ASCII)) {
            return bytes;
        }
        return new String(bytes, charset).getBytes(StandardCharsets.UTF_8);
    }
}
