package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.object;
import static dev.polyrun.testkit.Documents.seconds;
import static dev.polyrun.testkit.Documents.text;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Onepin's workflows: the sample one, those that were created, and those that a run names. Guarded by the simulator's lock. */
final class OnepinWorkflows {
    private static final String ALL = "/api/v1/workflows";
    private static final String ONE = ALL + "/{workflowId}";
    private static final int LONGEST_NAME = 200;

    private final OnepinSimulator onepin;
    private final RunBook runs;
    private final Map<String, Map<String, @Nullable Object>> workflows = new LinkedHashMap<>();
    private final Set<String> deleted = new HashSet<>();

    OnepinWorkflows(OnepinSimulator onepin, RunBook runs, String sampleId) {
        this.onepin = onepin;
        this.runs = runs;
        addSample(sampleId);
    }

    void addRoutes(Router router) {
        router.on("GET", ALL, this::list)
                .on("POST", ALL, this::create)
                .on("GET", ALL + "/name-availability", this::nameAvailability)
                .on("GET", ONE, exchange -> one(200, existing(exchange)))
                .on("PUT", ONE, this::replace)
                .on("PATCH", ONE, this::patch)
                .on("DELETE", ONE, this::delete)
                .on("POST", ONE + "/duplicate", this::duplicate)
                .on("GET", ONE + "/uploads", this::uploads)
                .on("POST", ONE + "/estimate", this::estimate)
                .on("POST", ONE + "/runs/preview", this::estimate);
    }

    void refuseDeleted(String id) {
        if (deleted.contains(id)) {
            throw notFound();
        }
    }

    /** A script needs a workflow that takes one. */
    void checkScript(String id, Map<String, @Nullable Object> inputs) {
        Map<String, @Nullable Object> workflow = workflows.get(id);
        if (workflow != null && inputs.get("script_text") != null && OnepinGraphs.scriptSources(workflow) != 1) {
            throw new Refusal(OnepinSimulator.error(
                    422, "VALIDATION_ERROR", "script_text needs a workflow with exactly one source_script node."));
        }
    }

    /** The name of a workflow. */
    String name(String id) {
        addThoseOfRuns();
        String name = text(workflows.getOrDefault(id, Map.of()), "name");
        return name == null ? "" : name;
    }

    private static Refusal notFound() {
        return new Refusal(OnepinSimulator.error(404, "NOT_FOUND", "Workflow not found."));
    }

    private static Refusal invalid(String place, String message) {
        return OnepinSimulator.invalid("value_error", List.of("body", place), message);
    }

    private static Answer one(int status, Map<String, @Nullable Object> shown) {
        return Answer.json(status, OnepinDocuments.enveloped(shown));
    }

    private void addSample(String id) {
        add(id, "Spoken greeting", "Says a script in two languages.", OnepinGraphs.sample());
    }

    private Map<String, @Nullable Object> add(String id, String name, @Nullable Object description, Object definition) {
        String now = seconds(Instant.now());
        Map<String, @Nullable Object> workflow = document(
                "id", id,
                "user_id", OnepinDocuments.USER_ID,
                "name", name,
                "description", description,
                "definition", definition,
                "created_at", now,
                "updated_at", now);
        workflows.put(id, workflow);
        return workflow;
    }

    private void addThoseOfRuns() {
        for (SimulatedRun run : runs.newestFirst()) {
            if (!workflows.containsKey(run.workflowId) && !deleted.contains(run.workflowId)) {
                addSample(run.workflowId);
            }
        }
    }

    private Map<String, @Nullable Object> stored(Exchange exchange) {
        String id = onepin.workflow(exchange);
        addThoseOfRuns();
        Map<String, @Nullable Object> workflow = workflows.get(id);
        if (workflow == null) {
            throw notFound();
        }
        return workflow;
    }

    private Map<String, @Nullable Object> existing(Exchange exchange) {
        return shown(stored(exchange));
    }

    private Map<String, @Nullable Object> shown(Map<String, @Nullable Object> workflow) {
        return OnepinGraphs.withRuns(workflow, onepin.runsOf(String.valueOf(workflow.get("id"))));
    }

    private Answer list(Exchange exchange) {
        addThoseOfRuns();
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        workflows.values().forEach(workflow -> all.add(shown(workflow)));
        List<Map<String, @Nullable Object>> found = OnepinWorkflowList.selected(exchange, all);
        if (!"true".equals(exchange.query("include_definition"))) {
            found.forEach(item -> item.remove("definition"));
        }
        return onepin.page(exchange, found, true);
    }

    private Answer create(Exchange exchange) {
        Map<String, @Nullable Object> body = body(exchange);
        Object definition = body.get("definition") == null ? OnepinGraphs.empty() : definition(body);
        return one(201, shown(add(newId(), name(body), body.get("description"), definition)));
    }

    private Answer replace(Exchange exchange) {
        Map<String, @Nullable Object> workflow = stored(exchange);
        Map<String, @Nullable Object> body = body(exchange);
        workflow.put("name", name(body));
        workflow.put("definition", definition(body));
        workflow.put("description", body.get("description"));
        return changed(workflow);
    }

    private Answer patch(Exchange exchange) {
        Map<String, @Nullable Object> workflow = stored(exchange);
        Map<String, @Nullable Object> body = body(exchange);
        if (body.isEmpty()) {
            throw OnepinSimulator.invalid("value_error", List.of("body"), "At least one field must be provided");
        }
        if (body.containsKey("name")) {
            workflow.put("name", name(body));
        }
        if (body.containsKey("definition")) {
            workflow.put("definition", definition(body));
        }
        if (body.containsKey("description")) {
            workflow.put("description", body.get("description"));
        }
        return changed(workflow);
    }

    private Answer changed(Map<String, @Nullable Object> workflow) {
        workflow.put("updated_at", seconds(Instant.now()));
        return one(200, shown(workflow));
    }

    private Answer delete(Exchange exchange) {
        String id = String.valueOf(stored(exchange).get("id"));
        workflows.remove(id);
        deleted.add(id);
        return Answer.ok(OnepinDocuments.enveloped(document("deleted", true)));
    }

    private Answer duplicate(Exchange exchange) {
        Map<String, @Nullable Object> original = stored(exchange);
        return one(201, shown(add(
                newId(), text(original, "name") + " (Copy)", original.get("description"), OnepinGraphs.definition(original))));
    }

    private Answer nameAvailability(Exchange exchange) {
        String name = exchange.query("name");
        if (name == null || name.isBlank() || name.strip().length() > LONGEST_NAME) {
            throw OnepinSimulator.invalid("value_error", List.of("query", "name"), "Name should have 1 to 200 characters");
        }
        String excluded = exchange.query("exclude_id");
        boolean taken = workflows.values().stream()
                .anyMatch(workflow -> name.strip().equals(workflow.get("name")) && !workflow.get("id").equals(excluded));
        return Answer.ok(OnepinDocuments.enveloped(document("name", name.strip(), "available", !taken)));
    }

    /** The sample workflow has three, the others none: nothing here takes an upload. */
    private Answer uploads(Exchange exchange) {
        Map<String, @Nullable Object> workflow = stored(exchange);
        boolean sample = workflow.get("id").equals(onepin.workflowId());
        return onepin.page(exchange, sample ? OnepinGraphs.uploads(onepin) : List.of(), false);
    }

    private Answer estimate(Exchange exchange) {
        Map<String, @Nullable Object> workflow = stored(exchange);
        Map<String, @Nullable Object> inputs = body(exchange);
        checkScript(String.valueOf(workflow.get("id")), inputs);
        return Answer.ok(OnepinDocuments.enveloped(OnepinGraphs.estimate(workflow, text(inputs, "script_text"))));
    }

    private static Map<String, @Nullable Object> body(Exchange exchange) {
        Map<String, @Nullable Object> body = exchange.bodyOrNull();
        if (body == null) {
            throw OnepinSimulator.invalid("json_invalid", List.of("body"), "JSON decode error");
        }
        return body;
    }

    private static String name(Map<String, @Nullable Object> body) {
        String name = text(body, "name");
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
            throw invalid("name", "Name should have 1 to 200 characters");
        }
        return name;
    }

    private static Map<String, @Nullable Object> definition(Map<String, @Nullable Object> body) {
        Map<String, @Nullable Object> definition = object(body.get("definition"));
        if (definition == null) {
            throw invalid("definition", "Input should be a valid dictionary");
        }
        return definition;
    }

    private static String newId() {
        return new UUID(0x7c9e66797425f0deL, 0x944b000000000000L + RunBook.nextSerial()).toString();
    }
}
