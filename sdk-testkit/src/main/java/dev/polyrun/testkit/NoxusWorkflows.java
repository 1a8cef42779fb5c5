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

/** Noxus' workflows and their versions: the sample one, those that were created, and those that a run names. Guarded by the simulator's lock. */
final class NoxusWorkflows {
    private static final String ALL = "/v1/workflows";
    private static final String ONE = ALL + "/{workflowId}";
    private static final String VERSIONS = ONE + "/versions";
    private static final List<String> CHANGEABLE = List.of("name", "type", "definition", "error_handler");
    private static final List<String> CHANGEABLE_OF_VERSION = List.of("name", "description", "definition");
    private static final int USUAL_SIZE = 50;
    private static final int GREATEST_SIZE = 100;

    private final RunBook runs;
    private final Map<String, Map<String, @Nullable Object>> workflows = new LinkedHashMap<>();
    private final Map<String, List<Map<String, @Nullable Object>>> versions = new LinkedHashMap<>();
    private final Set<String> deleted = new HashSet<>();

    NoxusWorkflows(RunBook runs, String sampleId) {
        this.runs = runs;
        addSample(sampleId);
    }

    void addRoutes(Router router) {
        router.on("GET", ALL, this::list)
                .on("POST", ALL, this::create)
                .on("GET", ONE, exchange -> Answer.ok(shown(existing(exchange))))
                .on("PATCH", ONE, this::update)
                .on("DELETE", ONE, this::delete)
                .on("GET", VERSIONS, exchange -> Answer.ok(versionsOf(existing(exchange))))
                .on("POST", VERSIONS, this::createVersion)
                .on("PATCH", VERSIONS + "/{versionId}", this::updateVersion);
    }

    /** Any workflow can be run but one that is known to be gone. */
    void refuseDeleted(String id) {
        if (deleted.contains(id)) {
            throw new Refusal(NoxusSimulator.detail(404, "Workflow not found"));
        }
    }

    private void addSample(String id) {
        workflows.put(id, NoxusDocuments.workflow(id, "Explain a topic", "flow", NoxusDocuments.definition()));
    }

    private void addThoseOfRuns() {
        for (SimulatedRun run : runs.newestFirst()) {
            if (!workflows.containsKey(run.workflowId) && !deleted.contains(run.workflowId)) {
                addSample(run.workflowId);
            }
        }
    }

    private Map<String, @Nullable Object> existing(Exchange exchange) {
        addThoseOfRuns();
        Map<String, @Nullable Object> workflow = workflows.get(exchange.path("workflowId"));
        if (workflow == null) {
            throw new Refusal(NoxusSimulator.detail(404, "Workflow not found"));
        }
        return workflow;
    }

    /** With what its runs say of it. */
    private Map<String, @Nullable Object> shown(Map<String, @Nullable Object> workflow) {
        List<SimulatedRun> own = runs.newestFirst().stream().filter(run -> run.workflowId.equals(workflow.get("id"))).toList();
        Map<String, @Nullable Object> shown = document();
        shown.putAll(workflow);
        shown.put("runs_count", own.size());
        shown.put("last_run_at", own.isEmpty() ? null : seconds(own.get(0).createdAt));
        return shown;
    }

    private Answer list(Exchange exchange) {
        addThoseOfRuns();
        String type = exchange.query("type");
        List<Map<String, @Nullable Object>> found =
                workflows.values().stream().filter(workflow -> type == null || type.equals(workflow.get("type"))).toList();
        int page = NoxusSimulator.number(exchange, "page", 1, Integer.MAX_VALUE);
        int size = NoxusSimulator.number(exchange, "size", USUAL_SIZE, GREATEST_SIZE);
        int from = (int) Math.min((page - 1L) * size, found.size());
        int to = Math.min(from + size, found.size());
        return Answer.ok(document(
                "items", found.subList(from, to).stream().map(this::shown).toList(),
                "total", found.size(),
                "page", page,
                "size", size,
                "pages", (found.size() + size - 1) / size));
    }

    private Answer create(Exchange exchange) {
        Map<String, @Nullable Object> body = NoxusSimulator.body(exchange);
        String type = text(body, "type");
        Map<String, @Nullable Object> workflow =
                NoxusDocuments.workflow(newId(), name(body), type == null ? "flow" : type, definition(body));
        workflow.put("error_handler", body.get("error_handler"));
        workflows.put(String.valueOf(workflow.get("id")), workflow);
        return Answer.ok(shown(workflow));
    }

    private Answer update(Exchange exchange) {
        Map<String, @Nullable Object> workflow = existing(exchange);
        change(workflow, NoxusSimulator.body(exchange), CHANGEABLE);
        workflow.put("last_updated_at", seconds(Instant.now()));
        return Answer.ok(shown(workflow));
    }

    private Answer delete(Exchange exchange) {
        String id = String.valueOf(existing(exchange).get("id"));
        workflows.remove(id);
        versions.remove(id);
        deleted.add(id);
        return Answer.empty(200);
    }

    private List<Map<String, @Nullable Object>> versionsOf(Map<String, @Nullable Object> workflow) {
        return versions.computeIfAbsent(String.valueOf(workflow.get("id")), id -> new ArrayList<>());
    }

    private Answer createVersion(Exchange exchange) {
        List<Map<String, @Nullable Object>> known = versionsOf(existing(exchange));
        Map<String, @Nullable Object> body = NoxusSimulator.body(exchange);
        Map<String, @Nullable Object> version =
                NoxusDocuments.version(newId(), name(body), text(body, "description"), definition(body));
        known.add(version);
        return Answer.ok(version);
    }

    private Answer updateVersion(Exchange exchange) {
        Map<String, @Nullable Object> version = versionsOf(existing(exchange)).stream()
                .filter(known -> exchange.path("versionId").equals(known.get("id")))
                .findFirst()
                .orElseThrow(() -> new Refusal(NoxusSimulator.detail(404, "Workflow version not found")));
        change(version, NoxusSimulator.body(exchange), CHANGEABLE_OF_VERSION);
        return Answer.ok(version);
    }

    /** What is absent stays; what is null becomes so, as far as it may be null. */
    private static void change(Map<String, @Nullable Object> document, Map<String, @Nullable Object> body, List<String> changeable) {
        if (body.containsKey("name")) {
            name(body);
        }
        if (body.containsKey("definition")) {
            definition(body);
        }
        for (String property : changeable) {
            if (body.containsKey(property)) {
                document.put(property, body.get(property));
            }
        }
    }

    private static String name(Map<String, @Nullable Object> body) {
        String name = text(body, "name");
        if (name == null) {
            throw NoxusSimulator.invalid("missing", List.of("body", "name"), "Field required");
        }
        return name;
    }

    private static Map<String, @Nullable Object> definition(Map<String, @Nullable Object> body) {
        Map<String, @Nullable Object> definition = object(body.get("definition"));
        if (definition == null) {
            throw NoxusSimulator.invalid("missing", List.of("body", "definition"), "Field required");
        }
        return definition;
    }

    private static String newId() {
        return new UUID(0x3c90c3cc0d444b51L, 0x8888000000000000L + RunBook.nextSerial()).toString();
    }
}
