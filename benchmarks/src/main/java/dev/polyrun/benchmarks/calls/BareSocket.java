package dev.polyrun.benchmarks.calls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What any client of HTTP/1 has to do who wants to use its connection again: take all of the answer off a socket, in pieces as large as there are, and look
 * at none of it. One thread only.
 */
final class BareSocket implements CallClient {
    private static final byte[] LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BODY = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final byte[] buffer = new byte[256 << 10];
    private final OutputStream out;
    private final InputStream in;

    /** For the server of these benchmarks, whose headers come in one piece. */
    BareSocket(String baseUrl) {
        try {
            URI server = URI.create(baseUrl);
            Socket socket = new Socket(server.getHost(), server.getPort());
            socket.setTcpNoDelay(true);
            out = socket.getOutputStream();
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Object get(String runId) throws IOException {
        out.write(("GET /v1/workflows/runs/" + runId + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        int first = in.read(buffer);
        int length = after(LENGTH, 0, first);
        int body = after(BODY, length, first);
        String digits = new String(buffer, length, endOfLine(length) - length, StandardCharsets.US_ASCII);
        long left = Long.parseLong(digits) - (first - body);
        while (left > 0) {
            int read = in.read(buffer);
            if (read < 0) {
                throw new IOException("cut");
            }
            left -= read;
        }
        return digits;
    }

    private int endOfLine(int from) {
        int at = from;
        while (buffer[at] != '\r') {
            at++;
        }
        return at;
    }

    private int after(byte[] sought, int from, int end) throws IOException {
        for (int at = from; at <= end - sought.length; at++) {
            if (Arrays.equals(buffer, at, at + sought.length, sought, 0, sought.length)) {
                return at + sought.length;
            }
        }
        throw new IOException("no " + new String(sought, StandardCharsets.US_ASCII));
    }
}
