package dev.polyrun;

import dev.polyrun.core.RequestOptions;
import java.util.concurrent.CompletableFuture;

/**
 * One account with one vendor, in the terms that all vendors share. Thread-safe. Mistakes that can be seen without asking the vendor are thrown
 * at once; all else ends the future.
 */
interface RunAdapter {
    /** Looks at a run with the cheapest call that tells its phase. */
    CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options);

    /** Reads a run with its outputs. */
    CompletableFuture<Run> run(RunRef ref, RequestOptions options);

    /** Starts a run, once. */
    CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request);

    /**
     * Asks to stop a run that has not ended.
     *
     * @return false when the vendor does not stop a run in this state
     */
    CompletableFuture<Boolean> cancel(RunSnapshot current);

    /**
     * Says what is wrong with a reference, before anything is sent.
     *
     * @throws IllegalArgumentException when the vendor needs a part that is missing, or has no use for one that is there
     */
    default void check(RunRef ref) {
        if (ref.workflowId() != null) {
            throw new IllegalArgumentException(
                    "\"" + ref + "\" names a workflow, but " + ref.vendor() + " names runs by their id alone; expected " + ref.vendor() + ":RUN");
        }
    }
}
