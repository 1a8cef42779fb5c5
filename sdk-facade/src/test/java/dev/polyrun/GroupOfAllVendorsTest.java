package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.Simulators;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Runs of all five vendors in one group, over the wire. */
class GroupOfAllVendorsTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static PolyrunBuilder facade(Simulators vendors) {
        return Facades.over(vendors).polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofMillis(5))));
    }

    private static List<RunRef> plantTwoOfEach(Simulators vendors) {
        List<RunRef> refs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            refs.add(Facades.plant(vendors.gumloop(), "QUEUED", "RUNNING", "DONE"));
            refs.add(Facades.plant(vendors.activepieces(), "QUEUED", "RUNNING", "SUCCEEDED"));
            refs.add(Facades.plant(vendors.retab(), "pending", "running", "completed"));
            refs.add(Facades.plant(vendors.noxus(), "queued", "running", "failed"));
            refs.add(Facades.plant(vendors.onepin(), "pending", "running", "cancelled"));
        }
        return refs;
    }

    @Test
    void allOfThemAreWaitedFor() {
        try (Simulators vendors = Simulators.start();
                Polyrun polyrun = facade(vendors).build();
                RunGroup group = polyrun.watchAll(plantTwoOfEach(vendors))) {
            List<RunCompletion> all = group.waitForAll(LONG);

            assertThat(all).extracting(completion -> completion.ref().vendor() + " " + completion.get().phase()).containsExactly(
                    "gumloop SUCCEEDED", "activepieces SUCCEEDED", "retab SUCCEEDED", "noxus FAILED", "onepin CANCELLED",
                    "gumloop SUCCEEDED", "activepieces SUCCEEDED", "retab SUCCEEDED", "noxus FAILED", "onepin CANCELLED");
            assertThat(group.counts()).isEqualTo(
                    new RunCounts(0, Map.of(RunPhase.SUCCEEDED, 6L, RunPhase.FAILED, 2L, RunPhase.CANCELLED, 2L), 0));
        }
    }

    @Test
    void theyComeAsTheyFinishInRealTime() {
        try (Simulators vendors = Simulators.start();
                Polyrun polyrun = facade(vendors).build();
                RunGroup group = polyrun.watchAll(plantTwoOfEach(vendors))) {
            group.watch(Facades.plant(vendors.noxus(), "running", "completed"));

            Set<String> ends = new TreeSet<>();
            int taken = 0;
            for (RunCompletion completion : group.completedAsTheyFinish()) {
                ends.add(completion.ref().vendor() + " " + completion.get().phase());
                taken++;
            }

            assertThat(taken).isEqualTo(11);
            assertThat(ends).containsExactly("activepieces SUCCEEDED", "gumloop SUCCEEDED", "noxus FAILED", "noxus SUCCEEDED",
                    "onepin CANCELLED", "retab SUCCEEDED");
        }
    }

    @Test
    void aRunThatIsUnknownToItsVendorHoldsUpNoOther() {
        try (Simulators vendors = Simulators.start();
                Polyrun polyrun = facade(vendors).polling(polling -> polling.notFoundGrace(Duration.ZERO)).build()) {
            RunRef missing = RunRef.of("noxus", "planted-by-nobody");
            RunGroup group = polyrun.watchAll(List.of(missing, Facades.plant(vendors.gumloop(), "RUNNING", "DONE")));

            List<RunCompletion> all = group.waitForAll(LONG);

            assertThat(all.get(0).failure()).isInstanceOf(RunNotFoundException.class);
            assertThat(all.get(1).get().phase()).isEqualTo(RunPhase.SUCCEEDED);
        }
    }
}
