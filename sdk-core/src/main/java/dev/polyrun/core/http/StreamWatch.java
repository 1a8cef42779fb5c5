package dev.polyrun.core.http;

import dev.polyrun.core.TimeSource;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call at its deadline, wherever that has moved: OkHttp's own limit would span the body of a download, and the whole of a long upload.
 * Thread-safe.
 */
final class StreamWatch {
    private final TimeSource time;
    private final Exchange<?> exchange;
    private final Call httpCall;
    private TimeSource.@Nullable Cancellable timer;
    private boolean stopped;
    private boolean timedOut;

    StreamWatch(TimeSource time, Exchange<?> exchange, Call httpCall) {
        this.time = time;
        this.exchange = exchange;
        this.httpCall = httpCall;
    }

    void start() {
        TimeSource.Cancellable next = time.schedule(this::look, exchange.remaining());
        synchronized (this) {
            timer = next;
            if (stopped) {
                next.cancel();
            }
        }
    }

    private void look() {
        synchronized (this) {
            if (stopped) {
                return;
            }
            timedOut = exchange.isTimeUp();
        }
        if (timedOut) {
            httpCall.cancel();
        } else {
            start();
        }
    }

    /** The answer is there, or none will come. */
    synchronized void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    synchronized boolean isTimedOut() {
        return timedOut;
    }
}
