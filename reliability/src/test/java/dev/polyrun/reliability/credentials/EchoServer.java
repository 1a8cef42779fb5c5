package dev.polyrun.reliability.credentials;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A server that writes back whatever it got, in the way that a script says, and keeps every byte that reached it. Thread-safe. */
final class EchoServer implements AutoCloseable {
    /**
     * A request as it came.
     *
     * @param line its first line
     * @param headers names in lower case
     */
    record Got(String line, Map<String, String> headers, String body) {
        /** Everything, on one line. */
        String all() {
            return line + " " + headers + " " + body;
        }

        /** All of it but the body. */
        String head() {
            return line + " " + headers;
        }
    }

    /** What comes back. */
    interface Script {
        /** The bytes of the answer; empty for a connection that is reset, null for one on which nothing ever comes. */
        String answer(Got got);
    }

    private static final int TLS_HANDSHAKE = 0x16;

    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final StringBuffer arrived = new StringBuffer();
    private final Set<String> threadNames = ConcurrentHashMap.newKeySet();
    private volatile Script script;

    EchoServer(String address, Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 500, InetAddress.getByName(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on. */
    void script(Script next) {
        script = next;
    }

    /** Every byte that ever arrived, one character each. */
    String arrived() {
        return arrived.toString();
    }

    void forget() {
        arrived.setLength(0);
    }

    /** The names of all threads of this process that were seen while requests were on their way. */
    Set<String> threadNames() {
        return threadNames;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
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
            in.mark(1);
            if (in.read() == TLS_HANDSHAKE) {
                socket.getOutputStream().write("HTTP/1.1 400 No TLS here\r\n\r\n".getBytes(ISO_8859_1));
                return;
            }
            in.reset();
            for (Got got = read(in); got != null; got = read(in)) {
                rememberThreads();
                String answer = script.answer(got);
                if (answer == null) {
                    while (in.read() >= 0) {
                        continue;
                    }
                    return;
                }
                if (answer.isEmpty()) {
                    socket.setSoLinger(true, 0);
                    return;
                }
                socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
                if (!answer.contains("keep-alive")) {
                    return;
                }
            }
        } catch (IOException e) {
            return;
        } finally {
            sockets.remove(socket);
        }
    }

    private void rememberThreads() {
        Thread[] threads = new Thread[Thread.activeCount() + 50];
        int count = Thread.enumerate(threads);
        for (int i = 0; i < count; i++) {
            threadNames.add(threads[i].getName());
        }
    }

    private Got read(InputStream in) throws IOException {
        String head = until(in, "\r\n\r\n");
        if (head == null) {
            return null;
        }
        String[] lines = head.split("\r\n");
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip());
        }
        String body = "";
        if (headers.containsKey("content-length")) {
            body = new String(in.readNBytes(Integer.parseInt(headers.get("content-length"))), ISO_8859_1);
        } else if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            body = String.valueOf(until(in, "\r\n0\r\n\r\n"));
        }
        arrived.append(body);
        return new Got(lines[0], headers, body);
    }

    /** Up to and with the end; null when the connection ends before. */
    private String until(InputStream in, String end) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            read.write(c);
            if (c == '\n' && read.toString(ISO_8859_1).endsWith(end)) {
                arrived.append(read.toString(ISO_8859_1));
                return read.toString(ISO_8859_1);
            }
        }
        arrived.append(read.toString(ISO_8859_1));
        return null;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "echo-server");
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
