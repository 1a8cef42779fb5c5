package dev.polyrun.testkit;

import java.io.IOException;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okio.Buffer;

/** HTTP/1.1 as bytes, as far as OkHttp writes and reads it. */
final class HttpText {
    private HttpText() {}

    /**
     * Takes one request, which is there as a whole.
     *
     * @param server the address whose path and query the request names
     */
    static SimulatedRequest readRequest(Buffer in, HttpUrl server) throws IOException {
        String[] requestLine = in.readUtf8LineStrict().split(" ");
        String[] target = requestLine[1].split("\\?", 2);
        HttpUrl url = server.newBuilder().encodedPath(target[0]).encodedQuery(target.length == 1 ? null : target[1]).build();
        Headers.Builder headers = new Headers.Builder();
        for (String line = in.readUtf8LineStrict(); !line.isEmpty(); line = in.readUtf8LineStrict()) {
            int colon = line.indexOf(':');
            headers.addUnsafeNonAscii(line.substring(0, colon), line.substring(colon + 1));
        }
        Headers all = headers.build();
        return SimulatedRequest.of(requestLine[0], url, all, readBody(in, all));
    }

    private static String readBody(Buffer in, Headers headers) throws IOException {
        if (!"chunked".equals(headers.get("Transfer-Encoding"))) {
            return in.readUtf8();
        }
        Buffer body = new Buffer();
        for (long size = readChunkSize(in); size > 0; size = readChunkSize(in)) {
            body.write(in, size);
            in.readUtf8LineStrict();
        }
        in.readUtf8LineStrict();
        return body.readUtf8();
    }

    private static long readChunkSize(Buffer in) throws IOException {
        return Long.parseLong(in.readUtf8LineStrict(), 16);
    }

    static void writeHead(Answer answer, Buffer out) {
        out.writeUtf8("HTTP/1.1 ").writeDecimalLong(answer.status()).writeUtf8(" Simulated\r\n");
        answer.headers().forEach((name, values) -> values.forEach(value ->
                out.writeUtf8(name).writeUtf8(": ").writeUtf8(value).writeUtf8("\r\n")));
        Long length = answer.length();
        if (length == null) {
            out.writeUtf8("Transfer-Encoding: chunked\r\n");
        } else if (answer.status() != 204) {
            out.writeUtf8("Content-Length: ").writeDecimalLong(length).writeUtf8("\r\n");
        }
        out.writeUtf8("\r\n");
    }
}
