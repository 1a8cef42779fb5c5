package dev.polyrun.core.http;

import dev.polyrun.core.CallInterruptedException;
import dev.polyrun.core.CallTimeoutException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Call;
import okhttp3.Response;

/**
 * The body of an answer while it is read. What goes wrong is an {@link IOException}, as readers of streams expect it, for a typed exception that says
 * more. Closing is for any thread, also while another one reads, and never throws.
 */
final class ResponseStream extends InputStream {
    private final Response response;
    private final InputStream body;
    private final Call httpCall;
    private final InterruptibleCall interruptible;
    private final TimeSource time;
    private final String what;
    private final Duration longestSilence;
    private final Secrets secrets;
    private final ReentrantLock reading = new ReentrantLock();
    private long count;
    private boolean ended;
    private boolean released;
    private volatile boolean closed;

    /**
     * @param what the operation, for messages
     * @param secrets what may stand in no message
     */
    ResponseStream(Response response, Call httpCall, TimeSource time, String what, Duration longestSilence, Secrets secrets) {
        this.response = response;
        this.body = response.body().byteStream();
        this.httpCall = httpCall;
        this.interruptible = new InterruptibleCall(httpCall);
        this.time = time;
        this.what = what;
        this.longestSilence = longestSilence;
        this.secrets = secrets;
        // Until the headers came, the connection might be silent for as long as the call.
        response.body().source().timeout().timeout(longestSilence.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        reading.lock();
        try {
            if (ended && !closed) {
                return -1;
            }
            return readOn(into, offset, length);
        } finally {
            reading.unlock();
            if (closed) {
                release();
            }
        }
    }

    private int readOn(byte[] into, int offset, int length) throws IOException {
        time.workBegins();
        try {
            if (closed) {
                throw new IOException("closed");
            }
            int read = interruptible.read(body, into, offset, length);
            ended = read < 0;
            count += Math.max(0, read);
            return read;
        } catch (IOException e) {
            throw failure(e);
        } finally {
            time.workEnds();
        }
    }

    private IOException failure(IOException thrown) {
        IOException e = IoFailures.without(secrets, thrown);
        String sofar = " after " + count + " bytes" + (response.body().contentLength() < 0 ? "" : " of " + response.body().contentLength());
        if (closed) {
            return failure(new ConnectionException(what + "the body was closed" + sofar, e), new IOException("closed"));
        }
        if (Thread.currentThread().isInterrupted()) {
            return failure(new CallInterruptedException(what + "the thread was interrupted while it read the body", e), new InterruptedIOException("interrupted"));
        }
        if (thrown instanceof InterruptedIOException) {
            String message = what + "the body was silent for " + longestSilence.toMillis() + " ms" + sofar;
            return failure(new CallTimeoutException(message, e), new InterruptedIOException(message));
        }
        String message = what + "the body was cut" + sofar;
        return failure(new ConnectionException(message + " (" + IoFailures.describe(e) + ")", e), new IOException(message));
    }

    private static IOException failure(PolyrunException typed, IOException plain) {
        plain.initCause(typed);
        return plain;
    }

    @Override
    public void close() {
        closed = true;
        release();
    }

    /** By whoever holds the lock, or takes it when nobody reads. A reader that is waiting is woken, and comes here on its way out. */
    private void release() {
        if (!reading.tryLock()) {
            httpCall.cancel();
            return;
        }
        try {
            if (released) {
                return;
            }
            released = true;
            if (!ended) {
                // Else OkHttp would read on for a while, to have the connection back.
                httpCall.cancel();
            }
            response.close();
        } finally {
            reading.unlock();
        }
    }
}
