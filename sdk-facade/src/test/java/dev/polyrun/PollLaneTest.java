package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.polyrun.core.TimeSource;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who comes first, and how a crowd is spread. */
class PollLaneTest {
    private static final long SECOND = 1_000_000_000;

    private final PollingEngine engine = new PollingEngine(TimeSource.system(), PollingPolicy.builder().build(), null, new SplittableRandom(1));
    private final PollLane lane = new PollLane(engine, new FakeAdapter());

    @AfterEach
    void stop() {
        engine.close();
    }

    private Watch watch() {
        return new Watch(lane, FakeAdapter.REF);
    }

    private Watch begun(long now) {
        Watch watch = watch();
        lane.isCrowded(watch, now);
        return watch;
    }

    @ParameterizedTest
    @CsvSource({"true, false, 3", "false, false, 5", "true, true, 1000000003", "false, true, 1000000005"})
    void aRunIsOverdueByItsGapsOneThatWasNeverLookedAtMoreAndOneThatIsHintedAtMost(boolean looked, boolean hinted, double overdue) {
        Watch watch = watch();
        watch.gapTicks = 50;
        watch.beganAtTick = 100;
        watch.lookedAtTick = 100;
        watch.set(Watch.LOOKED, looked);
        watch.set(Watch.HINTED, hinted);

        assertThat(PollLane.overdue(watch, 250 * EngineTimer.TICK_NANOS)).isEqualTo(overdue);
    }

    @Test
    void theFirstEightRunsOfASecondAreNoCrowd() {
        for (int run = 0; run < 8; run++) {
            assertThat(lane.isCrowded(watch(), 5 * SECOND)).isFalse();
        }

        assertThat(lane.isCrowded(watch(), 5 * SECOND + SECOND - 1)).isTrue();
    }

    @Test
    void norAreEightThatAreLeftOfMore() {
        Watch gone = begun(5 * SECOND);
        for (int run = 0; run < 7; run++) {
            begun(5 * SECOND);
        }
        lane.forget(gone);

        assertThat(lane.isCrowded(watch(), 5 * SECOND)).isFalse();
        assertThat(lane.isCrowded(watch(), 5 * SECOND)).isTrue();
    }

    @Test
    void aSecondLaterTheNextEightAreNone() {
        for (int run = 0; run < 20; run++) {
            begun(5 * SECOND);
        }

        for (int run = 0; run < 8; run++) {
            assertThat(lane.isCrowded(watch(), 6 * SECOND)).isFalse();
        }
        assertThat(lane.isCrowded(watch(), 6 * SECOND)).isTrue();
    }

    @Test
    void runsThatFollowOneAnotherAreNone() {
        for (int run = 0; run < 100; run++) {
            Watch watch = watch();

            assertThat(lane.isCrowded(watch, 5 * SECOND)).isFalse();
            lane.forget(watch);
        }
    }

    @Test
    void aRunThatIsForgottenTwiceIsCountedOnce() {
        Watch twice = begun(5 * SECOND);
        lane.forget(twice);
        lane.forget(twice);
        for (int run = 0; run < 8; run++) {
            begun(6 * SECOND);
        }

        assertThat(lane.isCrowded(watch(), 6 * SECOND)).isTrue();
    }

    @Test
    void aCrowdIsSpreadEvenlyOverItsGap() {
        TreeSet<Long> times = new TreeSet<>();
        times.add(0L);
        times.add(4 * SECOND);
        for (int run = 0; run < 100; run++) {
            times.add(lane.spread(4 * SECOND));
        }

        assertThat(times).hasSize(102);
        assertThat(times.first()).isZero();
        assertThat(times.last()).isEqualTo(4 * SECOND);
        for (long time : times.headSet(4 * SECOND)) {
            assertThat(times.higher(time) - time).as("between two of 100 in 4 s").isLessThan(SECOND / 8);
        }
    }

    @Test
    void noneOfACrowdWaitsLongerThanTenSeconds() {
        assertThat(lane.spread(3_600 * SECOND) / (double) SECOND).isCloseTo(6.18, within(0.01));
    }
}
