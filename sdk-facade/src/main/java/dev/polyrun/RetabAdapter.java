package dev.polyrun;

import dev.polyrun.core.Download;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.http.ApiCall;
import dev.polyrun.core.json.JsonProjection;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.retab.Runs;
import dev.polyrun.retab.Steps;
import dev.polyrun.retab.model.CancellationStatus;
import dev.polyrun.retab.model.WorkflowRun;
import dev.polyrun.retab.model.WorkflowRunPage;
import dev.polyrun.retab.model.WorkflowRunStep;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Retab: workflow runs. Reads all three generations of its wire format; writes the one that the client was built for. */
final class RetabAdapter implements VendorAdapter {
    private static final JsonProjection LISTED = RetabRuns.POLLED.within("data");

    private final RetabClient client;
    private final RetabWorkflows workflows;
    private final RetabStarts starts;
    private final RetabFiles files;

    RetabAdapter(RetabClient client) {
        this.client = client;
        this.workflows = new RetabWorkflows(client);
        this.starts = new RetabStarts(client);
        this.files = new RetabFiles(client);
    }

    @Override
    public RateLimiter rateLimiter() {
        return client.rateLimiter();
    }

    @Override
    public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
        return VendorAdapter.look(call(ref).readingOnly(RetabRuns.POLLED, RetabRuns::isPolledEnough).with(options), run -> RetabRuns.snapshot(ref, run));
    }

    @Override
    public @Nullable RunBatch batch(RunSnapshot run) {
        String workflowId = run.workflowId();
        return workflowId == null
                ? null
                : new ListBatch<>(
                        new ListBatch.Scope(this, workflowId),
                        ListBatch.PAGE_SIZE,
                        asked -> page(workflowId, asked),
                        WorkflowRunPage::data,
                        WorkflowRun::id,
                        (before, item) -> RetabRuns.snapshot(before.ref(), item));
    }

    /** The newest runs of the days on which these were created. A day more at either end, since it is not said of which time zone they are. */
    private ApiCall<WorkflowRunPage> page(String workflowId, List<RunSnapshot> asked) {
        Runs.ListRunsParams params = new Runs.ListRunsParams().workflowId(workflowId).limit(ListBatch.PAGE_SIZE);
        List<LocalDate> days = asked.stream().map(RunSnapshot::createdAt).filter(Objects::nonNull).map(RetabAdapter::day).sorted().toList();
        if (days.size() == asked.size()) {
            params.fromDate(days.get(0).minusDays(1).toString()).toDate(days.get(days.size() - 1).plusDays(1).toString());
        }
        return client.runs().listCall(params).readingOnly(LISTED, page -> true);
    }

    private static LocalDate day(OffsetDateTime time) {
        return time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDate();
    }

    @Override
    public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
        return Futures.then(call(ref).with(options).executeAsync(), run -> {
            RunSnapshot snapshot = RetabRuns.snapshot(ref, run);
            // Only generation A carries the outputs in the run.
            Map<String, @Nullable Object> outputs = run.finalOutputs();
            if (outputs != null || run.lifecycle() == null || !snapshot.phase().isTerminal()) {
                return CompletableFuture.completedFuture(new Run(snapshot, outputs, run));
            }
            return Futures.map(steps(ref, options), steps -> new Run(snapshot, RetabRuns.outputs(steps), run));
        });
    }

    private ApiCall<WorkflowRun> call(RunRef ref) {
        return client.runs().getCall(ref.runId(), new Runs.GetRunParams());
    }

    private CompletableFuture<List<WorkflowRunStep>> steps(RunRef ref, RequestOptions options) {
        if (client.wireGeneration() == RetabClient.WireGeneration.A) {
            return client.runs().stepsCall(ref.runId()).with(options).executeAsync();
        }
        return new RetabStepPages(client.steps(), ref.runId(), options).all();
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
        starts.check(workflow, request);
    }

    @Override
    public CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, @Nullable String correlation) {
        return Futures.map(starts.start(workflow, request.inputs()), run -> StartedRun.of(workflow, run.id()));
    }

    @Override
    public CompletableFuture<Boolean> cancel(RunSnapshot current) {
        return Futures.map(
                client.runs().cancelAsync(current.ref().runId()),
                answer -> !Objects.equals(answer.cancellationStatus(), CancellationStatus.CANCELLATION_FAILED));
    }

    @Override
    public CompletableFuture<List<RunFile>> files(Run run) {
        return CompletableFuture.completedFuture(files.of(run));
    }

    @Override
    public CompletableFuture<Download> download(RunFile file) {
        return files.download(file);
    }

    /** Reads a run's steps page after page. */
    private record RetabStepPages(Steps steps, String runId, RequestOptions options) {
        private static final int PAGE_SIZE = 100;

        /** More than any workflow has; a server that goes round in circles is left. */
        private static final int MAX_PAGES = 100;

        CompletableFuture<List<WorkflowRunStep>> all() {
            return more(List.of(), null, 1);
        }

        private CompletableFuture<List<WorkflowRunStep>> more(List<WorkflowRunStep> before, @Nullable String after, int page) {
            Steps.ListStepsParams params = new Steps.ListStepsParams().runId(runId).limit(PAGE_SIZE);
            if (after != null) {
                params.after(after);
            }
            return Futures.then(steps.listCall(params).with(options).executeAsync(), answer -> {
                List<WorkflowRunStep> all = new ArrayList<>(before);
                all.addAll(Objects.requireNonNullElse(answer.data(), List.of()));
                String next = answer.listMetadata() == null ? null : answer.listMetadata().after();
                return next == null || next.isEmpty() || next.equals(after) || page == MAX_PAGES
                        ? CompletableFuture.completedFuture(all)
                        : more(all, next, page + 1);
            });
        }
    }
}
