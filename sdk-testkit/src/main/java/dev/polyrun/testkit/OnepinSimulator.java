package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Onepin: start, get, status, list, summary, cancel, pause, resume, steps and outputs.
 *
 * <p>As with the vendor, a workflow has one run at a time: starting another one while the last is active answers 409.
 */
public final class OnepinSimulator extends VendorSimulator {
    private static final String API_KEY = "op_live_SimulatedSimulatedSimulated00000";
    private static final String JWT = "eyJzaW11bGF0ZWQ.onepin.token";
    private static final String WORKSPACE_ID = "aaaaaaaa-bbbb-4ccc-8ddd-000000000001";
    private static final String WORKFLOW_ID = "7c9e6679-7425-40de-944b-000000000001";
    private static final String RUNS = "/api/v1/workflows/{workflowId}/runs";
    private static final String RUN = RUNS + "/{runId}";
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);
    private static final Set<String> STATUSES = Set.of("pending", "running", "completed", "failed", "cancelled", "paused");
    private static final int USUAL_LIMIT = 20;
    private static final int GREATEST_LIMIT = 100;

    private OnepinSimulator() {
        super(new RunBook(OnepinDocuments::meaning, RunScript.perRead("pending", "running", "completed")));
    }

    /** A new simulator, listening. */
    public static OnepinSimulator start() {
        OnepinSimulator simulator = new OnepinSimulator();
        simulator.listen();
        return simulator;
    }

    @Override
    public String baseUrl() {
        return rootUrl();
    }

    /** A live API key. */
    @Override
    public String apiKey() {
        return API_KEY;
    }

    /** A Clerk token, which is accepted as well. */
    public String jwt() {
        return JWT;
    }

    /** The workspace of the credentials: the only one that the header {@code X-Workspace-Id} may name. */
    public String workspaceId() {
        return WORKSPACE_ID;
    }

    @Override
    public String workflowId() {
        return WORKFLOW_ID;
    }

    @Override
    boolean isId(String id) {
        return UUID_FORM.matcher(id).matches();
    }

    @Override
    void addRoutes(Router router) {
        router.on("POST", RUNS, this::startRun)
                .on("GET", RUNS, this::list)
                .on("GET", RUNS + "/summary", this::summary)
                .on("GET", RUN, this::getRun)
                .on("GET", RUN + "/status", exchange -> run(200, existing(exchange).read()))
                .on("GET", RUN + "/steps", this::steps)
                .on("GET", RUN + "/outputs", this::outputs)
                .on("POST", RUN + "/cancel", this::cancel)
                .on("POST", RUN + "/pause", this::pause)
                .on("POST", RUN + "/resume", this::resume);
    }

    @Override
    void checkCredential(SimulatedRequest request) {
        String token = bearer(request);
        if (!API_KEY.equals(token) && !JWT.equals(token)) {
            throw new Refusal(refusal(401));
        }
        String workspace = request.header("X-Workspace-Id");
        if (workspace != null && !workspace.equals(WORKSPACE_ID)) {
            throw new Refusal(error(403, "FORBIDDEN", "The workspace does not match the API key."));
        }
    }

    @Override
    Answer unknownRoute(SimulatedRequest request) {
        return error(404, "NOT_FOUND", "Not found.");
    }

    @Override
    Answer refusal(int status) {
        return status == 429
                ? error(429, "RATE_LIMITED", "Quota exceeded.")
                : error(401, "INVALID_API_KEY", "The API key is not valid.");
    }

    private static Answer error(int status, String code, String message) {
        return Answer.json(
                status,
                document(
                        "error", document("code", code, "message", message, "details", null),
                        "meta", OnepinDocuments.meta()));
    }

    private static Refusal invalid(String type, List<String> place, String message) {
        return new Refusal(
                Answer.json(422, document("detail", List.of(document("type", type, "loc", place, "msg", message)))));
    }

    private static Answer run(int status, SimulatedRun.Moment now) {
        return Answer.json(status, OnepinDocuments.enveloped(OnepinDocuments.run(now)));
    }

    private String workflow(Exchange exchange) {
        return uuid(exchange, "workflowId", "workflow_id");
    }

    private String uuid(Exchange exchange, String name, String wireName) {
        String id = exchange.path(name);
        if (!isId(id)) {
            throw invalid("uuid_parsing", List.of("path", wireName), "Input should be a valid UUID");
        }
        return id;
    }

    private SimulatedRun existing(Exchange exchange) {
        String workflow = workflow(exchange);
        SimulatedRun run = runs.find(uuid(exchange, "runId", "run_id"));
        if (run == null || !run.workflowId.equals(workflow)) {
            throw new Refusal(error(404, "NOT_FOUND", "Workflow run not found."));
        }
        return run;
    }

    private List<SimulatedRun.Moment> runsOf(String workflow) {
        return runs.newestFirst().stream()
                .filter(run -> run.workflowId.equals(workflow))
                .map(SimulatedRun::look)
                .toList();
    }

    private Answer startRun(Exchange exchange) {
        String workflow = workflow(exchange);
        Map<String, @Nullable Object> body = exchange.bodyOrNull();
        if (body == null) {
            throw invalid("json_invalid", List.of("body"), "JSON decode error");
        }
        if (runsOf(workflow).stream().anyMatch(run -> !run.state().ended())) {
            throw new Refusal(error(409, "CONFLICT", "Another run of this workflow is already active."));
        }
        String id = new UUID(0x3fa85f6457174562L, 0x8000000000000000L + RunBook.nextSerial()).toString();
        return run(202, runs.start(workflow, id, body).look());
    }

    private Answer list(Exchange exchange) {
        List<SimulatedRun.Moment> found = new ArrayList<>(runsOf(workflow(exchange)));
        String statuses = exchange.query("status");
        if (statuses != null) {
            Set<String> wanted = Set.copyOf(List.of(statuses.split(",", -1)));
            if (!STATUSES.containsAll(wanted)) {
                throw invalid("value_error", List.of("query", "status"), "Unknown status");
            }
            found.removeIf(run -> !wanted.contains(run.status()));
        }
        Comparator<SimulatedRun.Moment> order = OnepinDocuments.order(exchange.query("sort"));
        if (order == null) {
            throw invalid("enum", List.of("query", "sort"), "Input should be 'created_at', 'started_at', 'completed_at' or 'status'");
        }
        found.sort("asc".equals(exchange.query("order")) ? order : order.reversed());
        int offset = number(exchange, "offset", 0, 0, Integer.MAX_VALUE);
        int limit = number(exchange, "limit", USUAL_LIMIT, 1, GREATEST_LIMIT);
        int from = Math.min(offset, found.size());
        int to = Math.min(from + limit, found.size());
        List<Object> items = new ArrayList<>();
        found.subList(from, to).forEach(now -> items.add(OnepinDocuments.listItem(statuses == null ? now.run().read() : now)));
        Map<String, @Nullable Object> page = OnepinDocuments.enveloped(items);
        page.put("pagination", document(
                "next", to < found.size() ? address(exchange, to, limit) : null,
                "prev", from > 0 ? address(exchange, Math.max(0, from - limit), limit) : null,
                "limit", limit,
                "total", found.size()));
        return Answer.ok(page);
    }

    private Answer summary(Exchange exchange) {
        Instant from = time(exchange, "from", Instant.MIN);
        Instant to = time(exchange, "to", Instant.MAX);
        if (!from.isBefore(to)) {
            throw invalid("value_error", List.of("query", "from"), "from must be before to");
        }
        List<SimulatedRun.Moment> counted = runsOf(workflow(exchange)).stream()
                .filter(now -> !now.run().createdAt.isBefore(from) && !now.run().createdAt.isAfter(to))
                .toList();
        return Answer.ok(OnepinDocuments.enveloped(OnepinDocuments.summary(counted)));
    }

    private static Instant time(Exchange exchange, String name, Instant otherwise) {
        String text = exchange.query(name);
        try {
            return text == null ? otherwise : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw invalid("timezone_aware", List.of("query", name), "Input should have timezone info");
        }
    }

    /** The vendor gives whole addresses, but pages by offset and limit. */
    private String address(Exchange exchange, int offset, int limit) {
        return rootUrl() + exchange.request().path() + "?offset=" + offset + "&limit=" + limit;
    }

    private static int number(Exchange exchange, String name, int otherwise, int least, int greatest) {
        String text = exchange.query(name);
        if (text == null) {
            return otherwise;
        }
        Integer value = Documents.number(text);
        if (value == null || value < least || value > greatest) {
            throw invalid(
                    "value_error",
                    List.of("query", name),
                    String.format(Locale.ROOT, "Input should be between %d and %d", least, greatest));
        }
        return value;
    }

    private Answer getRun(Exchange exchange) {
        return Answer.ok(OnepinDocuments.enveloped(OnepinDocuments.detail(existing(exchange).read())));
    }

    private Answer outputs(Exchange exchange) {
        return Answer.ok(OnepinDocuments.enveloped(OnepinDocuments.outputs(existing(exchange).look())));
    }

    private Answer steps(Exchange exchange) {
        SimulatedRun.Moment now = existing(exchange).look();
        boolean withResult = "true".equals(exchange.query("include_result"));
        String type = exchange.query("node_type");
        String node = exchange.query("node_id");
        List<Map<String, @Nullable Object>> steps = OnepinDocuments.steps(now, withResult).stream()
                .filter(step -> type == null || type.equals(step.get("node_type")))
                .filter(step -> node == null || node.equals(step.get("node_id")))
                .toList();
        return Answer.ok(OnepinDocuments.enveloped(steps));
    }

    private Answer cancel(Exchange exchange) {
        SimulatedRun run = existing(exchange);
        if (!run.look().state().ended()) {
            run.turnTo(RunStep.of("cancelled"));
        }
        return run(200, run.look());
    }

    private Answer pause(Exchange exchange) {
        SimulatedRun run = existing(exchange);
        SimulatedRun.Moment now = run.look();
        boolean asked = run.notes.containsKey(OnepinDocuments.PAUSE_REQUESTED);
        if (!now.state().ended() && now.state() != WireState.PAUSED && !asked) {
            run.notes.put(OnepinDocuments.PAUSE_REQUESTED, now.script().now());
            // What is under way is finished first: one more read shows the old status.
            run.suspendTo(now.step(), RunStep.of("paused"));
        }
        return run(200, run.look());
    }

    private Answer resume(Exchange exchange) {
        SimulatedRun run = existing(exchange);
        if (run.look().state() != WireState.PAUSED) {
            throw new Refusal(error(409, "CONFLICT", "The run is not paused."));
        }
        run.notes.remove(OnepinDocuments.PAUSE_REQUESTED);
        run.resume(RunStep.of("running"), RunStep.of("completed"));
        return run(200, run.look());
    }
}
