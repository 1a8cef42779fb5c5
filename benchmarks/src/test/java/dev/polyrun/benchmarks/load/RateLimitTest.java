package dev.polyrun.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aRestedServerTakesSoManyAtOnceAndNoMore() {
        RateLimit limit = new RateLimit(20, 20, 0);

        assertThat(admitted(limit, 0, 100)).isEqualTo(20);
    }

    @Test
    void whatWasTakenComesBackAtTheRate() {
        RateLimit limit = new RateLimit(20, 20, 0);
        admitted(limit, 0, 100);

        assertThat(admitted(limit, SECOND / 4, 100)).isEqualTo(5);
    }

    @Test
    void aLongRestGivesNoMoreThanAShortOne() {
        RateLimit limit = new RateLimit(20, 20, 0);

        assertThat(admitted(limit, 60 * SECOND, 100)).isEqualTo(20);
    }

    @Test
    void aLateReaderOfTheClockGainsNothing() {
        RateLimit limit = new RateLimit(20, 20, 0);
        admitted(limit, SECOND, 100);

        assertThat(limit.admits(SECOND / 2)).isFalse();
        assertThat(admitted(limit, SECOND + SECOND / 10, 100)).isEqualTo(2);
    }

    private static int admitted(RateLimit limit, long now, int requests) {
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            admitted += limit.admits(now) ? 1 : 0;
        }
        return admitted;
    }
}
