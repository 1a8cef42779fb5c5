package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.object;
import static dev.polyrun.testkit.Documents.text;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Retab in one of its three wire generations: start, get, list, cancel, restart (A only) and steps.
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

    private final Generation generation;
    private final RetabDocuments documents;
    private final RetabLists lists;
    private final Map<String, SimulatedRun> runOfIdempotencyKey = new HashMap<>();

    private RetabSimulator(Generation generation) {
        super(new RunBook(
                RetabDocuments::meaning,
                RunScript.perRead(generation == Generation.C ? "pending" : "running", "running", "completed")));
        this.generation = generation;
        this.documents = generation == Generation.A ? new RetabDocumentsA() : new RetabLaterDocuments(generation);
        this.lists = new RetabLists(documents);
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

    @Override
    public String workflowId() {
        return WORKFLOW_ID;
    }

    @Override
    void addRoutes(Router router) {
        router.on("GET", RUNS, exchange -> Answer.ok(lists.runs(exchange.request(), runs.newestFirst())))
                .on("GET", RUNS + "/{runId}", exchange -> Answer.ok(documents.run(existing(exchange.path("runId")).read())))
                .on("POST", RUNS + "/{runId}/cancel", this::cancel);
        if (generation == Generation.C) {
            router.on("POST", RUNS, this::startAnywhere).on("GET", "/v1/workflows/steps", this::listSteps);
        } else {
            router.on("POST", "/v1/workflows/{workflowId}/run", this::startRun)
                    .on("GET", RUNS + "/{runId}/steps", this::steps);
        }
        if (generation == Generation.A) {
            router.on("POST", RUNS + "/{runId}/restart", this::restart);
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
            if (url == null || !(url.startsWith("data:") || url.startsWith("https://storage.retab.com/"))) {
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
            return runs.start(workflow, newId(), body);
        }
        return runOfIdempotencyKey.computeIfAbsent(key, unused -> runs.start(workflow, newId(), body));
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
        SimulatedRun second = runs.start(first.workflowId, newId(), new LinkedHashMap<>(first.input));
        second.notes.put(RetabDocuments.TRIGGER, "restart");
        return Answer.ok(documents.run(second.look()));
    }

    private Answer steps(Exchange exchange) {
        return Answer.ok(documents.steps(existing(exchange.path("runId")).look()));
    }

    private Answer listSteps(Exchange exchange) {
        String id = exchange.query("run_id");
        if (id == null) {
            throw RetabLists.invalid("missing", List.of("query", "run_id"), "Field required");
        }
        return Answer.ok(lists.steps(exchange.request(), documents.steps(existing(id).look())));
    }

    private SimulatedRun existing(String id) {
        SimulatedRun run = runs.find(id);
        if (run == null) {
            throw new Refusal(Answer.json(404, document("detail", "Workflow run not found")));
        }
        return run;
    }

    private static Map<String, @Nullable Object> body(Exchange exchange) {
        Map<String, @Nullable Object> body = exchange.bodyOrNull();
        if (body == null) {
            throw RetabLists.invalid("json_invalid", List.of("body"), "JSON decode error");
        }
        return body;
    }

    private static String newId() {
        return String.format(Locale.ROOT, "run_%012d", RunBook.nextSerial());
    }
}
