package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.text;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Activepieces as servers of two generations answer: reading and listing flow runs, retry, cancel (0.86 only) and the webhook
 * that starts a run.
 *
 * <p>The webhook's answer names no run. The run shows up in the list, and can be read, only after
 * {@link #webhookRunsAppearAfter(int) some list reads}; its trigger step echoes the headers and the body of the webhook
 * request.
 *
 * <p>Version 0.71.0 answers 500 for a run whose status its schema does not know, CANCELED among them, as that version did.
 */
public final class ActivepiecesSimulator extends VendorSimulator {
    private static final String BASE_PATH = "/api";
    private static final String API_KEY = "sk-activepieces-simulated-key";
    private static final String JWT = "eyJzaW11bGF0ZWQ.activepieces.token";
    private static final String PROJECT_ID = "SimulatedProject00001";
    private static final String FLOW_ID = "SimulatedFlow00000001";
    private static final Pattern ID = Pattern.compile("[0-9a-zA-Z]{21}");
    /** What runs of webhooks remember: how many more list reads they stay hidden. */
    private static final String HIDDEN_FOR = "hidden for";

    private final ActivepiecesErrors errors;
    private final ActivepiecesDocuments documents;
    private final ActivepiecesLists lists;
    private final boolean old;
    private final Set<String> deletedFlows = new HashSet<>();
    private int appearAfter = 1;

    private ActivepiecesSimulator(boolean old) {
        super(new RunBook(ActivepiecesDocuments::meaning, RunScript.perRead("QUEUED", "RUNNING", "SUCCEEDED")));
        this.old = old;
        this.errors = new ActivepiecesErrors(old);
        this.documents = new ActivepiecesDocuments(old, PROJECT_ID);
        this.lists = new ActivepiecesLists(old, errors, documents);
    }

    /** A new simulator of version 0.86.0, listening. */
    public static ActivepiecesSimulator start() {
        return version("0.86.0");
    }

    /**
     * A new simulator, listening.
     *
     * @param version "0.71.0" (empty text and 0 in place of null) or "0.86.0" (null, whole flow versions)
     * @throws IllegalArgumentException for any other version
     */
    public static ActivepiecesSimulator version(String version) {
        if (!version.equals("0.71.0") && !version.equals("0.86.0")) {
            throw new IllegalArgumentException("Only 0.71.0 and 0.86.0 are simulated, not " + version);
        }
        ActivepiecesSimulator simulator = new ActivepiecesSimulator(version.equals("0.71.0"));
        simulator.listen();
        return simulator;
    }

    @Override
    public String baseUrl() {
        return rootUrl() + BASE_PATH;
    }

    /** A platform API key. */
    @Override
    public String apiKey() {
        return API_KEY;
    }

    /** A user's token, which is accepted as well. */
    public String jwt() {
        return JWT;
    }

    /** The project that all runs belong to. */
    public String projectId() {
        return PROJECT_ID;
    }

    /** The id of a flow with a webhook trigger. */
    @Override
    public String workflowId() {
        return FLOW_ID;
    }

    /**
     * How many list reads do not show a run yet that a webhook has started; 1 unless set. The real server takes about 0.2
     * seconds.
     *
     * @throws IllegalArgumentException when negative
     */
    public void webhookRunsAppearAfter(int listReads) {
        if (listReads < 0) {
            throw new IllegalArgumentException("Must not be negative: " + listReads);
        }
        synchronized (lock) {
            appearAfter = listReads;
        }
    }

    /** From now on the webhook of this flow answers 410, as for a flow that does not exist. */
    public void deleteFlow(String flowId) {
        synchronized (lock) {
            deletedFlows.add(flowId);
        }
    }

    @Override
    void addRoutes(Router router) {
        String runs = BASE_PATH + "/v1/flow-runs";
        router.on("GET", runs, this::list)
                .on("GET", runs + "/{id}", this::getRun)
                .on("POST", runs + "/{id}/retry", this::retry)
                .open("*", BASE_PATH + "/v1/webhooks/{flowId}", this::webhook);
        if (!old) {
            router.on("POST", runs + "/cancel", this::cancel);
        }
    }

    @Override
    void checkCredential(SimulatedRequest request) {
        String token = bearer(request);
        if (token == null) {
            throw new Refusal(errors.noPrincipal());
        }
        if (!token.equals(API_KEY) && !token.equals(JWT)) {
            throw new Refusal(errors.badToken(token.startsWith("sk-")));
        }
    }

    @Override
    Answer unknownRoute(SimulatedRequest request) {
        return errors.framework(404, null, "Not Found", "Route not found");
    }

    @Override
    Answer refusal(int status) {
        return status == 429
                ? errors.framework(429, null, "Too Many Requests", "Rate limit exceeded, retry later")
                : errors.badToken(true);
    }

    @Override
    boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    @Override
    Answer dressed(Answer answer) {
        return answer.headers().containsKey("Content-Type")
                ? answer.with("Content-Type", "application/json; charset=utf-8")
                : answer;
    }

    private Answer getRun(Exchange exchange) {
        SimulatedRun.Moment now = visible(exchange).read();
        return lists.served(now, documents.run(now));
    }

    private SimulatedRun visible(Exchange exchange) {
        String id = exchange.path("id");
        if (!isId(id)) {
            throw new Refusal(errors.badId("params/id"));
        }
        SimulatedRun run = runs.find(id);
        if (run == null || hidden(run)) {
            throw new Refusal(errors.noRun(id));
        }
        return run;
    }

    private static boolean hidden(SimulatedRun run) {
        return run.notes.get(HIDDEN_FOR) instanceof Integer reads && reads > 0;
    }

    private Answer list(Exchange exchange) {
        checkProject(exchange.query("projectId"), "querystring");
        List<SimulatedRun> shown = runs.newestFirst().stream().filter(run -> !hidden(run)).toList();
        Answer answer = lists.page(exchange.request(), shown);
        for (SimulatedRun run : runs.newestFirst()) {
            run.notes.computeIfPresent(HIDDEN_FOR, (name, reads) -> reads instanceof Integer left ? left - 1 : 0);
        }
        return answer;
    }

    private void checkProject(@Nullable String project, String where) {
        if (project == null) {
            throw new Refusal(errors.missing(where, "projectId"));
        }
        if (!isId(project)) {
            throw new Refusal(errors.badId(where + "/projectId"));
        }
        if (!project.equals(PROJECT_ID)) {
            throw new Refusal(errors.noProject(project));
        }
    }

    private Answer retry(Exchange exchange) {
        Map<String, @Nullable Object> body = body(exchange);
        checkProject(text(body, "projectId"), "body");
        String strategy = text(body, "strategy");
        SimulatedRun run = visible(exchange);
        if ("FROM_FAILED_STEP".equals(strategy)) {
            // The same run lives again under its old id.
            run.startAgain(runs.nextLife(run.workflowId));
        } else if ("ON_LATEST_VERSION".equals(strategy)) {
            run = runs.start(run.workflowId, newId(), run.input);
        } else {
            throw new Refusal(errors.missing("body", "strategy"));
        }
        SimulatedRun.Moment now = run.look();
        return lists.served(now, documents.run(now));
    }

    private Answer cancel(Exchange exchange) {
        Map<String, @Nullable Object> body = body(exchange);
        checkProject(text(body, "projectId"), "body");
        for (SimulatedRun run : runs.newestFirst()) {
            SimulatedRun.Moment now = run.look();
            boolean cancellable = now.status().equals("PAUSED") || now.status().equals("QUEUED");
            if (cancellable && chosen(body, run, now.status())) {
                // The answer comes before the deed: the next read still shows the old status.
                run.turnTo(now.step(), RunStep.of("CANCELED"));
            }
        }
        return Answer.empty(200);
    }

    private static boolean chosen(Map<String, @Nullable Object> filter, SimulatedRun run, String status) {
        boolean excluded = filter.get("excludeFlowRunIds") instanceof List<?> ids && ids.contains(run.id);
        return !excluded
                && matches(filter.get("flowRunIds"), run.id)
                && matches(filter.get("flowId"), run.workflowId)
                && matches(filter.get("status"), status);
    }

    private static boolean matches(@Nullable Object allowed, String value) {
        return !(allowed instanceof List<?> list) || list.contains(value);
    }

    private Map<String, @Nullable Object> body(Exchange exchange) {
        Map<String, @Nullable Object> body = exchange.bodyOrNull();
        if (body == null) {
            throw new Refusal(errors.notJson());
        }
        return body;
    }

    private Answer webhook(Exchange exchange) {
        String flow = exchange.path("flowId");
        if (!isId(flow)) {
            throw new Refusal(errors.badId("params/flowId"));
        }
        if (deletedFlows.contains(flow)) {
            return Answer.json(410, Map.of());
        }
        SimulatedRun run = runs.start(flow, newId(), trigger(exchange));
        run.notes.put(HIDDEN_FOR, appearAfter);
        return Answer.ok(Map.of()).with("x-webhook-id", webhookId());
    }

    /** What the trigger step of the run will show. */
    private static Map<String, @Nullable Object> trigger(Exchange exchange) {
        SimulatedRequest request = exchange.request();
        Map<String, @Nullable Object> headers = new TreeMap<>();
        request.headers().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        headers.put("x-request-id", String.format(Locale.ROOT, "req_%021d", RunBook.nextSerial()));
        Map<String, @Nullable Object> query = new LinkedHashMap<>();
        request.query().forEach((name, values) -> query.put(name, values.get(0)));
        String type = request.header("Content-Type");
        boolean json = type != null && type.toLowerCase(Locale.ROOT).contains("json");
        return document(
                "method", request.method(),
                "headers", headers,
                "body", json ? exchange.bodyOrNull() : request.body(),
                "queryParams", query,
                "rawBody", request.body());
    }

    private static String newId() {
        return String.format(Locale.ROOT, "run%018d", RunBook.nextSerial());
    }

    private static String webhookId() {
        return String.format(Locale.ROOT, "hook%017d", RunBook.nextSerial());
    }
}
