package dev.polyrun.reliability.threads;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does byte for byte what a test says, with one thread a connection. */
final class WireServer implements AutoCloseable {
    /** What happens once the head of a request was read. */
    interface Script {
        /** @return whether the connection stays open for another request */
        boolean run(Exchange exchange) throws Exception;
    }

    /** A request whose head was read. */
    record Exchange(Socket socket, String head, InputStream in, OutputStream out) {
        void write(byte[] bytes, int from, int to) throws IOException {
            out.write(bytes, from, to - from);
            out.flush();
        }

        void answer(String type, byte[] body) throws IOException {
            byte[] answer = WireServer.answer(type, body);
            write(answer, 0, answer.length);
        }

        /** How many bytes the body has, as the head says. */
        int length() {
            String lower = head.toLowerCase(Locale.ROOT);
            int at = lower.indexOf("\r\ncontent-length:");
            return at < 0 ? 0 : Integer.parseInt(head.substring(at + 17, head.indexOf('\r', at + 17)).trim());
        }

        /** Reads so many bytes of the body. */
        void read(int bytes) throws IOException {
            if (in.readNBytes(bytes).length < bytes) {
                throw new IOException("The client has gone");
            }
        }

        /** Blocks until the client has closed the connection, whatever it sends before. */
        void awaitEnd() {
            byte[] buffer = new byte[8192];
            try {
                while (in.read(buffer) >= 0) {
                    continue;
                }
            } catch (IOException e) {
                // Closed with bytes that it had not read: a reset is an end, too.
                return;
            }
        }
    }

    private final ServerSocket server;
    private final Script script;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();

    WireServer(Script script) {
        this.script = script;
        try {
            server = new ServerSocket();
            // Small, so that whoever sends much waits for it to be read.
            server.setReceiveBufferSize(16_384);
            server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 500);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    static byte[] answer(String type, byte[] body) {
        byte[] head = ("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(head);
        answer.writeBytes(body);
        return answer.toByteArray();
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** How many have been opened. */
    int connections() {
        return connections.get();
    }

    /** How many heads have been read. */
    int requests() {
        return requests.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            return;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String head = head(in); head != null; head = head(in)) {
                requests.incrementAndGet();
                if (!script.run(new Exchange(socket, head, in, socket.getOutputStream()))) {
                    return;
                }
            }
        } catch (Exception e) {
            return;
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int newlines = 0;
        for (int c = in.read(); c >= 0; c = in.read()) {
            head.write(c);
            newlines = c == '\n' ? newlines + 1 : c == '\r' ? newlines : 0;
            if (newlines == 2) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return null;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "wire-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
