package dev.polyrun.core.http;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.GzipSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * What came back from one sending, read to its end; but for a success whose body is to be handed out.
 *
 * @param body the bytes, to be given back when they are not needed any more; only the first ones when {@code tooLong}
 * @param open the response whose body is not read; null when it was
 */
record Answer(int status, AnswerHeaders headers, BodyBytes body, boolean tooLong, @Nullable Response open) {
    /** More than any vendor has to say about an error. */
    private static final long LONGEST_ERROR = 1 << 20;
    /** What is kept of a result that is too long to be one. */
    private static final long REMNANT = 1024;

    /**
     * Reads the response and closes it, also when reading fails; a success that is to be handed out is left open. An error is what was read of it,
     * however long it is.
     *
     * @param exchange what the answer is to
     * @param keepsBytes whether a success needs its bytes when they are decoded
     */
    static Answer read(Response response, long maxResponseBytes, Exchange<?> exchange, boolean keepsBytes) throws IOException {
        exchange.hear();
        if (exchange.call().opens() && response.isSuccessful()) {
            Response open = unpacked(response);
            return new Answer(open.code(), new AnswerHeaders(open.headers()), BodyBytes.NONE, false, open);
        }
        try (response) {
            boolean isSuccess = response.isSuccessful();
            long maxBytes = isSuccess ? maxResponseBytes : Math.min(LONGEST_ERROR, maxResponseBytes);
            BodyBytes body = BodyBytes.read(response.body().source(), maxBytes, exchange, isSuccess);
            boolean tooLong = body.isTooLong();
            if (keepsBytes || !isSuccess || tooLong) {
                body = body.own(tooLong && isSuccess ? REMNANT : maxBytes);
            }
            AnswerHeaders headers = new AnswerHeaders(response.headers());
            return new Answer(response.code(), headers, inUtf8(body, headers.first("Content-Type")), tooLong, null);
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
        return headers.first(name);
    }

    /** How many bytes the open body has; null when that is not known. */
    @Nullable Long length() {
        long length = Objects.requireNonNull(open).body().contentLength();
        return length < 0 ? null : (Long) length;
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** JSON is UTF-8; a server that declares another charset is taken at its word. */
    private static BodyBytes inUtf8(BodyBytes body, @Nullable String contentType) {
        int parameters = contentType == null ? -1 : contentType.indexOf(';');
        MediaType type = parameters < 0 ? null : MediaType.parse(contentType);
        Charset charset = type == null ? null : type.charset(null);
        if (charset == null || charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.US_ASCII)) {
            return body;
        }
        byte[] utf8 = new String(body.array(), 0, body.length(), charset).getBytes(StandardCharsets.UTF_8);
        body.giveBack();
        return BodyBytes.of(utf8);
    }
}
