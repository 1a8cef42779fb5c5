package dev.polyrun.reliability.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That what grows is seen to grow, and what only goes up and down is not. */
class SteadyStateTest {
    @TempDir
    Path directory;

    /** Samples of a process that watches 1,000 runs after a while, and none in the end. */
    private SteadyState of(LongUnaryOperator bytesAfterEnds) throws IOException {
        List<String> samples = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            long ended = i * 50L;
            long watched = i < 10 ? i * 100 : i > 90 ? (100 - i) * 100 : 1_000 + i % 3 * 20;
            samples.add("M 2 " + ended + " " + watched + " " + new Resources(7, bytesAfterEnds.applyAsLong(ended), 40, 20, 10, 30, 50));
        }
        samples.add("M 1 7 1000 " + new Resources(7, 1L << 40, 1, 1, 1, 1, 1));
        samples.add("F " + new Resources(9, 9, 8, 7, 6, 5, 4));
        samples.add("C 0 " + new Resources(9, 9, 8, 4, 3, 2, 4));
        samples.add("C 60000 " + new Resources(9, 9, 8, 0, 0, 0, 4));
        Files.write(SoakWatcher.samplesFile(directory), samples);
        return SteadyState.of(directory, 2);
    }

    @Test
    void aReferenceThatIsKeptForEachRunShowsAmongTheNoise() throws IOException {
        SteadyState leaking = of(ended -> 200_000 + ended * 32 + ended * 7919 % 20_000);

        assertThat(leaking.growthPerEnd(Resources::objects)).isCloseTo(32, within(5.0));
    }

    @Test
    void noiseIsNoGrowth() throws IOException {
        SteadyState steady = of(ended -> 200_000 + ended * 7919 % 20_000);

        assertThat(steady.growthPerEnd(Resources::objects)).isCloseTo(0, within(5.0));
        assertThat(steady.growthPerEnd(Resources::ours)).isZero();
    }

    @Test
    void thatMoreRunsAreWatchedIsNoGrowth() throws IOException {
        List<String> samples = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            long watched = i < 25 ? 500 : 1_000;
            samples.add("M 2 " + i * 50 + " " + watched + " " + new Resources(7, watched * 10_000, 1, 1, 1, 1, 1));
        }
        Files.write(SoakWatcher.samplesFile(directory), samples);

        assertThat(SteadyState.of(directory, 2).growthPerEnd(Resources::objects)).isZero();
    }

    @Test
    void anotherProcessDoesNotCount() throws IOException {
        SteadyState state = of(ended -> 1);

        assertThat(state.ofLastLife).hasSize(100);
        assertThat(state.peak(Resources::objects)).isEqualTo(1);
    }

    @Test
    void whatIsLeftIsWhatWasSeenLast() throws IOException {
        SteadyState state = of(ended -> 1);

        assertThat(state.left().ours()).isZero();
        assertThat(state.atEnd).extracting(Resources::ours).containsExactly(7, 4, 0);
        assertThat(state.idleMillis).isEqualTo(60_000);
    }
}
