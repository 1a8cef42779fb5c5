package dev.polyrun.reliability.soak;

import dev.polyrun.RunPhase;
import dev.polyrun.testkit.RunScript;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a run lives and ends, which follows from its id: so the servers know it again after they were killed, and the test knows what must have been
 * seen. Most runs are short (9 s in the mean, of a minute at most), and one in five ends badly.
 */
record Fate(String runId, RunPhase end, long millis) {
    static Fate of(String runId, SoakPlan plan) {
        long dice = mixed(runId.hashCode() * 0x9E37_79B9_7F4A_7C15L);
        long ofHundred = Math.floorMod(dice, 100);
        double share = Math.pow((dice >>> 40) / (double) (1 << 24), 6);
        return new Fate(
                runId,
                ofHundred < 80 ? RunPhase.SUCCEEDED : ofHundred < 92 ? RunPhase.FAILED : RunPhase.CANCELLED,
                shortest(plan) + (long) ((plan.longestRunMillis() - shortest(plan)) * share));
    }

    private static long shortest(SoakPlan plan) {
        return plan.isLong() ? 1_000 : SoakPlan.SHORTEST_RUN_MILLIS;
    }

    private static long mixed(long bits) {
        long mixed = (bits ^ bits >>> 31) * 0xBF58_476D_1CE4_E5B9L;
        return mixed ^ mixed >>> 29;
    }

    /**
     * The simulator's script.
     *
     * @param started when it was started, be it before the servers were killed
     */
    RunScript script(Vendor vendor, Instant started) {
        String last = switch (end) {
            case SUCCEEDED -> vendor.succeeded;
            case FAILED -> vendor.failed;
            default -> vendor.cancelled;
        };
        return RunScript.timed(new ClockOfRun(started), Duration.ofMillis(millis), vendor.active, last).withOutputs(Map.of("soak", runId));
    }

    /** The real time, except that a simulator that plants a run believes it to be started then. Guarded by the simulator's lock. */
    private static final class ClockOfRun extends Clock {
        private @Nullable Instant started;

        ClockOfRun(Instant started) {
            this.started = started;
        }

        @Override
        public Instant instant() {
            Instant first = started;
            started = null;
            return first == null ? Instant.now() : first;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
