package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Activepieces as servers of two generations answer: reading and listing flow runs, retry of one or many, resume, cancel,
 * archive and counts (0.86 only), and the webhook that starts a run, waiting for its answer or not.
 *
 * <p>The webhook's answer names no run. The run shows up in the list, and can be read, only after
 * {@link #webhookRunsAppearAfter(int) some list reads}; its trigger step echoes the headers and the body of the webhook
 * request.
 *
 * <p>Version 0.71.0 answers 500 for a run whose status its schema does not know, CANCELED among them, as that version did.
 */
public final class ActivepiecesSimulator extends VendorSimulator {
    /** The form of every id. */
    static final Pattern ID = Pattern.compile("[0-9a-zA-Z]{21}");

    private static final String BASE_PATH = "/api";
    private static final String API_KEY = "sk-activepieces-simulated-key";
    private static final String JWT = "eyJzaW11bGF0ZWQ.activepieces.token";
    private static final String PROJECT_ID = "SimulatedProject00001";
    private static final String FLOW_ID = "SimulatedFlow00000001";
    private static final String WEBHOOKS = BASE_PATH + "/v1/webhooks";
    private static final String RECORDED = "Your response has been recorded. You can close this page now.";
    private static final String EXPIRED = "This link has expired. The action may have already been processed.";

    private final ActivepiecesErrors errors;
    private final ActivepiecesDocuments documents;
    private final ActivepiecesLists lists;
    private final ActivepiecesBulk bulk;
    private final ActivepiecesWebhooks webhooks;
    private final boolean old;

    private ActivepiecesSimulator(boolean old) {
        super(new RunBook(ActivepiecesDocuments::meaning, RunScript.perRead("QUEUED", "RUNNING", "SUCCEEDED")));
        this.old = old;
        this.errors = new ActivepiecesErrors(old);
        this.documents = new ActivepiecesDocuments(old, PROJECT_ID);
        this.lists = new ActivepiecesLists(old, errors, documents);
        this.bulk = new ActivepiecesBulk(runs, errors, documents, lists);
        this.webhooks = new ActivepiecesWebhooks(old, runs);
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
            webhooks.appearAfter(listReads);
        }
    }

    /** From now on the webhook of this flow answers 410, as for a flow that does not exist. */
    public void deleteFlow(String flowId) {
        synchronized (lock) {
            webhooks.deleteFlow(flowId);
        }
    }

    /** From now on the webhook of this flow answers 404, as for a flow that was switched off. */
    public void disableFlow(String flowId) {
        synchronized (lock) {
            webhooks.disableFlow(flowId);
        }
    }

    /**
     * From now on every flow has a response step with this answer, which is what a caller gets who waits. Without a word about
     * it flows answer 200 and what their script gives as outputs.
     *
     * @param status the status of the answer
     * @param body JSON as plain Java values; null for no body at all
     */
    public void flowsAnswer(int status, @Nullable Object body) {
        synchronized (lock) {
            webhooks.flowsAnswer(status, body);
        }
    }

    /** From now on no flow has a response step: a caller who waits gets 408, from 0.71.0 204. The time until then is left out. */
    public void flowsAnswerNothing() {
        synchronized (lock) {
            webhooks.flowsAnswerNothing();
        }
    }

    /**
     * The server no longer has what it takes to retry this run: 410, and in a bulk retry an error beside the run. From 0.86 on;
     * 0.71.0 knows no such thing.
     *
     * @throws IllegalArgumentException when there is no such run
     */
    public void forgetExecutionOf(String runId) {
        synchronized (lock) {
            SimulatedRun run = runs.find(runId);
            if (run == null) {
                throw new IllegalArgumentException("There is no run " + runId);
            }
            if (!old) {
                run.notes.put(ActivepiecesBulk.OUTSIDE_RETENTION, true);
            }
        }
    }

    @Override
    void addRoutes(Router router) {
        String runs = BASE_PATH + "/v1/flow-runs";
        if (!old) {
            // A 0.71 server takes the word for the id of a run.
            router.on("GET", runs + "/count-by-status", this::countByStatus)
                    .on("POST", runs + "/cancel", exchange -> bulk(exchange, bulk::cancel))
                    .on("POST", runs + "/archive", exchange -> bulk(exchange, bulk::archive));
        }
        router.on("GET", runs, this::list)
                .on("POST", runs + "/retry", exchange -> bulk(exchange, bulk::retry))
                .on("GET", runs + "/{id}", this::getRun)
                .on("POST", runs + "/{id}/retry", this::retry)
                .open("*", runs + "/{id}/requests/{requestId}", this::resume)
                .open("*", WEBHOOKS + "/{flowId}", exchange -> webhooks.start(exchange, flow(exchange)))
                .open("*", WEBHOOKS + "/{flowId}/sync", exchange -> webhooks.startAndWait(exchange, flow(exchange)));
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
        if (run == null || ActivepiecesWebhooks.hides(run)) {
            throw new Refusal(errors.noRun(id));
        }
        return run;
    }

    private List<SimulatedRun> visibleRuns() {
        return runs.newestFirst().stream().filter(run -> !ActivepiecesWebhooks.hides(run)).toList();
    }

    private String flow(Exchange exchange) {
        String flow = exchange.path("flowId");
        if (!isId(flow)) {
            throw new Refusal(errors.badId("params/flowId"));
        }
        return flow;
    }

    private Answer list(Exchange exchange) {
        checkProject(exchange.query("projectId"), "querystring");
        Answer answer = lists.page(exchange.request(), visibleRuns());
        webhooks.listWasRead();
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
        SimulatedRun run = bulk.again(visible(exchange), text(body, "strategy"));
        SimulatedRun.Moment now = run.look();
        return lists.served(now, documents.run(now));
    }

    private Map<String, @Nullable Object> body(Exchange exchange) {
        Map<String, @Nullable Object> body = exchange.bodyOrNull();
        if (body == null) {
            throw new Refusal(errors.notJson());
        }
        return body;
    }

    private Answer bulk(Exchange exchange, Function<Map<String, @Nullable Object>, Answer> deed) {
        Map<String, @Nullable Object> body = body(exchange);
        checkProject(text(body, "projectId"), "body");
        return deed.apply(body);
    }

    private Answer countByStatus(Exchange exchange) {
        checkProject(exchange.query("projectId"), "querystring");
        return lists.countByStatus(exchange.request(), visibleRuns());
    }

    /** Whoever knows the two ids may do it. The second one is not checked, as in 0.86. */
    private Answer resume(Exchange exchange) {
        String id = exchange.path("id");
        if (!isId(id)) {
            throw new Refusal(errors.badId("params/id"));
        }
        SimulatedRun run = runs.find(id);
        boolean paused = run != null && run.look().state() == WireState.PAUSED;
        if (run != null && paused) {
            run.resume(RunStep.of("RUNNING"), RunStep.of("SUCCEEDED"));
        }
        return Answer.ok(document("message", paused || old ? RECORDED : EXPIRED));
    }

    static String newId() {
        return String.format(Locale.ROOT, "run%018d", RunBook.nextSerial());
    }
}
