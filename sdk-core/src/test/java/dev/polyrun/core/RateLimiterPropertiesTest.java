package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens to a limiter, in whatever order, it gives out no more than its rate, and makes nobody wait for ever. */
class RateLimiterPropertiesTest {
    private static final long SECOND = 1_000_000_000;
    private static final long YEAR = 365L * 86_400 * SECOND;

    /** @param pause nanoseconds that pass before it happens */
    private record Step(int kind, long pause, long amount) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Long> pauses = Arbitraries.oneOf(
                Arbitraries.just(0L),
                Arbitraries.longs().between(0, SECOND / 10),
                Arbitraries.longs().between(0, 20 * SECOND),
                Arbitraries.longs().between(0, YEAR));
        Arbitrary<Long> amounts = Arbitraries.oneOf(Arbitraries.longs().between(0, 5 * SECOND), Arbitraries.of(0L, YEAR, Long.MAX_VALUE));
        return Combinators.combine(Arbitraries.integers().between(0, 9), pauses, amounts).as(Step::new).list().ofMaxSize(80);
    }

    @Provide
    Arbitrary<Double> ceilings() {
        return Arbitraries.oneOf(
                Arbitraries.doubles().ofScale(4).between(0.0001, 1_000_000),
                Arbitraries.doubles().between(0.5, 20),
                Arbitraries.of(Double.POSITIVE_INFINITY, 0.0001, 1_000_000.0));
    }

    /** Where the clock of a process may stand. */
    @Provide
    Arbitrary<Long> beginnings() {
        return Arbitraries.of(0L, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - SECOND, -SECOND, 123_456_789_012L);
    }

    @Property
    void noTokenComesEarlyAndNoneNever(@ForAll("steps") List<Step> steps, @ForAll("ceilings") double ceiling, @ForAll("beginnings") long beginning) {
        RateLimiter limiter = ceiling == Double.POSITIVE_INFINITY ? RateLimiter.adaptive() : RateLimiter.perSecond(ceiling);
        Deque<RateLimiter.Reservation> reserved = new ArrayDeque<>();
        List<Long> taken = new ArrayList<>();
        long now = beginning;
        long frozenUntil = beginning;
        for (Step step : steps) {
            now += step.pause;
            switch (step.kind) {
                case 0, 1, 2 -> {
                    if (limiter.tryAcquire(now)) {
                        assertThat(now - frozenUntil).as("frozen").isNotNegative();
                        taken.add(now - beginning);
                    }
                }
                // Of those who come when they are told to,
                case 3 -> {
                    RateLimiter.Reservation reservation = limiter.reserve(now, step.amount);
                    if (reservation != null) {
                        long wait = reservation.use(now);
                        assertThat(wait).isBetween(0L, step.amount);
                        now += wait;
                        assertThat(reservation.use(now)).isZero();
                        assertThat(now - frozenUntil).as("frozen").isNotNegative();
                        taken.add(now - beginning);
                    }
                }
                // and of those who come at some time or other, on whom no rate can count.
                case 4 -> {
                    RateLimiter.Reservation reservation = limiter.reserve(now, step.amount);
                    if (reservation != null) {
                        reserved.add(reservation);
                    }
                }
                case 5 -> {
                    RateLimiter.Reservation reservation = reserved.poll();
                    if (reservation != null) {
                        long wait = reservation.use(now);
                        assertThat(wait).isNotNegative();
                        assertThat(wait > 0 || now - frozenUntil >= 0).as("frozen").isTrue();
                    }
                }
                case 6 -> {
                    RateLimiter.Reservation reservation = reserved.pollLast();
                    if (reservation != null) {
                        reservation.giveBack();
                    }
                }
                case 7 -> limiter.onThrottled(now);
                case 8 -> limiter.onAnswered();
                default -> {
                    long until = now + Math.min(step.amount, YEAR);
                    limiter.freeze(until);
                    frozenUntil = until - frozenUntil > 0 ? until : frozenUntil;
                }
            }
            assertThat(limiter.ratePerSecond()).isBetween(Math.min(ceiling, 0.1), ceiling);
            assertThat(limiter.nextFree(now) - now).isNotNegative();
        }
        assertNoSecondHasTooMany(taken, ceiling);
        long free = limiter.nextFree(now);
        assertThat(limiter.tryAcquire(free)).as("a token at the time that it was promised for").isTrue();
    }

    private static void assertNoSecondHasTooMany(List<Long> taken, double ceiling) {
        for (int first = 0, last = 0; last < taken.size(); last++) {
            while (taken.get(last) - taken.get(first) >= SECOND) {
                first++;
            }
            assertThat((double) (last - first + 1)).as("within a second").isLessThanOrEqualTo(Math.max(1, Math.ceil(ceiling)));
        }
    }
}
