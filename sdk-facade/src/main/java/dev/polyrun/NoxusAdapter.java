package dev.polyrun;

import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.http.ApiCall;
import dev.polyrun.core.json.JsonProjection;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.Runs;
import dev.polyrun.noxus.model.CreateRunRequest;
import dev.polyrun.noxus.model.RunNoIO;
import dev.polyrun.noxus.model.RunPage;
import dev.polyrun.noxus.model.RunStatus;
import dev.polyrun.noxus.model.WorkflowRun;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Noxus: workflow runs. Their outputs are in a second document, under the workflow. */
final class NoxusAdapter implements VendorAdapter {
    /** What a run is known by. Its input is most of the document. */
    static final JsonProjection POLLED =
            JsonProjection.of("id", "workflow_id", "status", "progress", "created_at", "started_at", "finished_at");

    private static final JsonProjection LISTED = POLLED.within("items");

    /** What the vendor may say in place of an id, and no path can hold. */
    private static final Pattern NO_ID = Pattern.compile("\\s*|\\.\\.?");

    private final NoxusClient client;
    private final NoxusWorkflows workflows;
    private final NoxusEvents events;

    NoxusAdapter(NoxusClient client) {
        this.client = client;
        this.workflows = new NoxusWorkflows(client);
        this.events = new NoxusEvents(client);
    }

    @Override
    public RateLimiter rateLimiter() {
        return client.rateLimiter();
    }

    @Override
    public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
        return VendorAdapter.look(call(ref).readingOnly(POLLED, run -> true).with(options), run -> snapshot(ref, run));
    }

    /** The list of all workflows: that of one has items without the time at which they began, and maybe with outputs. */
    @Override
    public RunBatch batch(RunSnapshot run) {
        return new ListBatch<>(
                new ListBatch.Scope(this, null),
                ListBatch.PAGE_SIZE,
                asked -> client.runs()
                        .listCall(new Runs.ListRunsParams().size(ListBatch.PAGE_SIZE))
                        .readingOnly(LISTED, page -> true),
                RunPage::items,
                RunNoIO::id,
                (before, item) -> snapshot(before.ref(), item));
    }

    @Override
    public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
        return Futures.then(call(ref).with(options).executeAsync(), run -> {
            RunSnapshot snapshot = snapshot(ref, run);
            String workflowId = run.workflowId();
            if (workflowId == null || NO_ID.matcher(workflowId).matches() || !snapshot.phase().isTerminal()) {
                return CompletableFuture.completedFuture(new Run(snapshot, null, run));
            }
            CompletableFuture<WorkflowRun> second = client.runs()
                    .getForWorkflowCall(workflowId, ref.runId(), new Runs.GetWorkflowRunParams())
                    .with(options)
                    .executeAsync();
            return Futures.map(second, whole -> new Run(snapshot, whole.output(), run, whole));
        });
    }

    private ApiCall<RunNoIO> call(RunRef ref) {
        return client.runs().getCall(ref.runId());
    }

    static RunSnapshot snapshot(RunRef ref, RunNoIO run) {
        return RunSnapshot.builder(ref, phase(run.status()), run.status())
                .workflowId(run.workflowId())
                .pause(pause(run.status()))
                .progress(run.progress(), 100)
                .times(run.createdAt(), run.startedAt(), run.finishedAt())
                .build();
    }

    static RunPhase phase(@Nullable RunStatus status) {
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
    public CompletableFuture<WorkflowPage> workflows(WorkflowQuery query) {
        return workflows.page(query);
    }

    @Override
    public CompletableFuture<Workflow> workflow(WorkflowRef workflow) {
        return workflows.workflow(workflow);
    }

    @Override
    public CompletableFuture<Optional<List<WorkflowInput>>> inputs(WorkflowRef workflow, RequestOptions options) {
        return workflows.inputs(workflow, options);
    }

    @Override
    public void check(WorkflowRef workflow, StartRequest request) {
        request.requireNoFiles(
                workflow, "Noxus fetches files itself: give Map.of(\"uri\", \"https://…\", \"name\", \"report.pdf\") with a public address");
    }

    @Override
    public RunEvents events() {
        return events;
    }

    @Override
    public CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, @Nullable String correlation) {
        return Futures.map(
                client.runs().createAsync(workflow.workflowId(), CreateRunRequest.builder().input(request.inputs()).build()),
                started -> StartedRun.of(workflow, started.id()));
    }

    @Override
    public CompletableFuture<Boolean> cancel(RunSnapshot current) {
        return Futures.map(client.runs().stopAsync(current.ref().runId()), stopped -> true);
    }
}
