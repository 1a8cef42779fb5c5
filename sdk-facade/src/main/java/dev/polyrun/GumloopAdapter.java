package dev.polyrun;

import static dev.polyrun.RunPhase.CANCELLED;
import static dev.polyrun.RunPhase.CANCELLING;
import static dev.polyrun.RunPhase.FAILED;
import static dev.polyrun.RunPhase.QUEUED;
import static dev.polyrun.RunPhase.RUNNING;
import static dev.polyrun.RunPhase.SUCCEEDED;
import static dev.polyrun.RunPhase.UNKNOWN;

import dev.polyrun.core.Download;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.http.ApiCall;
import dev.polyrun.core.json.JsonProjection;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.gumloop.Runs;
import dev.polyrun.gumloop.model.FlowRun;
import dev.polyrun.gumloop.model.FlowRunState;
import dev.polyrun.gumloop.model.KillFlowRequest;
import dev.polyrun.gumloop.model.StartFlowRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gumloop: flow runs. */
final class GumloopAdapter implements VendorAdapter {
    /** What a run that has not failed is known by. The log of one that has says why. */
    static final JsonProjection POLLED = JsonProjection.of("state", "created_ts", "finished_ts");

    private static final int ERROR_LOG_LINES = 3;
    private static final Pattern TERMINAL_CODES = Pattern.compile("\u001b\\[[0-?]*[ -/]*[@-~]");

    /** Names that the start request keeps for itself; an input so called would not reach the flow. */
    private static final Set<String> RESERVED_INPUTS = Set.of(
            "api_key", "saved_item_id", "user_id", "project_id", "openai_token", "action_id", "reuse_action", "trigger_id", "pipeline_inputs");

    private final GumloopClient client;
    private final GumloopWorkflows workflows;
    private final GumloopFiles files;

    /**
     * @throws IllegalStateException when the client knows neither a user nor a project
     */
    GumloopAdapter(GumloopClient client) {
        if (client.userId() == null && client.projectId() == null) {
            throw new IllegalStateException("Gumloop needs to know whose runs they are: give userId(…) or GUMLOOP_USER_ID, or projectId(…) or "
                    + "GUMLOOP_PROJECT_ID");
        }
        this.client = client;
        this.workflows = new GumloopWorkflows(client);
        this.files = new GumloopFiles(client);
    }

    @Override
    public RateLimiter rateLimiter() {
        return client.rateLimiter();
    }

    @Override
    public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
        return VendorAdapter.look(call(ref).readingOnly(POLLED, GumloopAdapter::isPolledEnough).with(options), run -> snapshot(ref, run));
    }

    @Override
    public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
        return Futures.map(call(ref).with(options).executeAsync(), run -> new Run(snapshot(ref, run), run.outputs(), run));
    }

    private ApiCall<FlowRun> call(RunRef ref) {
        return client.runs().getCall(ref.runId(), new Runs.GetRunParams());
    }

    static boolean isPolledEnough(FlowRun run) {
        return phase(run.state()) != FAILED;
    }

    static RunSnapshot snapshot(RunRef ref, FlowRun run) {
        RunPhase phase = phase(run.state());
        return RunSnapshot.builder(ref, phase, run.state())
                .times(run.createdTs(), null, run.finishedTs())
                .error(phase == FAILED ? lastLines(run.log()) : null, null)
                .build();
    }

    private static RunPhase phase(@Nullable FlowRunState state) {
        if (state == null) {
            return UNKNOWN;
        }
        return switch (state.known()) {
            case QUEUED -> QUEUED;
            case STARTED, RUNNING -> RUNNING;
            case TERMINATING -> CANCELLING;
            case DONE -> SUCCEEDED;
            case FAILED -> FAILED;
            case TERMINATED -> CANCELLED;
            case UNRECOGNIZED -> UNKNOWN;
        };
    }

    /** Gumloop has no error property; the log says what happened, coloured for terminals. */
    private static @Nullable String lastLines(@Nullable List<String> log) {
        if (log == null) {
            return null;
        }
        List<String> lines = log.stream().filter(line -> line != null && !line.isBlank()).toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - ERROR_LOG_LINES), lines.size());
        return TERMINAL_CODES.matcher(String.join("\n", last)).replaceAll("");
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
        if (client.userId() == null) {
            throw new IllegalStateException("Gumloop starts runs for a user: give userId(…) or GUMLOOP_USER_ID");
        }
        for (String name : request.inputs().keySet()) {
            if (RESERVED_INPUTS.contains(name)) {
                throw new IllegalArgumentException(workflow + ": the input name \"" + name + "\" is reserved by Gumloop; rename the Input node");
            }
        }
    }

    @Override
    public CompletableFuture<StartRequest> prepare(WorkflowRef workflow, StartRequest request) {
        return files.uploaded(workflow, request);
    }

    @Override
    public CompletableFuture<Download> download(RunFile file) {
        return files.download(file);
    }

    @Override
    public CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, @Nullable String correlation) {
        String userId = Objects.requireNonNull(client.userId(), "userId");
        StartFlowRequest.Builder body = StartFlowRequest.builder().userId(userId).savedItemId(workflow.workflowId());
        if (client.projectId() != null) {
            body.projectId(client.projectId());
        }
        request.inputs().forEach(body::additionalProperty);
        return Futures.map(client.runs().startAsync(body.build()), started -> StartedRun.of(workflow, started.runId()));
    }

    @Override
    public CompletableFuture<Boolean> cancel(RunSnapshot current) {
        KillFlowRequest.Builder body = KillFlowRequest.builder().runId(current.ref().runId());
        if (client.userId() != null) {
            body.userId(client.userId());
        }
        if (client.projectId() != null) {
            body.projectId(client.projectId());
        }
        return Futures.map(client.runs().killAsync(body.build()), killed -> !Objects.equals(killed.success(), false));
    }
}
