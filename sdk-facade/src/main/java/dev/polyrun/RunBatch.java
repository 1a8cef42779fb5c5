package dev.polyrun;

import dev.polyrun.core.RequestOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A list of the vendor's that can answer for many runs at once. Two of them are equal when one call can answer for the runs of both.
 * Thread-safe. {@link ListBatch} is one over a page of a generated client.
 */
public interface RunBatch {
    /** For how many runs one call can answer; a list that answers for one only is not used. */
    int limit();

    /** What the list call costs, where a look at a single run costs 1. By default 1. */
    default double price() {
        return 1;
    }

    /**
     * Looks at many runs with one call. What is said of {@link VendorAdapter#snapshot} holds here.
     *
     * @param runs at most {@link #limit()}, as they were seen last
     * @return those of them that the list shows; that a run is missing says nothing about it
     */
    CompletableFuture<Map<RunRef, RunSnapshot>> snapshots(List<RunSnapshot> runs, RequestOptions options);
}
