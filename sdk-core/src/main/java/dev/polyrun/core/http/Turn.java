package dev.polyrun.core.http;

import dev.polyrun.core.CallTimeoutException;
import dev.polyrun.core.RateLimiter;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call's place among the reads of its credential. Writes have none: they never wait, and what the vendor answers them says nothing about
 * reads. Used by one thread at a time, but for {@link #giveBack()}.
 */
final class Turn {
    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);
    /** A vendor that asks for more is asked again all the same: whoever else reads did not choose to wait for so long. */
    private static final Duration LONGEST_FREEZE = Duration.ofMinutes(2);

    private final Transport transport;
    private final ApiCall<?> call;
    private final long deadline;
    private final boolean counts;
    private final boolean waits;
    private volatile RateLimiter.@Nullable Reservation reservation;

    Turn(Transport transport, ApiCall<?> call, long deadline) {
        this.transport = transport;
        this.call = call;
        this.deadline = deadline;
        this.counts = call.withCredential && call.method.equals("GET");
        this.waits = counts && call.options.awaitRateLimit();
    }

    /**
     * How long to wait before the next sending; zero when it is the call's turn, which is then used. Whoever waited asks again.
     *
     * @throws CallTimeoutException when its turn comes after the deadline
     */
    Duration await() {
        if (!waits) {
            return Duration.ZERO;
        }
        long now = transport.time().nanoTime();
        long left = Math.max(0, deadline - now);
        RateLimiter.Reservation held = reservation;
        if (held == null) {
            held = transport.rateLimiter().reserve(now, left);
            reservation = held;
        }
        long wait = held == null ? Long.MAX_VALUE : held.use(now);
        if (wait > 0 && wait >= left) {
            giveBack();
            throw tooLate(now);
        }
        if (wait == 0) {
            reservation = null;
        }
        return Duration.ofNanos(wait);
    }

    /** Whether the next turn would come after the deadline, as it looks now. */
    boolean isTooLate() {
        return waits && transport.rateLimiter().nextFree(transport.time().nanoTime()) - deadline >= 0;
    }

    /** The call waits no longer. Safe to call from any thread. */
    void giveBack() {
        RateLimiter.Reservation held = reservation;
        if (held != null) {
            held.giveBack();
        }
    }

    /** Hands on that the vendor answers. */
    void onSuccess() {
        if (counts) {
            transport.rateLimiter().onAnswered();
        }
    }

    /** Hands on what an error says about the pace of reads. */
    void onError(int status, @Nullable Duration retryAfter) {
        if (!counts) {
            return;
        }
        RateLimiter limiter = transport.rateLimiter();
        long now = transport.time().nanoTime();
        if (status == 429) {
            limiter.onThrottled(now);
            LOG.debug("{} {} was refused with 429: {}", transport.profile().vendor(), call.operation, limiter);
            if (retryAfter != null) {
                limiter.freeze(now + capped(retryAfter));
            }
        } else if (retryAfter != null) {
            limiter.onPutOff(now + capped(retryAfter));
        } else if (status < 500) {
            limiter.onAnswered();
        }
    }

    private long capped(Duration retryAfter) {
        return Collections.min(List.of(retryAfter, transport.retryPolicy().longestRetryAfter(), LONGEST_FREEZE)).toNanos();
    }

    private CallTimeoutException tooLate(long now) {
        RateLimiter limiter = transport.rateLimiter();
        return new CallTimeoutException(
                transport.profile().vendor() + " " + call.operation + ": not sent, since the rate limit has no room for it for "
                        + TimeUnit.NANOSECONDS.toMillis(limiter.nextFree(now) - now) + " ms, and the call has "
                        + TimeUnit.NANOSECONDS.toMillis(Math.max(0, deadline - now)) + " ms left (" + limiter
                        + "). Give it a longer timeout, or read less often",
                null);
    }
}
