package dev.polyrun.reliability.soak;

import dev.polyrun.reliability.soak.Tallies.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The address of a server, which stays when the server comes back: a simulator has another port each time. Passes bytes to and fro, and a reset as a
 * reset. Counts connections.
 */
final class Gate {
    /** Below those that systems give to outgoing connections: one of these could hold the port while the server is away. */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 10_000;
    private static final int TRIES = 200;

    private final ServerSocket server;
    private final int innerPort;
    private final Tallies tallies;
    private final AtomicInteger open;

    private Gate(ServerSocket server, int innerPort, Tallies tallies, AtomicInteger open) {
        this.server = server;
        this.innerPort = innerPort;
        this.tallies = tallies;
        this.open = open;
    }

    /**
     * Begins to listen.
     *
     * @param port 0 for any
     * @param open counts up and down
     */
    static Gate open(String address, int port, int innerPort, Tallies tallies, AtomicInteger open) throws IOException {
        ServerSocket server = port == 0 ? atAnyPort(address) : at(address, port);
        Gate gate = new Gate(server, innerPort, tallies, open);
        start("gate", gate::accept);
        return gate;
    }

    private static ServerSocket atAnyPort(String address) throws IOException {
        for (int i = 1; ; i++) {
            try {
                return at(address, FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS));
            } catch (BindException e) {
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    private static ServerSocket at(String address, int port) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getByName(address), port), 4096);
        return server;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (true) {
            try {
                Socket outer = server.accept();
                tallies.count(Tally.CONNECTIONS);
                open.incrementAndGet();
                connect(outer);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void connect(Socket outer) {
        try {
            Socket inner = new Socket("127.0.0.1", innerPort);
            outer.setTcpNoDelay(true);
            inner.setTcpNoDelay(true);
            AtomicInteger halves = new AtomicInteger(2);
            start("gate-in", () -> pass(outer, inner, halves));
            start("gate-out", () -> pass(inner, outer, halves));
        } catch (IOException e) {
            close(outer);
            open.decrementAndGet();
        }
    }

    private void pass(Socket from, Socket to, AtomicInteger halves) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[16_384];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                out.write(bytes, 0, count);
            }
        } catch (SocketException reset) {
            resetOnClose(to);
        } catch (IOException e) {
            // The connection is over either way.
        } finally {
            close(from);
            close(to);
            if (halves.decrementAndGet() == 0) {
                open.decrementAndGet();
            }
        }
    }

    private static void resetOnClose(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Closed already by the other direction.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nobody is left to care.
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
