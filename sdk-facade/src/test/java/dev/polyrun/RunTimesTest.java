package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the times of a run fit into an offset and a number each. */
class RunTimesTest {
    private static final OffsetDateTime TIME = OffsetDateTime.parse("2026-01-02T03:04:05.000000006+01:00");

    private static RunTimes only(int which, OffsetDateTime time) {
        return new RunTimes(which == 0 ? time : null, which == 1 ? time : null, which == 2 ? time : null);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whicheverTimeIsKnownGivesTheOffset(int which) {
        assertThat(only(which, TIME).offset()).isEqualTo(ZoneOffset.ofHours(1));
        assertThat(only(which, TIME).areShort()).isTrue();
    }

    @Test
    void timesOfTwoOffsetsAreNotShort() {
        OffsetDateTime inUtc = TIME.withOffsetSameInstant(ZoneOffset.UTC);

        assertThat(new RunTimes(TIME, TIME, TIME).areShort()).isTrue();
        assertThat(new RunTimes(inUtc, TIME, TIME).areShort()).isFalse();
        assertThat(new RunTimes(TIME, inUtc, TIME).areShort()).isFalse();
        assertThat(new RunTimes(TIME, TIME, inUtc).areShort()).isFalse();
    }

    @Test
    void aTimeIsItsNanosecondsAndItsOffset() {
        assertThat(RunTimes.time(RunTimes.nanos(TIME), ZoneOffset.ofHours(1))).isEqualTo(TIME);
        assertThat(RunTimes.time(RunTimes.nanos(null), ZoneOffset.UTC)).isNull();
        assertThat(RunTimes.NONE.offset()).isNull();
        assertThat(RunTimes.NONE.areShort()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1600-01-01T00:00:00Z", "2263-01-01T00:00:00Z"})
    void aTimeThatNoNanosecondsReachIsNotShort(String time) {
        assertThat(only(1, OffsetDateTime.parse(time)).areShort()).isFalse();
    }
}
