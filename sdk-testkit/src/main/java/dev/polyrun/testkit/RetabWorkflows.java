package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.object;
import static dev.polyrun.testkit.Documents.text;

import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.RetabWorkflow.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Retab's calls for workflows: one workflow that is there from the start, and those that clients make. */
final class RetabWorkflows {
    private static final String WORKFLOWS = "/v1/workflows";
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_DESCRIPTION = 4000;
    private static final int USUAL_LIMIT = 10;
    private static final int USUAL_VERSIONS = 50;
    private static final int USUAL_BLOCKS = 100;

    private final Generation generation;
    private final RetabWorkflowDocuments documents;
    private final Map<String, RetabWorkflow> workflows = new LinkedHashMap<>();
    private Instant lastChange = Instant.EPOCH;

    RetabWorkflows(Generation generation, String usualId) {
        this.generation = generation;
        this.documents = new RetabWorkflowDocuments(generation);
        RetabWorkflow usual = RetabWorkflow.usual(usualId, now());
        workflows.put(usualId, usual);
        publish(usual, generation == Generation.C ? "ver_simulated1" : "snap_simulated1", "");
    }

    /** To be called after all other routes: any name behind /v1/workflows that has no route of its own is the id of a workflow. */
    void addRoutes(Router router) {
        if (generation == Generation.C) {
            router.on("GET", WORKFLOWS + "/versions", this::listVersions)
                    .on("GET", WORKFLOWS + "/versions/{versionId}", this::getVersion)
                    .on("GET", WORKFLOWS + "/blocks", this::listBlocks)
                    .on("GET", WORKFLOWS + "/blocks/{blockId}", this::getBlock);
        } else {
            router.on("POST", WORKFLOWS + "/{workflowId}/duplicate", this::duplicate)
                    .on("GET", WORKFLOWS + "/{workflowId}/entities", exchange -> Answer.ok(documents.entities(existing(exchange))));
        }
        router.on("GET", WORKFLOWS, this::list)
                .on("POST", WORKFLOWS, this::create)
                .on("GET", WORKFLOWS + "/{workflowId}", exchange -> Answer.ok(documents.workflow(existing(exchange))))
                .on("PATCH", WORKFLOWS + "/{workflowId}", this::update)
                .on("DELETE", WORKFLOWS + "/{workflowId}", this::delete)
                .on("POST", WORKFLOWS + "/{workflowId}/publish", this::publish);
    }

    void addToDraft(String workflowId, RetabWorkflow.Block block) {
        RetabWorkflow workflow = existing(workflowId);
        workflow.blocks.add(block);
        workflow.updatedAt = now();
    }

    private Answer list(Exchange exchange) {
        String project = exchange.query("project_id");
        List<RetabWorkflow> found = new ArrayList<>(workflows.values());
        found.removeIf(workflow -> project != null && !project.equals(workflow.projectId));
        found.sort(order(exchange.query("sort_by")).reversed());
        String fields = exchange.query("fields");
        return Answer.ok(RetabLists.page(exchange.request(), found, "desc", USUAL_LIMIT, workflow -> workflow.id, workflow -> {
            Map<String, @Nullable Object> document = documents.workflow(workflow);
            if (fields != null) {
                document.keySet().retainAll(Set.of(fields.split(",")));
            }
            return document;
        }));
    }

    private static Comparator<RetabWorkflow> order(@Nullable String property) {
        if ("name".equals(property)) {
            return Comparator.comparing(workflow -> workflow.name);
        }
        Function<RetabWorkflow, Instant> time =
                "created_at".equals(property) ? workflow -> workflow.createdAt : workflow -> workflow.updatedAt;
        return Comparator.comparing(time);
    }

    private Answer create(Exchange exchange) {
        Map<String, @Nullable Object> body = RetabSimulator.body(exchange);
        String name = limited(body, "name", LONGEST_NAME);
        String description = limited(body, "description", LONGEST_DESCRIPTION);
        RetabWorkflow workflow = RetabWorkflow.blank(
                id("wf"),
                name == null ? "Untitled Workflow" : name,
                description == null ? "" : description,
                id("start"),
                now());
        workflow.projectId = text(body, "project_id");
        workflows.put(workflow.id, workflow);
        return Answer.ok(documents.workflow(workflow));
    }

    /** What the vendor makes of a null is not documented; here it changes nothing. */
    private Answer update(Exchange exchange) {
        RetabWorkflow workflow = existing(exchange);
        Map<String, @Nullable Object> body = RetabSimulator.body(exchange);
        String name = limited(body, "name", LONGEST_NAME);
        String description = limited(body, "description", LONGEST_DESCRIPTION);
        workflow.name = name == null ? workflow.name : name;
        workflow.description = description == null ? workflow.description : description;
        Map<String, @Nullable Object> trigger = object(body.get("email_trigger"));
        if (trigger != null && generation != Generation.C) {
            workflow.senders = trigger.get("allowed_senders") instanceof List<?> senders ? senders : workflow.senders;
            workflow.domains = trigger.get("allowed_domains") instanceof List<?> domains ? domains : workflow.domains;
        }
        workflow.updatedAt = now();
        return Answer.ok(documents.workflow(workflow));
    }

    private Answer delete(Exchange exchange) {
        workflows.remove(existing(exchange).id);
        return Answer.empty(204);
    }

    private Answer publish(Exchange exchange) {
        RetabWorkflow workflow = existing(exchange);
        String note = text(RetabSimulator.body(exchange), "description");
        publish(workflow, id(generation == Generation.C ? "ver" : "snap"), note == null ? "" : note);
        return Answer.ok(documents.workflow(workflow));
    }

    /** The vendor makes the id of a version from its content. Here each publication has an id of its own, since drafts never differ. */
    private void publish(RetabWorkflow workflow, String versionId, String note) {
        workflow.updatedAt = now();
        workflow.versions.add(new Version(versionId, note, workflow.updatedAt, List.copyOf(workflow.blocks), workflow.edges));
    }

    private Answer duplicate(Exchange exchange) {
        RetabWorkflow source = existing(exchange);
        RetabWorkflow copy =
                new RetabWorkflow(id("wf"), source.name + " (copy)", source.description, source.blocks, source.edges, now());
        workflows.put(copy.id, copy);
        return Answer.ok(documents.workflow(copy));
    }

    private Answer listVersions(Exchange exchange) {
        RetabWorkflow workflow = named(exchange);
        List<Version> newestFirst = new ArrayList<>(workflow.versions);
        Collections.reverse(newestFirst);
        return Answer.ok(RetabLists.page(
                exchange.request(), newestFirst, "desc", USUAL_VERSIONS, Version::id, version -> documents.version(workflow, version)));
    }

    private Answer getVersion(Exchange exchange) {
        RetabWorkflow workflow = named(exchange);
        for (Version version : workflow.versions) {
            if (version.id().equals(exchange.path("versionId"))) {
                return Answer.ok(documents.version(workflow, version));
            }
        }
        throw RetabSimulator.notFound("Workflow version not found");
    }

    private Answer listBlocks(Exchange exchange) {
        return Answer.ok(RetabLists.page(
                exchange.request(),
                documents.blocks(named(exchange)),
                "desc",
                USUAL_BLOCKS,
                block -> String.valueOf(block.get("id")),
                block -> block));
    }

    private Answer getBlock(Exchange exchange) {
        String workflow = exchange.query("workflow_id");
        for (RetabWorkflow candidate : workflows.values()) {
            for (Map<String, @Nullable Object> block : documents.blocks(candidate)) {
                if (exchange.path("blockId").equals(block.get("id")) && (workflow == null || workflow.equals(candidate.id))) {
                    return Answer.ok(block);
                }
            }
        }
        throw RetabSimulator.notFound("Block not found");
    }

    private RetabWorkflow existing(Exchange exchange) {
        return existing(exchange.path("workflowId"));
    }

    /** The workflow that the query names. */
    private RetabWorkflow named(Exchange exchange) {
        String id = exchange.query("workflow_id");
        if (id == null) {
            throw RetabLists.invalid("missing", List.of("query", "workflow_id"), "Field required");
        }
        return existing(id);
    }

    private RetabWorkflow existing(String id) {
        RetabWorkflow workflow = workflows.get(id);
        if (workflow == null) {
            throw RetabSimulator.notFound("Workflow not found");
        }
        return workflow;
    }

    private static @Nullable String limited(Map<String, @Nullable Object> body, String property, int longest) {
        Object value = body.get(property);
        if (value != null && !(value instanceof String)) {
            throw RetabLists.invalid("string_type", List.of("body", property), "Input should be a valid string");
        }
        if (value instanceof String text && text.length() > longest) {
            throw RetabLists.invalid(
                    "string_too_long", List.of("body", property), "String should have at most " + longest + " characters");
        }
        return (String) value;
    }

    private static String id(String kind) {
        return String.format(Locale.ROOT, "%s_%012d", kind, RunBook.nextSerial());
    }

    /** Later than any time before, so that a list has one order. */
    private Instant now() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        lastChange = now.isAfter(lastChange) ? now : lastChange.plusMillis(1);
        return lastChange;
    }
}
