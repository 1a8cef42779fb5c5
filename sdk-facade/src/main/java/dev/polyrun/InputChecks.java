package dev.polyrun;

import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the inputs of starts against those that the workflows' vendors publish, and remembers these for a while. Whatever goes wrong with that, the
 * start goes on. Thread-safe.
 */
final class InputChecks {
    /** For how long what was read, or that it could not be read, is believed. */
    static final Duration KEPT = Duration.ofMinutes(5);

    /** What is older than this is read again before a start is refused by it. */
    static final Duration FRESH = Duration.ofSeconds(10);

    /** For how long starts wait. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How many workflows are remembered; of more, those whose starts are longest ago are forgotten. */
    static final int MOST = 1000;

    private static final Logger LOG = LoggerFactory.getLogger("dev.polyrun.inputs");
    private static final RequestOptions ONCE = RequestOptions.builder().timeout(PATIENCE).maxRetries(0).build();

    /**
     * A read that may still be under way.
     *
     * @param inputs empty when starts cannot be checked; never fails
     */
    private record Read(long begunAt, CompletableFuture<Optional<List<WorkflowInput>>> inputs) {}

    private final TimeSource time;
    /** In the order in which they were used last. */
    private final Map<WorkflowRef, Read> reads = new LinkedHashMap<>(16, 0.75f, true);

    InputChecks(TimeSource time) {
        this.time = time;
    }

    /**
     * Says what is wrong with the inputs.
     *
     * @throws IllegalArgumentException when the workflow has no such input, or wants another
     * @throws dev.polyrun.core.CallInterruptedException when the thread is interrupted while it waits for the vendor
     */
    void check(VendorAdapter adapter, WorkflowRef workflow, StartRequest request) {
        if (request.inputs().isEmpty()) {
            return;
        }
        String problem = problem(adapter, workflow, request, KEPT);
        // The workflow may have been changed since.
        problem = problem == null ? null : problem(adapter, workflow, request, FRESH);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
    }

    private @Nullable String problem(VendorAdapter adapter, WorkflowRef workflow, StartRequest request, Duration age) {
        // A copy: whoever is interrupted leaves the read to the others.
        Optional<List<WorkflowInput>> inputs = Futures.join(time, read(adapter, workflow, age).copy());
        return inputs.map(known -> InputProblems.of(workflow, request.inputs(), known)).orElse(null);
    }

    /** One read for all who come while it is under way, or before it is too old. */
    private CompletableFuture<Optional<List<WorkflowInput>>> read(VendorAdapter adapter, WorkflowRef workflow, Duration age) {
        Read read;
        synchronized (reads) {
            Read before = reads.get(workflow);
            if (before != null && time.nanoTime() - before.begunAt() <= age.toNanos()) {
                return before.inputs();
            }
            read = new Read(time.nanoTime(), new CompletableFuture<>());
            reads.put(workflow, read);
            if (reads.size() > MOST) {
                reads.remove(reads.keySet().iterator().next());
            }
        }
        begin(adapter, workflow, read.inputs());
        return read.inputs();
    }

    private void begin(VendorAdapter adapter, WorkflowRef workflow, CompletableFuture<Optional<List<WorkflowInput>>> result) {
        TimeSource.Cancellable end = time.schedule(() -> unread(workflow, result, "nothing came within " + PATIENCE), PATIENCE);
        result.whenComplete((inputs, failure) -> end.cancel());
        try {
            adapter.inputs(workflow, ONCE).whenComplete((inputs, failure) -> {
                if (failure == null) {
                    result.complete(inputs);
                } else {
                    unread(workflow, result, Futures.unwrap(failure));
                }
            });
        } catch (RuntimeException e) {
            unread(workflow, result, e);
        }
    }

    private static void unread(WorkflowRef workflow, CompletableFuture<Optional<List<WorkflowInput>>> result, Object why) {
        if (result.complete(Optional.empty())) {
            LOG.debug("The inputs of {} cannot be read, so that starts of it are not checked for a while: {}", workflow, why.toString());
        }
    }
}
