package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * A client that always has something to read, against a vendor that counts the requests of any second and tells nobody its limit. Answers
 * take between 40 and 80 ms. In time that only this test moves.
 */
class RateLimiterSimulationTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long TICK = SECOND / 1000;

    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    private final Queue<Long> lastSecond = new ArrayDeque<>();
    private final Queue<Long> refusals = new PriorityQueue<>();
    private int limit = 20;
    private long now = HOUR;
    private int sent;
    private int refused;

    /** Lets the client read all that the limiter lets through. */
    private void run(RateLimiter limiter, long duration) {
        sent = 0;
        refused = 0;
        for (long end = now + duration; now < end; now += TICK) {
            while (!refusals.isEmpty() && refusals.peek() <= now) {
                refusals.remove();
                limiter.onThrottled(now);
            }
            // Unlimited, it reads 2000 times a second.
            for (int i = 0; i < 2 && limiter.tryAcquire(now); i++) {
                send();
            }
        }
    }

    private void send() {
        sent++;
        while (!lastSecond.isEmpty() && lastSecond.peek() <= now - SECOND) {
            lastSecond.remove();
        }
        if (lastSecond.size() < limit) {
            lastSecond.add(now);
        } else {
            refused++;
            refusals.add(now + random.nextLong(40, 80) * TICK);
        }
    }

    private double answeredPerSecond(long duration) {
        return (double) (sent - refused) * SECOND / duration;
    }

    @Test
    void anUnknownLimitIsFoundWithinSeconds() {
        RateLimiter limiter = RateLimiter.adaptive();
        run(limiter, 20 * SECOND);

        assertThat(limiter.ratePerSecond()).isBetween(10.0, 21.0);
    }

    @Test
    void anUnknownLimitIsKeptAlmostWithoutRefusals() {
        RateLimiter limiter = RateLimiter.adaptive();
        run(limiter, MINUTE);
        run(limiter, HOUR);

        assertThat(refused).isPositive().isLessThan(sent / 1000);
        assertThat(answeredPerSecond(HOUR)).isGreaterThan(0.9 * limit);
    }

    @Test
    void aLimitThatRisesIsFoundWithinHalfAnHour() {
        RateLimiter limiter = RateLimiter.adaptive();
        run(limiter, HOUR);
        limit = 40;
        run(limiter, HOUR / 2);
        run(limiter, HOUR);

        assertThat(answeredPerSecond(HOUR)).isGreaterThan(0.9 * limit);
        assertThat(refused).isPositive().isLessThan(sent / 1000);
    }

    @Test
    void aLimitThatFallsIsFoundWithinSeconds() {
        RateLimiter limiter = RateLimiter.adaptive();
        run(limiter, HOUR);
        limit = 5;
        run(limiter, 10 * SECOND);
        run(limiter, HOUR);

        assertThat(answeredPerSecond(HOUR)).isGreaterThan(0.8 * limit);
        assertThat(refused).isLessThan(sent / 500);
    }

    @Test
    void aCeilingBelowTheLimitIsNeverRefused() {
        run(RateLimiter.perSecond(19), HOUR);

        assertThat(refused).isZero();
        assertThat(answeredPerSecond(HOUR)).isGreaterThan(18);
    }

    @Test
    void aCeilingThatIsTheLimitIsNeverRefused() {
        run(RateLimiter.perSecond(20), HOUR);

        assertThat(refused).isZero();
        assertThat(answeredPerSecond(HOUR)).isGreaterThan(18.9);
    }

    @Test
    void aCeilingAboveTheLimitIsAdaptedTo() {
        RateLimiter limiter = RateLimiter.perSecond(100);
        run(limiter, MINUTE);
        run(limiter, HOUR);

        assertThat(refused).isPositive().isLessThan(sent / 1000);
        assertThat(answeredPerSecond(HOUR)).isGreaterThan(0.9 * limit);
    }

    @Test
    void aRateThatNobodyNeedsDoesNotGrow() {
        RateLimiter limiter = RateLimiter.perSecond(100);
        run(limiter, MINUTE);
        double found = limiter.ratePerSecond();
        // One read a second, for a day.
        for (int i = 0; i < 24 * 3600; i++) {
            now += SECOND;
            limiter.tryAcquire(now);
        }

        assertThat(limiter.ratePerSecond()).isEqualTo(found);
    }
}
