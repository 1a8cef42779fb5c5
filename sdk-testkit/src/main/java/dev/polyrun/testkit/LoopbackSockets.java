package dev.polyrun.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** Keeps hold of the accepted connections, which MockWebServer numbers in the order of their arrival but does not show. */
final class LoopbackSockets extends ServerSocketFactory {
    // MockWebServer asks for 50, too few for thousands of watches that start at the same moment.
    private static final int BACKLOG = 4096;

    private final Map<Integer, TappedSocket> accepted = new ConcurrentHashMap<>();

    /** The body of the latest request on the connection with this index, without its {@link LongTexts}; empty when it is closed. */
    String shortened(int connectionIndex) {
        TappedSocket socket = accepted.get(connectionIndex);
        return socket == null ? "" : socket.tap.body();
    }

    /** The connection with this index, or null when it is closed. */
    @Nullable Socket accepted(int connectionIndex) {
        return accepted.get(connectionIndex);
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return new CountingServerSocket(accepted);
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return bound(new InetSocketAddress(port));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return bound(new InetSocketAddress(port));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return bound(new InetSocketAddress(address, port));
    }

    private ServerSocket bound(SocketAddress address) throws IOException {
        ServerSocket socket = createServerSocket();
        socket.bind(address);
        return socket;
    }

    private static final class CountingServerSocket extends ServerSocket {
        private final Map<Integer, TappedSocket> accepted;
        private int next;

        CountingServerSocket(Map<Integer, TappedSocket> accepted) throws IOException {
            this.accepted = accepted;
        }

        @Override
        public void bind(SocketAddress endpoint, int backlog) throws IOException {
            super.bind(endpoint, BACKLOG);
        }

        /** Called by one thread only. */
        @Override
        public Socket accept() throws IOException {
            TappedSocket socket = new TappedSocket();
            implAccept(socket);
            socket.tap = new RequestTap(socket.untapped());
            // Headers and body go out in two writes; without this the second would wait for the first one's acknowledgement.
            socket.setTcpNoDelay(true);
            accepted.values().removeIf(Socket::isClosed);
            accepted.put(next++, socket);
            return socket;
        }
    }

    private static final class TappedSocket extends Socket {
        private RequestTap tap = new RequestTap(InputStream.nullInputStream());

        private InputStream untapped() throws IOException {
            return super.getInputStream();
        }

        @Override
        public InputStream getInputStream() {
            return tap;
        }
    }
}
