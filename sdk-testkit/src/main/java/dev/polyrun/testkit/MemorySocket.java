package dev.polyrun.testkit;

import dev.polyrun.testkit.LoopbackServer.Reaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a simulator that is no socket: the thread that reads the answer is the one that handles the request. The streams are used by one
 * thread at a time, as OkHttp does; closing is for any thread.
 */
final class MemorySocket extends Socket {
    private static final CompletableFuture<Void> NEVER = new CompletableFuture<>();

    private final MemoryNetwork network;
    private final CompletableFuture<Void> closed;
    /** What the client wrote and the server did not read yet. */
    private final Buffer sent = new Buffer();
    /** What the server answered and the client did not read yet. */
    private final Buffer received = new Buffer();
    /** What follows that; null when the answer is over. */
    private volatile @Nullable AnswerBody body;
    /** What happens once the client has read all of that. */
    private Fault.Wire ending = Fault.Wire.ANSWER;
    private volatile boolean connected;
    private volatile int timeoutMillis;

    /** @param serverClosed ends the connection when it is done */
    MemorySocket(MemoryNetwork network, CompletableFuture<Void> serverClosed) throws SocketException {
        super((SocketImpl) null);
        this.network = network;
        this.closed = serverClosed.thenRun(() -> {});
    }

    @Override
    public void connect(SocketAddress address, int timeout) throws IOException {
        network.checkReachable(address);
        connected = true;
    }

    @Override
    public OutputStream getOutputStream() {
        return sent.outputStream();
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (closed.isDone()) {
                    throw new SocketException("Socket closed");
                }
                while (received.exhausted()) {
                    AnswerBody open = body;
                    if (open != null) {
                        goOn(open);
                    } else if (ending == Fault.Wire.ANSWER) {
                        answer();
                    } else {
                        misbehave();
                    }
                }
                return received.read(into, offset, length);
            }
        };
    }

    private void answer() throws IOException {
        if (sent.exhausted()) {
            // A server says nothing of its own accord. OkHttp looks whether it does before it uses a connection again.
            throw new SocketTimeoutException("Read timed out");
        }
        Reaction reaction = network.handle(sent);
        Long length = reaction.answer().length();
        switch (reaction.wire()) {
            case REFUSE, ANSWER -> {}
            case DELAY -> pause(NEVER, Duration.ofMillis(reaction.delayMillis()));
            case RESET_IN_BODY, STALL_IN_BODY -> ending = length == null || length == 0 || reaction.served() < length ? reaction.wire() : ending;
            case RESET, HANG -> {
                ending = reaction.wire();
                return;
            }
        }
        if (length == null || length > 0 || ending == Fault.Wire.ANSWER) {
            HttpText.writeHead(reaction.answer(), received);
            body = new AnswerBody(reaction.answer(), reaction.served(), AnswerBody.LAST_CHUNK + AnswerBody.NO_TRAILERS);
        }
    }

    /** A client that has read all that was there wants more. */
    private void goOn(AnswerBody answer) throws IOException {
        byte[] piece = answer.next(this::pause);
        if (piece == null) {
            // Also of one that is cut.
            answer.close();
            body = null;
        } else {
            received.write(piece);
        }
        if (closed.isDone()) {
            // Whoever closed may have come before there was a body.
            answer.close();
        }
    }

    private void misbehave() throws IOException {
        if (ending == Fault.Wire.HANG || ending == Fault.Wire.STALL_IN_BODY) {
            pause(NEVER, null);
        }
        throw new SocketException("Connection reset");
    }

    /**
     * Blocks until the future is done or the delay is over.
     *
     * @param delay null for one without end
     * @throws SocketTimeoutException when the client has less patience
     * @throws SocketException when the connection is closed meanwhile
     */
    private void pause(CompletableFuture<?> future, @Nullable Duration delay) throws IOException {
        Duration patience = timeoutMillis == 0 ? null : Duration.ofMillis(timeoutMillis);
        boolean tooLong = patience != null && (delay == null || delay.compareTo(patience) > 0);
        try {
            network.await(CompletableFuture.anyOf(future, closed).thenRun(() -> {}), tooLong ? patience : delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        if (closed.isDone()) {
            throw new SocketException("Socket closed");
        }
        if (tooLong && !future.isDone()) {
            throw new SocketTimeoutException("timeout");
        }
    }

    @Override
    public void close() {
        closed.complete(null);
        AnswerBody open = body;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public boolean isClosed() {
        return closed.isDone();
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public boolean isInputShutdown() {
        return false;
    }

    @Override
    public boolean isOutputShutdown() {
        return false;
    }

    @Override
    public void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }
}
