package dev.polyrun.reliability.faults;

import dev.polyrun.core.TimeSource;
import dev.polyrun.testkit.VendorSimulator;
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
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * Stands before a vendor's simulator, and does on the wire whatever is planned; otherwise it hands on what the simulator says. A thread a connection.
 */
final class HostileServer implements FaultyServer {
    private final ServerSocket server;
    private final boolean secure;
    private final OkHttpClient vendor;
    private final HttpUrl vendorUrl;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<Socket> open = new HashSet<>();
    private WireFault fault;
    private int times;
    private int requests;

    HostileServer(VendorSimulator vendor, boolean secure) {
        this.secure = secure;
        this.vendor = vendor.inMemoryClient(TimeSource.system());
        this.vendorUrl = HttpUrl.get(vendor.baseUrl());
        try {
            server = new ServerSocket(0, 200, InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    @Override
    public String baseUrl() {
        HttpUrl.Builder url = vendorUrl.newBuilder().scheme(secure ? "https" : "http").host(secure ? "localhost" : "127.0.0.1");
        return url.port(server.getLocalPort()).build().toString();
    }

    @Override
    public synchronized void plan(int times, WireFault fault) {
        this.fault = fault;
        this.times = times;
    }

    @Override
    public synchronized void heal() {
        times = 0;
    }

    @Override
    public synchronized int requests() {
        return requests;
    }

    @Override
    public synchronized boolean awaitNoConnections() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!open.isEmpty()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    private synchronized WireFault take(boolean onConnect) {
        if (times == 0 || (fault.onConnect() != null) != onConnect) {
            return null;
        }
        times--;
        return fault;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                synchronized (this) {
                    open.add(socket);
                }
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            return;
        }
    }

    private void serve(Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            WireFault met = take(true);
            if (met != null) {
                met.onConnect().meet(socket, Certificates.ALL);
            } else if (secure) {
                try (Socket over = Certificates.handshake(socket, Certificates.ALL.good())) {
                    talk(over);
                }
            } else {
                talk(socket);
            }
        } catch (Exception e) {
            // The client has gone, which is what most faults lead to.
        } finally {
            close(socket);
            synchronized (this) {
                open.remove(socket);
                notifyAll();
            }
        }
    }

    private void talk(Socket socket) throws Exception {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = new BufferedOutputStream(socket.getOutputStream());
        for (String head = readHead(in); head != null; head = readHead(in)) {
            String[] lines = head.split("\r\n");
            Headers.Builder headers = new Headers.Builder();
            for (int i = 1; i < lines.length; i++) {
                headers.add(lines[i]);
            }
            Headers sent = headers.build();
            String length = sent.get("Content-Length");
            byte[] body = in.readNBytes(length == null ? 0 : Integer.parseInt(length));
            String[] words = lines[0].split(" ");
            synchronized (this) {
                requests++;
            }
            String root = vendorUrl.resolve("/").toString();
            Conversation conversation = new Conversation(
                    socket, in, out, words[0], words[1], sent, body, vendor, root.substring(0, root.length() - 1), closed);
            WireFault met = take(false);
            if (!(met == null ? conversation.tell(conversation.truth()) : met.onRequest().meet(conversation))) {
                return;
            }
        }
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            head.write(c);
            if (c == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return null;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "hostile-server");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // It is gone either way.
        }
    }

    @Override
    public void close() {
        closed.countDown();
        close(server);
        synchronized (this) {
            open.forEach(HostileServer::close);
        }
    }
}
