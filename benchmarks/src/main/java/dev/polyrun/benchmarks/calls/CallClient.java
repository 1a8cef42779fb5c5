package dev.polyrun.benchmarks.calls;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** One way to read a run. Thread-safe. */
interface CallClient {
    /** What the run was read into. */
    Object get(String runId) throws IOException, InterruptedException;

    /** The same without blocking, as the client's users do it. */
    default CompletableFuture<?> getAsync(String runId) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " is not measured without blocking");
    }
}
