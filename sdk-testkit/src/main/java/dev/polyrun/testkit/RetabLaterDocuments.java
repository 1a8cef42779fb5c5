package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Generations B and C: a lifecycle object, no outputs inside the run, names with {@code block}. */
final class RetabLaterDocuments extends RetabDocuments {
    private final RetabSimulator.Generation generation;
    private final boolean today;

    RetabLaterDocuments(RetabSimulator.Generation generation) {
        this.generation = generation;
        this.today = generation == RetabSimulator.Generation.C;
    }

    @Override
    Map<String, @Nullable Object> run(SimulatedRun.Moment now) {
        return now.step().applyTo(today ? runOfToday(now) : runOfMay(now));
    }

    private static Map<String, @Nullable Object> runOfToday(SimulatedRun.Moment now) {
        return document(
                "id", now.run().id,
                "workflow_id", now.run().workflowId,
                "workflow_version_id", "ver_simulated1",
                "trigger", document("type", trigger(now.run())),
                "lifecycle", lifecycle("status", now),
                "timing", document(
                        "created_at", time(now.run().createdAt),
                        "started_at", time(now.startedAt()),
                        "completed_at", time(now.endedAt())),
                "inputs", inputs(),
                "metadata", now.run().input.getOrDefault("metadata", null));
    }

    private static Map<String, @Nullable Object> runOfMay(SimulatedRun.Moment now) {
        Long duration = now.startedAt() == null || now.endedAt() == null
                ? null
                : Long.valueOf(Duration.between(now.startedAt(), now.endedAt()).toMillis());
        return document(
                "id", now.run().id,
                "organization_id", "org_simulated1",
                "workflow", document(
                        "workflow_id", now.run().workflowId,
                        "snapshot_id", "snap_simulated1",
                        "name_at_run_time", "Invoice Processing"),
                "trigger", document("type", trigger(now.run())),
                "lifecycle", lifecycle("kind", now),
                "timing", document(
                        "created_at", time(now.run().createdAt),
                        "started_at", time(now.startedAt()),
                        "completed_at", time(now.endedAt()),
                        "human_waiting_started_at", now.state() == WireState.PAUSED ? time(now.updatedAt()) : null,
                        "accumulated_human_waiting_ms", 0,
                        "duration_ms", duration,
                        "active_duration_ms", duration),
                "inputs", inputs());
    }

    private static Map<String, @Nullable Object> inputs() {
        return document("documents", document("start-node-1", file("id")), "json_data", Map.of());
    }

    private static Map<String, @Nullable Object> lifecycle(String discriminator, SimulatedRun.Moment now) {
        Map<String, @Nullable Object> lifecycle = document(discriminator, now.status());
        Node current = current(nodes(now, "awaiting_review"));
        switch (now.state()) {
            case PAUSED -> lifecycle.put("waiting_for_block_ids", List.of(current.id()));
            case FAILED -> {
                lifecycle.put("message", error(now));
                lifecycle.put("stage", "execution");
                lifecycle.put("category", "permanent");
                lifecycle.put(
                        "details",
                        document(
                                "message", error(now),
                                "stack_trace", null,
                                "block_id", current.id(),
                                "block_name", current.label(),
                                "error_code", "EXTRACTION_FAILED",
                                "context", null));
                lifecycle.put("failing_step_id", current.id());
            }
            case CANCELLED -> lifecycle.put("reason", "Cancelled by the user");
            case WAITING, ACTIVE, SUCCEEDED, UNKNOWN -> {}
        }
        return lifecycle;
    }

    @Override
    List<Map<String, @Nullable Object>> steps(SimulatedRun.Moment now) {
        List<Map<String, @Nullable Object>> steps = new ArrayList<>();
        for (Node node : nodes(now, "awaiting_review")) {
            boolean extracted = node.type().equals("extract") && node.status().equals("completed");
            Map<String, @Nullable Object> step = document(
                    "run_id", now.run().id,
                    "block_id", node.id(),
                    "step_id", node.id(),
                    "block_type", blockType(node.type(), generation),
                    "block_label", node.label());
            if (today) {
                step.put("lifecycle", stepLifecycle(node, now));
            } else {
                step.put("status", node.status());
                step.put("error", node.status().equals("error") ? error(now) : null);
                step.put("output", extracted ? outputs(now) : null);
            }
            step.put("started_at", time(node.startedAt()));
            step.put("completed_at", time(node.endedAt()));
            step.put("model", extracted ? "retab-small" : null);
            step.put("created_at", time(now.run().createdAt));
            step.put("handle_inputs", null);
            step.put(
                    "handle_outputs",
                    extracted
                            ? document("output-json-0", document("type", "json", "document", null, "data", outputs(now)))
                            : null);
            step.put("artifact", extracted ? document("operation", "extraction", "id", "extr_simulated1") : null);
            step.put("retry_count", 0);
            steps.add(step);
        }
        return steps;
    }

    private static Map<String, @Nullable Object> stepLifecycle(Node node, SimulatedRun.Moment now) {
        Map<String, @Nullable Object> lifecycle = document("status", node.status());
        if (node.status().equals("error")) {
            lifecycle.put("message", error(now));
            lifecycle.put("stage", "execution");
            lifecycle.put("category", "permanent");
        } else if (node.status().equals("cancelled")) {
            lifecycle.put("reason", "Cancelled by the user");
        }
        return lifecycle;
    }
}
