package dev.polyrun;

import dev.polyrun.core.Download;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.http.ApiCall;
import dev.polyrun.core.json.JsonProjection;
import dev.polyrun.onepin.OnepinClient;
import dev.polyrun.onepin.Runs;
import dev.polyrun.onepin.model.RunStatus;
import dev.polyrun.onepin.model.StartRunRequest;
import dev.polyrun.onepin.model.WorkflowRun;
import dev.polyrun.onepin.model.WorkflowRunDetail;
import dev.polyrun.onepin.model.WorkflowRunDetailResponse;
import dev.polyrun.onepin.model.WorkflowRunListItem;
import dev.polyrun.onepin.model.WorkflowRunListResponse;
import dev.polyrun.onepin.model.WorkflowRunOutputs;
import dev.polyrun.onepin.model.WorkflowRunOutputsResponse;
import dev.polyrun.onepin.model.WorkflowRunResponse;
import dev.polyrun.onepin.model.WorkflowRunSinkOutput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Onepin: workflow runs, which are named under their workflow and have a lighter document for polling. */
final class OnepinAdapter implements VendorAdapter {
    /** What a run is known by, in the answer about one and in a list. */
    static final JsonProjection POLLED =
            JsonProjection.of("id", "status", "error", "finished_steps", "total_steps", "created_at", "started_at", "completed_at").within("data");

    private final OnepinClient client;
    private final OnepinWorkflows workflows;
    private final OnepinFiles files;

    OnepinAdapter(OnepinClient client) {
        this.client = client;
        this.workflows = new OnepinWorkflows(client);
        this.files = new OnepinFiles(client);
    }

    @Override
    public void check(RunRef ref) {
        if (ref.workflowId() == null) {
            throw new IllegalArgumentException("\"" + ref + "\" names no workflow, which Onepin needs; expected onepin:WORKFLOW/RUN");
        }
    }

    @Override
    public RateLimiter rateLimiter() {
        return client.rateLimiter();
    }

    @Override
    public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
        ApiCall<WorkflowRunResponse> status = client.runs()
                .statusCall(workflowId(ref), ref.runId(), new Runs.GetRunStatusParams())
                .readingOnly(POLLED, response -> true)
                .with(options);
        return VendorAdapter.look(status, response -> snapshot(ref, response.data()));
    }

    @Override
    public RunBatch batch(RunSnapshot run) {
        String workflowId = workflowId(run.ref());
        return new ListBatch<>(
                new ListBatch.Scope(this, workflowId),
                ListBatch.PAGE_SIZE,
                asked -> client.runs()
                        .listCall(workflowId, new Runs.ListRunsParams().limit(ListBatch.PAGE_SIZE))
                        .readingOnly(POLLED, page -> true),
                WorkflowRunListResponse::data,
                WorkflowRunListItem::id,
                OnepinAdapter::listed);
    }

    /** What a list's item says. It has no error, so that why a run ended badly takes a look at the run itself. */
    private static @Nullable RunSnapshot listed(RunSnapshot before, WorkflowRunListItem item) {
        RunSnapshot snapshot = snapshot(before.ref(), item.status())
                .progress(item.finishedSteps(), item.totalSteps())
                .times(item.createdAt(), item.startedAt(), item.completedAt())
                .build();
        return snapshot.phase() == RunPhase.FAILED || snapshot.phase() == RunPhase.CANCELLED ? null : snapshot;
    }

    @Override
    public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
        CompletableFuture<WorkflowRunDetailResponse> read = client.runs()
                .getCall(workflowId(ref), ref.runId(), new Runs.GetRunParams())
                .with(options)
                .executeAsync();
        return Futures.then(read, response -> withOutputs(ref, response, options));
    }

    private CompletableFuture<Run> withOutputs(RunRef ref, WorkflowRunDetailResponse response, RequestOptions options) {
        WorkflowRunDetail detail = response.data();
        RunSnapshot snapshot = snapshot(ref, detail);
        if (detail == null || snapshot.phase() != RunPhase.SUCCEEDED) {
            return CompletableFuture.completedFuture(new Run(snapshot, null, detail == null ? response : detail));
        }
        CompletableFuture<WorkflowRunOutputsResponse> read = client.runs()
                .outputsCall(workflowId(ref), ref.runId(), new Runs.GetRunOutputsParams())
                .with(options)
                .executeAsync();
        return Futures.handle(read, (answer, failure) -> {
            // Older servers have no outputs call.
            if (failure != null && !(failure instanceof NotFoundException)) {
                throw new CompletionException(failure);
            }
            WorkflowRunOutputs outputs = answer == null ? null : answer.data();
            return outputs == null ? new Run(snapshot, null, detail) : new Run(snapshot, outputsByNode(outputs), detail, outputs);
        });
    }

    private static Map<String, @Nullable Object> outputsByNode(WorkflowRunOutputs outputs) {
        Map<String, @Nullable Object> byNode = new LinkedHashMap<>();
        if (outputs.outputs() != null) {
            for (WorkflowRunSinkOutput output : outputs.outputs()) {
                if (output != null) {
                    byNode.put(Objects.requireNonNullElse(output.nodeId(), ""), output.toMap());
                }
            }
        }
        return byNode;
    }

    static RunSnapshot snapshot(RunRef ref, @Nullable WorkflowRun run) {
        if (run == null) {
            return RunSnapshot.builder(ref, RunPhase.UNKNOWN, null).build();
        }
        return snapshot(ref, run.status())
                .error(run.error(), null)
                .progress(run.finishedSteps(), run.totalSteps())
                .times(run.createdAt(), run.startedAt(), run.completedAt())
                .build();
    }

    private static RunSnapshot snapshot(RunRef ref, @Nullable WorkflowRunDetail run) {
        if (run == null) {
            return RunSnapshot.builder(ref, RunPhase.UNKNOWN, null).build();
        }
        return snapshot(ref, run.status())
                .error(run.error(), null)
                .progress(run.finishedSteps(), run.totalSteps())
                .times(run.createdAt(), run.startedAt(), run.completedAt())
                .build();
    }

    private static RunSnapshot.Builder snapshot(RunRef ref, @Nullable RunStatus status) {
        Pause pause = RunStatus.PAUSED.equals(status) ? Pause.of(Pause.Kind.UNKNOWN) : null;
        return RunSnapshot.builder(ref, phase(status), status).pause(pause);
    }

    private static RunPhase phase(@Nullable RunStatus status) {
        if (status == null) {
            return RunPhase.UNKNOWN;
        }
        return switch (status.known()) {
            case PENDING -> RunPhase.QUEUED;
            case RUNNING -> RunPhase.RUNNING;
            case PAUSED -> RunPhase.PAUSED;
            case COMPLETED -> RunPhase.SUCCEEDED;
            case FAILED -> RunPhase.FAILED;
            case CANCELLED -> RunPhase.CANCELLED;
            case UNRECOGNIZED -> RunPhase.UNKNOWN;
        };
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
        return CompletableFuture.completedFuture(Optional.of(OnepinWorkflows.INPUTS));
    }

    @Override
    public void check(WorkflowRef workflow, StartRequest request) {
        request.requireNoFiles(workflow, "Onepin takes texts; give the script itself as script_text");
        request.inputs().forEach((name, value) -> {
            if (!(value instanceof String)) {
                throw new IllegalArgumentException(workflow + ": the input \"" + name + "\" is "
                        + (value == null ? "null" : "a " + value.getClass().getSimpleName()) + "; Onepin expects a String");
            }
        });
    }

    @Override
    public CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, @Nullable String correlation) {
        Runs.StartRunParams params = new Runs.StartRunParams();
        if (!request.inputs().isEmpty()) {
            params.request(StartRunRequest.fromMap(request.inputs()));
        }
        return Futures.map(client.runs().startAsync(workflow.workflowId(), params), answer -> {
            WorkflowRun run = answer.data();
            return StartedRun.underWorkflow(workflow, run == null ? null : run.id());
        });
    }

    @Override
    public CompletableFuture<Boolean> cancel(RunSnapshot current) {
        return Futures.map(client.runs().cancelAsync(workflowId(current.ref()), current.ref().runId()), response -> true);
    }

    @Override
    public CompletableFuture<List<RunFile>> files(Run run) {
        return CompletableFuture.completedFuture(OnepinFiles.of(run));
    }

    @Override
    public CompletableFuture<Download> download(RunFile file) {
        return files.download(file);
    }

    private static String workflowId(RunRef ref) {
        return Objects.requireNonNull(ref.workflowId(), "workflowId");
    }
}
