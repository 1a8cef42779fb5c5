package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long to wait before looking again. */
class PollScheduleTest {
    @ParameterizedTest
    @CsvSource({"PT0S, PT0.5S", "PT0.1S, PT0.5S", "PT1S, PT1S", "PT4S, PT2S", "PT100S, PT10S", "PT15M, PT30S", "P30D, PT30S"})
    void theDefaultGrowsWithTheSquareRootWithinBounds(Duration elapsed, Duration delay) {
        assertThat(PollSchedule.defaults().nextDelay(elapsed)).isEqualTo(delay);
    }

    @Test
    void aFixedScheduleIsAlwaysTheSame() {
        PollSchedule fixed = PollSchedule.fixed(Duration.ofSeconds(3));

        assertThat(fixed.nextDelay(Duration.ZERO)).isEqualTo(Duration.ofSeconds(3));
        assertThat(fixed.nextDelay(Duration.ofDays(1))).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({"PT0S, PT1S", "PT-1S, PT1S", "PT2S, PT1S"})
    void boundsThatMakeNoSenseAreRefused(Duration shortest, Duration longest) {
        assertThatThrownBy(() -> PollSchedule.squareRoot(shortest, longest)).isInstanceOf(IllegalArgumentException.class);
    }
}
