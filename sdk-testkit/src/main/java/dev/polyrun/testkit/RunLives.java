package dev.polyrun.testkit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says how each run of a simulator lives; see {@link VendorSimulator#onEachStart}. */
@FunctionalInterface
public interface RunLives {
    /**
     * The life of a run that is about to be started. It is asked before the answer that names the run is sent, and must not call the simulator.
     *
     * @param runId the id that the run will have
     * @param input what it is started with, in the vendor's form
     */
    RunScript scriptOf(String workflowId, String runId, Map<String, @Nullable Object> input);
}
