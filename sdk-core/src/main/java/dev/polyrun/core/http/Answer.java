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
import okhttp3.MediaType;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * What came back from one sending, read to its end.
 *
 * @param body the bytes; cut off at the limit when {@code tooLong}
 */
record Answer(int status, Map<String, List<String>> headers, byte[] body, boolean tooLong) {
    /** Reads the response and closes it, also when reading fails. */
    static Answer read(Response response, long maxBytes) throws IOException {
        try (response) {
            BufferedSource source = response.body().source();
            Buffer buffer = new Buffer();
            boolean tooLong = false;
            while (source.read(buffer, 8192) != -1) {
                if (buffer.size() > maxBytes) {
                    tooLong = true;
                    break;
                }
            }
            byte[] bytes = tooLong ? buffer.readByteArray(Math.min(buffer.size(), 1024)) : buffer.readByteArray();
            return new Answer(response.code(), headers(response), inUtf8(bytes, response.body().contentType()), tooLong);
        }
    }

    @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? null : values.get(0);
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
