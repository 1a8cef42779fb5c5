package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

import dev.polyrun.core.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Activepieces' JSON, in the forms of 0.71.0 and of 0.86.0. */
final class ActivepiecesDocuments {
    /** The note in which a run keeps the time at which it was archived. */
    static final String ARCHIVED_AT = "archived at";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);
    private static final String FLOW_VERSION_ID = "SimulatedVersion00001";
    private static final String FLOW_VERSION_TIME = "2026-11-21T23:17:57.840Z";
    private static final String LOGS_FILE_ID = "SimulatedLogsFile0001";
    private static final String FLOW_NAME = "Simulated flow";
    private static final String FAILED_STEP = "step_1";
    private static final String SAMPLE_ERROR = "Error: boom";

    private final boolean old;
    private final String projectId;

    ActivepiecesDocuments(boolean old, String projectId) {
        this.old = old;
        this.projectId = projectId;
    }

    static WireState meaning(String status) {
        return switch (status) {
            case "QUEUED" -> WireState.WAITING;
            case "RUNNING" -> WireState.ACTIVE;
            case "PAUSED" -> WireState.PAUSED;
            case "SUCCEEDED", "STOPPED" -> WireState.SUCCEEDED;
            case "FAILED", "TIMEOUT", "QUOTA_EXCEEDED", "MEMORY_LIMIT_EXCEEDED", "LOG_SIZE_EXCEEDED", "INTERNAL_ERROR" ->
                WireState.FAILED;
            case "CANCELED" -> WireState.CANCELLED;
            default -> WireState.UNKNOWN;
        };
    }

    /** Whether the run failed at this step and with a message that has this text in it; null asks nothing. */
    static boolean failedAt(SimulatedRun.Moment now, @Nullable String step, @Nullable String message) {
        boolean failed = now.status().equals("FAILED");
        return (step == null || (failed && step.equals(FAILED_STEP)))
                && (message == null || (failed && errorText(now).contains(message)));
    }

    /** Whether the script makes it a run of the testing environment, which no list shows. */
    static boolean isTest(SimulatedRun.Moment now) {
        return "TESTING".equals(now.step().applyTo(document()).get("environment"));
    }

    /** What the last step gives out once the run has succeeded. */
    static Map<String, @Nullable Object> outputs(SimulatedRun.Moment now) {
        return now.script().outputsOr(document("hello", "Ada"));
    }

    static @Nullable String time(@Nullable Instant instant) {
        return instant == null ? null : TIME.format(instant);
    }

    /** The run as its own address serves it, with steps. */
    Map<String, @Nullable Object> run(SimulatedRun.Moment now) {
        Map<String, @Nullable Object> run;
        if (old) {
            run = oldRun(now);
            // In the middle, where that server's schema has it.
            Object failedStep = run.remove("failedStepName");
            Object tested = run.remove("stepNameToTest");
            run.put("steps", steps(now));
            run.put("failedStepName", failedStep);
            run.put("stepNameToTest", tested);
        } else {
            run = newRun(now);
            run.put("steps", steps(now));
        }
        return now.step().applyTo(run);
    }

    /** The run as a list serves it: no steps, and in 0.86 the flow version a second time, flattened. */
    Map<String, @Nullable Object> listItem(SimulatedRun.Moment now) {
        if (old) {
            Map<String, @Nullable Object> item = now.step().applyTo(oldRun(now));
            item.remove("steps");
            return item;
        }
        Map<String, @Nullable Object> item = newRun(now);
        flowVersion(now.run().workflowId).forEach((name, value) -> item.put("flowVersion_" + name, value));
        item.put("displayName", FLOW_NAME);
        now.step().applyTo(item);
        item.remove("steps");
        return item;
    }

    private Map<String, @Nullable Object> oldRun(SimulatedRun.Moment now) {
        boolean failedInStep = now.status().equals("FAILED");
        Instant started = now.startedAt() == null ? now.run().createdAt : now.startedAt();
        long duration = now.endedAt() == null ? 0 : Math.max(1, Duration.between(started, now.endedAt()).toMillis());
        return document(
                "id", now.run().id,
                "created", time(now.run().createdAt),
                "updated", time(now.updatedAt()),
                "projectId", projectId,
                "flowId", now.run().workflowId,
                "failParentOnFailure", true,
                "flowVersionId", FLOW_VERSION_ID,
                "status", now.status(),
                "startTime", time(started),
                "environment", "PRODUCTION",
                // The schema of 0.71 has no null for most properties, so its serializer writes "" and 0.
                "parentRunId", "",
                "tags", List.of(),
                "flowVersion", document("displayName", FLOW_NAME),
                "logsFileId", now.state().ended() ? LOGS_FILE_ID : null,
                "tasks", now.index(),
                "duration", duration,
                "finishTime", now.endedAt() == null ? "" : time(now.endedAt()),
                "failedStepName", failedInStep ? FAILED_STEP : "",
                "stepNameToTest", "");
    }

    private Map<String, @Nullable Object> newRun(SimulatedRun.Moment now) {
        // QUEUED and RUNNING have no start time in 0.86: it is written when the run pauses or ends.
        boolean timed = now.state() == WireState.PAUSED || now.state().ended();
        boolean waiting = now.state() == WireState.WAITING;
        return document(
                "id", now.run().id,
                "created", time(now.run().createdAt),
                "updated", time(now.updatedAt()),
                "projectId", projectId,
                "flowId", now.run().workflowId,
                "flowVersionId", FLOW_VERSION_ID,
                "environment", "PRODUCTION",
                "logsFileId", waiting ? null : LOGS_FILE_ID,
                "parentRunId", null,
                "failParentOnFailure", false,
                "status", now.status(),
                "tags", List.of(),
                "startTime", timed ? time(now.startedAt()) : null,
                "triggeredBy", null,
                "finishTime", now.state() == WireState.CANCELLED ? null : time(now.endedAt()),
                "timeline", timed ? timeline() : null,
                "failedStep", now.status().equals("FAILED") ? failedStep(now) : null,
                "archivedAt", now.run().notes.get(ARCHIVED_AT) instanceof Instant archived ? time(archived) : null,
                "stepNameToTest", null,
                "stepsCount", now.state() == WireState.SUCCEEDED || now.state() == WireState.PAUSED ? 1 : 0,
                "pauseMetadata", null,
                "flowVersion", flowVersion(now.run().workflowId));
    }

    private static Map<String, @Nullable Object> timeline() {
        return document(
                "legs",
                List.of(List.of(
                        document("name", "QUEUE", "durationMs", 117),
                        document("name", "PROVISION", "durationMs", 2),
                        document("name", "BOOT", "durationMs", 0),
                        document("name", "RUN", "durationMs", 127))));
    }

    private static Map<String, @Nullable Object> failedStep(SimulatedRun.Moment now) {
        // The server cuts this JSON text after 700 characters, so nobody can count on parsing it.
        String message = errorText(now).replaceFirst("\"}$", "…");
        return document("name", FAILED_STEP, "message", message, "displayName", "Code");
    }

    private static String errorText(SimulatedRun.Moment now) {
        String error = now.script().errorOr(SAMPLE_ERROR);
        return Json.write(document("__apErrorVersion", 1, "message", error, "raw", "Error: " + error + "\n    at Object.code"));
    }

    /** The version of a flow that its runs run. */
    static Map<String, @Nullable Object> flowVersion(String flowId) {
        return document(
                "id", FLOW_VERSION_ID,
                "created", FLOW_VERSION_TIME,
                "updated", FLOW_VERSION_TIME,
                "flowId", flowId,
                "displayName", FLOW_NAME,
                "schemaVersion", "22",
                "trigger", trigger(),
                "connectionIds", List.of(),
                "agentIds", List.of(),
                "updatedBy", "SimulatedUser00000001",
                "valid", true,
                "state", "LOCKED",
                "backupFiles", null,
                "notes", List.of());
    }

    private static Map<String, @Nullable Object> trigger() {
        return document(
                "name", "trigger",
                "type", "PIECE_TRIGGER",
                "valid", true,
                "settings", document(
                        "input", document("authType", "none", "authFields", Map.of()),
                        "pieceName", "@activepieces/piece-webhook",
                        "triggerName", "catch_webhook",
                        "pieceVersion", "0.1.29",
                        "propertySettings", Map.of()),
                "nextAction", document(
                        "name", "step_1",
                        "type", "CODE",
                        "valid", true,
                        "settings", document(
                                "input", document("name", "{{trigger['output']['body']['name']}}"),
                                "sourceCode", document(
                                        "code", "export const code = async (inputs) => inputs;",
                                        "packageJson", "{}"),
                                "errorHandlingOptions", document(
                                        "retryOnFailure", document("value", false),
                                        "continueOnFailure", document("value", false))),
                        "displayName", "Code",
                        "lastUpdatedDate", FLOW_VERSION_TIME),
                "displayName", "Catch Webhook",
                "lastUpdatedDate", FLOW_VERSION_TIME);
    }

    private static Map<String, @Nullable Object> steps(SimulatedRun.Moment now) {
        Map<String, @Nullable Object> steps = new LinkedHashMap<>();
        if (now.state() == WireState.WAITING) {
            return steps;
        }
        Map<String, @Nullable Object> request = now.run().input.isEmpty() ? sampleRequest() : now.run().input;
        steps.put(
                "trigger",
                document("type", "PIECE_TRIGGER", "status", "SUCCEEDED", "input", Map.of(), "output", request));
        Map<String, @Nullable Object> step = document("type", "CODE", "status", stepStatus(now), "input", Map.of());
        switch (now.state()) {
            case SUCCEEDED -> {
                step.put("output", outputs(now));
                step.put("duration", new BigDecimal("67.22557200002484"));
            }
            case FAILED -> {
                step.put("duration", new BigDecimal("67.24498700000004"));
                if (now.status().equals("FAILED")) {
                    step.put("errorMessage", errorText(now));
                }
            }
            case PAUSED, CANCELLED -> step.put("output", Map.of());
            case WAITING, ACTIVE, UNKNOWN -> {
                return steps;
            }
        }
        steps.put("step_1", step);
        return steps;
    }

    /** A cancelled run was paused when it ended, and one out of time was running: their steps stay as they were. */
    private static String stepStatus(SimulatedRun.Moment now) {
        return switch (now.state()) {
            case SUCCEEDED -> "SUCCEEDED";
            case FAILED -> now.status().equals("FAILED") ? "FAILED" : "RUNNING";
            default -> "PAUSED";
        };
    }

    private static Map<String, @Nullable Object> sampleRequest() {
        return document(
                "method", "POST",
                "headers", document("host", "127.0.0.1", "content-type", "application/json"),
                "body", document("name", "Ada"),
                "queryParams", Map.of(),
                "rawBody", "{\"name\":\"Ada\"}");
    }
}
