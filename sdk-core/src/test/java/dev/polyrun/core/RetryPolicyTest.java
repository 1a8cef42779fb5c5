package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    /** Draws the largest number of what is asked for. */
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

    @ParameterizedTest
    @CsvSource({"1, PT0.5S", "2, PT1S", "3, PT2S", "4, PT4S", "5, PT8S", "6, PT8S", "33, PT8S", "64, PT8S", "2147483647, PT8S"})
    void theCeilingDoublesUpToTheLongestDelay(int retry, Duration ceiling) {
        assertThat(RetryPolicy.defaults().delay(retry, LARGEST)).isEqualTo(ceiling);
    }

    @Test
    void aDelayIsDrawnFromZeroToTheCeiling() {
        RandomGenerator random = new SplittableRandom(1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(RetryPolicy.defaults().delay(2, random)).isBetween(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "63", "64", "65", "1000"})
    void noFirstDelayMeansNoDelayEver(int retry) {
        assertThat(new RetryPolicy(3, Duration.ZERO, Duration.ofSeconds(8), Duration.ZERO).delay(retry, LARGEST)).isZero();
    }

    @Test
    void theLongestDelaysThereAreDoNotOverflow() {
        Duration year = Duration.ofDays(365);

        assertThat(new RetryPolicy(3, year, year, year).delay(100, LARGEST)).isEqualTo(year);
        RetryPolicy slow = new RetryPolicy(3, Duration.ofNanos(1), year, Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(List.of(62, 63, 64, 65, 80)).allSatisfy(retry -> assertThat(slow.delay(retry, LARGEST)).isEqualTo(year));
    }

    @Test
    void nonsenseIsRefused() {
        Duration second = Duration.ofSeconds(1);

        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(-1, second, second, second)).withMessageContaining("-1");
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, second.negated(), second, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, second, Duration.ZERO, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, second, second, second.negated()));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, second, Duration.ofSeconds(Long.MAX_VALUE), second));
    }

    @Test
    void noneRepeatsNothing() {
        assertThat(RetryPolicy.none().maxRetries()).isZero();
    }
}
