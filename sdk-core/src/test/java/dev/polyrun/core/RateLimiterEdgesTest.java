package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a limiter does where two of its rules meet. */
class RateLimiterEdgesTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** A machine's nanoseconds may count from anywhere, and so be negative. */
    private static final long NOW = -1_000 * SECOND;

    private static RateLimiter.Reservation reserve(RateLimiter limiter, long nanoTime) {
        return Objects.requireNonNull(limiter.reserve(nanoTime, Long.MAX_VALUE), "a reservation");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0001, 1_000_000})
    void theEndsOfTheRangeOfCeilingsBelongToIt(double requests) {
        assertThat(RateLimiter.perSecond(requests).ratePerSecond()).isEqualTo(requests);
    }

    @Test
    void aNewLimiterHasATokenNow() {
        assertThat(RateLimiter.perSecond(1).nextFree(NOW)).isEqualTo(NOW);
    }

    @Test
    void aWaitOfExactlyAsLongAsOneIsReadyForIsNotTooLong() {
        RateLimiter limiter = RateLimiter.perSecond(1);
        limiter.tryAcquire(NOW);
        long wait = limiter.nextFree(NOW) - NOW;

        assertThat(limiter.reserve(NOW, wait - 1)).isNull();
        assertThat(limiter.reserve(NOW, wait)).isNotNull();
    }

    @Test
    void aSlowRateIsCutAgainOnlyAfterTheTimeOfTenReads() {
        RateLimiter limiter = RateLimiter.perSecond(1);
        limiter.onThrottled(NOW);
        assertThat(limiter.ratePerSecond()).isEqualTo(0.7, within(1e-9));

        // Ten reads take 14.3 seconds.
        limiter.onThrottled(NOW + 14 * SECOND);
        assertThat(limiter.ratePerSecond()).isEqualTo(0.7, within(1e-9));
        limiter.onThrottled(NOW + 15 * SECOND);
        assertThat(limiter.ratePerSecond()).isEqualTo(0.49, within(1e-9));
    }

    @Test
    void aRefusalIsHeldAgainstTheRateSeenLatelyNotLongAgo() {
        RateLimiter limiter = RateLimiter.adaptive();
        for (int i = 0; i < 100; i++) {
            limiter.tryAcquire(NOW);
        }
        limiter.onThrottled(NOW + 600 * SECOND);

        assertThat(limiter.ratePerSecond()).isEqualTo(1, within(1e-9));
    }

    @Test
    void theRateSeenIsThatOfTheLastSecondWhereverTimeCountsFrom() {
        RateLimiter limiter = RateLimiter.adaptive();
        for (int i = 0; i <= 100; i++) {
            limiter.tryAcquire(NOW + i * SECOND / 20);
        }
        limiter.onThrottled(NOW + 5 * SECOND);

        assertThat(limiter.ratePerSecond()).isEqualTo(0.7 * 20, within(0.1));
    }

    @Test
    void aReservationGivenBackIsNoReadThatWasSeen() {
        RateLimiter limiter = RateLimiter.adaptive();
        List<RateLimiter.Reservation> line = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            line.add(reserve(limiter, NOW));
        }
        line.subList(10, 100).forEach(RateLimiter.Reservation::giveBack);
        limiter.onThrottled(NOW);

        assertThat(limiter.ratePerSecond()).isEqualTo(7, within(1e-9));
    }

    @Test
    void aFreezeThatEndsWithinTheLineMovesItAsAWhole() {
        RateLimiter limiter = RateLimiter.perSecond(10);
        limiter.tryAcquire(NOW);
        RateLimiter.Reservation first = reserve(limiter, NOW);
        long interval = first.use(NOW);
        RateLimiter.Reservation second = reserve(limiter, NOW);
        reserve(limiter, NOW);
        limiter.freeze(NOW + 2 * interval);

        assertThat(first.use(NOW)).isEqualTo(2 * interval);
        assertThat(second.use(NOW)).isEqualTo(3 * interval);
        assertThat(limiter.nextFree(NOW)).isEqualTo(NOW + 5 * interval);
    }

    @Test
    void aReservationGivenBackAndLostLeavesNoGapAfterAFreeze() {
        RateLimiter limiter = RateLimiter.perSecond(10);
        reserve(limiter, NOW).giveBack();
        limiter.nextFree(NOW + SECOND);
        limiter.freeze(NOW + 2 * SECOND);

        assertThat(limiter.nextFree(NOW + SECOND)).isEqualTo(NOW + 2 * SECOND);
        assertThat(limiter.tryAcquire(NOW + 2 * SECOND)).isTrue();
    }

    @Test
    void aReservationThatIsUsedStaysUsedThroughAFreeze() {
        RateLimiter limiter = RateLimiter.perSecond(10);
        RateLimiter.Reservation used = reserve(limiter, NOW);
        assertThat(used.use(NOW)).isZero();
        limiter.freeze(NOW + 5 * SECOND);

        assertThat(used.use(NOW)).isZero();
    }

    @Test
    void whoeverWaitsSeesTheRateThatTimeHasBrought() {
        RateLimiter limiter = RateLimiter.adaptive();
        limiter.freeze(NOW);
        RateLimiter.Reservation first = reserve(limiter, NOW);
        RateLimiter.Reservation last = reserve(limiter, NOW);
        assertThat(first.use(NOW)).isZero();
        assertThat(last.use(NOW)).isPositive();
        last.use(NOW + 10 * SECOND);

        assertThat(limiter.ratePerSecond()).isInfinite();
    }
}
