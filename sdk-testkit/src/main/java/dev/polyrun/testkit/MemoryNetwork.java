package dev.polyrun.testkit;

import dev.polyrun.core.DaemonThread;
import dev.polyrun.core.TimeSource;
import dev.polyrun.testkit.LoopbackServer.Reaction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javax.net.SocketFactory;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** The way from an HTTP client to a simulator without sockets and, unless an answer takes time, without threads. */
final class MemoryNetwork {
    private final HttpUrl server;
    private final Function<SimulatedRequest, Reaction> handler;
    private final BooleanSupplier answersTakeTime;
    private final TimeSource time;
    private final CompletableFuture<Void> closed;

    /**
     * @param server the simulator's root address
     * @param answersTakeTime whether one of the next requests may have to wait for its answer
     * @param closed done when the simulator is closed
     */
    MemoryNetwork(
            HttpUrl server,
            Function<SimulatedRequest, Reaction> handler,
            BooleanSupplier answersTakeTime,
            TimeSource time,
            CompletableFuture<Void> closed) {
        this.server = server;
        this.handler = handler;
        this.answersTakeTime = answersTakeTime;
        this.time = time;
        this.closed = closed;
    }

    OkHttpClient client() {
        Dispatcher dispatcher = new Dispatcher(new Calls());
        dispatcher.setMaxRequests(Integer.MAX_VALUE);
        dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
        return new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .socketFactory(new Sockets())
                .proxy(Proxy.NO_PROXY)
                // It connects on threads of its own.
                .fastFallback(false)
                // They would be timers of real time, for each read and write.
                .connectTimeout(0, TimeUnit.SECONDS)
                .readTimeout(0, TimeUnit.SECONDS)
                .writeTimeout(0, TimeUnit.SECONDS)
                .addInterceptor(this::limitSilence)
                .build();
    }

    /** Lets a call that gets no answer end after its own timeout in the simulator's time, not only in real time. */
    private Response limitSilence(Interceptor.Chain chain) throws IOException {
        // Rounded up, since a call that has time left would not see why it ended.
        long millis = (chain.call().timeout().timeoutNanos() + 999_999) / 1_000_000;
        boolean limited = answersTakeTime.getAsBoolean() && millis > 0 && chain.readTimeoutMillis() == 0;
        Interceptor.Chain next = limited ? chain.withReadTimeout((int) Math.min(millis, Integer.MAX_VALUE), TimeUnit.MILLISECONDS) : chain;
        return next.proceed(chain.request());
    }

    /** Blocks this thread, which carries a call, until the future is done or that time is over. */
    void await(CompletableFuture<Void> future, @Nullable Duration atMost) throws InterruptedException {
        TimeSource.Cancellable end = atMost == null ? () -> {} : time.schedule(() -> future.complete(null), atMost);
        try {
            if (time instanceof VirtualTime virtual) {
                virtual.awaitAnswer(future);
            } else {
                time.await(future);
            }
        } finally {
            end.cancel();
        }
    }

    Reaction handle(Buffer request) throws IOException {
        return handler.apply(HttpText.readRequest(request, server));
    }

    void checkReachable(SocketAddress address) throws IOException {
        if (!(address instanceof InetSocketAddress internet)
                || internet.getPort() != server.port()
                || !internet.getAddress().getHostAddress().equals(server.host())) {
            throw new ConnectException("This client reaches only the simulator at " + server + ", not " + address);
        }
        if (closed.isDone()) {
            throw new ConnectException("The simulator at " + server + " is closed");
        }
    }

    /**
     * Runs an asynchronous call where it is enqueued, unless it may have to wait: that must not hold up the thread that enqueues it. What is none of
     * OkHttp's calls reads on in an answer that is not over, and waits in any case.
     */
    private final class Calls extends AbstractExecutorService {
        private volatile boolean shutdown;

        @Override
        public void execute(Runnable call) {
            if (!answersTakeTime.getAsBoolean() && call.getClass().getName().startsWith("okhttp3.")) {
                call.run();
            } else if (time instanceof VirtualTime virtual) {
                virtual.startThread(call);
            } else {
                DaemonThread.create(call, "polyrun-testkit-call").start();
            }
        }

        @Override
        public void shutdown() {
            shutdown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        @Override
        public boolean isTerminated() {
            return shutdown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shutdown;
        }
    }

    /** OkHttp connects its sockets itself. */
    private final class Sockets extends SocketFactory {
        @Override
        public Socket createSocket() throws IOException {
            return new MemorySocket(MemoryNetwork.this, closed);
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
