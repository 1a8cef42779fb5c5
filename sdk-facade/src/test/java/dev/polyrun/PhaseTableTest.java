package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.RunStep;
import dev.polyrun.testkit.Simulators;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of vendors' words and our phases, each cell over the wire. */
class PhaseTableTest {
    private static Simulators vendors;
    private static Polyrun polyrun;

    @BeforeAll
    static void start() {
        vendors = Simulators.start();
        polyrun = Facades.over(vendors).build();
    }

    @AfterAll
    static void stop() {
        polyrun.close();
        vendors.close();
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "gumloop, QUEUED, QUEUED",
        "gumloop, STARTED, RUNNING",
        "gumloop, RUNNING, RUNNING",
        "gumloop, TERMINATING, CANCELLING",
        "gumloop, DONE, SUCCEEDED",
        "gumloop, FAILED, FAILED",
        "gumloop, TERMINATED, CANCELLED",
        "activepieces, QUEUED, QUEUED",
        "activepieces, RUNNING, RUNNING",
        "activepieces, PAUSED, PAUSED",
        "activepieces, SUCCEEDED, SUCCEEDED",
        "activepieces, STOPPED, SUCCEEDED",
        "activepieces, FAILED, FAILED",
        "activepieces, TIMEOUT, FAILED",
        "activepieces, QUOTA_EXCEEDED, FAILED",
        "activepieces, MEMORY_LIMIT_EXCEEDED, FAILED",
        "activepieces, LOG_SIZE_EXCEEDED, FAILED",
        "activepieces, INTERNAL_ERROR, FAILED",
        "activepieces, CANCELED, CANCELLED",
        "retab, pending, QUEUED",
        "retab, queued, QUEUED",
        "retab, running, RUNNING",
        "retab, waiting_for_human, PAUSED",
        "retab, awaiting_review, PAUSED",
        "retab, completed, SUCCEEDED",
        "retab, error, FAILED",
        "retab, failed, FAILED",
        "retab, cancelled, CANCELLED",
        "noxus, queued, QUEUED",
        "noxus, running, RUNNING",
        "noxus, awaiting_human_feedback, PAUSED",
        "noxus, awaiting_event, PAUSED",
        "noxus, completed, SUCCEEDED",
        "noxus, failed, FAILED",
        "noxus, stopped, CANCELLED",
        "onepin, pending, QUEUED",
        "onepin, running, RUNNING",
        "onepin, paused, PAUSED",
        "onepin, completed, SUCCEEDED",
        "onepin, failed, FAILED",
        "onepin, cancelled, CANCELLED",
    })
    void aVendorsWordArrivesAsItsPhase(String vendor, String word, RunPhase phase) {
        RunRef ref = Facades.plant(Facades.vendor(vendors, vendor), word);

        RunSnapshot polled = polyrun.poller(ref).poll();
        Run whole = polyrun.get(ref);

        assertThat(polled.phase()).isEqualTo(phase);
        assertThat(polled.vendorStatus()).isEqualTo(word);
        assertThat(polled.ref()).isEqualTo(ref);
        assertThat(whole.phase()).isEqualTo(phase);
        assertThat(whole.snapshot()).isEqualTo(polled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gumloop", "activepieces", "retab", "noxus", "onepin"})
    void aWordNobodyHasHeardOfIsUnknownAndNoEnd(String vendor) {
        RunRef ref = Facades.plant(Facades.vendor(vendors, vendor), "HIBERNATING");

        RunSnapshot polled = polyrun.poller(ref).poll();

        assertThat(polled.phase()).isEqualTo(RunPhase.UNKNOWN);
        assertThat(polled.phase().isTerminal()).isFalse();
        assertThat(polled.vendorStatus()).isEqualTo("HIBERNATING");
        assertThat(polyrun.get(ref).phase()).isEqualTo(RunPhase.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"gumloop, state", "activepieces, status", "retab, status", "noxus, status", "onepin, status"})
    void aRunWithoutItsStatusIsUnknown(String vendor, String property) {
        RunRef ref = Facades.plant(Facades.vendor(vendors, vendor), RunStep.of("x").without(property));

        RunSnapshot polled = polyrun.poller(ref).poll();

        assertThat(polled.phase()).isEqualTo(RunPhase.UNKNOWN);
        assertThat(polled.vendorStatus()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"gumloop, state", "activepieces, status", "retab, status", "noxus, status", "onepin, status"})
    void aStatusOfTheWrongTypeIsUnknown(String vendor, String property) {
        RunRef ref = Facades.plant(Facades.vendor(vendors, vendor), RunStep.of("x").with(property, 7));

        assertThat(polyrun.poller(ref).poll().phase()).isEqualTo(RunPhase.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"SUCCEEDED", "FAILED", "CANCELLED"})
    void onlyThreePhasesAreEnds(RunPhase end) {
        assertThat(end.isTerminal()).isTrue();
        assertThat(java.util.Arrays.stream(RunPhase.values()).filter(RunPhase::isTerminal)).hasSize(3);
    }
}
