package dev.polyrun.core.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a server sends beyond an answer from being taken for the next one. OkHttp gives a connection back as soon as a body has the bytes that
 * it was said to have; whatever comes behind it, it would read as the answer to the next request on that connection, and be one answer late ever
 * after. With HTTP/2, that cannot be.
 */
final class StrayBytes {
    /** So many connections that cannot be used are passed over in one call. */
    private static final int MOST_PASSED_OVER = 5;

    /** In digits: any such number is a long. */
    private static final int LONGEST_LENGTH = 18;

    private static final Map<Ends, WatchedSocket> OPEN = new ConcurrentHashMap<>();

    /** The two ends of a connection: what a socket of TLS has in common with the one that it is laid over. */
    private record Ends(SocketAddress local, SocketAddress remote) {
        static Ends of(Socket socket) {
            return new Ends(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress());
        }

        // By hand: what a record has of its own is put together when it is first used, which the first call of a process would wait for.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Ends ends && Objects.equals(local, ends.local) && Objects.equals(remote, ends.remote);
        }

        @Override
        public int hashCode() {
            return 31 * Objects.hashCode(local) + Objects.hashCode(remote);
        }
    }

    private static final class StrayBytesException extends IOException {
        private static final long serialVersionUID = 1L;
        private final boolean isRequestSent;

        StrayBytesException(boolean isRequestSent) {
            super("the server sent more than the answers to what it was asked");
            this.isRequestSent = isRequestSent;
        }
    }

    /** Next to the caller's interceptors. To pass over a connection is no failure of the call, unless a request that was sent must not be repeated. */
    private static final class PassOver implements Interceptor {
        @Override
        public Response intercept(Chain chain) throws IOException {
            boolean repeatable = chain.request().method().equals("GET");
            for (int i = 0; i < MOST_PASSED_OVER; i++) {
                try {
                    return chain.proceed(chain.request());
                } catch (StrayBytesException e) {
                    if (e.isRequestSent && !repeatable) {
                        throw e;
                    }
                }
            }
            return chain.proceed(chain.request());
        }
    }

    /** Next to the network, around what goes over one connection. */
    abstract static class Guard implements Interceptor {
        /** Sends the request. */
        abstract Response send(Chain chain) throws IOException;

        @Override
        public final Response intercept(Chain chain) throws IOException {
            Connection connection = chain.connection();
            if (connection == null || connection.protocol() == Protocol.HTTP_2) {
                return send(chain);
            }
            WatchedSocket socket = WatchedSocket.under(connection.socket());
            long readBefore = socket == null ? 0 : socket.reads;
            // Under TLS, what is there may be a word between the two ends alone.
            if (readBefore > 0 && connection.handshake() == null && socket.hasMore()) {
                connection.socket().close();
                throw new StrayBytesException(false);
            }
            Response response = send(chain);
            // Nothing was ever read where TLS goes past the socket's streams, as one that is no part of the JDK may.
            if (socket != null && readBefore > 0 && socket.reads == readBefore) {
                // It was there before the request was sent. To close the answer would give the connection back, with the true one still to come.
                connection.socket().close();
                throw new StrayBytesException(true);
            }
            if (!hasOneLength(response)) {
                connection.socket().close();
                throw new ProtocolException("Content-Length is no number, or more than one");
            }
            return response;
        }
    }

    private StrayBytes() {}

    /**
     * Guards a client that is being built.
     *
     * @param sockets the socket factory that it has so far
     * @param innermost what sends
     */
    static OkHttpClient.Builder keepOut(OkHttpClient.Builder builder, SocketFactory sockets, Guard innermost) {
        if (sockets == SocketFactory.getDefault()) {
            builder.socketFactory(WatchedSockets.ALL);
        }
        return builder.addInterceptor(new PassOver()).addNetworkInterceptor(innermost);
    }

    /** Of two lengths, OkHttp would believe the last; and read to the end of the connection when there is none that it understands. */
    private static boolean hasOneLength(Response response) {
        if (response.header("Transfer-Encoding") != null) {
            return true;
        }
        String one = null;
        for (String length : response.headers("Content-Length")) {
            String stripped = length.strip();
            if (one != null && !one.equals(stripped) || !isLength(stripped)) {
                return false;
            }
            one = stripped;
        }
        return true;
    }

    private static boolean isLength(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= LONGEST_LENGTH;
    }

    private static final class WatchedSockets extends SocketFactory {
        static final WatchedSockets ALL = new WatchedSockets();

        @Override
        public Socket createSocket() {
            return new WatchedSocket();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return createSocket(InetAddress.getByName(host), port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return createSocket(InetAddress.getByName(host), port, localHost, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return createSocket(host, port, InetAddress.getByAddress(new byte[4]), 0);
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) throws IOException {
            Socket socket = createSocket();
            socket.bind(new InetSocketAddress(localAddress, localPort));
            socket.connect(new InetSocketAddress(address, port));
            return socket;
        }
    }

    /** Counts how often something was read. */
    private static final class WatchedSocket extends Socket {
        private volatile long reads;
        private volatile @Nullable Ends ends;
        private volatile @Nullable InputStream stream;

        /** What a connection's socket is, or is laid over; null when that came of another factory. */
        static @Nullable WatchedSocket under(Socket socket) {
            return socket instanceof WatchedSocket watched ? watched : OPEN.get(Ends.of(socket));
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            super.connect(endpoint, timeout);
            Ends connected = Ends.of(this);
            ends = connected;
            OPEN.put(connected, this);
            if (isClosed()) {
                forget();
            }
        }

        /** Whether something waits to be read. */
        boolean hasMore() throws IOException {
            InputStream reading = stream;
            return reading != null && reading.available() > 0;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            InputStream counting = new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    int count = in.read(into, offset, length);
                    reads++;
                    return count;
                }

                @Override
                public int read() throws IOException {
                    int one = in.read();
                    reads++;
                    return one;
                }
            };
            stream = counting;
            return counting;
        }

        @Override
        public synchronized void close() throws IOException {
            forget();
            super.close();
        }

        private void forget() {
            Ends known = ends;
            if (known != null) {
                OPEN.remove(known, this);
            }
        }
    }
}
