package dev.polyrun.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void figuresAreFoundAmongOtherOutput() {
        assertThat(Figures.in(List.of("figure threads=2", "thread parallel-1", "figure cpuMicrosPerPoll=8.25")))
                .containsExactly(Map.entry("threads", 2.0), Map.entry("cpuMicrosPerPoll", 8.25));
    }
}
