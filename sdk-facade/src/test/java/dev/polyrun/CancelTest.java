package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.NotFoundException;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.Simulators;
import dev.polyrun.testkit.VendorSimulator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking vendors to stop a run. */
class CancelTest {
    private Simulators vendors;
    private Polyrun polyrun;

    @BeforeEach
    void start() {
        vendors = Simulators.start();
        polyrun = Facades.over(vendors).build();
    }

    @AfterEach
    void stop() {
        polyrun.close();
        vendors.close();
    }

    private List<SimulatedRequest> posts(String vendor) {
        return Facades.vendor(vendors, vendor).requests().stream().filter(request -> request.method().equals("POST")).toList();
    }

    @ParameterizedTest(name = "{0} {1}, then {2}")
    @CsvSource({
        "gumloop, RUNNING, CANCELLING",
        "gumloop, QUEUED, CANCELLING",
        "activepieces, PAUSED, PAUSED",
        "activepieces, QUEUED, QUEUED",
        "retab, running, CANCELLING",
        "retab, queued, CANCELLED",
        "noxus, running, CANCELLED",
        "noxus, awaiting_human_feedback, CANCELLED",
        "onepin, running, CANCELLED",
        "onepin, paused, CANCELLED",
    })
    void aRunThatGoesOnIsAskedToStopAndLookedAtAgain(String vendor, String status, RunPhase after) {
        RunRef ref = Facades.plant(Facades.vendor(vendors, vendor), status);

        CancelResult result = polyrun.cancel(ref);

        assertThat(result.outcome()).isEqualTo(CancelResult.Outcome.REQUESTED);
        assertThat(result.snapshot().phase()).isEqualTo(after);
        assertThat(posts(vendor)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "gumloop, DONE", "gumloop, TERMINATED", "activepieces, SUCCEEDED", "activepieces, CANCELED", "retab, completed", "noxus, failed",
        "onepin, cancelled"
    })
    void aRunThatHasEndedIsLeftAlone(String vendor, String status) {
        RunRef ref = Facades.plant(Facades.vendor(vendors, vendor), status);

        CancelResult result = polyrun.cancel(ref);

        assertThat(result.outcome()).isEqualTo(CancelResult.Outcome.ALREADY_ENDED);
        assertThat(result.snapshot().phase().isTerminal()).isTrue();
        assertThat(posts(vendor)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"gumloop, RUNNING, DONE", "retab, running, completed", "noxus, running, failed", "onepin, running, completed"})
    void aRunThatEndsByItselfWhileItIsAskedHasAlreadyEnded(String vendor, String before, String end) {
        // The second look, after asking, shows the end; the simulator must not take the request as its own reason to stop.
        VendorSimulator simulator = Facades.vendor(vendors, vendor);
        RunRef ref = Facades.plant(simulator, before);
        simulator.failNext(request -> {
            boolean asks = request.method().equals("POST");
            if (asks) {
                simulator.changeRun(ref.runId(), RunScript.perRead(end));
            }
            return asks;
        }, Fault.status(200, "application/json", vendor.equals("gumloop")
                ? "{\"success\":true}"
                : vendor.equals("onepin") ? "{\"data\":{}}" : "{\"cancellation_status\":\"cancellation_requested\"}"));

        assertThat(polyrun.cancel(ref).outcome()).isEqualTo(CancelResult.Outcome.ALREADY_ENDED);
    }

    @Test
    void aRefusalByRetabOfARunThatHasJustEndedSaysThatItHasEnded() {
        RunRef ref = Facades.plant(vendors.retab(), "running", "completed");

        CancelResult result = polyrun.cancel(ref);
        vendors.retab().clearRequests();
        RunRef ended = Facades.plant(vendors.retab(), "running");
        vendors.retab().failNext(request -> {
            boolean asks = request.method().equals("POST");
            if (asks) {
                vendors.retab().changeRun(ended.runId(), RunScript.perRead("completed"));
            }
            return asks;
        }, Fault.status(200, "application/json", "{\"cancellation_status\":\"cancellation_failed\"}"));

        assertThat(result.outcome()).isEqualTo(CancelResult.Outcome.REQUESTED);
        assertThat(polyrun.cancel(ended).outcome()).isEqualTo(CancelResult.Outcome.ALREADY_ENDED);
    }

    @Test
    void whatRetabCannotStopIsNotPossible() {
        RunRef ref = Facades.plant(vendors.retab(), "running");
        vendors.retab().failNext(request -> request.method().equals("POST"),
                Fault.status(200, "application/json", "{\"cancellation_status\":\"cancellation_failed\"}"));

        assertThat(polyrun.cancel(ref).outcome()).isEqualTo(CancelResult.Outcome.NOT_POSSIBLE);
    }

    @ParameterizedTest(name = "{0} goes {1}: {2}")
    @CsvSource({
        "noxus, completed, ALREADY_ENDED",
        "noxus, running, NOT_POSSIBLE",
        "onepin, failed, ALREADY_ENDED",
        "onepin, running, NOT_POSSIBLE",
    })
    void aConflictIsAnsweredByWhereTheRunStandsThen(String vendor, String next, CancelResult.Outcome outcome) {
        VendorSimulator simulator = Facades.vendor(vendors, vendor);
        RunRef ref = Facades.plant(simulator, "running");
        simulator.failNext(request -> {
            boolean asks = request.method().equals("POST");
            if (asks) {
                simulator.changeRun(ref.runId(), RunScript.perRead(next));
            }
            return asks;
        }, Fault.status(409, "application/json", "{\"detail\":\"not in this state\"}"));

        assertThat(polyrun.cancel(ref).outcome()).isEqualTo(outcome);
        assertThat(posts(vendor)).hasSize(1);
    }

    @Test
    void whatGumloopDoesNotKillIsNotPossible() {
        RunRef ref = Facades.plant(vendors.gumloop(), "RUNNING");
        vendors.gumloop().failNext(request -> request.method().equals("POST"), Fault.status(200, "application/json", "{\"success\":false}"));

        assertThat(polyrun.cancel(ref).outcome()).isEqualTo(CancelResult.Outcome.NOT_POSSIBLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "SOMETHING_NEW"})
    void aRunOfActivepiecesThatDoesNotWaitIsNotEvenAskedToStop(String status) {
        RunRef ref = Facades.plant(vendors.activepieces(), status);

        assertThat(polyrun.cancel(ref).outcome()).isEqualTo(CancelResult.Outcome.NOT_POSSIBLE);
        assertThat(posts("activepieces")).isEmpty();
    }

    @Test
    void activepiecesIsAskedForThisRunAlone() {
        RunRef ref = Facades.plant(vendors.activepieces(), "PAUSED");
        RunRef other = Facades.plant(vendors.activepieces(), "PAUSED");

        polyrun.cancel(ref);

        assertThat(posts("activepieces").get(0).json())
                .isEqualTo(Map.of("projectId", vendors.activepieces().projectId(), "flowRunIds", List.of(ref.runId())));
        assertThat(polyrun.get(ref).phase()).isEqualTo(RunPhase.CANCELLED);
        assertThat(polyrun.get(other).phase()).isEqualTo(RunPhase.PAUSED);
    }

    @Test
    void aServerOfActivepiecesThatCannotCancelYetMakesItNotPossible() {
        try (ActivepiecesSimulator old = ActivepiecesSimulator.version("0.71.0");
                Polyrun polyrun = Facades.over(old).build()) {
            RunRef ref = Facades.plant(old, "PAUSED");

            assertThat(polyrun.cancel(ref).outcome()).isEqualTo(CancelResult.Outcome.NOT_POSSIBLE);
        }
    }

    @Test
    void cancellingOnActivepiecesNeedsTheProject() {
        RunRef ref = Facades.plant(vendors.activepieces(), "PAUSED");
        try (Polyrun homeless = Polyrun.builder()
                .activepieces(client -> client.baseUrl(vendors.activepieces().baseUrl()).apiKey(vendors.activepieces().apiKey()))
                .build()) {
            assertThatThrownBy(() -> homeless.cancel(ref))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("ACTIVEPIECES_PROJECT_ID");
        }
        assertThat(posts("activepieces")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gumloop", "noxus", "retab"})
    void aRunThatIsNotThereCannotBeCancelled(String vendor) {
        assertThatThrownBy(() -> polyrun.cancel(RunRef.of(vendor, "nowhere"))).isInstanceOf(NotFoundException.class);
        assertThat(posts(vendor)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"gumloop, RUNNING", "retab, running", "noxus, running", "onepin, running"})
    void cancellingTwiceDoesNoHarm(String vendor, String status) {
        RunRef ref = Facades.plant(Facades.vendor(vendors, vendor), status);

        polyrun.cancel(ref);
        polyrun.cancel(ref);

        assertThat(polyrun.get(ref).phase()).isEqualTo(RunPhase.CANCELLED);
    }
}
