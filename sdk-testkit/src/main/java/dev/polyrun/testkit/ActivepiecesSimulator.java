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
 * archive and counts (0.86 only), the webhook that starts a run, waiting for its answer or not, and flows and folders.
 *
 * <p>The webhook's answer names no run. The run shows up in the list, and can be read, only after
 * {@link #webhookRunsAppearAfter(int) some list reads}; its trigger step echoes the headers and the body of the webhook
 * request.
 *
 * <p>There is one flow, {@link #workflowId()}, enabled and published; more are made by requests. Flows that nobody has made can
 * be run all the same. Of the operations that edit the steps of a flow, those that add, change, delete and import steps do so,
 * the others only make a draft. 0.86 enables and disables a flow after its answer, as the operationStatus of the flow says: the
 * next request that reads it, lists it or starts it finds it done. An operation on its status in between is refused with 409.
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
    private final ActivepiecesRequests requests;
    private final ActivepiecesLists lists;
    private final ActivepiecesBulk bulk;
    private final ActivepiecesFlows flows;
    private final ActivepiecesWebhooks webhooks;
    private final boolean old;

    private ActivepiecesSimulator(boolean old) {
        super(new RunBook(ActivepiecesDocuments::meaning, RunScript.perRead("QUEUED", "RUNNING", "SUCCEEDED")));
        this.old = old;
        this.errors = new ActivepiecesErrors(old);
        this.documents = new ActivepiecesDocuments(old, PROJECT_ID);
        this.requests = new ActivepiecesRequests(errors, PROJECT_ID);
        ActivepiecesPages pages = new ActivepiecesPages(old, errors);
        this.lists = new ActivepiecesLists(old, errors, documents, pages);
        this.bulk = new ActivepiecesBulk(runs, errors, documents, lists);
        this.flows = new ActivepiecesFlows(old, PROJECT_ID, FLOW_ID, errors, requests, pages);
        this.webhooks = new ActivepiecesWebhooks(old, runs, flows);
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

    /** From now on the flow does not exist, and its webhook answers 410. */
    public void deleteFlow(String flowId) {
        synchronized (lock) {
            flows.deleteNow(flowId);
        }
    }

    /** From now on the flow is switched off, and its webhook answers 404. */
    public void disableFlow(String flowId) {
        synchronized (lock) {
            flows.disableNow(flowId);
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
                .open("*", WEBHOOKS + "/{flowId}", exchange -> webhooks.start(exchange, requests.id(exchange, "flowId")))
                .open("*", WEBHOOKS + "/{flowId}/sync", exchange -> webhooks.startAndWait(exchange, requests.id(exchange, "flowId")));
        flows.addRoutes(router, BASE_PATH + "/v1");
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

    /** Whether the token is that of a platform, not of a user. */
    static boolean isApiKey(@Nullable String token) {
        return API_KEY.equals(token);
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
        String id = requests.id(exchange, "id");
        SimulatedRun run = runs.find(id);
        if (run == null || ActivepiecesWebhooks.hides(run)) {
            throw new Refusal(errors.noRun(id));
        }
        return run;
    }

    private List<SimulatedRun> visibleRuns() {
        return runs.newestFirst().stream().filter(run -> !ActivepiecesWebhooks.hides(run)).toList();
    }

    private Answer list(Exchange exchange) {
        requests.checkProjectOfQuery(exchange);
        Answer answer = lists.page(exchange.request(), visibleRuns());
        webhooks.listWasRead();
        return answer;
    }

    private Answer retry(Exchange exchange) {
        Map<String, @Nullable Object> body = requests.bodyOfProject(exchange);
        SimulatedRun run = bulk.again(visible(exchange), text(body, "strategy"));
        SimulatedRun.Moment now = run.look();
        return lists.served(now, documents.run(now));
    }

    private Answer bulk(Exchange exchange, Function<Map<String, @Nullable Object>, Answer> deed) {
        return deed.apply(requests.bodyOfProject(exchange));
    }

    private Answer countByStatus(Exchange exchange) {
        requests.checkProjectOfQuery(exchange);
        return lists.countByStatus(exchange.request(), visibleRuns());
    }

    /** Whoever knows the two ids may do it. The second one is not checked, as in 0.86. */
    private Answer resume(Exchange exchange) {
        SimulatedRun run = runs.find(requests.id(exchange, "id"));
        boolean paused = run != null && run.look().state() == WireState.PAUSED;
        if (run != null && paused) {
            run.resume(RunStep.of("RUNNING"), RunStep.of("SUCCEEDED"));
        }
        return Answer.ok(document("message", paused || old ? RECORDED : EXPIRED));
    }

    static String newId(long number) {
        return String.format(Locale.ROOT, "run%018d", number);
    }
}
