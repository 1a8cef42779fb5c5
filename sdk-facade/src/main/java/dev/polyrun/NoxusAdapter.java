package dev.polyrun;

import dev.polyrun.core.RequestOptions;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.Runs;
import dev.polyrun.noxus.model.CreateRunRequest;
import dev.polyrun.noxus.model.RunNoIO;
import dev.polyrun.noxus.model.RunStatus;
import dev.polyrun.noxus.model.WorkflowRun;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Noxus: workflow runs. Their outputs are in a second document, under the workflow. */
final class NoxusAdapter implements RunAdapter {
    private final NoxusClient client;

    NoxusAdapter(NoxusClient client) {
        this.client = client;
    }

    @Override
    public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
        return Futures.map(read(ref, options), run -> snapshot(ref, run));
    }

    @Override
    public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
        return Futures.then(read(ref, options), run -> {
            RunSnapshot snapshot = snapshot(ref, run);
            String workflowId = run.workflowId();
            if (workflowId == null || !snapshot.phase().isTerminal()) {
                return CompletableFuture.completedFuture(new Run(snapshot, null, run));
            }
            CompletableFuture<WorkflowRun> second = client.runs()
                    .getForWorkflowCall(workflowId, ref.runId(), new Runs.GetWorkflowRunParams())
                    .with(options)
                    .executeAsync();
            return Futures.map(second, whole -> new Run(snapshot, whole.output(), run, whole));
        });
    }

    private CompletableFuture<RunNoIO> read(RunRef ref, RequestOptions options) {
        return client.runs().getCall(ref.runId()).with(options).executeAsync();
    }

    static RunSnapshot snapshot(RunRef ref, RunNoIO run) {
        return RunSnapshot.builder(ref, phase(run.status()), run.status())
                .pause(pause(run.status()))
                .progress(run.progress(), 100)
                .times(run.createdAt(), run.startedAt(), run.finishedAt())
                .build();
    }

    private static RunPhase phase(@Nullable RunStatus status) {
        if (status == null) {
            return RunPhase.UNKNOWN;
        }
        return switch (status.known()) {
            case QUEUED -> RunPhase.QUEUED;
            case RUNNING -> RunPhase.RUNNING;
            case AWAITING_HUMAN_FEEDBACK, AWAITING_EVENT -> RunPhase.PAUSED;
            case COMPLETED -> RunPhase.SUCCEEDED;
            case FAILED -> RunPhase.FAILED;
            case STOPPED -> RunPhase.CANCELLED;
            case UNRECOGNIZED -> RunPhase.UNKNOWN;
        };
    }

    private static @Nullable Pause pause(@Nullable RunStatus status) {
        if (RunStatus.AWAITING_HUMAN_FEEDBACK.equals(status)) {
            return Pause.of(Pause.Kind.HUMAN);
        }
        return RunStatus.AWAITING_EVENT.equals(status) ? Pause.of(Pause.Kind.WEBHOOK) : null;
    }

    @Override
    public CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, @Nullable String correlation) {
        return Futures.map(
                client.runs().createAsync(workflow.workflowId(), CreateRunRequest.builder().input(request.inputs()).build()),
                started -> workflow.run(StartedRun.id(workflow, started.id())));
    }

    @Override
    public CompletableFuture<Boolean> cancel(RunSnapshot current) {
        return Futures.map(client.runs().stopAsync(current.ref().runId()), stopped -> true);
    }
}
