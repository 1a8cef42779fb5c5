package dev.polyrun.core.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okio.AsyncTimeout;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way. OkHttp's own timers, one for a call and one for each read and write, wake a thread each time they are set, which is a quarter of
 * what a small call costs. Here one look is planned for the first time at which something may be due; calls that are over by then, as nearly all are,
 * cost nothing. On OkHttp's thread for timeouts, by the system's clock. Thread-safe.
 */
final class Sendings extends AsyncTimeout {
    static final long NEVER = Long.MAX_VALUE;

    private static final long START = System.nanoTime();
    private static final Map<Call, Sending> ALL = new ConcurrentHashMap<>();
    private static final Sendings LOOK = new Sendings();

    /** Read without a lock: most sendings find a look planned that is soon enough. */
    private volatile long next = NEVER;

    private Sendings() {}

    /** Nanoseconds by a clock of its own, on which sums do not overflow. */
    static long now() {
        return System.nanoTime() - START;
    }

    /** Whoever adds one removes it, however it ends. */
    static void add(Sending sending) {
        ALL.put(sending.call(), sending);
        expect(sending);
    }

    /** Sees to it that there is a look when the sending is due, as it is now. */
    static void expect(Sending sending) {
        long due = sending.due();
        // A look that has begun has either seen it so, or plans none any more.
        if (due < LOOK.next) {
            LOOK.plan(due);
        }
    }

    static void remove(Sending sending) {
        ALL.remove(sending.call());
    }

    /** Null when the call is over. */
    static @Nullable Sending of(Call call) {
        return ALL.get(call);
    }

    private synchronized void plan(long due) {
        if (due < next) {
            exit();
            next = due;
            timeout(Math.max(1, due - now()), TimeUnit.NANOSECONDS);
            enter();
        }
    }

    @Override
    protected void timedOut() {
        synchronized (this) {
            next = NEVER;
        }
        long now = now();
        long first = NEVER;
        for (Sending sending : ALL.values()) {
            long due = sending.due();
            if (due > now) {
                first = Math.min(first, due);
            } else if (!sending.isOverdue()) {
                sending.expire();
            }
        }
        plan(first);
    }
}
