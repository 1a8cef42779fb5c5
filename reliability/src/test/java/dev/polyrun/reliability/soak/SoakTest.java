package dev.polyrun.reliability.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.reliability.soak.Soak.Outcome;
import dev.polyrun.reliability.soak.Tallies.Tally;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** No run is lost or seen in a wrong light, and nothing is left, whoever is killed meanwhile. */
class SoakTest {
    private static final int RUNS = 20_000;

    /** As many calls as Polyrun's HTTP client has under way at most, and the engine's own: a timer, a poller and two for callbacks. */
    private static final int MOST_THREADS = 256 + 4;

    /** Those of the calls, and the idle ones that are kept. */
    private static final int MOST_SOCKETS = 256 + 5 + 32;

    /** Of Polyrun's own objects. A reference that is kept by mistake takes 32, a watch 250. */
    private static final double MOST_BYTES_A_RUN = 16;

    /** When nothing is watched any more. */
    private static final long MOST_HEAP = 16 << 20;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    @DisabledIfSystemProperty(named = "soak", matches = ".*")
    void aSmallSoakLosesNothing() throws Exception {
        check(Soak.run(SoakPlan.small(), directory));
    }

    @Test
    @EnabledIfSystemProperty(named = "soak", matches = ".*")
    void aLongSoakLosesNothingAndNothingGrows() throws Exception {
        Outcome outcome = Soak.run(SoakPlan.whole(runs(System.getProperty("soak"))), directory);

        Path report = SoakReport.write(outcome);
        check(outcome);
        assertThat(outcome.steadyState().steady).as("samples of " + report).hasSizeGreaterThan(20);
        assertThat(outcome.steadyState().growthPerEnd(Resources::objects)).as("bytes kept for each run that ended").isLessThan(MOST_BYTES_A_RUN);
        assertThat(outcome.steadyState().atEnd.get(0).heap()).as("heap when all have ended").isLessThan(MOST_HEAP);
    }

    /** {@code -Dsoak} alone is the whole of it, {@code -Dsoak=2000} a part for a machine that has other things to do. */
    private static int runs(String soak) {
        return soak.matches("\\d+") ? Integer.parseInt(soak) : RUNS;
    }

    private static void check(Outcome outcome) {
        SoakPlan plan = outcome.plan();
        Verdict verdict = outcome.verdict();
        assertThat(verdict.problems).as(verdict.problemsInShort()).isEmpty();
        assertThat(verdict.runs()).isEqualTo(plan.runs());
        assertThat(verdict.duplicates()).isLessThanOrEqualTo(verdict.inFlight());
        assertThat(outcome.watchers() - 1).as("kills of the watching process").isEqualTo(plan.watcherKills());
        assertThat(outcome.servers() - 1).as("kills of the servers").isEqualTo(plan.serverKills());
        for (Vendor vendor : Vendor.values()) {
            assertThat(outcome.tallies().get(Tally.valueOf(vendor.name()))).as("requests to " + vendor).isGreaterThan(verdict.runs(vendor));
        }
        assertThat(outcome.tallies().faults()).as("faults").isGreaterThan(outcome.tallies().requests() / 5);

        SteadyState resources = outcome.steadyState();
        assertThat(resources.peak(Resources::ours)).as("threads of ours").isLessThanOrEqualTo(MOST_THREADS);
        assertThat(resources.peak(Resources::sockets)).as("sockets").isLessThanOrEqualTo(MOST_SOCKETS);
        assertThat(resources.left().ours()).as("threads of ours that are left")
                .isLessThanOrEqualTo(plan.isLong() ? 0 : SoakWatcher.TIMER_OF_THE_PROCESS);
        assertThat(resources.left().sockets()).as("sockets that are left").isZero();
        assertThat(outcome.connectionsAtEnd()).as("connections that are open at the servers").isZero();
    }
}
