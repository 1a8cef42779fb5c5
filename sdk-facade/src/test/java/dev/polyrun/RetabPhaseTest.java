package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.RunStep;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Retab says where a run stands in three generations of words, and in fields around them. */
class RetabPhaseTest {
    @ParameterizedTest(name = "generation {0}: {1} is {2}")
    @CsvSource({
        "B, pending, QUEUED",
        "B, queued, QUEUED",
        "B, running, RUNNING",
        "B, waiting_for_human, PAUSED",
        "B, awaiting_review, PAUSED",
        "B, completed, SUCCEEDED",
        "B, error, FAILED",
        "B, cancelled, CANCELLED",
        "B, levitating, UNKNOWN",
        "C, pending, QUEUED",
        "C, queued, QUEUED",
        "C, running, RUNNING",
        "C, awaiting_review, PAUSED",
        "C, completed, SUCCEEDED",
        "C, error, FAILED",
        "C, failed, FAILED",
        "C, cancelled, CANCELLED",
        "C, levitating, UNKNOWN",
    })
    void aLifecycleArrivesAsItsPhase(Generation generation, String word, RunPhase phase) {
        WireGeneration written = generation == Generation.C ? WireGeneration.C : WireGeneration.A;
        try (RetabSimulator vendor = RetabSimulator.generation(generation);
                Polyrun polyrun = Facades.over(vendor, written).build()) {
            RunRef ref = Facades.plant(vendor, word);

            RunSnapshot polled = polyrun.poller(ref).poll();

            assertThat(polled.phase()).isEqualTo(phase);
            assertThat(polled.vendorStatus()).isEqualTo(word);
            assertThat(polyrun.get(ref).snapshot()).isEqualTo(polled);
        }
    }

    @ParameterizedTest(name = "waiting_for_human while resuming is {0}: {1}")
    @CsvSource({
        "resuming, RUNNING",
        "fully_resumed, RUNNING",
        "partially_resumed, PAUSED",
        "waiting_for_human, PAUSED",
        "idle, PAUSED",
        "in_a_way_unheard_of, PAUSED",
    })
    void anAnsweredReviewRunsThoughTheStatusStillWaits(String resumeStatus, RunPhase phase) {
        assertThat(polled(RunStep.of("waiting_for_human").with("run_resume_status", resumeStatus)).phase()).isEqualTo(phase);
    }

    @ParameterizedTest(name = "{0}, pending {1}, requested {2}, signal failed {3}: {4}")
    @CsvSource({
        // asked, nothing else known
        "running, true, 2026-05-01T10:00:00Z, , CANCELLING",
        "queued, true, 2026-05-01T10:00:00Z, , CANCELLING",
        "waiting_for_human, true, 2026-05-01T10:00:00Z, , CANCELLING",
        "running, true, , , CANCELLING",
        // the signal failed for an earlier request: the later one still counts
        "running, true, 2026-05-01T10:00:00Z, 2026-05-01T09:59:59Z, CANCELLING",
        // the signal failed since it was asked for
        "running, true, 2026-05-01T10:00:00Z, 2026-05-01T10:00:01Z, RUNNING",
        "running, true, , 2026-05-01T10:00:01Z, RUNNING",
        // not asked, or over
        "running, false, , , RUNNING",
        "cancelled, true, 2026-05-01T10:00:00Z, , CANCELLED",
        "completed, true, 2026-05-01T10:00:00Z, , SUCCEEDED",
        "error, true, 2026-05-01T10:00:00Z, , FAILED",
    })
    void aRunIsBeingCancelledWhileTheConfirmationIsPending(
            String status, boolean pending, @Nullable String requested, @Nullable String failed, RunPhase phase) {
        RunStep step = RunStep.of(status)
                .with("cancel_confirmation_pending", pending)
                .with("cancel_requested_at", requested)
                .with("cancel_signal_failed_at", failed);

        assertThat(polled(step).phase()).isEqualTo(phase);
    }

    private static RunSnapshot polled(RunStep step) {
        try (RetabSimulator vendor = RetabSimulator.start();
                Polyrun polyrun = Facades.over(vendor, WireGeneration.A).build()) {
            return polyrun.poller(Facades.plant(vendor, step)).poll();
        }
    }
}
