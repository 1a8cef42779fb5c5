package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.object;
import static dev.polyrun.testkit.Documents.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Retab in one of its three wire generations: start, get, list, cancel, delete, steps and exports of runs; in generation A also
 * restart, resume, counts, the configuration and the order of execution; in generations A and B the documents of a run, in C the
 * reviews that runs wait for. Workflows with what each generation has for them.
 *
 * <p>A run started with an {@code Idempotency-Key} that was used before is answered with the run of the first request.
 */
public final class RetabSimulator extends VendorSimulator {
    /** The wire formats that Retab has had. */
    public enum Generation {
        /** Spring 2026: a flat {@code status}, steps and outputs inside the run, key in {@code Api-Key}. */
        A,
        /** May 2026: {@code lifecycle.kind}, key in {@code Api-Key}. */
        B,
        /** Since June 2026: {@code lifecycle.status}, outputs only in the steps, key as a bearer token. */
        C
    }

    private static final String API_KEY = "sk_retab_simulated_key";
    private static final String WORKFLOW_ID = "wf_simulated1";
    private static final Set<String> DOCUMENT_FIELDS = Set.of("filename", "content", "mime_type");
    private static final String RUNS = "/v1/workflows/runs";
    /** What has a count of its own; queued has none. */
    private static final List<String> COUNTED =
            List.of("completed", "running", "error", "pending", "waiting_for_human", "cancelled");
    private static final int NODES_IN_BATCH = 1000;
    /** The note in which a run keeps the human decision that it was resumed with. */
    private static final String DECISION = "decision";

    private final Generation generation;
    private final RetabDocuments documents;
    private final RetabLists lists;
    private final RetabWorkflows workflows;
    private final RetabReviews reviews = new RetabReviews(runs);
    private final RetabExports exports;
    private final RetabFiles files = new RetabFiles(runs, this::rootUrl);
    private final Map<String, SimulatedRun> runOfIdempotencyKey = new HashMap<>();

    private RetabSimulator(Generation generation) {
        super(new RunBook(
                RetabDocuments::meaning,
                RunScript.perRead(generation == Generation.C ? "pending" : "running", "running", "completed")));
        this.generation = generation;
        this.documents = generation == Generation.A ? new RetabDocumentsA() : new RetabLaterDocuments(generation);
        this.lists = new RetabLists(documents);
        this.workflows = new RetabWorkflows(generation, WORKFLOW_ID);
        this.exports = new RetabExports(generation, runs);
    }

    /** A new simulator of generation A, that of the published page, listening. */
    public static RetabSimulator start() {
        return generation(Generation.A);
    }

    /** A new simulator of this wire generation, listening. */
    public static RetabSimulator generation(Generation generation) {
        RetabSimulator simulator = new RetabSimulator(generation);
        simulator.listen();
        return simulator;
    }

    @Override
    public String baseUrl() {
        return rootUrl();
    }

    /** Goes into the header {@code Api-Key}, in generation C into {@code Authorization: Bearer}. */
    @Override
    public String apiKey() {
        return API_KEY;
    }

    /** Runs of other workflows can be started as well; the calls for workflows know this one and those that clients make. */
    @Override
    public String workflowId() {
        return WORKFLOW_ID;
    }

    /**
     * Adds a block to the draft of {@link #workflowId()}, which a client then may publish. To begin with there are {@code start-node-1} for a
     * document and {@code start-json-1} for JSON, and blocks that take no inputs of a run.
     *
     * @param type such as {@code start_json}
     */
    public void addBlock(String blockId, String type, String label) {
        synchronized (lock) {
            workflows.addToDraft(WORKFLOW_ID, new RetabWorkflow.Block(blockId, type, label, null));
        }
    }

    @Override
    void addRoutes(Router router) {
        if (generation == Generation.A) {
            router.on("GET", RUNS + "/counts", this::counts);
        }
        router.on("GET", RUNS, exchange -> Answer.ok(lists.runs(exchange.request(), runs.newestFirst())))
                .on("GET", RUNS + "/{runId}", exchange -> Answer.ok(documents.run(existing(exchange.path("runId")).read())))
                .on("DELETE", RUNS + "/{runId}", this::delete)
                .on("POST", RUNS + "/{runId}/cancel", this::cancel);
        if (generation == Generation.C) {
            router.on("POST", RUNS, this::startAnywhere)
                    .on("POST", RUNS + "/export", exports::export)
                    .on("GET", "/v1/workflows/steps", this::listSteps)
                    .on("GET", "/v1/workflows/steps/{stepId}", this::getStep);
            reviews.addRoutes(router);
        } else {
            router.on("POST", "/v1/workflows/{workflowId}/run", this::startRun)
                    .on("GET", RUNS + "/{runId}/steps", this::steps)
                    .on("GET", RUNS + "/{runId}/steps/{nodeId}", this::stepOfNode)
                    .on("GET", RUNS + "/{runId}/documents/{nodeId}", this::signedAddress)
                    .on("POST", RUNS + "/export_payload", exports::export);
            files.addRoutes(router);
        }
        if (generation == Generation.A) {
            router.on("POST", RUNS + "/{runId}/restart", this::restart)
                    .on("POST", RUNS + "/{runId}/resume", this::resume)
                    .on("POST", RUNS + "/{runId}/steps/batch", this::stepsOfNodes)
                    .on("GET", RUNS + "/{runId}/config", this::config)
                    .on("GET", RUNS + "/{runId}/execution-order", this::executionOrder);
        }
        workflows.addRoutes(router);
    }

    /** The files that runs were started with, but for those that the vendor stores already. */
    public List<SimulatedFile> uploadedFiles() {
        synchronized (lock) {
            return files.uploaded();
        }
    }

    @Override
    void checkCredential(SimulatedRequest request) {
        String key = generation == Generation.C ? bearer(request) : request.header("Api-Key");
        if (!API_KEY.equals(key)) {
            throw new Refusal(refusal(401));
        }
    }

    @Override
    Answer unknownRoute(SimulatedRequest request) {
        return Answer.json(404, document("detail", "Not Found"));
    }

    @Override
    Answer refusal(int status) {
        String error = status == 429 ? "Too many requests." : "Invalid API Key.";
        return Answer.json(
                status,
                document(
                        "detail",
                        document(
                                "code", "HTTP_EXCEPTION",
                                "message", "An HTTP exception occurred.",
                                "details", document("error", error))));
    }

    @Override
    Answer dressed(Answer answer) {
        return answer.with("x-request-id", String.format(Locale.ROOT, "req_%012d", RunBook.nextSerial()));
    }

    private Answer startRun(Exchange exchange) {
        Map<String, @Nullable Object> body = body(exchange);
        documentsIn(body).forEach((node, value) -> {
            Map<String, @Nullable Object> file = object(value);
            for (String field : DOCUMENT_FIELDS) {
                if (file == null || text(file, field) == null) {
                    throw RetabLists.invalid("missing", List.of("body", "documents", node, field), "Field required");
                }
            }
            if (RetabFiles.file(file) == null) {
                throw RetabLists.invalid("value_error", List.of("body", "documents", node, "content"), "content must be base64");
            }
        });
        return Answer.ok(documents.run(started(exchange, exchange.path("workflowId"), body).look()));
    }

    private Answer startAnywhere(Exchange exchange) {
        Map<String, @Nullable Object> body = body(exchange);
        String workflow = text(body, "workflow_id");
        if (workflow == null) {
            throw RetabLists.invalid("missing", List.of("body", "workflow_id"), "Field required");
        }
        documentsIn(body).forEach((block, value) -> {
            Map<String, @Nullable Object> file = object(value);
            String url = file == null ? null : text(file, "url");
            if (url == null || !url.startsWith("https://storage.retab.com/") && RetabFiles.file(file) == null) {
                throw RetabLists.invalid(
                        "value_error", List.of("body", "documents", block, "url"), "url must be a data URL or a Retab file");
            }
        });
        return Answer.json(202, documents.run(started(exchange, workflow, body).look()));
    }

    private static Map<String, @Nullable Object> documentsIn(Map<String, @Nullable Object> body) {
        Map<String, @Nullable Object> documents = object(body.get("documents"));
        return documents == null ? Map.of() : documents;
    }

    private SimulatedRun started(Exchange exchange, String workflow, Map<String, @Nullable Object> body) {
        String key = exchange.request().header("Idempotency-Key");
        if (key == null) {
            return runs.start(workflow, RetabSimulator::newId, body);
        }
        return runOfIdempotencyKey.computeIfAbsent(key, unused -> runs.start(workflow, RetabSimulator::newId, body));
    }

    private Answer cancel(Exchange exchange) {
        SimulatedRun run = existing(exchange.path("runId"));
        SimulatedRun.Moment now = run.look();
        String outcome;
        if (now.state().ended()) {
            outcome = "cancellation_failed";
        } else if (now.state() == WireState.WAITING) {
            run.turnTo(RunStep.of("cancelled"));
            outcome = "cancelled";
        } else {
            outcome = "cancellation_requested";
            if (!run.notes.containsKey(RetabDocuments.CANCEL_REQUESTED)) {
                run.notes.put(RetabDocuments.CANCEL_REQUESTED, now.script().now());
                run.turnTo(now.step(), RunStep.of("cancelled"));
            }
        }
        return Answer.ok(document(
                "run", documents.run(run.look()), "cancellation_status", outcome, "redis_available", true));
    }

    private Answer restart(Exchange exchange) {
        SimulatedRun first = existing(exchange.path("runId"));
        SimulatedRun second = runs.start(first.workflowId, RetabSimulator::newId, new LinkedHashMap<>(first.input));
        second.notes.put(RetabDocuments.TRIGGER, "restart");
        return Answer.ok(documents.run(second.look()));
    }

    private Answer steps(Exchange exchange) {
        return Answer.ok(documents.steps(existing(exchange.path("runId")).look()));
    }

    private Answer signedAddress(Exchange exchange) {
        return Answer.ok(files.signedAddress(existing(exchange.path("runId")), exchange.path("nodeId")));
    }

    private Answer stepOfNode(Exchange exchange) {
        Map<String, @Nullable Object> step = documents.stepOf(existing(exchange.path("runId")).look(), exchange.path("nodeId"));
        if (step == null) {
            throw notFound("Step not found");
        }
        return Answer.ok(step);
    }

    private Answer stepsOfNodes(Exchange exchange) {
        SimulatedRun.Moment now = existing(exchange.path("runId")).look();
        if (!(body(exchange).get("node_ids") instanceof List<?> nodes)) {
            throw RetabLists.invalid("missing", List.of("body", "node_ids"), "Field required");
        }
        if (nodes.size() > NODES_IN_BATCH) {
            throw RetabLists.invalid(
                    "too_long", List.of("body", "node_ids"), "List should have at most " + NODES_IN_BATCH + " items");
        }
        Map<String, @Nullable Object> outputs = document();
        for (Object node : nodes) {
            Map<String, @Nullable Object> step = documents.stepOf(now, String.valueOf(node));
            if (step != null) {
                outputs.put(String.valueOf(node), step);
            }
        }
        return Answer.ok(document("outputs", outputs));
    }

    private Answer listSteps(Exchange exchange) {
        String run = exchange.query("run_id");
        return Answer.ok(lists.steps(exchange.request(), run == null ? runs.newestFirst() : List.of(existing(run))));
    }

    /** Ids of steps repeat from run to run; without a run it is the newest one that has such a step. */
    private Answer getStep(Exchange exchange) {
        String run = exchange.query("run_id");
        for (SimulatedRun candidate : run == null ? runs.newestFirst() : List.of(existing(run))) {
            for (Map<String, @Nullable Object> step : documents.steps(candidate.look())) {
                if (exchange.path("stepId").equals(step.get("step_id"))) {
                    return Answer.ok(step);
                }
            }
        }
        throw notFound("Step not found");
    }

    private Answer delete(Exchange exchange) {
        SimulatedRun run = existing(exchange.path("runId"));
        runs.remove(run.id);
        runOfIdempotencyKey.values().remove(run);
        return Answer.empty(204);
    }

    private Answer counts(Exchange exchange) {
        String workflow = exchange.query("workflow_id");
        List<String> statuses = runs.newestFirst().stream()
                .filter(run -> workflow == null || workflow.equals(run.workflowId))
                .map(run -> run.look().status())
                .toList();
        Map<String, @Nullable Object> counts = document("total", statuses.size());
        for (String status : COUNTED) {
            counts.put(status, Collections.frequency(statuses, status));
        }
        return Answer.ok(counts);
    }

    private Answer config(Exchange exchange) {
        return Answer.ok(RetabDocuments.config(existing(exchange.path("runId"))));
    }

    private Answer executionOrder(Exchange exchange) {
        SimulatedRun.Moment now = existing(exchange.path("runId")).look();
        List<Object> ids = new ArrayList<>();
        for (Map<String, @Nullable Object> step : documents.steps(now)) {
            if (step.get("started_at") != null) {
                ids.add(step.get("step_id"));
            }
        }
        return Answer.ok(document("run_id", now.run().id, "ordered_step_ids", ids));
    }

    /** After a decision the run still waits for one more read, with a resumption under way; then it runs and completes. */
    private Answer resume(Exchange exchange) {
        SimulatedRun run = existing(exchange.path("runId"));
        Map<String, @Nullable Object> body = body(exchange);
        String node = text(body, "node_id");
        if (node == null) {
            throw RetabLists.invalid("missing", List.of("body", "node_id"), "Field required");
        }
        if (!(body.get("approved") instanceof Boolean)) {
            throw RetabLists.invalid("missing", List.of("body", "approved"), "Field required");
        }
        Map<String, @Nullable Object> decision = document("node_id", node, "command_id", body.get("command_id"));
        boolean repeated = decision.equals(run.notes.get(DECISION));
        SimulatedRun.Moment now = run.look();
        if (!repeated && (run.notes.containsKey(DECISION) || !RetabDocuments.waitsAt(now, node))) {
            throw new Refusal(
                    Answer.json(409, document("detail", "Node " + node + " does not wait for a decision")));
        }
        if (!repeated) {
            run.notes.put(DECISION, decision);
            run.turnTo(
                    now.step().with("run_resume_status", "resuming").with("active_resume", decision),
                    RunStep.of("running"),
                    RunStep.of("completed"));
        }
        return Answer.ok(document(
                "run", documents.run(run.look()),
                "resume_status", repeated ? "already_processed" : "processing",
                "queue_position", null,
                "queue_item_id", "resume_" + run.id));
    }

    private SimulatedRun existing(String id) {
        SimulatedRun run = runs.find(id);
        if (run == null) {
            throw notFound("Workflow run not found");
        }
        return run;
    }

    static Refusal notFound(String detail) {
        return new Refusal(Answer.json(404, document("detail", detail)));
    }

    static Map<String, @Nullable Object> body(Exchange exchange) {
        Map<String, @Nullable Object> body = exchange.bodyOrNull();
        if (body == null) {
            throw RetabLists.invalid("json_invalid", List.of("body"), "JSON decode error");
        }
        return body;
    }

    private static String newId(long number) {
        return String.format(Locale.ROOT, "run_%012d", number);
    }
}
