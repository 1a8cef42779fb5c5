package dev.polyrun;

import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.activepieces.Runs;
import dev.polyrun.activepieces.Webhooks;
import dev.polyrun.activepieces.model.BulkCancelFlowRunsRequest;
import dev.polyrun.activepieces.model.FlowRun;
import dev.polyrun.activepieces.model.FlowRunPage;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.UndecodableBodyException;
import dev.polyrun.core.http.ApiCall;
import dev.polyrun.core.json.JsonProjection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Activepieces: flow runs. A run is started through its flow's webhook, which does not say which run it made: a correlation value goes along in
 * a header, and the run is found by it.
 */
final class ActivepiecesAdapter implements VendorAdapter {
    static final String CORRELATION_HEADER = "x-polyrun-correlation";

    private static final JsonProjection LISTED = ActivepiecesRuns.POLLED.within("data");
    private static final Pattern ID = Pattern.compile("[0-9a-zA-Z]{21}");

    private final ActivepiecesClient client;
    private final ActivepiecesWorkflows workflows;
    private final PollingEngine engine;
    private final Duration startTimeout;

    /**
     * @param startTimeout how long a started run is looked for
     */
    ActivepiecesAdapter(ActivepiecesClient client, PollingEngine engine, Duration startTimeout) {
        this.client = client;
        this.workflows = new ActivepiecesWorkflows(client);
        this.engine = engine;
        this.startTimeout = startTimeout;
    }

    @Override
    public RateLimiter rateLimiter() {
        return client.rateLimiter();
    }

    @Override
    public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
        ApiCall<FlowRun> call = call(ref).readingOnly(ActivepiecesRuns.POLLED, ActivepiecesRuns::isPolledEnough);
        return VendorAdapter.look(call.with(options), run -> ActivepiecesRuns.snapshot(ref, run));
    }

    /** One id of another form would have the vendor refuse the whole list. */
    @Override
    public @Nullable RunBatch batch(RunSnapshot run) {
        String projectId = client.projectId();
        if (projectId == null || !ID.matcher(run.ref().runId()).matches()) {
            return null;
        }
        return new ListBatch<>(
                new ListBatch.Scope(this, null),
                ListBatch.PAGE_SIZE,
                asked -> page(projectId, asked),
                FlowRunPage::data,
                FlowRun::id,
                ActivepiecesRuns::listed);
    }

    private ApiCall<FlowRunPage> page(String projectId, List<RunSnapshot> asked) {
        Runs.ListRunsParams these = new Runs.ListRunsParams()
                .flowRunIds(asked.stream().map(run -> run.ref().runId()).toList())
                .limit(asked.size());
        return client.runs().listCall(projectId, these).readingOnly(LISTED, page -> true);
    }

    @Override
    public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
        return Futures.map(
                call(ref).with(options).executeAsync(),
                run -> new Run(ActivepiecesRuns.snapshot(ref, run), ActivepiecesRuns.outputs(run.steps()), run));
    }

    private ApiCall<FlowRun> call(RunRef ref) {
        return client.runs().getCall(ref.runId());
    }

    @Override
    public String newCorrelation() {
        return UUID.randomUUID().toString();
    }

    @Override
    public CompletableFuture<WorkflowPage> workflows(WorkflowQuery query) {
        return workflows.page(query, projectId("listing flows"));
    }

    @Override
    public CompletableFuture<Workflow> workflow(WorkflowRef workflow) {
        return workflows.workflow(workflow);
    }

    @Override
    public void check(WorkflowRef workflow, StartRequest request) {
        projectId("finding the run that a webhook started");
        request.requireNoFiles(workflow, "this client sends webhooks as JSON: give the address of the file, or its content as text");
    }

    @Override
    public CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, @Nullable String correlation) {
        Objects.requireNonNull(correlation, "correlation");
        String projectId = projectId("finding the run that a webhook started");
        // Made first: what has no JSON form is refused before anything is sent.
        ApiCall<?> webhook = client.webhooks()
                .triggerCall(workflow.workflowId(), new Webhooks.TriggerFlowParams().request(request.inputs()))
                .with(RequestOptions.builder().header(CORRELATION_HEADER, correlation).build());
        ActivepiecesRunSearch search = new ActivepiecesRunSearch(client, engine, projectId, workflow, correlation, startTimeout);
        // The runs that are there already are none of ours; and a wrong key or project is noticed while nothing is started yet.
        CompletableFuture<?> before = Futures.handle(search.newestRuns(RequestOptions.none()), (page, failure) -> {
            if (failure instanceof UndecodableBodyException) {
                // Else it would be taken for the answer to the start.
                throw new ConnectionException(
                        workflow + ": the list of its runs cannot be read; nothing was started, and starting again does no harm", failure);
            }
            if (failure != null) {
                throw new CompletionException(failure);
            }
            return search.exclude(page);
        });
        CompletableFuture<?> accepted = Futures.then(before, excluded -> webhook.executeAsync());
        return Futures.then(accepted, answer -> search.find());
    }

    /** Only runs that wait can be stopped; the vendor answers with success whatever it did, so the state is looked at first. */
    @Override
    public CompletableFuture<Boolean> cancel(RunSnapshot current) {
        if (current.phase() != RunPhase.PAUSED && current.phase() != RunPhase.QUEUED) {
            return CompletableFuture.completedFuture(false);
        }
        // The ids must be there: without them the vendor would cancel every waiting run of the project.
        BulkCancelFlowRunsRequest request = BulkCancelFlowRunsRequest.builder()
                .projectId(projectId("cancelling"))
                .flowRunIds(List.of(current.ref().runId()))
                .build();
        return Futures.handle(client.runs().cancelAsync(request), (accepted, failure) -> {
            if (failure == null) {
                return true;
            }
            // Servers before 0.71.4 have no such call; a run or project that is not there would be named by a code.
            if (failure instanceof NotFoundException answer && answer.response().code() == null) {
                return false;
            }
            throw new CompletionException(failure);
        });
    }

    private String projectId(String purpose) {
        String projectId = client.projectId();
        if (projectId == null) {
            throw new IllegalStateException("Activepieces needs the project for " + purpose + ": give projectId(…) or ACTIVEPIECES_PROJECT_ID");
        }
        return projectId;
    }
}
