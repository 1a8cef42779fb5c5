package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.object;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Noxus: start (waiting for the end or not), get (with and without outputs), both lists, stop, data and input and output of one
 * node, search, and deletion of one run or many; the events of a run; workflows and their versions.
 *
 * <p>There is a workflow for each that was created here, and for each that a run names. Runs may be started of other ids as well, but not of
 * a workflow that was deleted.
 *
 * <p>Events come when a run comes to another step of its script, by a read, by {@link #changeRun}, or by time: that of a timed script must be the
 * client's, which means real time over a socket. A stream ends when its run has completed or failed, and, since the vendor does not say, as
 * {@link #endEventsOfStoppedRuns} says when it was stopped; one of a paused run stays open.
 *
 * <p>The bodies of errors other than 422 are not documented by the vendor; the form used here is the one its own client reads.
 */
public final class NoxusSimulator extends VendorSimulator {
    private static final String API_KEY = "noxus-simulated-key";
    private static final String KEY_WITHOUT_DELETION = "noxus-simulated-key-without-deletion";
    private static final String WORKFLOW_ID = "3c90c3cc-0d44-4b50-8888-00000000f10a";
    private static final int USUAL_SIZE = 50;
    private static final int GREATEST_SIZE = 100;
    private static final String OF_WORKFLOW = "/v1/workflows/{workflowId}/runs";

    private final NoxusHistory history = new NoxusHistory(runs);
    private final NoxusWorkflows workflows = new NoxusWorkflows(runs, WORKFLOW_ID);
    private final NoxusEventStreams events = new NoxusEventStreams(lock);

    private NoxusSimulator() {
        super(new RunBook(NoxusDocuments::meaning, RunScript.perRead("queued", "running", "completed")));
    }

    /** A new simulator, listening. */
    public static NoxusSimulator start() {
        NoxusSimulator simulator = new NoxusSimulator();
        simulator.listen();
        return simulator;
    }

    @Override
    public String baseUrl() {
        return rootUrl();
    }

    /** Goes into the header {@code X-API-Key}. The key may do everything, deletion included. */
    @Override
    public String apiKey() {
        return API_KEY;
    }

    /** A key as a workspace has it by default: all but deletion of runs, which a platform administrator must grant. */
    public String apiKeyWithoutDeletion() {
        return KEY_WITHOUT_DELETION;
    }

    @Override
    public String workflowId() {
        return WORKFLOW_ID;
    }

    /** Whether the stream of events of a run that was stopped ends; by default it does. */
    public void endEventsOfStoppedRuns(boolean ends) {
        synchronized (lock) {
            events.endWithAnyEnd(ends);
        }
        events.wake();
    }

    /**
     * Sends something to all who listen to the events of a run at this moment, besides what they are told: a lie, an event once more, or none at all.
     *
     * @param text as it is to be sent, with the empty line after an event
     */
    public void sendToListeners(String runId, String text) {
        synchronized (lock) {
            events.send(runId, text);
        }
        events.wake();
    }

    /** Ends the streams of events that are open, in good order, whatever their runs do. */
    public void endEvents() {
        synchronized (lock) {
            events.end();
        }
        events.wake();
    }

    /** How many streams of events are open. That a client has gone shows when something is sent to it. */
    public int eventStreams() {
        synchronized (lock) {
            return events.count();
        }
    }

    /**
     * Blocks until so many streams of events are open, and sends comments to those that are meanwhile, to see which clients have gone.
     *
     * @throws IllegalStateException when the time is over
     * @throws InterruptedException when the thread is interrupted
     */
    public void awaitEventStreams(int count, Duration timeout) throws InterruptedException {
        events.await(count, timeout);
    }

    @Override
    void runsMayHaveMoved() {
        events.wake();
    }

    @Override
    void addRoutes(Router router) {
        workflows.addRoutes(router);
        router.on("GET", "/v1/runs", exchange -> page(exchange, runs.newestFirst(), false))
                .on("GET", "/v1/runs/{runId}", exchange -> Answer.ok(NoxusDocuments.withoutOutput(existing(exchange).read())))
                .on("DELETE", "/v1/runs/{runId}", exchange -> history.delete(existing(exchange)))
                .on("POST", "/v1/runs/search", exchange -> history.search(exchange, body(exchange)))
                .on("POST", "/v1/runs/bulk/delete", exchange -> history.bulkDelete(body(exchange)))
                .on("POST", "/v1/runs/{runId}/stop", this::stop)
                .on("GET", "/v1/runs/{runId}/events", exchange -> events.answer(existing(exchange), exchange.query("etag")))
                .on("GET", "/v1/runs/{runId}/data", exchange -> Answer.ok(NoxusDocuments.data(existing(exchange).look())))
                .on("GET", "/v1/runs/{runId}/io/{nodeId}", this::nodeInputAndOutput)
                .on("POST", OF_WORKFLOW, this::startRun)
                .on("GET", OF_WORKFLOW, this::listOfWorkflow)
                .on("POST", OF_WORKFLOW + "/sync", this::runToItsEnd)
                .on("GET", OF_WORKFLOW + "/{runId}", this::getWithOutput);
    }

    @Override
    void checkCredential(SimulatedRequest request) {
        String key = request.header("X-API-Key");
        if (key == null) {
            throw new Refusal(detail(401, "Not authenticated"));
        }
        if (!key.equals(API_KEY) && !key.equals(KEY_WITHOUT_DELETION)) {
            throw new Refusal(refusal(401));
        }
        boolean deletesRuns = request.path().startsWith("/v1/runs")
                && (request.method().equals("DELETE") || request.path().endsWith("/bulk/delete"));
        if (deletesRuns && key.equals(KEY_WITHOUT_DELETION)) {
            throw new Refusal(detail(403, "Missing permission: resource:delete_history"));
        }
    }

    @Override
    Answer unknownRoute(SimulatedRequest request) {
        return detail(404, "Not Found");
    }

    @Override
    Answer refusal(int status) {
        return detail(status, status == 429 ? "Too many requests" : "Invalid API key");
    }

    static Answer detail(int status, String text) {
        return Answer.json(status, document("detail", text));
    }

    static Refusal invalid(String type, List<String> place, String message) {
        return new Refusal(
                Answer.json(422, document("detail", List.of(document("loc", place, "msg", message, "type", type)))));
    }

    static Map<String, @Nullable Object> body(Exchange exchange) {
        Map<String, @Nullable Object> body = exchange.bodyOrNull();
        if (body == null) {
            throw invalid("json_invalid", List.of("body"), "JSON decode error");
        }
        return body;
    }

    private Answer startRun(Exchange exchange) {
        return Answer.ok(NoxusDocuments.withOutput(started(exchange).look(), false));
    }

    /** The real server holds the connection meanwhile; here the whole script has passed at once. */
    private Answer runToItsEnd(Exchange exchange) {
        SimulatedRun run = started(exchange);
        run.turnToItsEnd();
        boolean byId = "true".equals(exchange.query("use_output_ids"));
        Map<String, @Nullable Object> output = NoxusDocuments.output(run.look(), byId);
        return Answer.ok("true".equals(exchange.query("output_only")) ? output : document("id", run.id, "output", output));
    }

    private SimulatedRun started(Exchange exchange) {
        workflows.refuseDeleted(exchange.path("workflowId"));
        Map<String, @Nullable Object> body = body(exchange);
        Map<String, @Nullable Object> input = object(body.get("input"));
        if (input == null) {
            throw invalid("missing", List.of("body", "input"), "Field required");
        }
        if (body.get("callback_url") instanceof String url && !url.matches("https?://.+")) {
            throw invalid("url_parsing", List.of("body", "callback_url"), "Input should be a valid URL");
        }
        return runs.start(exchange.path("workflowId"), NoxusSimulator::newId, input);
    }

    private Answer getWithOutput(Exchange exchange) {
        SimulatedRun run = existing(exchange);
        if (!run.workflowId.equals(exchange.path("workflowId"))) {
            throw new Refusal(detail(404, "Run not found"));
        }
        boolean byId = "true".equals(exchange.query("use_output_ids"));
        SimulatedRun.Moment now = run.read();
        return Answer.ok("true".equals(exchange.query("output_only"))
                ? NoxusDocuments.output(now, byId)
                : NoxusDocuments.withOutput(now, byId));
    }

    private Answer nodeInputAndOutput(Exchange exchange) {
        SimulatedRun.Moment now = existing(exchange).look();
        String iteration = exchange.query("it");
        Integer number = iteration == null ? Integer.valueOf(1) : Documents.number(iteration);
        if (number == null || number < 0) {
            throw invalid("int_parsing", List.of("query", "it"), "Input should be a whole number, 0 or more");
        }
        Map<String, @Nullable Object> node = object(NoxusDocuments.data(now).get(exchange.path("nodeId")));
        // Nothing here runs in a loop, so that there is a first iteration only.
        if (node == null || number > 1) {
            throw new Refusal(detail(404, "Node not found"));
        }
        return Answer.ok(node);
    }

    private Answer stop(Exchange exchange) {
        SimulatedRun run = existing(exchange);
        if (!run.look().state().ended()) {
            run.turnTo(RunStep.of("stopped"));
        }
        return Answer.ok(NoxusDocuments.withOutput(run.look(), false));
    }

    private Answer listOfWorkflow(Exchange exchange) {
        String workflow = exchange.path("workflowId");
        return page(
                exchange, runs.newestFirst().stream().filter(run -> run.workflowId.equals(workflow)).toList(), true);
    }

    private Answer page(Exchange exchange, List<SimulatedRun> all, boolean withOutput) {
        int page = number(exchange, "page", 1, Integer.MAX_VALUE);
        int size = number(exchange, "size", USUAL_SIZE, GREATEST_SIZE);
        int from = (int) Math.min((page - 1L) * size, all.size());
        int to = Math.min(from + size, all.size());
        List<Object> items = new ArrayList<>();
        for (SimulatedRun run : all.subList(from, to)) {
            SimulatedRun.Moment now = run.read();
            items.add(withOutput ? NoxusDocuments.withOutput(now, false) : NoxusDocuments.withoutOutput(now));
        }
        int pages = (all.size() + size - 1) / size;
        return Answer.ok(document("items", items, "total", all.size(), "page", page, "size", size, "pages", pages));
    }

    static int number(Exchange exchange, String name, int otherwise, int greatest) {
        String text = exchange.query(name);
        if (text == null) {
            return otherwise;
        }
        Integer value = Documents.number(text);
        if (value == null || value < 1 || value > greatest) {
            throw invalid("value_error", List.of("query", name), "Input should be between 1 and " + greatest);
        }
        return value;
    }

    private SimulatedRun existing(Exchange exchange) {
        SimulatedRun run = runs.find(exchange.path("runId"));
        if (run == null) {
            throw new Refusal(detail(404, "Run not found"));
        }
        return run;
    }

    private static String newId(long number) {
        return new UUID(0x3c90c3cc0d444b50L, 0x8888000000000000L + number).toString();
    }
}
