package dev.polyrun.reliability.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** A request that was read, and the connection that it came on. */
final class Conversation {
    /** What the vendor would have said. */
    record Truth(int status, String contentType, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String method;
    private final String target;
    private final Headers headers;
    private final byte[] body;
    private final OkHttpClient vendor;
    private final String vendorUrl;
    private final CountDownLatch closed;

    /**
     * @param vendor what reaches the simulator at {@code vendorUrl}
     * @param closed done when the server is closed
     */
    Conversation(
            Socket socket,
            InputStream in,
            OutputStream out,
            String method,
            String target,
            Headers headers,
            byte[] body,
            OkHttpClient vendor,
            String vendorUrl,
            CountDownLatch closed) {
        this.socket = socket;
        this.in = in;
        this.out = out;
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.vendor = vendor;
        this.vendorUrl = vendorUrl;
        this.closed = closed;
    }

    String target() {
        return target;
    }

    /** All that was sent in the headers, the key too. */
    String headersOnOneLine() {
        return headers.toString().replaceAll("\\s+", " ");
    }

    /** Asks the vendor, which does what it was asked to do. */
    Truth truth() throws IOException {
        Request.Builder request = new Request.Builder().url(vendorUrl + target).headers(headers.newBuilder().removeAll("Accept-Encoding").build());
        request.method(method, method.equals("GET") ? null : RequestBody.create(body, (MediaType) null));
        try (Response response = vendor.newCall(request.build()).execute()) {
            return new Truth(response.code(), response.header("Content-Type", "application/json"), response.body().bytes());
        }
    }

    boolean tell(Truth truth) throws IOException {
        return answer(truth.status(), truth.contentType(), truth.body());
    }

    boolean answer(int status, String contentType, String text) throws IOException {
        return answer(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    boolean answer(int status, String contentType, byte[] bytes) throws IOException {
        return answer("HTTP/1.1 " + status + " Words", bytes, "Content-Type: " + contentType, "Content-Length: " + bytes.length);
    }

    /** In one piece, so that what follows the body comes along with it. */
    boolean answer(String statusLine, byte[] bytes, String... headerLines) throws IOException {
        String head = statusLine + "\r\n" + (headerLines.length == 0 ? "" : String.join("\r\n", headerLines) + "\r\n") + "\r\n";
        byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[first.length + bytes.length];
        System.arraycopy(first, 0, whole, 0, first.length);
        System.arraycopy(bytes, 0, whole, first.length, bytes.length);
        write(whole);
        return true;
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Lets the client see a reset, not a polite end. */
    boolean reset() throws IOException {
        socket.setSoLinger(true, 0);
        return false;
    }

    /** Says nothing more until the client has closed the connection. */
    boolean fallSilent() throws IOException {
        while (in.read() >= 0) {
            continue;
        }
        return false;
    }

    /** Byte after byte, each a while after the one before, until the client has enough. */
    boolean drip(byte[] bytes) throws IOException, InterruptedException {
        for (byte one : bytes) {
            out.write(one);
            out.flush();
            if (closed.await(20, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return fallSilent();
    }

    /** The same bytes again and again, until the client has enough. */
    boolean flood(byte[] bytes, long times) throws IOException {
        for (long i = 0; i < times; i++) {
            out.write(bytes);
        }
        out.flush();
        return true;
    }
}
