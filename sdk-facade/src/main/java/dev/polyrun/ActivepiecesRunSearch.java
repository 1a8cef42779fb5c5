package dev.polyrun;

import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.activepieces.Runs;
import dev.polyrun.activepieces.model.FlowRun;
import dev.polyrun.activepieces.model.FlowRunPage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the run that a webhook call started, by the correlation value that the run repeats among its trigger's headers. List items have no
 * steps, so that candidates are read one by one; one that shows another value is not read again. Never by time: two calls may come together.
 */
final class ActivepiecesRunSearch {
    private static final int CANDIDATES = 50;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final ActivepiecesClient client;
    private final EngineTimer timer;
    private final String projectId;
    private final WorkflowRef workflow;
    private final String correlation;
    private final Duration timeout;
    private final long start;
    private final Set<String> others = new HashSet<>();
    private final CompletableFuture<RunRef> found = new CompletableFuture<>();
    private @Nullable Throwable lastFailure;

    ActivepiecesRunSearch(
            ActivepiecesClient client, EngineTimer timer, String projectId, WorkflowRef workflow, String correlation, Duration timeout) {
        this.client = client;
        this.timer = timer;
        this.projectId = projectId;
        this.workflow = workflow;
        this.correlation = correlation;
        this.timeout = timeout;
        this.start = timer.nanoTime();
    }

    CompletableFuture<RunRef> find() {
        look();
        return found;
    }

    private void look() {
        if (found.isDone()) {
            return;
        }
        guarded(() -> client.runs()
                .listAsync(projectId, new Runs.ListRunsParams().flowId(List.of(workflow.workflowId())).limit(CANDIDATES))
                .whenComplete((page, failure) -> guarded(() -> {
                    if (failure == null) {
                        read(candidates(page));
                    } else {
                        lookAgain(failure);
                    }
                })));
    }

    private Deque<String> candidates(FlowRunPage page) {
        Deque<String> candidates = new ArrayDeque<>();
        for (FlowRun run : Objects.requireNonNullElse(page.data(), List.<FlowRun>of())) {
            if (run != null && run.id() != null && !others.contains(run.id())) {
                candidates.add(run.id());
            }
        }
        return candidates;
    }

    private void read(Deque<String> candidates) {
        String id = candidates.poll();
        if (id == null) {
            lookAgain(null);
            return;
        }
        client.runs().getAsync(id).whenComplete((run, failure) -> guarded(() -> {
            if (failure != null) {
                lookAgain(failure);
                return;
            }
            String header = ActivepiecesRuns.triggerHeader(run, ActivepiecesAdapter.CORRELATION_HEADER);
            if (correlation.equals(header)) {
                found.complete(workflow.run(id));
                return;
            }
            if (header != null) {
                others.add(id);
            }
            read(candidates);
        }));
    }

    private void lookAgain(@Nullable Throwable failure) {
        lastFailure = failure == null ? lastFailure : failure;
        Duration elapsed = Duration.ofNanos(timer.nanoTime() - start);
        if (elapsed.compareTo(timeout) >= 0) {
            found.completeExceptionally(new StartOutcomeUnknownException(
                    "the webhook took the call, but no run that carries it was seen within " + timeout.toSeconds()
                            + " s; it may still appear, or wait for a worker",
                    workflow,
                    correlation,
                    lastFailure));
            return;
        }
        Duration pause = elapsed.dividedBy(4);
        pause = pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        timer.schedule(pause, this::look);
    }

    /** Whatever goes wrong must reach the caller: the run is started, and the future is all that tells. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            found.completeExceptionally(new StartOutcomeUnknownException(
                    "the webhook took the call, but looking for its run failed", workflow, correlation, e));
        }
    }
}
