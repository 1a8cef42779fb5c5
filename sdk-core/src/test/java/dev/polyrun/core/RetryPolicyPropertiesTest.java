package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** No delay is negative, none is beyond its ceiling, however odd the policy. */
class RetryPolicyPropertiesTest {
    private static final RandomGenerator LARGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Provide
    Arbitrary<Duration> durations() {
        Arbitrary<Duration> upToAYear = Arbitraries.longs().between(0, Duration.ofDays(365).toNanos()).map(Duration::ofNanos);
        return Arbitraries.oneOf(
                upToAYear,
                Arbitraries.longs().between(0, 20_000).map(Duration::ofMillis),
                Arbitraries.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofDays(365), Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)));
    }

    private static RetryPolicy policy(Duration first, Duration longest, Duration retryAfter) {
        Assume.that(first.compareTo(longest) <= 0 && longest.compareTo(Duration.ofDays(365)) <= 0);
        return new RetryPolicy(3, first, longest, retryAfter);
    }

    @Property
    void aDelayIsBetweenZeroAndTheLongest(
            @ForAll("durations") Duration first,
            @ForAll("durations") Duration longest,
            @ForAll("durations") Duration retryAfter,
            @ForAll @IntRange(min = 1) int retry,
            @ForAll long seed) {
        assertThat(policy(first, longest, retryAfter).delay(retry, new SplittableRandom(seed))).isBetween(Duration.ZERO, longest);
    }

    @Property
    void theCeilingsDoubleAndThenStay(@ForAll("durations") Duration first, @ForAll("durations") Duration longest) {
        RetryPolicy policy = policy(first, longest, Duration.ZERO);
        Duration expected = first;
        for (int retry = 1; retry < 130; retry++) {
            assertThat(policy.delay(retry, LARGEST)).as("retry %d", retry).isEqualTo(expected);
            expected = expected.multipliedBy(2).compareTo(longest) > 0 ? longest : expected.multipliedBy(2);
        }
        assertThat(policy.delay(Integer.MAX_VALUE, LARGEST)).isEqualTo(first.isZero() ? Duration.ZERO : longest);
    }
}
