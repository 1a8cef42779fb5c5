package dev.polyrun.core.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way: whether any of it may have been sent, which OkHttp's exceptions do not tell, and until when it may take. Thread-safe.
 */
final class Sending {
    private static final Logger LOG = LoggerFactory.getLogger(Sending.class);
    private static final long NOT_BEGUN = -1;
    private static final long SHORTEST_SILENCE = Duration.ofSeconds(30).toNanos();

    /** How long the connection of a streamed call may be silent, whatever is usual for the client; null for other calls. */
    final @Nullable Duration patience;

    /** Whether nothing may leave this machine unencrypted. */
    final boolean staysHere;

    /** A header that OkHttp must not see. */
    volatile @Nullable String retryAfter;

    private final Call call;
    /** By the clock of {@link Sendings}. */
    private final long deadline;
    private final long longestSilence;
    private final @Nullable Runnable whenWithdrawn;
    private volatile long heard = NOT_BEGUN;
    private volatile boolean isOverdue;

    private @Nullable Request onWire;
    private boolean sent;
    private boolean withdrawn;

    private Sending(
            Call call, @Nullable Duration patience, boolean staysHere, long deadline, long longestSilence, @Nullable Runnable whenWithdrawn) {
        this.call = call;
        this.patience = patience;
        this.staysHere = staysHere;
        this.deadline = deadline;
        this.longestSilence = longestSilence;
        this.whenWithdrawn = whenWithdrawn;
    }

    /**
     * A call whose headers and body are read at once.
     *
     * @param isShared whether the client leaves silent connections to us: a read may give one up while there is time for another try. A call that is
     *     sent only once gains nothing from giving up early, and some are held open for minutes until a run has ended.
     * @param whenWithdrawn told when time is up before anything was sent, as of a call that waits behind others, which OkHttp would not end; it cancels the
     *     call, and must not block. Null for a call that does not wait.
     */
    static Sending whole(Call call, Duration remaining, boolean isShared, boolean staysHere, @Nullable Runnable whenWithdrawn) {
        boolean isGivenUp = isShared && call.request().method().equals("GET");
        return new Sending(call, null, staysHere, Sendings.now() + remaining.toNanos(),
                isGivenUp ? Math.max(SHORTEST_SILENCE, remaining.toNanos() / 2) : Sendings.NEVER, whenWithdrawn);
    }

    /** A call that somebody else ends. */
    static Sending streamed(Call call, Duration patience, boolean staysHere) {
        return new Sending(call, patience, staysHere, Sendings.NEVER, Sendings.NEVER, null);
    }

    Call call() {
        return call;
    }

    /** When it has to be ended, as it looks now. */
    long due() {
        long last = heard;
        return longestSilence == Sendings.NEVER || last == NOT_BEGUN ? deadline : Math.min(deadline, last + longestSilence);
    }

    /** It waits no longer behind other calls. */
    void begin() {
        if (longestSilence != Sendings.NEVER) {
            heard = Sendings.now();
            Sendings.expect(this);
        }
    }

    /** Something came: headers, or a piece of the body. */
    void hear() {
        if (longestSilence != Sendings.NEVER) {
            heard = Sendings.now();
        }
    }

    /** Its time is up. */
    void expire() {
        isOverdue = true;
        try {
            if (whenWithdrawn != null && Sendings.now() - deadline >= 0 && withdraw()) {
                whenWithdrawn.run();
            } else {
                call.cancel();
            }
        } catch (RuntimeException e) {
            // A caller's listener threw. It must not end the thread that all timeouts are on.
            LOG.warn("An event listener failed when a call was cancelled", e);
        }
    }

    /** Whether it was ended because its time was up, which then shows as all sorts of failures. */
    boolean isOverdue() {
        return isOverdue;
    }

    synchronized boolean isSent() {
        return sent;
    }

    /** Keeps the request from being sent, unless it already may have been. */
    synchronized boolean withdraw() {
        withdrawn = !sent;
        return withdrawn;
    }

    /** From here on the request's bytes may be on their way. */
    synchronized void send(Request request) throws IOException {
        onWire = request;
        if (withdrawn) {
            throw new InterruptedIOException("timeout");
        }
        sent = true;
    }

    /** The request as it went out, with what interceptors and authenticators added; as it was meant to be as long as it did not. */
    synchronized Request onWire() {
        return onWire == null ? call.request() : onWire;
    }
}
