package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.RequestOptions;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.RunStep;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.VendorSimulator;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The other vendors list their newest runs, which ever those are. */
class NewestRunsBatchTest {
    private static RunSnapshot look(VendorAdapter adapter, RunRef ref) {
        return Facades.end(adapter.snapshot(ref, RequestOptions.none()));
    }

    private static Map<RunRef, RunSnapshot> snapshots(VendorAdapter adapter, List<RunSnapshot> runs) {
        return Facades.end(Objects.requireNonNull(adapter.batch(runs.get(0))).snapshots(runs, RequestOptions.none()));
    }

    private static SimulatedRequest lastRequest(VendorSimulator vendor) {
        List<SimulatedRequest> requests = vendor.requests();
        return requests.get(requests.size() - 1);
    }

    @ParameterizedTest
    @CsvSource({"B, A, running", "B, A, awaiting_review", "B, A, error", "C, C, pending", "C, C, awaiting_review", "C, C, error", "C, C, completed"})
    void laterRetabReadsTheSameInAListAndAlone(Generation generation, WireGeneration written, String status) {
        try (RetabSimulator vendor = RetabSimulator.generation(generation)) {
            VendorAdapter adapter = Adapters.over(vendor, written);
            RunSnapshot run = look(adapter, Facades.plant(vendor, status));

            assertThat(snapshots(adapter, List.of(run))).containsOnly(Map.entry(run.ref(), run));
        }
    }

    @Test
    void retabIsAskedForTheWorkflowAndTheDaysOfTheRuns() {
        try (RetabSimulator vendor = RetabSimulator.generation(Generation.C)) {
            VendorAdapter adapter = Adapters.over(vendor, WireGeneration.C);
            RunSnapshot first = created("run_1", "2026-05-01T01:00:00+02:00");
            RunSnapshot second = created("run_2", "2026-05-03T12:00:00Z");

            snapshots(adapter, List.of(second, first));

            SimulatedRequest request = lastRequest(vendor);
            assertThat(request.path()).isEqualTo("/v1/workflows/runs");
            assertThat(request.query().keySet()).containsExactlyInAnyOrder("workflow_id", "limit", "from_date", "to_date");
            assertThat(request.queryValue("workflow_id")).isEqualTo("wf_simulated1");
            assertThat(request.queryValue("limit")).isEqualTo("100");
            assertThat(request.queryValue("from_date")).isEqualTo("2026-04-29");
            assertThat(request.queryValue("to_date")).isEqualTo("2026-05-04");
        }
    }

    @Test
    void retabIsAskedForNoDaysWhenThatOfARunIsNotKnown() {
        try (RetabSimulator vendor = RetabSimulator.start()) {
            RunSnapshot known = created("run_1", "2026-05-01T01:00:00Z");
            RunSnapshot unknown = created("run_2", null);

            snapshots(Adapters.over(vendor, WireGeneration.A), List.of(known, unknown));

            assertThat(lastRequest(vendor).query().keySet()).containsExactlyInAnyOrder("workflow_id", "limit");
        }
    }

    private static RunSnapshot created(String runId, @Nullable String time) {
        return RunSnapshot.builder(RunRef.of("retab", runId), RunPhase.RUNNING, "running")
                .workflowId("wf_simulated1")
                .times(time == null ? null : OffsetDateTime.parse(time), null, null)
                .build();
    }

    @Test
    void retabsRunsOfLongAgoAreFoundBehindAHundredNewerOnes() {
        VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-05-01T10:00:00Z"));
        try (RetabSimulator vendor = RetabSimulator.start()) {
            VendorAdapter adapter = Adapters.over(vendor, WireGeneration.A);
            RunSnapshot old = look(adapter, Facades.plant(vendor, RunScript.timed(time.clock(), Duration.ofDays(900), "waiting_for_human")));
            time.advance(Duration.ofDays(3));
            for (int i = 0; i < 120; i++) {
                Facades.plant(vendor, RunScript.timed(time.clock(), Duration.ofDays(900), "completed"));
            }

            assertThat(snapshots(adapter, List.of(old))).containsOnlyKeys(old.ref());
        }
    }

    @Test
    void nothingIsSaidOfARunBehindAHundredNewerOnesOfItsDay() {
        VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-05-01T10:00:00Z"));
        try (RetabSimulator vendor = RetabSimulator.start()) {
            VendorAdapter adapter = Adapters.over(vendor, WireGeneration.A);
            RunSnapshot old = look(adapter, Facades.plant(vendor, RunScript.timed(time.clock(), Duration.ofDays(900), "running")));
            for (int i = 0; i < 100; i++) {
                Facades.plant(vendor, RunScript.timed(time.clock(), Duration.ofDays(900), "completed"));
            }

            assertThat(snapshots(adapter, List.of(old))).isEmpty();
        }
    }

    @Test
    void retabHasNoListForARunOfAnUnknownWorkflow() {
        try (RetabSimulator vendor = RetabSimulator.start()) {
            VendorAdapter adapter = Adapters.over(vendor, WireGeneration.A);

            assertThat(adapter.batch(look(adapter, Facades.plant(vendor, RunScript.perRead(RunStep.of("running").without("workflow_id"))))))
                    .isNull();
        }
    }

    @Test
    void noxusListsTheRunsOfAllWorkflows() {
        try (NoxusSimulator vendor = NoxusSimulator.start()) {
            VendorAdapter adapter = Adapters.over(vendor);
            vendor.addRun("another-workflow", "run-1", RunScript.perRead("running"));
            RunSnapshot other = look(adapter, RunRef.of("noxus", "run-1"));
            RunSnapshot own = look(adapter, Facades.plant(vendor, "queued"));

            assertThat(snapshots(adapter, List.of(other, own))).containsOnly(Map.entry(other.ref(), other), Map.entry(own.ref(), own));
            assertThat(lastRequest(vendor).path()).isEqualTo("/v1/runs");
            assertThat(lastRequest(vendor).queryValue("size")).isEqualTo("100");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "cancelled"})
    void anOnepinRunThatEndedBadlyTakesALookAtItselfSinceListsDoNotSayWhy(String status) {
        try (OnepinSimulator vendor = OnepinSimulator.start()) {
            VendorAdapter adapter = Adapters.over(vendor);
            RunRef ref = Facades.plant(vendor, "running", status);
            RunSnapshot running = look(adapter, ref);

            assertThat(snapshots(adapter, List.of(running))).isEmpty();
            assertThat(look(adapter, ref).vendorStatus()).isEqualTo(status);
        }
    }

    @Test
    void onepinListsTheRunsOfTheWorkflow() {
        try (OnepinSimulator vendor = OnepinSimulator.start()) {
            VendorAdapter adapter = Adapters.over(vendor);
            RunSnapshot run = look(adapter, Facades.plant(vendor, "running"));

            snapshots(adapter, List.of(run));

            assertThat(lastRequest(vendor).path()).isEqualTo("/api/v1/workflows/" + vendor.workflowId() + "/runs");
            assertThat(lastRequest(vendor).query()).isEqualTo(Map.of("limit", List.of("100")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"run/../1", "a&limit=1", "100%", "run 1", "é😀", "\"", "x\",\"id\":\"y", "../../etc"})
    void anIdOfAnyKindIsFoundByItsLetters(String id) {
        try (RetabSimulator retab = RetabSimulator.start();
                NoxusSimulator noxus = NoxusSimulator.start()) {
            for (VendorSimulator vendor : List.of(retab, noxus)) {
                VendorAdapter adapter = vendor == retab ? Adapters.over(retab, WireGeneration.A) : Adapters.over(noxus);
                vendor.addRun(id + "&more", id, RunScript.perRead("running"));
                RunRef ref = RunRef.of(vendor == retab ? "retab" : "noxus", id);
                RunSnapshot before = RunSnapshot.builder(ref, RunPhase.QUEUED, "queued").workflowId(id + "&more").build();

                assertThat(snapshots(adapter, List.of(before))).containsOnlyKeys(ref);
            }
            assertThat(lastRequest(retab).queryValue("workflow_id")).isEqualTo(id + "&more");
        }
    }
}
