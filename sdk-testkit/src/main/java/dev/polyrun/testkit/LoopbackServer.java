package dev.polyrun.testkit;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** An HTTP server on 127.0.0.1 that turns {@link Reaction}s into bytes, resets and silence. */
final class LoopbackServer implements AutoCloseable {
    /** What to do with a request: send the answer, or misbehave with it. */
    record Reaction(Answer answer, Fault.Wire wire, long delayMillis, long bytes) {
        static Reaction of(Answer answer) {
            return new Reaction(answer, Fault.Wire.ANSWER, 0, Fault.HALF);
        }

        /** Whether it breaks off, or falls silent, in the body. */
        boolean endsInBody() {
            return wire == Fault.Wire.RESET_IN_BODY || wire == Fault.Wire.STALL_IN_BODY;
        }

        /** How many bytes of the body go out. */
        long served() {
            Long length = answer.length();
            if (!endsInBody()) {
                return Long.MAX_VALUE;
            }
            return bytes != Fault.HALF ? bytes : length == null ? 1 : length / 2;
        }
    }

    /** Of larger bodies, requests have what {@link LongTexts} leaves. */
    private static final long WHOLE_BODY = 32L << 20;

    private final MockWebServer server = new MockWebServer();
    private final LoopbackSockets sockets = new LoopbackSockets();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private LoopbackServer() {}

    static LoopbackServer start(Function<SimulatedRequest, Reaction> handler) {
        LoopbackServer loopback = new LoopbackServer();
        loopback.server.setBodyLimit(WHOLE_BODY);
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
        closed.complete(null);
        ExitGuard.forget(this);
        server.close();
    }

    private Dispatcher dispatcher(Function<SimulatedRequest, Reaction> handler) {
        return new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                SimulatedRequest simulated = SimulatedRequest.of(request.getMethod(), request.getUrl(), request.getHeaders(), body(request));
                return response(request, handler.apply(simulated));
            }

            @Override
            public void close() {
                closed.complete(null);
            }
        };
    }

    private String body(RecordedRequest request) {
        @Nullable ByteString body = request.getBody();
        if (request.getBodySize() > WHOLE_BODY) {
            return sockets.shortened(request.getConnectionIndex());
        }
        return body == null ? "" : body.utf8();
    }

    private MockResponse response(RecordedRequest request, Reaction reaction) throws InterruptedException {
        Answer answer = reaction.answer();
        MockResponse.Builder response = new MockResponse.Builder().code(answer.status());
        answer.headers().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        if (answer.stream() != null || reaction.endsInBody() && reaction.bytes() != Fault.HALF) {
            response.body(new PieceByPiece(request, reaction));
            if (answer.length() == null) {
                response.removeHeader("Content-Length").addHeader("Transfer-Encoding", "chunked");
            }
            return response.headersDelay(reaction.delayMillis(), TimeUnit.MILLISECONDS).build();
        }
        response.body(new Buffer().write(answer.body()));
        if (answer.status() == 204) {
            response.removeHeader("Content-Length");
        }
        switch (reaction.wire()) {
            case HANG -> {
                awaitClose();
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
                    awaitClose();
                } else {
                    response.onResponseBody(SocketEffect.Stall.INSTANCE);
                }
            }
            case DELAY -> response.headersDelay(reaction.delayMillis(), TimeUnit.MILLISECONDS);
            case REFUSE, ANSWER -> {}
        }
        return response.build();
    }

    private void awaitClose() throws InterruptedException {
        try {
            closed.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A body that is written and flushed as it comes. */
    private final class PieceByPiece implements MockResponseBody {
        private final RecordedRequest request;
        private final Reaction reaction;

        PieceByPiece(RecordedRequest request, Reaction reaction) {
            this.request = request;
            this.reaction = reaction;
        }

        @Override
        public long getContentLength() {
            Long length = reaction.answer().length();
            return length == null ? -1 : length;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            // The server writes the trailers itself, and a line too many would be the head of the next answer.
            try (AnswerBody body = new AnswerBody(reaction.answer(), reaction.served(), AnswerBody.LAST_CHUNK)) {
                for (byte[] piece = body.next(this::pause); piece != null; piece = body.next(this::pause)) {
                    sink.write(piece);
                    sink.flush();
                }
            }
            Long length = reaction.answer().length();
            if (!reaction.endsInBody() || length != null && reaction.served() >= length) {
                return;
            }
            if (reaction.wire() == Fault.Wire.STALL_IN_BODY) {
                pause(new CompletableFuture<>(), null);
            }
            resetOnClose(request);
            Socket socket = sockets.accepted(request.getConnectionIndex());
            if (socket != null) {
                socket.close();
            }
            throw new IOException("The connection ends in the body");
        }

        private void pause(CompletableFuture<?> future, @Nullable Duration atMost) throws IOException {
            CompletableFuture<Object> either = CompletableFuture.anyOf(future, closed);
            try {
                if (atMost == null) {
                    either.get();
                } else {
                    either.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
                }
            } catch (TimeoutException e) {
                return;
            } catch (InterruptedException | ExecutionException e) {
                throw new InterruptedIOException("The server ends");
            }
            if (closed.isDone()) {
                throw new IOException("The server is closed");
            }
        }
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
