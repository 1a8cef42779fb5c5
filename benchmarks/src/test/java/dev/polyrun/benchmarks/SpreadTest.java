package dev.polyrun.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void severalForksGiveTheirMedianAndTheirRange() {
        assertThat(Spread.of(List.of(3.25, 1.5, 9.0))).isEqualTo("3.25 (1.50–9)");
    }

    @Test
    void oneForkGivesItsValue() {
        assertThat(Spread.of(List.of(1234.5))).isEqualTo("1,235");
    }

    @Test
    void aMeasurementWithoutFiguresSaysSo() {
        assertThat(Spread.of(List.of())).isEqualTo("none (did not end)");
    }
}
