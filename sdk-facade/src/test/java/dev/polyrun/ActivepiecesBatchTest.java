package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.RunStep;
import dev.polyrun.testkit.SimulatedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Activepieces lists the runs that are asked for by their ids, without their steps. */
class ActivepiecesBatchTest {
    private static final RunStep DELAYED = RunStep.of("PAUSED").with("steps", Map.of(
            "step_1", Map.of("type", "PIECE", "status", "PAUSED", "input", Map.of("unit", "seconds", "delayFor", 60))));

    private final ActivepiecesSimulator vendor = ActivepiecesSimulator.start();
    private final VendorAdapter adapter = Adapters.over(vendor, vendor.projectId());

    @AfterEach
    void stop() {
        vendor.close();
    }

    private RunSnapshot look(RunRef ref) {
        return Facades.end(adapter.snapshot(ref, RequestOptions.none()));
    }

    private RunSnapshot seen(RunStep step) {
        return look(Facades.plant(vendor, step));
    }

    private static Map<RunRef, RunSnapshot> snapshots(VendorAdapter adapter, List<RunSnapshot> runs) {
        RunBatch batch = Objects.requireNonNull(adapter.batch(runs.get(0)));
        return Facades.end(batch.snapshots(runs, RequestOptions.none()));
    }

    private Map<RunRef, RunSnapshot> snapshots(List<RunSnapshot> runs) {
        return snapshots(adapter, runs);
    }

    @Test
    void theRunsAreNamedInTheRequest() {
        List<RunSnapshot> runs = List.of(seen(RunStep.of("RUNNING")), seen(RunStep.of("QUEUED")));
        vendor.clearRequests();

        snapshots(runs);

        SimulatedRequest request = vendor.requests().get(0);
        assertThat(request.path()).endsWith("/v1/flow-runs");
        assertThat(request.queryValue("projectId")).isEqualTo(vendor.projectId());
        assertThat(request.queryValues("flowRunIds")).containsExactly(runs.get(0).ref().runId(), runs.get(1).ref().runId());
        assertThat(request.queryValue("limit")).isEqualTo("2");
    }

    @Test
    void aHundredRunsTakeOneRequestHoweverManyNewerOnesThereAre() {
        List<RunSnapshot> runs = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            runs.add(seen(RunStep.of("RUNNING")));
        }
        for (int i = 0; i < 20; i++) {
            Facades.plant(vendor, "RUNNING");
        }
        vendor.clearRequests();

        assertThat(snapshots(runs)).hasSize(100);
        assertThat(vendor.requests()).hasSize(1);
    }

    @Test
    void aRunOfTheTestingEnvironmentIsInNoList() {
        RunSnapshot test = seen(RunStep.of("RUNNING").with("environment", "TESTING"));
        RunSnapshot run = seen(RunStep.of("RUNNING"));

        assertThat(test.phase()).isEqualTo(RunPhase.RUNNING);
        assertThat(snapshots(List.of(test, run))).containsOnlyKeys(run.ref());
    }

    @Test
    void thereIsNoListWithoutAProject() {
        assertThat(Adapters.over(vendor, null).batch(seen(RunStep.of("RUNNING")))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "run00000000000000000001", "run000000000000,00001", "../../../../../../../x", "run\u066100000000000000001"})
    void anIdForWhichTheVendorWouldRefuseTheWholeListIsInNone(String id) {
        RunSnapshot run = RunSnapshot.builder(RunRef.of("activepieces", id), RunPhase.RUNNING, "RUNNING").build();

        assertThat(adapter.batch(run)).isNull();
    }

    @Test
    void aRunThatHasPausedTakesALookAtItselfSinceOnlyItsStepsTellForWhat() {
        RunRef ref = Facades.plant(vendor, RunScript.perRead(RunStep.of("RUNNING"), DELAYED, DELAYED));
        RunSnapshot running = look(ref);

        assertThat(snapshots(List.of(running))).isEmpty();
        assertThat(look(ref).pause()).isEqualTo(Pause.of(Pause.Kind.TIMER));
    }

    @Test
    void aRunThatIsStillPausedWaitsForWhatItWaitedFor() {
        RunSnapshot delayed = seen(DELAYED);
        RunSnapshot unknown = seen(RunStep.of("PAUSED").without("steps"));

        Map<RunRef, RunSnapshot> answer = snapshots(List.of(delayed, unknown));

        assertThat(answer.get(delayed.ref())).isSameAs(delayed);
        assertThat(answer.get(unknown.ref()).pause()).isEqualTo(Pause.of(Pause.Kind.UNKNOWN));
    }

    @Test
    void aPauseThatTheServerPublishesIsReadFromTheList() {
        RunStep published = RunStep.of("PAUSED").with("pauseMetadata", Map.of("type", "DELAY", "resumeDateTime", "2026-05-01T10:00:00.000Z"));
        RunRef ref = Facades.plant(vendor, RunScript.perRead(RunStep.of("RUNNING"), published, published));
        RunSnapshot running = look(ref);

        RunSnapshot paused = snapshots(List.of(running)).get(ref);

        assertThat(paused).isEqualTo(look(ref));
        assertThat(paused.pause()).isNotNull();
        assertThat(paused.pause().resumeAt()).isEqualTo("2026-05-01T10:00:00Z");
    }

    @Test
    void aRunThatGoesOnIsPausedNoLonger() {
        RunRef ref = Facades.plant(vendor, RunScript.perRead(DELAYED, RunStep.of("RUNNING"), RunStep.of("RUNNING")));
        RunSnapshot paused = look(ref);

        assertThat(snapshots(List.of(paused)).get(ref)).isEqualTo(look(ref)).extracting(RunSnapshot::pause).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "TIMEOUT"})
    void anOldServersListReadsLikeItsRuns(String status) {
        try (ActivepiecesSimulator old = ActivepiecesSimulator.version("0.71.0")) {
            VendorAdapter oldAdapter = Adapters.over(old, old.projectId());
            RunSnapshot run = Facades.end(oldAdapter.snapshot(Facades.plant(old, status), RequestOptions.none()));

            assertThat(snapshots(oldAdapter, List.of(run))).containsOnly(Map.entry(run.ref(), run));
        }
    }

    @Test
    void oneRunThatAnOldServerCannotShowFailsTheListOfAll() {
        try (ActivepiecesSimulator old = ActivepiecesSimulator.version("0.71.0")) {
            VendorAdapter oldAdapter = Adapters.over(old, old.projectId());
            RunSnapshot run = Facades.end(oldAdapter.snapshot(Facades.plant(old, "RUNNING"), RequestOptions.none()));
            RunRef stopped = Facades.plant(old, "STOPPED");

            List<RunSnapshot> both = List.of(run, RunSnapshot.builder(stopped, RunPhase.RUNNING, "RUNNING").build());

            assertThatExceptionOfType(ServerErrorException.class).isThrownBy(() -> snapshots(oldAdapter, both));
        }
    }
}
