package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.object;
import static dev.polyrun.testkit.Documents.text;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Activepieces' flows and the folders that they are in. Guarded by the simulator's lock.
 *
 * <p>0.86 enables and disables a flow after the answer: the next request that names the flow or lists it finds it done. 0.71 does it at once.
 */
final class ActivepiecesFlows {
    private static final Set<String> TYPES_OF_OLD = Set.of(
            "LOCK_AND_PUBLISH", "CHANGE_STATUS", "LOCK_FLOW", "CHANGE_FOLDER", "CHANGE_NAME", "MOVE_ACTION", "IMPORT_FLOW",
            "UPDATE_TRIGGER", "ADD_ACTION", "UPDATE_ACTION", "DELETE_ACTION", "DUPLICATE_ACTION", "USE_AS_DRAFT", "DELETE_BRANCH",
            "ADD_BRANCH", "DUPLICATE_BRANCH", "SET_SKIP_ACTION", "UPDATE_METADATA", "MOVE_BRANCH", "SAVE_SAMPLE_DATA");
    private static final Set<String> TYPES_SINCE =
            Set.of("UPDATE_MINUTES_SAVED", "UPDATE_OWNER", "UPDATE_NOTE", "DELETE_NOTE", "ADD_NOTE");
    private static final Set<String> NOT_IN_TEMPLATES_OF_OLD = Set.of("id", "created", "updated", "flowId", "state", "updatedBy");
    private static final String NO_FOLDER = "NULL";

    private static final ActivepiecesPages.Order<Map<String, @Nullable Object>> NEWEST_FIRST = new ActivepiecesPages.Order<>(
            version -> List.of("created", String.valueOf(version.get("created"))), true);

    private final boolean old;
    private final String projectId;
    private final ActivepiecesErrors errors;
    private final ActivepiecesRequests requests;
    private final ActivepiecesPages pages;
    private final ActivepiecesFlowVersions versions;
    private final ActivepiecesFolders folders;
    private final ActivepiecesPages.Order<SimulatedFlow> lastChangedFirst;
    private final Map<String, SimulatedFlow> flows = new LinkedHashMap<>();
    private final Set<String> deleted = new HashSet<>();
    private final Set<String> disabledStrangers = new HashSet<>();
    private Instant lastChange;

    ActivepiecesFlows(
            boolean old,
            String projectId,
            String firstFlow,
            ActivepiecesErrors errors,
            ActivepiecesRequests requests,
            ActivepiecesPages pages) {
        this.old = old;
        this.projectId = projectId;
        this.errors = errors;
        this.requests = requests;
        this.pages = pages;
        this.versions = new ActivepiecesFlowVersions(errors);
        this.lastChangedFirst = new ActivepiecesPages.Order<>(this::place, true);
        this.folders = new ActivepiecesFolders(errors, requests, pages, projectId, this::now);
        Map<String, @Nullable Object> published = ActivepiecesDocuments.flowVersion(firstFlow);
        this.lastChange = Instant.parse(String.valueOf(published.get("created")));
        SimulatedFlow flow = new SimulatedFlow(firstFlow, "SimulatedExternal0001", lastChange, published);
        flow.publishedVersionId = text(published, "id");
        flow.status = SimulatedFlow.ENABLED;
        flows.put(firstFlow, flow);
    }

    void addRoutes(Router router, String base) {
        router.on("GET", base + "/flows", this::list)
                .on("POST", base + "/flows", this::create)
                .on("GET", base + "/flows/{id}", this::get)
                .on("POST", base + "/flows/{id}", this::apply)
                .on("DELETE", base + "/flows/{id}", this::delete)
                .on("GET", base + "/flows/{id}/template", this::template)
                .on("GET", base + "/flows/{id}/versions", this::listVersions)
                .on("GET", base + "/folders", exchange -> folders.list(exchange, this::flowsIn))
                .on("POST", base + "/folders", exchange -> folders.create(exchange, this::flowsIn))
                .on("GET", base + "/folders/{id}", exchange -> folders.get(exchange, this::flowsIn))
                .on("POST", base + "/folders/{id}", exchange -> folders.update(exchange, this::flowsIn))
                .on("DELETE", base + "/folders/{id}", this::deleteFolder);
    }

    /** Whether webhooks of the flow answer that there is none. Flows that nobody has made count as there. */
    boolean isDeleted(String id) {
        return deleted.contains(id);
    }

    /** Whether webhooks of the flow answer that it is switched off. */
    boolean isDisabled(String id) {
        SimulatedFlow flow = flows.get(id);
        if (flow == null) {
            return disabledStrangers.contains(id);
        }
        flow.settle();
        return flow.status.equals(SimulatedFlow.DISABLED);
    }

    void deleteNow(String id) {
        flows.remove(id);
        deleted.add(id);
    }

    void disableNow(String id) {
        SimulatedFlow flow = flows.get(id);
        if (flow == null) {
            disabledStrangers.add(id);
        } else {
            flow.statusToCome = null;
            flow.status = SimulatedFlow.DISABLED;
        }
    }

    /** A time after all others, so that lists have one order. */
    private Instant now() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        lastChange = now.isAfter(lastChange) ? now : lastChange.plusMillis(1);
        return lastChange;
    }

    private long flowsIn(String folder) {
        return flows.values().stream().filter(flow -> folder.equals(flow.folderId)).count();
    }

    /** Cursors of 0.86 name the status before the time, so that enabled flows come before the others. */
    private List<String> place(SimulatedFlow flow) {
        return old
                ? List.of("updated", String.valueOf(flow.updated.toEpochMilli()))
                : List.of("status", flow.status, "updated", String.valueOf(ActivepiecesDocuments.time(flow.updated)));
    }

    private Answer list(Exchange exchange) {
        requests.checkProjectOfQuery(exchange);
        SimulatedRequest request = exchange.request();
        String folder = request.queryValue("folderId");
        String name = request.queryValue("name");
        boolean published = "LOCKED".equals(request.queryValue("versionState"));
        List<String> statuses = ActivepiecesRequests.values(request, "status");
        if (!Set.of(SimulatedFlow.ENABLED, SimulatedFlow.DISABLED).containsAll(statuses)) {
            throw new Refusal(errors.invalid("querystring/status/0 must be equal to one of the allowed values"));
        }
        List<String> externalIds = ActivepiecesRequests.values(request, "externalIds");
        boolean byPart = !ActivepiecesRequests.values(request, "connectionExternalIds").isEmpty()
                || !ActivepiecesRequests.values(request, "agentExternalIds").isEmpty();

        flows.values().forEach(SimulatedFlow::settle);
        List<SimulatedFlow> found = flows.values().stream()
                .filter(flow -> folder == null || (folder.equals(NO_FOLDER) ? flow.folderId == null : folder.equals(flow.folderId)))
                .filter(flow -> name == null || lower(ActivepiecesFlowVersions.name(flow.latest())).contains(lower(name)))
                .filter(flow -> !published || flow.publishedVersionId != null)
                .filter(flow -> statuses.isEmpty() || statuses.contains(flow.status))
                .filter(flow -> externalIds.isEmpty() || externalIds.contains(flow.externalId))
                // No flow here uses a connection or an agent.
                .filter(flow -> !byPart)
                .sorted(Comparator.comparing((SimulatedFlow flow) -> String.join(":", place(flow))).reversed())
                .toList();
        return pages.page(
                request, found, lastChangedFirst, flow -> flow(flow, published ? flow.version(flow.publishedVersionId) : flow.latest()));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private Answer create(Exchange exchange) {
        Map<String, @Nullable Object> body = requests.bodyOfProject(exchange);
        String name = requests.required(body, "displayName");
        String folder = text(body, "folderId");
        String folderName = text(body, "folderName");
        Instant now = now();
        String id = newId("flow");
        SimulatedFlow flow = new SimulatedFlow(id, newId("extn"), now, versions.empty(id, name, now));
        flow.folderId = folder == null && folderName != null ? folders.upsert(folderName) : folder;
        flow.metadata = body.get("metadata");
        flow.templateId = text(body, "templateId");
        flows.put(id, flow);
        return Answer.json(201, flow(flow, flow.latest()));
    }

    private static String newId(String prefix) {
        return String.format(Locale.ROOT, "%s%017d", prefix, RunBook.nextSerial());
    }

    private Answer get(Exchange exchange) {
        SimulatedFlow flow = existing(exchange);
        flow.settle();
        String versionId = exchange.query("versionId");
        Map<String, @Nullable Object> version = versionId == null ? flow.latest() : flow.version(versionId);
        if (version == null) {
            throw new Refusal(errors.noEntity("flow_version", versionId));
        }
        return Answer.ok(flow(flow, version));
    }

    private SimulatedFlow existing(Exchange exchange) {
        String id = requests.id(exchange, "id");
        SimulatedFlow flow = flows.get(id);
        if (flow == null) {
            throw new Refusal(errors.noEntity("flow", id));
        }
        return flow;
    }

    private Answer apply(Exchange exchange) {
        Map<String, @Nullable Object> body = requests.body(exchange);
        String type = text(body, "type");
        Map<String, @Nullable Object> request = object(body.get("request"));
        if (type == null || request == null || !(TYPES_OF_OLD.contains(type) || (!old && TYPES_SINCE.contains(type)))) {
            throw new Refusal(errors.invalid("body Invalid input"));
        }
        SimulatedFlow flow = existing(exchange);
        switch (type) {
            case "CHANGE_STATUS" -> changeStatus(flow, status(text(request, "status")));
            case "LOCK_AND_PUBLISH" -> publish(flow, status(request.containsKey("status") ? text(request, "status") : SimulatedFlow.ENABLED));
            // An explicit null means none; what is absent stays as it is.
            case "CHANGE_FOLDER" -> flow.folderId = request.containsKey("folderId") ? text(request, "folderId") : flow.folderId;
            case "UPDATE_METADATA" -> flow.metadata = request.getOrDefault("metadata", flow.metadata);
            case "UPDATE_MINUTES_SAVED" -> flow.timeSavedPerRun = request.getOrDefault("timeSavedPerRun", flow.timeSavedPerRun);
            case "UPDATE_OWNER" -> flow.ownerId = requests.required(request, "ownerId");
            default -> {
                Instant now = now();
                Map<String, @Nullable Object> draft = versions.draft(flow, now);
                versions.edit(draft, flow, type, request);
                draft.put("updated", ActivepiecesDocuments.time(now));
            }
        }
        flow.updated = now();
        return Answer.ok(flow(flow, flow.latest()));
    }

    private String status(@Nullable String status) {
        if (!SimulatedFlow.ENABLED.equals(status) && !SimulatedFlow.DISABLED.equals(status)) {
            throw new Refusal(errors.invalid("body/request/status must be equal to one of the allowed values"));
        }
        return status;
    }

    private void changeStatus(SimulatedFlow flow, String status) {
        checkAtRest(flow);
        if (old && flow.publishedVersionId == null && status.equals(SimulatedFlow.ENABLED)) {
            throw new Refusal(errors.framework(500, null, "Internal Server Error", "publishedFlowVersionId is required"));
        }
        flow.statusToCome = status;
        if (old) {
            flow.settle();
        }
    }

    private void publish(SimulatedFlow flow, String status) {
        checkAtRest(flow);
        flow.latest().put("state", "LOCKED");
        flow.publishedVersionId = text(flow.latest(), "id");
        changeStatus(flow, status);
    }

    private void checkAtRest(SimulatedFlow flow) {
        if (flow.statusToCome != null) {
            String message = "Flow is busy with " + lower(operationStatus(flow)) + " operation. Please try again in a moment.";
            throw new Refusal(errors.own(409, "FLOW_OPERATION_IN_PROGRESS", document("message", message)));
        }
    }

    private static String operationStatus(SimulatedFlow flow) {
        if (flow.statusToCome == null) {
            return "NONE";
        }
        return flow.statusToCome.equals(SimulatedFlow.ENABLED) ? "ENABLING" : "DISABLING";
    }

    private Answer delete(Exchange exchange) {
        SimulatedFlow flow = existing(exchange);
        checkAtRest(flow);
        deleteNow(flow.id);
        return Answer.empty(204);
    }

    private Answer deleteFolder(Exchange exchange) {
        String id = folders.delete(exchange);
        flows.values().stream().filter(flow -> id.equals(flow.folderId)).forEach(flow -> flow.folderId = null);
        return Answer.empty(200);
    }

    private Answer template(Exchange exchange) {
        Map<String, @Nullable Object> version = served(existing(exchange).latest());
        String name = ActivepiecesFlowVersions.name(version);
        List<Object> pieces = new ArrayList<>(pieces(version));
        if (old) {
            version.keySet().removeAll(NOT_IN_TEMPLATES_OF_OLD);
            String now = String.valueOf(now().toEpochMilli());
            return Answer.ok(document(
                    "name", name, "description", "", "pieces", pieces, "template", version, "tags", List.of(), "created", now,
                    "updated", now, "blogUrl", ""));
        }
        return Answer.ok(document(
                "name", name, "summary", "", "description", "", "pieces", pieces, "flows", List.of(version), "tags", List.of(),
                "blogUrl", "", "metadata", null, "author", "", "categories", List.of(), "type", "SHARED", "status", "PUBLISHED"));
    }

    /** The pieces that the steps use, each once. */
    private static Set<String> pieces(Map<String, @Nullable Object> version) {
        Set<String> pieces = new LinkedHashSet<>();
        for (Map<String, @Nullable Object> step = object(version.get("trigger")); step != null; step = object(step.get("nextAction"))) {
            if (step.get("settings") instanceof Map<?, ?> settings && settings.get("pieceName") instanceof String piece) {
                pieces.add(piece);
            }
        }
        return pieces;
    }

    /** For users only: the routes that take API keys as well are another list of the vendor's. */
    private Answer listVersions(Exchange exchange) {
        if (ActivepiecesSimulator.isApiKey(VendorSimulator.bearer(exchange.request()))) {
            throw new Refusal(errors.noPrincipal());
        }
        List<Map<String, @Nullable Object>> newestFirst = new ArrayList<>(existing(exchange).versions);
        newestFirst.sort(Comparator.comparing((Map<String, @Nullable Object> version) -> String.valueOf(version.get("created")))
                .reversed());
        return pages.page(exchange.request(), newestFirst, NEWEST_FIRST, version -> {
            Map<String, @Nullable Object> item = new LinkedHashMap<>();
            for (String name : List.of("id", "created", "updated", "flowId", "displayName", "valid", "state", "updatedBy", "schemaVersion")) {
                item.put(name, version.get(name));
            }
            item.put("updatedByUser", document("id", version.get("updatedBy"), "firstName", "Ada", "lastName", "Lovelace"));
            return item;
        });
    }

    private Map<String, @Nullable Object> served(@Nullable Map<String, @Nullable Object> version) {
        Map<String, @Nullable Object> served = new LinkedHashMap<>(version == null ? Map.of() : version);
        if (old) {
            served.remove("notes");
        }
        return served;
    }

    private Map<String, @Nullable Object> flow(SimulatedFlow flow, @Nullable Map<String, @Nullable Object> version) {
        Map<String, @Nullable Object> document = document(
                "id", flow.id,
                "created", ActivepiecesDocuments.time(flow.created),
                "updated", ActivepiecesDocuments.time(flow.updated),
                "projectId", projectId,
                "externalId", flow.externalId);
        if (!old) {
            document.put("ownerId", flow.ownerId);
        }
        document.put("folderId", flow.folderId);
        document.put("status", flow.status);
        document.put("publishedVersionId", flow.publishedVersionId);
        document.put("metadata", flow.metadata);
        if (!old) {
            document.put("operationStatus", operationStatus(flow));
            document.put("timeSavedPerRun", flow.timeSavedPerRun);
            document.put("templateId", flow.templateId);
            document.put("createdBy", null);
        }
        document.put("version", served(version));
        if (flow.status.equals(SimulatedFlow.ENABLED)) {
            document.put("triggerSource", document("schedule", null));
        }
        return document;
    }
}
