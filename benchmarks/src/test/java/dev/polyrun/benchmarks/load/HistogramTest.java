package dev.polyrun.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private final Histogram histogram = new Histogram();

    @Test
    void aShareIsNotExceededByThatShareOfAll() {
        for (int millis = 1; millis <= 1_000; millis++) {
            histogram.record(Duration.ofMillis(millis).toNanos());
        }

        assertThat(histogram.millis(.5)).isBetween(500.0, 500 * 33 / 32.0);
        assertThat(histogram.millis(.99)).isBetween(990.0, 990 * 33 / 32.0);
        assertThat(histogram.millis(1)).isBetween(1_000.0, 1_000 * 33 / 32.0);
    }

    @Test
    void shortDurationsAreExactToTheMicrosecond() {
        histogram.record(63_900);

        assertThat(histogram.millis(1)).isCloseTo(.063, within(1e-9));
    }

    @Test
    void lessThanNothingIsNothing() {
        histogram.record(-5_000_000);

        assertThat(histogram.millis(1)).isZero();
        assertThat(histogram.count()).isEqualTo(1);
    }

    @Test
    void hoursFit() {
        histogram.record(Duration.ofHours(10).toNanos());

        assertThat(histogram.millis(1)).isBetween(36e6, 36e6 * 33 / 32);
    }

    @Test
    void nothingRecordedIsZero() {
        assertThat(histogram.millis(.99)).isZero();
    }
}
