package dev.polyrun;

import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.activepieces.Runs;
import dev.polyrun.activepieces.model.FlowRun;
import dev.polyrun.activepieces.model.FlowRunPage;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.TooManyRequestsException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the run that a webhook call started, by the correlation value that the run repeats among its trigger's headers. List items have no
 * steps, so that candidates are read one by one; one that shows another value is not read again. Never by time: two calls may come together.
 *
 * <p>Ends in the run, or in a {@link StartOutcomeUnknownException} that carries the correlation value, and in nothing else. All steps run on the
 * engine's polling thread.
 */
final class ActivepiecesRunSearch {
    private static final int CANDIDATES = 100;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final ActivepiecesClient client;
    private final PollingEngine engine;
    private final String projectId;
    private final WorkflowRef workflow;
    private final String correlation;
    private final Duration timeout;
    /** Its own pauses are all the repetition there is. */
    private final RequestOptions oneTry;
    private volatile long start;
    private final Set<String> others = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<RunRef> found = new CompletableFuture<>();
    private volatile @Nullable Throwable lastFailure;
    private volatile @Nullable CompletableFuture<?> call;
    private volatile TimerHeap.@Nullable Entry pause;
    private final Runnable onClose = () -> fail("the facade was closed while its run was looked for", lastFailure);

    ActivepiecesRunSearch(
            ActivepiecesClient client, PollingEngine engine, String projectId, WorkflowRef workflow, String correlation, Duration timeout) {
        this.client = client;
        this.engine = engine;
        this.projectId = projectId;
        this.workflow = workflow;
        this.correlation = correlation;
        this.timeout = timeout;
        this.oneTry = RequestOptions.builder().maxRetries(0).timeout(engine.policy().pollTimeout()).build();
    }

    CompletableFuture<FlowRunPage> newestRuns(RequestOptions options) {
        Runs.ListRunsParams ofFlow = new Runs.ListRunsParams().flowId(List.of(workflow.workflowId())).limit(CANDIDATES);
        return client.runs().listCall(projectId, ofFlow).with(options).executeAsync();
    }

    /** To be called before {@link #find()}, if at all: these runs are not looked at. */
    Set<String> exclude(FlowRunPage page) {
        others.addAll(candidates(page));
        return others;
    }

    CompletableFuture<RunRef> find() {
        start = engine.timer().now();
        engine.onClose(onClose);
        TimerHeap.Entry deadline = engine.onTimer(timeout, () -> fail("no run that carries it was seen within " + timeout.toMillis()
                        + " ms; it may still appear, or wait for a worker", lastFailure));
        found.whenComplete((run, failure) -> {
            engine.timer().cancel(deadline);
            release();
        });
        engine.execute(() -> guarded(this::look));
        return found;
    }

    private void look() {
        follow(newestRuns(oneTry), (page, failure) -> {
            if (failure == null) {
                read(candidates(page));
            } else if (PollCycle.isFinal(failure) || failure instanceof NotFoundException) {
                fail("looking for its run failed", failure);
            } else {
                lookAgain(failure);
            }
        });
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
        follow(client.runs().getCall(id).with(oneTry).executeAsync(), (run, failure) -> {
            if (failure instanceof TooManyRequestsException) {
                lookAgain(failure);
                return;
            }
            if (failure != null) {
                // One run that cannot be read must not hide those behind it.
                lastFailure = failure;
                read(candidates);
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
        });
    }

    private void lookAgain(@Nullable Throwable failure) {
        lastFailure = failure == null ? lastFailure : failure;
        Duration delay = Duration.ofNanos((engine.timer().now() - start) / 4);
        delay = delay.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer(delay, SHORTEST_PAUSE);
        pause = engine.schedule(longer(delay, PollCycle.retryAfter(failure)), () -> guarded(this::look));
        if (found.isDone()) {
            release();
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private <T> void follow(CompletableFuture<T> sent, BiConsumer<@Nullable T, @Nullable Throwable> next) {
        call = sent;
        sent.whenComplete((answer, failure) ->
                engine.execute(() -> guarded(() -> next.accept(answer, failure == null ? null : Futures.unwrap(failure)))));
        if (found.isDone()) {
            release();
        }
    }

    /** Whatever goes wrong must reach the caller: the run is started, and the future is all that tells. */
    private void guarded(Runnable step) {
        if (found.isDone()) {
            return;
        }
        try {
            step.run();
        } catch (Throwable e) {
            fail("looking for its run failed", e);
        }
    }

    private void fail(String what, @Nullable Throwable cause) {
        found.completeExceptionally(new StartOutcomeUnknownException("the webhook took the call, but " + what, workflow, correlation, cause));
    }

    private void release() {
        CompletableFuture<?> currentCall = call;
        TimerHeap.Entry currentPause = pause;
        if (currentCall != null) {
            currentCall.cancel(true);
        }
        if (currentPause != null) {
            engine.timer().cancel(currentPause);
        }
        engine.notOnClose(onClose);
    }
}
