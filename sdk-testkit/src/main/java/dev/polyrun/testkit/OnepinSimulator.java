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
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Onepin: start, preview, get, status, list, summary, cancel, pause, resume, steps, outputs, overview, data and links to downloads;
 * workflows; whoami.
 *
 * <p>There is a workflow for each that was created here, and for each that a run names. Runs may be started of other ids as well. Nothing
 * answers for a workflow that was deleted.
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

    private final OnepinWorkflows workflows = new OnepinWorkflows(this, runs, WORKFLOW_ID);
    private final OnepinResults results = new OnepinResults(runs, this);

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
        results.addRoutes(router);
        workflows.addRoutes(router);
        router.on("GET", "/api/v1/auth/whoami", exchange -> Answer.ok(OnepinDocuments.enveloped(whoami(exchange.request()))))
                .on("POST", RUNS, this::startRun)
                .on("GET", RUNS, this::list)
                .on("GET", RUNS + "/summary", this::summary)
                .on("GET", RUN, this::getRun)
                .on("GET", RUN + "/status", exchange -> run(200, existing(exchange).read()))
                .on("GET", RUN + "/steps", this::steps)
                .on("GET", RUN + "/outputs", this::outputs)
                .on("GET", RUN + "/overview", this::overview)
                .on("GET", RUN + "/data", exchange -> results.data(exchange, existing(exchange).look()))
                .on("GET", RUN + "/download", exchange -> results.download(existing(exchange).look()))
                .on("GET", RUN + "/nodes/{nodeId}/download",
                        exchange -> results.downloadOfNode(existing(exchange).look(), exchange.path("nodeId")))
                .on("GET", RUN + "/audio/{audioId}/url",
                        exchange -> results.audio(existing(exchange).look(), exchange.path("audioId")))
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

    static Answer error(int status, String code, String message) {
        return Answer.json(
                status,
                document(
                        "error", document("code", code, "message", message, "details", null),
                        "meta", OnepinDocuments.meta()));
    }

    static Refusal invalid(String type, List<String> place, String message) {
        return new Refusal(
                Answer.json(422, document("detail", List.of(document("type", type, "loc", place, "msg", message)))));
    }

    private static Answer run(int status, SimulatedRun.Moment now) {
        return Answer.json(status, OnepinDocuments.enveloped(OnepinDocuments.run(now)));
    }

    /** The id of the workflow in the path; refuses one that was deleted. */
    String workflow(Exchange exchange) {
        String id = uuid(exchange, "workflowId", "workflow_id");
        workflows.refuseDeleted(id);
        return id;
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

    List<SimulatedRun.Moment> runsOf(String workflow) {
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
        workflows.checkScript(workflow, body);
        if (runsOf(workflow).stream().anyMatch(run -> !run.state().ended())) {
            throw new Refusal(error(409, "CONFLICT", "Another run of this workflow is already active."));
        }
        return run(202, runs.start(workflow, OnepinSimulator::newId, body).look());
    }

    private static String newId(long number) {
        return new UUID(0x3fa85f6457174562L, 0x8000000000000000L + number).toString();
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
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        return page(exchange, found, true, page -> {
            page.forEach(now -> items.add(OnepinDocuments.listItem(statuses == null ? now.run().read() : now)));
            return items;
        });
    }

    /** One page of these documents. */
    Answer page(Exchange exchange, List<Map<String, @Nullable Object>> all, boolean counted) {
        return page(exchange, all, counted, page -> page);
    }

    /** One page, with what its items make of it; some lists are counted and some are not. */
    <T> Answer page(Exchange exchange, List<T> all, boolean counted, Function<List<T>, Object> data) {
        int offset = number(exchange, "offset", 0, 0, Integer.MAX_VALUE);
        int limit = number(exchange, "limit", USUAL_LIMIT, 1, GREATEST_LIMIT);
        int from = Math.min(offset, all.size());
        int to = Math.min(from + limit, all.size());
        Map<String, @Nullable Object> page = OnepinDocuments.enveloped(data.apply(all.subList(from, to)));
        Map<String, @Nullable Object> pagination = document(
                "next", to < all.size() ? address(exchange, to, limit) : null,
                "prev", from > 0 ? address(exchange, Math.max(0, from - limit), limit) : null,
                "limit", limit);
        if (counted) {
            pagination.put("total", all.size());
        }
        page.put("pagination", pagination);
        return Answer.ok(page);
    }

    String uploadLink(String file) {
        return results.uploadLink(file);
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

    static Instant time(Exchange exchange, String name, Instant otherwise) {
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

    private Answer overview(Exchange exchange) {
        SimulatedRun.Moment now = existing(exchange).look();
        return Answer.ok(OnepinDocuments.enveloped(results.overview(now, workflows.name(now.run().workflowId))));
    }

    private static Map<String, @Nullable Object> whoami(SimulatedRequest request) {
        boolean byKey = API_KEY.equals(bearer(request));
        return document(
                "auth_kind", byKey ? "api_key" : "clerk",
                "user_id", OnepinDocuments.USER_ID,
                "workspace_id", byKey ? WORKSPACE_ID : request.header("X-Workspace-Id"),
                "api_key_id", byKey ? "00000000-0000-4000-8000-000000000002" : null,
                "scopes", List.of("workflows:read", "workflows:run", "workflows:write"));
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
