package dev.polyrun.core;

import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How fast the reads of one credential follow each other: a token bucket that finds the vendor's limit by itself. One is shared by whatever
 * reads with that credential. Writes take no token, and their 429 does not count: it may speak of runs, not of requests.
 *
 * <p><b>Tokens.</b> One comes every {@code 1 / (0.95 * rate)} seconds. What nobody took in the last 50 ms may be made up for, older ones are
 * lost. So no second ever has more tokens than the rate says, and a vendor that counts by the second need not refuse any.
 *
 * <p><b>Finding the rate.</b> Without a ceiling there is no limit until a read is answered with 429. The rate then falls to 70 % of what it was
 * (without one: of the reads seen in the last seconds), and again when 429 goes on, but only once in the time of ten reads, and a second at
 * least: a volley of refusals is one signal. From there it comes back within two minutes to 97 % of the rate that was refused, and stays there
 * for eight more. Only then does it look further, slowly at first: 2 % higher after another minute and a half, twice as high after eight
 * minutes, until it is refused again. Minutes count only while the rate is used up, since a rate that nobody needs proves nothing.
 *
 * <p><b>Freezing.</b> When the vendor says with a 429 when to come back, there is no token before that, and then they come one by one, at the rate;
 * if no limit is known, at twice the rate seen before, or 10 a second, doubling each second, until nobody waits any longer. Another error that says
 * so, such as a 503, speaks of the read that it answers. Only when it has come eight times and nothing else between, the vendor seems to be away for
 * everybody, and it freezes as a 429 does; from then on each one does, until a read is answered.
 *
 * <p>It has no clock: callers say what time it is by the {@link TimeSource#nanoTime()} that they all share. Thread-safe, never blocks for
 * longer than a handful of instructions, starts no thread.
 */
public final class RateLimiter {
    /** The rest is for what is made up for: in 1.05 seconds come 0.95 * 1.05 of the rate, which is less than the whole. */
    private static final double PACE = 0.95;

    private static final long MADE_UP_FOR = 50_000_000;
    /** Far from where differences of times overflow. */
    private static final long LONGEST_WAIT = Long.MAX_VALUE / 2;

    /**
     * So many reads in a row that were put off are the vendor's state, and not bad luck: if it is one read in twenty, or even one in four, as behind
     * a balancer with one dead server, so many hardly ever come together.
     */
    private static final int AWAY = 8;

    private final double ceiling;
    private final AdaptiveRate rate;

    private boolean started;
    private long interval;
    /** Tokens are numbered: this one is nobody's yet, and free at {@link #nextTime}; those before and after are an interval apart. */
    private long nextToken;

    private long nextTime;
    private long frozenUntil;
    /** How many tokens before the next one are not used: reserved, or given back. */
    private long outstanding;
    /** Reserved tokens that were given back: whoever asks next gets the first of them. */
    private final TreeSet<Long> returned = new TreeSet<>();
    /** Reads that were put off since the last one that was answered. */
    private int putOff;

    private RateLimiter(double ceiling) {
        this.ceiling = ceiling;
        this.rate = new AdaptiveRate(ceiling);
        this.interval = interval(ceiling);
    }

    /** One without a ceiling: it limits nothing until the vendor does. */
    public static RateLimiter adaptive() {
        return new RateLimiter(AdaptiveRate.NONE);
    }

    /**
     * One with a ceiling: what the vendor documents. Below, it adapts.
     *
     * @param requests reads in any one second at most; may be a fraction
     * @throws IllegalArgumentException when it is not between 0.0001 and 1,000,000
     */
    public static RateLimiter perSecond(double requests) {
        if (!(requests >= AdaptiveRate.SLOWEST_CEILING && requests <= AdaptiveRate.FASTEST)) {
            throw new IllegalArgumentException(
                    "requests is " + requests + "; expected reads per second, from 0.0001 to 1000000; for no ceiling use adaptive()");
        }
        return new RateLimiter(requests);
    }

    /** Takes a token if one is free. A caller that gets none may come back at {@link #nextFree}; it has no place in the line meanwhile. */
    public synchronized boolean tryAcquire(long nanoTime) {
        refresh(nanoTime);
        if (timeOf(next()) - nanoTime > 0) {
            return false;
        }
        take();
        outstanding--;
        return true;
    }

    /** When {@link #tryAcquire} will find a token, if nobody takes it before: the time given when there is one now. */
    public synchronized long nextFree(long nanoTime) {
        refresh(nanoTime);
        long time = timeOf(next());
        return time - nanoTime > 0 ? time : nanoTime;
    }

    /**
     * Takes a token in advance. First come, first served, but that a token which was given back goes to whoever asks next.
     *
     * @param longestWait in nanoseconds
     * @return null when it would be free only after a longer wait
     */
    public synchronized @Nullable Reservation reserve(long nanoTime, long longestWait) {
        refresh(nanoTime);
        if (timeOf(next()) - nanoTime > Math.min(longestWait, LONGEST_WAIT)) {
            return null;
        }
        return new Reservation(take());
    }

    /** A read was answered with 429. */
    public synchronized void onThrottled(long nanoTime) {
        refresh(nanoTime);
        if (rate.isCutBy(nanoTime)) {
            keepPace();
        }
    }

    /** A read was answered, in whatever way but that the vendor cannot answer now. */
    public synchronized void onAnswered() {
        putOff = 0;
    }

    /**
     * A read was answered with an error other than 429 that says when to come back. Whoever sent it waits; {@link #freeze} follows from it only when
     * many come in a row.
     */
    public synchronized void onPutOff(long untilNanoTime) {
        putOff = Math.min(putOff + 1, AWAY);
        if (putOff == AWAY) {
            freeze(untilNanoTime);
        }
    }

    /** There is no token before this time; an earlier one than it was told before changes nothing. */
    public synchronized void freeze(long untilNanoTime) {
        start(untilNanoTime);
        rate.freeze(untilNanoTime);
        keepPace();
        if (untilNanoTime - frozenUntil > 0) {
            frozenUntil = untilNanoTime;
        }
        // The line moves as a whole: its first token is free then.
        long first = nextTime - outstanding * interval;
        if (untilNanoTime - first > 0) {
            nextTime = untilNanoTime + outstanding * interval;
        }
    }

    /** Reads in any one second at most, as known by now; {@link Double#POSITIVE_INFINITY} when there is no limit. */
    public synchronized double ratePerSecond() {
        return rate.perSecond();
    }

    @Override
    public String toString() {
        double now = ratePerSecond();
        String ceilingText = ceiling == AdaptiveRate.NONE ? "no ceiling" : "ceiling " + text(ceiling);
        return "RateLimiter[" + (now == AdaptiveRate.NONE ? "no limit known" : text(now)) + ", " + ceilingText + "]";
    }

    private static String text(double rate) {
        return String.format(Locale.ROOT, "%.3g reads/s", rate);
    }

    private static long interval(double rate) {
        return (long) Math.ceil(1e9 / (PACE * rate));
    }

    private void start(long nanoTime) {
        if (!started) {
            started = true;
            nextTime = nanoTime;
            frozenUntil = nanoTime;
            rate.start(nanoTime);
        }
    }

    private void refresh(long nanoTime) {
        start(nanoTime);
        if (rate.isChangedBy(nanoTime)) {
            keepPace();
        }
        if (nanoTime - nextTime > MADE_UP_FOR) {
            nextTime = nanoTime - MADE_UP_FOR;
        }
        while (!returned.isEmpty() && nanoTime - timeOf(returned.first()) > MADE_UP_FOR) {
            returned.pollFirst();
            outstanding--;
        }
    }

    /** The first token that nobody used stays where it is; those after it move. */
    private void keepPace() {
        long now = interval(rate.perSecond());
        nextTime += outstanding * (now - interval);
        interval = now;
    }

    private long next() {
        return returned.isEmpty() ? nextToken : returned.first();
    }

    /** Takes the next token; it is outstanding until it is used. */
    private long take() {
        rate.count(1);
        if (!returned.isEmpty()) {
            return returned.pollFirst();
        }
        nextTime += interval;
        outstanding++;
        return nextToken++;
    }

    private long timeOf(long token) {
        long time = nextTime - (nextToken - token) * interval;
        // A reserved token whose owner was late when the bucket froze.
        return frozenUntil - time > 0 ? frozenUntil : time;
    }

    /** A token taken in advance. Thread-safe. */
    public final class Reservation {
        private final long token;
        private boolean over;

        private Reservation(long token) {
            this.token = token;
        }

        /**
         * How long to wait for the token; zero when it is free, and used from now on. Whoever waited asks again: the vendor may have said
         * meanwhile that it wants less.
         *
         * @return nanoseconds
         */
        public long use(long nanoTime) {
            synchronized (RateLimiter.this) {
                refresh(nanoTime);
                long wait = over ? 0 : timeOf(token) - nanoTime;
                if (wait > 0) {
                    return wait;
                }
                if (!over) {
                    over = true;
                    outstanding--;
                }
                return 0;
            }
        }

        /** Gives the token back, unless it was used. */
        public void giveBack() {
            synchronized (RateLimiter.this) {
                if (over) {
                    return;
                }
                over = true;
                rate.count(-1);
                returned.add(token);
            }
        }
    }
}
