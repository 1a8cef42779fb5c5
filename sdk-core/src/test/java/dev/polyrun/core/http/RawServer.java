package dev.polyrun.core.http;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that does on the wire whatever a test says, one thread a connection. */
final class RawServer implements AutoCloseable {
    /** What happens once the head of a request was read; the connection is closed when this returns false or throws. */
    interface Script {
        boolean run(Exchanged exchanged) throws Exception;
    }

    /** A request whose head was read. */
    record Exchanged(Socket socket, String head, InputStream in, OutputStream out) {
        void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.UTF_8));
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

        /** Blocks until the client has closed the connection. */
        void awaitEnd() throws IOException {
            while (in.read() >= 0) {
                continue;
            }
        }
    }

    private final ServerSocket server;
    private final Script script;
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile int connections;

    RawServer(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 200, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** The heads of all requests so far. */
    List<String> heads() {
        return heads;
    }

    int connections() {
        return connections;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections++;
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
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            for (String head = readHead(in); head != null; head = readHead(in)) {
                heads.add(head);
                if (!script.run(new Exchanged(socket, head, in, out))) {
                    return;
                }
            }
        } catch (Exception e) {
            return;
        }
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            head.write(c);
            if (head.size() >= 4 && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return null;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
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
