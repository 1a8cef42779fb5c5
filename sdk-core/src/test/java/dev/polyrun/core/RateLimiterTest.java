package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a token when. Rates that change are in {@link RateLimiterSimulationTest}. */
class RateLimiterTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    /** Soon before nanoseconds wrap around, as on a machine that has run for long. */
    private static final long NOW = Long.MAX_VALUE - 3 * SECOND;

    private static RateLimiter.Reservation reserve(RateLimiter limiter, long nanoTime) {
        return Objects.requireNonNull(limiter.reserve(nanoTime, Long.MAX_VALUE), "a reservation");
    }

    /** When a caller who takes every token that there is gets one, in nanoseconds after the start. */
    private static List<Long> takenWithin(RateLimiter limiter, long start, long duration) {
        List<Long> taken = new ArrayList<>();
        for (long now = limiter.nextFree(start); now - start < duration; now = limiter.nextFree(now)) {
            if (limiter.tryAcquire(now)) {
                taken.add(now - start);
            }
        }
        return taken;
    }

    @Test
    void withoutACeilingThereIsNoLimitUntilTheVendorSetsOne() {
        RateLimiter limiter = RateLimiter.adaptive();
        for (int i = 0; i < 10_000; i++) {
            assertThat(limiter.tryAcquire(NOW)).isTrue();
        }

        assertThat(limiter.nextFree(NOW)).isEqualTo(NOW);
        assertThat(reserve(limiter, NOW).use(NOW)).isZero();
        assertThat(limiter.ratePerSecond()).isPositive().isInfinite();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 7, 19, 20, 100, 3000})
    void noSecondHasMoreTokensThanTheRate(double rate) {
        RateLimiter limiter = RateLimiter.perSecond(rate);
        List<Long> taken = takenWithin(limiter, NOW, 10 * SECOND);
        taken.addAll(takenWithin(limiter, NOW + 20 * SECOND, 10 * SECOND).stream().map(time -> time + 20 * SECOND).toList());

        int first = 0;
        for (int last = 0; last < taken.size(); last++) {
            while (taken.get(last) - taken.get(first) >= SECOND) {
                first++;
            }
            assertThat(last - first + 1).isLessThanOrEqualTo((int) Math.ceil(rate));
        }
        assertThat(taken).hasSizeGreaterThanOrEqualTo((int) (0.94 * rate * 20));
    }

    @Test
    void aCallerThatComesLateNowAndThenLosesNothing() {
        RateLimiter limiter = RateLimiter.perSecond(20);
        int taken = 0;
        // A timer that ticks every 10 ms sees no token on the moment.
        for (long now = NOW; now - NOW < 100 * SECOND; now += 10 * MILLISECOND) {
            taken += limiter.tryAcquire(now) ? 1 : 0;
        }

        assertThat(taken).isBetween(1895, 1901);
    }

    @Test
    void whatNobodyTookForLongIsLost() {
        RateLimiter limiter = RateLimiter.perSecond(20);
        limiter.tryAcquire(NOW);

        assertThat(takenWithin(limiter, NOW + 60 * SECOND, 50 * MILLISECOND)).hasSize(2);
    }

    @Test
    void nextFreeIsWhenTheNextOneGetsAToken() {
        RateLimiter limiter = RateLimiter.perSecond(20);
        limiter.tryAcquire(NOW);
        limiter.tryAcquire(NOW);
        long free = limiter.nextFree(NOW);

        assertThat(free - NOW).isEqualTo(52_631_579);
        assertThat(limiter.tryAcquire(free - 1)).isFalse();
        assertThat(limiter.tryAcquire(free)).isTrue();
    }

    @Test
    void reservationsAreServedInTheirOrder() {
        RateLimiter limiter = RateLimiter.perSecond(10);
        List<RateLimiter.Reservation> line = List.of(reserve(limiter, NOW), reserve(limiter, NOW), reserve(limiter, NOW));
        long interval = line.get(1).use(NOW);

        assertThat(line.get(0).use(NOW)).isZero();
        assertThat(interval).isEqualTo(105_263_158);
        assertThat(line.get(2).use(NOW)).isEqualTo(2 * interval);
        assertThat(limiter.tryAcquire(NOW + 2 * interval)).as("a token that is reserved").isFalse();
        assertThat(line.get(2).use(NOW + 2 * interval)).isZero();
        assertThat(line.get(1).use(NOW + 2 * interval)).isZero();
        assertThat(limiter.tryAcquire(NOW + 3 * interval)).isTrue();
    }

    @Test
    void nobodyIsPutInALineThatIsTooLongForThem() {
        RateLimiter limiter = RateLimiter.perSecond(10);
        reserve(limiter, NOW);
        reserve(limiter, NOW);

        assertThat(limiter.reserve(NOW, 210 * MILLISECOND)).isNull();
        assertThat(limiter.reserve(NOW, 211 * MILLISECOND)).isNotNull();
    }

    @Test
    void theLastReservationGivenBackIsAsIfItHadNeverBeen() {
        RateLimiter limiter = RateLimiter.perSecond(10);
        limiter.tryAcquire(NOW);
        long free = limiter.nextFree(NOW);
        RateLimiter.Reservation reservation = reserve(limiter, NOW);
        reservation.giveBack();
        reservation.giveBack();

        assertThat(limiter.nextFree(NOW)).isEqualTo(free);
    }

    @Test
    void aReservationGivenBackGoesToWhoeverAsksNextAndHurriesNobody() {
        RateLimiter limiter = RateLimiter.perSecond(10);
        limiter.tryAcquire(NOW);
        RateLimiter.Reservation first = reserve(limiter, NOW);
        RateLimiter.Reservation second = reserve(limiter, NOW);
        RateLimiter.Reservation third = reserve(limiter, NOW);
        long firstWait = first.use(NOW);
        long secondWait = second.use(NOW);
        long thirdWait = third.use(NOW);
        second.giveBack();
        first.giveBack();

        assertThat(third.use(NOW)).isEqualTo(thirdWait);
        assertThat(reserve(limiter, NOW).use(NOW)).isEqualTo(firstWait);
        assertThat(limiter.nextFree(NOW)).isEqualTo(NOW + secondWait);
        assertThat(limiter.tryAcquire(NOW + secondWait)).isTrue();
        assertThat(limiter.nextFree(NOW)).isEqualTo(NOW + thirdWait + firstWait);
    }

    @Test
    void aThousandReservationsGivenBackLeaveNoGap() {
        RateLimiter limiter = RateLimiter.perSecond(10);
        List<RateLimiter.Reservation> line = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            line.add(reserve(limiter, NOW));
        }
        line.forEach(RateLimiter.Reservation::giveBack);

        assertThat(takenWithin(limiter, NOW, 10 * SECOND)).hasSize(95);
        assertThat(takenWithin(limiter, NOW + 60 * SECOND, 10 * SECOND)).as("those that nobody took are lost").hasSize(95);
    }

    @Test
    void aUsedReservationCannotBeGivenBack() {
        RateLimiter limiter = RateLimiter.perSecond(10);
        RateLimiter.Reservation reservation = reserve(limiter, NOW);
        reservation.use(NOW);
        reservation.giveBack();

        assertThat(limiter.tryAcquire(NOW)).isFalse();
    }

    @Test
    void nothingGoesWhileFrozenAndNotAllAtOnceAfterwards() {
        RateLimiter limiter = RateLimiter.perSecond(20);
        limiter.tryAcquire(NOW);
        limiter.freeze(NOW + 30 * SECOND);
        List<Long> taken = takenWithin(limiter, NOW, 31 * SECOND);

        assertThat(taken).hasSize(19);
        assertThat(taken.get(0)).isEqualTo(30 * SECOND);
        assertThat(taken.get(1)).isEqualTo(30 * SECOND + 52_631_579);
    }

    @Test
    void aFreezeMovesTheWholeLine() {
        RateLimiter limiter = RateLimiter.perSecond(10);
        limiter.tryAcquire(NOW);
        RateLimiter.Reservation first = reserve(limiter, NOW);
        RateLimiter.Reservation second = reserve(limiter, NOW);
        long interval = first.use(NOW);
        limiter.freeze(NOW + 5 * SECOND);

        assertThat(first.use(NOW + interval)).isEqualTo(5 * SECOND - interval);
        assertThat(second.use(NOW)).isEqualTo(5 * SECOND + interval);
        assertThat(limiter.nextFree(NOW)).isEqualTo(NOW + 5 * SECOND + 2 * interval);
    }

    @Test
    void aFreezeHoldsForAReservationWhoseOwnerIsLate() {
        RateLimiter limiter = RateLimiter.perSecond(10);
        RateLimiter.Reservation late = reserve(limiter, NOW);
        reserve(limiter, NOW).use(NOW + SECOND);
        limiter.freeze(NOW + 5 * SECOND);

        assertThat(late.use(NOW + 2 * SECOND)).isEqualTo(3 * SECOND);
    }

    @Test
    void anEarlierFreezeDoesNotShortenALaterOne() {
        RateLimiter limiter = RateLimiter.perSecond(10);
        limiter.freeze(NOW + 5 * SECOND);
        limiter.freeze(NOW + 2 * SECOND);

        assertThat(limiter.nextFree(NOW)).isEqualTo(NOW + 5 * SECOND);
    }

    @Test
    void aFreezeWhileNoLimitIsKnownEndsSlowlyToo() {
        RateLimiter limiter = RateLimiter.adaptive();
        for (int i = 0; i < 20; i++) {
            limiter.tryAcquire(NOW + i * SECOND / 20);
        }
        limiter.freeze(NOW + 5 * SECOND);
        assertThat(limiter.nextFree(NOW + SECOND)).isEqualTo(NOW + 5 * SECOND);

        assertThat(takenWithin(limiter, NOW + 5 * SECOND, SECOND)).as("twice of what was asked before").hasSizeBetween(38, 40);
        assertThat(takenWithin(limiter, NOW + 6 * SECOND, SECOND)).as("and twice of that").hasSizeBetween(74, 80);
        // What was missed is made up for: fewer ask than might.
        limiter.tryAcquire(NOW + 7 * SECOND);
        limiter.tryAcquire(NOW + 9 * SECOND);
        assertThat(limiter.ratePerSecond()).isInfinite();
    }

    @Test
    void aVolleyOfFreezesIsOne() {
        RateLimiter limiter = RateLimiter.adaptive();
        for (int i = 0; i < 200; i++) {
            limiter.tryAcquire(NOW);
        }
        for (int i = 0; i < 64; i++) {
            limiter.freeze(NOW + 5 * SECOND + i * MILLISECOND);
        }

        assertThat(limiter.nextFree(NOW)).isEqualTo(NOW + 5 * SECOND + 63 * MILLISECOND);
        assertThat(limiter.ratePerSecond()).isEqualTo(400);
    }

    private static void putOff(RateLimiter limiter, int times, long until) {
        for (int i = 0; i < times; i++) {
            limiter.onPutOff(until);
        }
    }

    @Test
    void readsThatArePutOffFreezeOnlyWhenNothingElseComes() {
        RateLimiter limiter = RateLimiter.perSecond(10);
        putOff(limiter, 7, NOW + 30 * SECOND);
        limiter.onAnswered();
        putOff(limiter, 7, NOW + 30 * SECOND);
        assertThat(limiter.nextFree(NOW)).isEqualTo(NOW);

        putOff(limiter, 1, NOW + 30 * SECOND);
        assertThat(limiter.tryAcquire(NOW + 30 * SECOND - 1)).isFalse();
        assertThat(limiter.tryAcquire(NOW + 30 * SECOND)).isTrue();

        putOff(limiter, 1, NOW + 60 * SECOND);

        assertThat(limiter.nextFree(NOW + 31 * SECOND)).as("still away: at once").isEqualTo(NOW + 60 * SECOND);
    }

    @Test
    void aRefusalCutsTheRate() {
        RateLimiter limiter = RateLimiter.perSecond(20);
        limiter.tryAcquire(NOW);
        limiter.onThrottled(NOW + MILLISECOND);

        assertThat(limiter.ratePerSecond()).isEqualTo(14, within(0.01));
    }

    @Test
    void aVolleyOfRefusalsIsOneSignal() {
        RateLimiter limiter = RateLimiter.perSecond(20);
        for (int i = 0; i < 64; i++) {
            limiter.onThrottled(NOW + i * 15 * MILLISECOND);
        }
        assertThat(limiter.ratePerSecond()).isEqualTo(14, within(0.01));

        limiter.onThrottled(NOW + SECOND);
        assertThat(limiter.ratePerSecond()).isEqualTo(9.8, within(0.01));
    }

    @Test
    void theFirstRefusalIsHeldAgainstTheRateSeen() {
        RateLimiter limiter = RateLimiter.adaptive();
        for (int i = 0; i < 150; i++) {
            limiter.tryAcquire(NOW + i * 20 * MILLISECOND);
        }
        limiter.onThrottled(NOW + 3 * SECOND);

        assertThat(limiter.ratePerSecond()).isEqualTo(35, within(1.0));
    }

    @Test
    void oneRefusalDoesNotStopAClientThatHardlyReads() {
        RateLimiter limiter = RateLimiter.adaptive();
        limiter.tryAcquire(NOW);
        limiter.onThrottled(NOW + MILLISECOND);

        assertThat(limiter.ratePerSecond()).isEqualTo(1, within(0.01));
    }

    @Test
    void aVendorThatRefusesEverythingIsStillAsked() {
        RateLimiter limiter = RateLimiter.adaptive();
        long now = NOW;
        for (int i = 0; i < 400; i++) {
            now = limiter.nextFree(now);
            limiter.tryAcquire(now);
            limiter.onThrottled(now);
        }

        assertThat(limiter.ratePerSecond()).isEqualTo(0.1, within(0.001));
        assertThat(limiter.nextFree(now) - now).isLessThan(11 * SECOND);
    }

    @Test
    void aCutMovesTheLineBehindTheFirst() {
        RateLimiter limiter = RateLimiter.perSecond(10);
        limiter.tryAcquire(NOW);
        RateLimiter.Reservation first = reserve(limiter, NOW);
        RateLimiter.Reservation second = reserve(limiter, NOW);
        long interval = first.use(NOW);
        limiter.onThrottled(NOW + MILLISECOND);

        assertThat(first.use(NOW)).isEqualTo(interval);
        assertThat(second.use(NOW)).isEqualTo(interval + 150_375_940);
    }

    @Test
    void manyThreadsShareOneRate() {
        RateLimiter limiter = RateLimiter.perSecond(1000);
        AtomicLong clock = new AtomicLong(NOW);
        AtomicInteger taken = new AtomicInteger();
        Runnable reader = () -> {
            for (int i = 0; i < 100_000; i++) {
                long now = clock.addAndGet(10_000);
                RateLimiter.Reservation refused = limiter.reserve(now, SECOND);
                if (refused != null) {
                    refused.giveBack();
                }
                if (limiter.tryAcquire(now)) {
                    taken.incrementAndGet();
                }
            }
        };
        CompletableFuture.allOf(Stream.generate(() -> CompletableFuture.runAsync(reader)).limit(4).toArray(CompletableFuture[]::new)).join();

        // 950 a second for four seconds, and what 50 ms make up for.
        assertThat(taken.get()).isBetween(3600, 3849);
    }

    @Test
    void absurdTimesDoNotOverflow() {
        RateLimiter limiter = RateLimiter.perSecond(0.0001);
        for (int i = 0; i < 1_000_000 && limiter.reserve(NOW, Long.MAX_VALUE) != null; i++) {
            assertThat(limiter.nextFree(NOW) - NOW).isPositive();
        }

        assertThat(limiter.reserve(NOW, Long.MAX_VALUE)).as("in more than a century").isNull();
        assertThat(limiter.tryAcquire(NOW)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 0.00001, 1_000_001, Double.NaN, Double.POSITIVE_INFINITY})
    void aCeilingThatIsNoneIsRefused(double requests) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimiter.perSecond(requests))
                .withMessage("requests is " + requests + "; expected reads per second, from 0.0001 to 1000000; for no ceiling use adaptive()");
    }

    @Test
    void theTextSaysWhatIsKnown() {
        RateLimiter ceiling = RateLimiter.perSecond(20);
        ceiling.onThrottled(NOW);

        assertThat(RateLimiter.adaptive()).hasToString("RateLimiter[no limit known, no ceiling]");
        assertThat(ceiling).hasToString("RateLimiter[14.0 reads/s, ceiling 20.0 reads/s]");
    }
}
