package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten thousand runs in one group. */
@Tag("big")
class BigGroupTest {
    private static final int RUNS = 10_000;

    private final VirtualTime time = VirtualTime.create();
    private final MemoryVendor vendor = new MemoryVendor(time);
    private final Polyrun polyrun = vendor.polyrun();
    private final List<RunRef> refs = new ArrayList<>();

    @BeforeEach
    void plant() {
        for (int i = 0; i < RUNS; i++) {
            refs.add(vendor.run("run" + i, Duration.ofMillis(2_000 + i * 7_919L % 20_000)));
        }
    }

    @AfterEach
    void close() {
        polyrun.close();
    }

    @Test
    void allAreHandedOutOnceInTheOrderInWhichTheyWereAdded() {
        RunGroup group = polyrun.watchAll(refs);

        List<RunCompletion> all = group.waitForAll();

        assertThat(all).extracting(RunCompletion::ref).isEqualTo(refs);
        assertThat(vendor.reads()).isEqualTo(RUNS);
        assertThat(time.elapsed()).isBetween(Duration.ofSeconds(21), Duration.ofSeconds(24));
        assertThat(group.waitForAny()).isNull();
    }

    @Test
    void theCountsAddUpAtEachMoment() {
        RunGroup group = polyrun.watchAll(refs);
        assertThat(group.counts().total()).isEqualTo(RUNS);
        long before = 0;
        for (int i = 0; i < 100; i++) {
            time.advance(Duration.ofMillis(250));
            RunCounts counts = group.counts();
            assertThat(counts.total()).isEqualTo(RUNS);
            assertThat(counts.ended()).isGreaterThanOrEqualTo(before);
            before = counts.ended();
        }

        assertThat(group.counts()).isEqualTo(new RunCounts(0, Map.of(RunPhase.SUCCEEDED, (long) RUNS), 0));
    }

    @Test
    void theyComeAsTheyFinish() {
        List<Duration> late = new ArrayList<>();
        for (RunCompletion completion : polyrun.watchAll(refs).completedAsTheyFinish()) {
            int number = Integer.parseInt(completion.ref().runId().substring(3));
            late.add(time.elapsed().minusMillis(2_000 + number * 7_919L % 20_000));
        }

        assertThat(late).hasSize(RUNS).allSatisfy(after -> assertThat(after).isBetween(Duration.ZERO, Duration.ofSeconds(2)));
    }

    @Test
    void stoppingEndsAllThatHaveNotEnded() {
        RunGroup group = polyrun.watchAll(refs);
        time.advance(Duration.ofSeconds(10));
        long ended = group.counts().ended();
        assertThat(ended).isBetween(1_000L, RUNS - 1_000L);

        group.close();
        int looks = vendor.looks();
        time.advance(Duration.ofMinutes(1));

        assertThat(vendor.looks()).isEqualTo(looks);
        assertThat(group.counts().failedToWatch()).isEqualTo(RUNS - ended);
        assertThat(group.waitForAll()).hasSize(RUNS).filteredOn(RunCompletion::isClosed).hasSize((int) (RUNS - ended));
    }
}
