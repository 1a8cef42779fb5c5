package dev.polyrun.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** An HTTP server on 127.0.0.1 that turns {@link Reaction}s into bytes, resets and silence. */
final class LoopbackServer implements AutoCloseable {
    /** What to do with a request: send the answer, or misbehave with it. */
    record Reaction(Answer answer, Fault.Wire wire, long delayMillis) {
        static Reaction of(Answer answer) {
            return new Reaction(answer, Fault.Wire.ANSWER, 0);
        }
    }

    private final MockWebServer server = new MockWebServer();
    private final LoopbackSockets sockets = new LoopbackSockets();
    private final CountDownLatch closed = new CountDownLatch(1);

    private LoopbackServer() {}

    static LoopbackServer start(Function<SimulatedRequest, Reaction> handler) {
        LoopbackServer loopback = new LoopbackServer();
        loopback.server.setServerSocketFactory(loopback.sockets);
        loopback.server.setDispatcher(loopback.dispatcher(handler));
        try {
            loopback.server.start(InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1}), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on the loopback interface", e);
        }
        ExitGuard.watch(loopback);
        return loopback;
    }

    String url() {
        return "http://127.0.0.1:" + server.getPort();
    }

    @Override
    public void close() {
        closed.countDown();
        ExitGuard.forget(this);
        server.close();
    }

    private Dispatcher dispatcher(Function<SimulatedRequest, Reaction> handler) {
        return new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                @Nullable ByteString body = request.getBody();
                SimulatedRequest simulated =
                        SimulatedRequest.of(request.getMethod(), request.getUrl(), request.getHeaders(), body == null ? "" : body.utf8());
                return response(request, handler.apply(simulated));
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
    }

    private MockResponse response(RecordedRequest request, Reaction reaction) throws InterruptedException {
        Answer answer = reaction.answer();
        MockResponse.Builder response = new MockResponse.Builder().code(answer.status());
        answer.headers().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        response.body(new Buffer().write(answer.body()));
        if (answer.status() == 204) {
            response.removeHeader("Content-Length");
        }
        switch (reaction.wire()) {
            case HANG -> {
                closed.await();
                response.onResponseStart(new SocketEffect.CloseSocket());
            }
            case RESET -> {
                resetOnClose(request);
                response.onResponseStart(new SocketEffect.CloseSocket());
            }
            case RESET_IN_BODY -> {
                resetOnClose(request);
                if (answer.body().length == 0) {
                    response.onResponseStart(new SocketEffect.CloseSocket());
                } else {
                    response.onResponseBody(new SocketEffect.CloseSocket());
                }
            }
            case STALL_IN_BODY -> {
                if (answer.body().length == 0) {
                    closed.await();
                } else {
                    response.onResponseBody(SocketEffect.Stall.INSTANCE);
                }
            }
            case DELAY -> response.headersDelay(reaction.delayMillis(), TimeUnit.MILLISECONDS);
            case REFUSE, ANSWER -> {}
        }
        return response.build();
    }

    /** Without this the operating system would end the connection politely, which clients report as an early end. */
    private void resetOnClose(RecordedRequest request) {
        Socket socket = sockets.accepted(request.getConnectionIndex());
        if (socket == null) {
            return;
        }
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // The client has gone already: there is nobody left to see the difference.
        }
    }
}
