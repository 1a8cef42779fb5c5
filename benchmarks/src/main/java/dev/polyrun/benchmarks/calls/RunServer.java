package dev.polyrun.benchmarks.calls;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * Serves the documents, in a process of its own: {@code GET …/<document>}. As fast as a server can be that answers over a socket: answers are made
 * beforehand, connections stay open, each has a thread. Says its port in its first line, and ends when its input does.
 */
public final class RunServer implements AutoCloseable {
    private final Map<RunDocument, byte[]> answers = new EnumMap<>(RunDocument.class);
    private final ServerSocket socket;

    RunServer() throws IOException {
        for (RunDocument document : RunDocument.values()) {
            answers.put(document, answer(document.bytes()));
        }
        socket = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** Takes no words. */
    public static void main(String[] none) throws IOException {
        try (RunServer server = new RunServer()) {
            System.out.println(server.port());
            System.in.read();
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                daemon(() -> serve(connection));
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                String path = line.split(" ")[1].split("\\?")[0];
                while (!line(in).isEmpty()) {
                    // A header.
                }
                out.write(answers.get(RunDocument.valueOf(path.substring(path.lastIndexOf('/') + 1))));
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    /** Empty at the end, too. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n' && c != -1; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static byte[] answer(byte[] document) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Sun, 22 Nov 2026 10:00:00 GMT\r\nServer: nginx\r\n"
                + "x-request-id: req_0123456789\r\nContent-Length: " + document.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        answer.writeBytes(document);
        return answer.toByteArray();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }
}
