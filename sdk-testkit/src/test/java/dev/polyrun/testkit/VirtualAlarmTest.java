package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.TimeSource.Alarm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualAlarmTest {
    private static final long SECOND = 1_000_000_000;

    private final VirtualTime time = VirtualTime.create();
    private final List<String> rings = new ArrayList<>();
    private final Alarm alarm = time.alarm("test", () -> rings.add(time.elapsed().toString()));

    @Test
    void ringsOnceAtItsTime() {
        alarm.set(5 * SECOND);

        time.advance(Duration.ofMinutes(1));

        assertThat(rings).containsExactly("PT5S");
    }

    @Test
    void theLastSettingCounts() {
        alarm.set(5 * SECOND);
        alarm.set(9 * SECOND);
        alarm.set(7 * SECOND);

        time.advance(Duration.ofMinutes(1));

        assertThat(rings).containsExactly("PT7S");
    }

    @Test
    void aTimeThatHasPassedIsAtOnceAndNotInThePast() {
        time.advance(Duration.ofSeconds(10));
        alarm.set(5 * SECOND);
        assertThat(rings).isEmpty();

        time.advance(Duration.ZERO);

        assertThat(rings).containsExactly("PT10S");
    }

    @Test
    void aTimeFarAwayIsNever() {
        alarm.set(Long.MAX_VALUE);

        time.advance(Duration.ofDays(365_000));

        assertThat(rings).isEmpty();
    }

    @Test
    void aSumThatOverflowsIsFarAwayToo() {
        time.advance(Duration.ofSeconds(1));
        alarm.set(time.nanoTime() + Long.MAX_VALUE);

        time.advance(Duration.ofDays(1));

        assertThat(rings).isEmpty();
    }

    @Test
    void canBeSetFromItsOwnTask() {
        List<String> ticks = new ArrayList<>();
        Alarm[] ticking = new Alarm[1];
        ticking[0] = time.alarm("ticking", () -> {
            ticks.add(time.elapsed().toString());
            ticking[0].set(time.nanoTime() + 20 * SECOND);
        });
        ticking[0].set(time.nanoTime());

        time.advance(Duration.ofMinutes(1));

        assertThat(ticks).containsExactly("PT0S", "PT20S", "PT40S", "PT1M");
    }

    @Test
    void settingAnewTakesItsPlaceAmongWhatIsDueTogether() {
        alarm.set(SECOND);
        time.schedule(() -> rings.add("task"), Duration.ofSeconds(1));
        alarm.set(SECOND);

        time.advance(Duration.ofSeconds(1));

        assertThat(rings).containsExactly("task", "PT1S");
    }

    @Test
    void aClosedOneIsSilent() {
        alarm.set(SECOND);
        alarm.close();
        alarm.set(2 * SECOND);

        time.advance(Duration.ofMinutes(1));

        assertThat(rings).isEmpty();
    }

    @Test
    void canBeClosedFromItsOwnTask() {
        List<String> ticks = new ArrayList<>();
        Alarm[] ticking = new Alarm[1];
        ticking[0] = time.alarm("ticking", () -> {
            ticks.add(time.elapsed().toString());
            ticking[0].close();
            ticking[0].set(time.nanoTime());
        });
        ticking[0].set(SECOND);

        time.advance(Duration.ofMinutes(1));

        assertThat(ticks).containsExactly("PT1S");
    }

    @Test
    void twoDoNotDisturbEachOther() {
        Alarm other = time.alarm("other", () -> rings.add("other"));
        alarm.set(SECOND);
        other.set(SECOND);
        other.close();
        alarm.set(2 * SECOND);

        time.advance(Duration.ofMinutes(1));

        assertThat(rings).containsExactly("PT2S");
    }
}
