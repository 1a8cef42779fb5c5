package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.object;
import static dev.polyrun.testkit.Documents.text;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Versions of flows as documents, and what operations make of their steps, which hang below the trigger one after the other. */
final class ActivepiecesFlowVersions {
    private static final String USER_ID = "SimulatedUser00000001";

    private final ActivepiecesErrors errors;

    ActivepiecesFlowVersions(ActivepiecesErrors errors) {
        this.errors = errors;
    }

    /** A first version, with a trigger that is still to be chosen. */
    Map<String, @Nullable Object> empty(String flowId, String displayName, Instant now) {
        Map<String, @Nullable Object> trigger =
                document("name", "trigger", "valid", false, "type", "EMPTY", "settings", Map.of(), "displayName", "Select Trigger");
        return version(flowId, displayName, trigger, now);
    }

    private static Map<String, @Nullable Object> version(
            String flowId, String displayName, Map<String, @Nullable Object> trigger, Instant now) {
        return document(
                "id", String.format(Locale.ROOT, "version%014d", RunBook.nextSerial()),
                "created", ActivepiecesDocuments.time(now),
                "updated", ActivepiecesDocuments.time(now),
                "flowId", flowId,
                "displayName", displayName,
                "trigger", trigger,
                "updatedBy", USER_ID,
                "valid", isValid(trigger),
                "schemaVersion", "22",
                "agentIds", List.of(),
                "state", "DRAFT",
                "connectionIds", List.of(),
                "backupFiles", null,
                "notes", List.of());
    }

    /** The version that an edit changes: the latest one when it is a draft, else a new draft that begins as its copy. */
    Map<String, @Nullable Object> draft(SimulatedFlow flow, Instant now) {
        Map<String, @Nullable Object> latest = flow.latest();
        if ("DRAFT".equals(latest.get("state"))) {
            return latest;
        }
        Map<String, @Nullable Object> draft = version(flow.id, name(latest), copied(latest.get("trigger")), now);
        draft.put("notes", latest.get("notes"));
        flow.versions.add(draft);
        return draft;
    }

    static String name(Map<String, @Nullable Object> version) {
        return String.valueOf(version.get("displayName"));
    }

    void edit(Map<String, @Nullable Object> draft, SimulatedFlow flow, String type, Map<String, @Nullable Object> request) {
        switch (type) {
            case "CHANGE_NAME" -> draft.put("displayName", needed(request, "displayName", text(request, "displayName")));
            case "LOCK_FLOW" -> draft.put("state", "LOCKED");
            case "IMPORT_FLOW" -> {
                draft.put("displayName", needed(request, "displayName", text(request, "displayName")));
                draft.put("trigger", copied(needed(request, "trigger", object(request.get("trigger")))));
                draft.put("schemaVersion", request.get("schemaVersion"));
                draft.put("notes", request.get("notes") instanceof List<?> notes ? notes : List.of());
            }
            case "USE_AS_DRAFT" -> {
                Map<String, @Nullable Object> chosen = flow.version(needed(request, "versionId", text(request, "versionId")));
                if (chosen == null) {
                    throw new Refusal(errors.noEntity("flow_version", text(request, "versionId")));
                }
                draft.put("displayName", chosen.get("displayName"));
                draft.put("trigger", copied(chosen.get("trigger")));
            }
            case "UPDATE_TRIGGER" -> draft.put("trigger", withNextOf(request, trigger(draft)));
            case "ADD_ACTION" -> {
                Map<String, @Nullable Object> parent = step(draft, needed(request, "parentStep", text(request, "parentStep")));
                parent.put("nextAction", withNextOf(needed(request, "action", object(request.get("action"))), parent));
            }
            case "UPDATE_ACTION" -> {
                Map<String, @Nullable Object> step = step(draft, needed(request, "name", text(request, "name")));
                Map<String, @Nullable Object> changed = withNextOf(request, step);
                step.clear();
                step.putAll(changed);
            }
            case "DELETE_ACTION" -> {
                List<?> names = needed(request, "names", request.get("names") instanceof List<?> list ? list : null);
                names.forEach(name -> delete(draft, String.valueOf(name)));
            }
            default -> {
                // Taken as any edit is, and a draft is made of it; what becomes of the steps is beyond this simulator.
            }
        }
        draft.put("valid", isValid(trigger(draft)));
    }

    private static boolean isValid(Map<String, @Nullable Object> step) {
        Map<String, @Nullable Object> next = object(step.get("nextAction"));
        return Boolean.TRUE.equals(step.get("valid")) && (next == null || isValid(next));
    }

    private <T> T needed(Map<String, @Nullable Object> request, String property, @Nullable T value) {
        if (value == null) {
            throw new Refusal(errors.missing("body/request", property));
        }
        return value;
    }

    private static Map<String, @Nullable Object> trigger(Map<String, @Nullable Object> version) {
        Map<String, @Nullable Object> trigger = object(version.get("trigger"));
        return trigger == null ? document() : trigger;
    }

    /** The trigger or the step of this name. */
    private Map<String, @Nullable Object> step(Map<String, @Nullable Object> version, String name) {
        Map<String, @Nullable Object> step = trigger(version);
        while (step != null && !name.equals(step.get("name"))) {
            step = object(step.get("nextAction"));
        }
        if (step == null) {
            throw new Refusal(errors.own(400, "FLOW_OPERATION_INVALID", document("message", "No step is called " + name)));
        }
        return step;
    }

    private void delete(Map<String, @Nullable Object> version, String name) {
        Map<String, @Nullable Object> before = trigger(version);
        Map<String, @Nullable Object> step = object(before.get("nextAction"));
        while (step != null && !name.equals(step.get("name"))) {
            before = step;
            step = object(step.get("nextAction"));
        }
        if (step == null) {
            throw new Refusal(errors.own(400, "FLOW_OPERATION_INVALID", document("message", "No step is called " + name)));
        }
        before.remove("nextAction");
        if (step.containsKey("nextAction")) {
            before.put("nextAction", step.get("nextAction"));
        }
    }

    /** The new step, with what comes after the other one. */
    private static Map<String, @Nullable Object> withNextOf(
            Map<String, @Nullable Object> step, Map<String, @Nullable Object> other) {
        Map<String, @Nullable Object> placed = copied(step);
        if (other.containsKey("nextAction")) {
            placed.put("nextAction", other.get("nextAction"));
        }
        return placed;
    }

    /** A copy of the step and those after it, so that a draft leaves the version that it was made from as it is. */
    private static Map<String, @Nullable Object> copied(@Nullable Object step) {
        Map<String, @Nullable Object> original = object(step);
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(original == null ? Map.of() : original);
        if (object(copy.get("nextAction")) != null) {
            copy.put("nextAction", copied(copy.get("nextAction")));
        }
        return copy;
    }
}
