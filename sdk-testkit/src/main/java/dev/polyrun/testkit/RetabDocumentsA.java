package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Generation A: everything inside the run, names with {@code node}. */
final class RetabDocumentsA extends RetabDocuments {
    private static final String ORGANIZATION_ID = "org_simulated1";

    @Override
    Map<String, @Nullable Object> run(SimulatedRun.Moment now) {
        boolean ended = now.state().ended();
        boolean failed = now.state() == WireState.FAILED;
        boolean paused = now.state() == WireState.PAUSED;
        Instant cancelRequested = now.run().notes.get(CANCEL_REQUESTED) instanceof Instant instant ? instant : null;
        List<Node> nodes = nodes(now, "waiting_for_human");
        return now.step().applyTo(document(
                "id", now.run().id,
                "workflow_id", now.run().workflowId,
                "workflow_name", "Invoice Processing",
                "organization_id", ORGANIZATION_ID,
                "config_snapshot_id", "snap_simulated1",
                "dataset_id", null,
                "status", now.status(),
                "execution_phase", now.state() == WireState.WAITING ? "created" : "running",
                "trigger_type", trigger(now.run()),
                "trigger_email", null,
                "started_at", time(now.startedAt()),
                "completed_at", time(now.endedAt()),
                "duration_ms", duration(now),
                "human_waiting_started_at", paused ? time(now.updatedAt()) : null,
                "human_waiting_duration_ms", 0,
                "steps", summaries(now, nodes),
                "input_documents", document(nodes.get(0).id(), file("file_id")),
                "input_json_data", null,
                "input_text_data", null,
                "final_outputs", now.state() == WireState.SUCCEEDED ? finalOutputs(now) : null,
                "error", failed ? error(now) : null,
                "error_stage", failed ? "execution" : null,
                "error_details", failed ? errorDetails(current(nodes)) : null,
                "cost_summary", ended ? costs() : null,
                "trace_spans", null,
                "cancel_signal_error", null,
                "cancel_signal_failed_at", null,
                "cancel_native_error", null,
                "cancel_confirmation_error", null,
                "cancel_confirmation_pending", cancelRequested != null && !ended,
                "cancel_requested_at", time(cancelRequested),
                "created_at", time(now.run().createdAt),
                "updated_at", time(now.updatedAt()),
                "waiting_for_node_ids", paused ? List.of(current(nodes).id()) : List.of(),
                "pending_node_outputs", null,
                "dag_snapshot", null,
                "executed_node_ids", nodes.stream().filter(node -> node.status().equals("completed")).map(Node::id).toList(),
                "parallel_completion_counters", Map.of(),
                "resume_queue", List.of(),
                "active_resume", null,
                "run_resume_status", paused ? "waiting_for_human" : "idle",
                "hil_signal_states", Map.of()));
    }

    @Override
    List<Map<String, @Nullable Object>> steps(SimulatedRun.Moment now) {
        List<Map<String, @Nullable Object>> steps = new ArrayList<>();
        for (Node node : nodes(now, "waiting_for_human")) {
            boolean extracted = extracted(node);
            Map<String, @Nullable Object> step = document("run_id", now.run().id, "organization_id", ORGANIZATION_ID);
            step.put("node_id", node.id());
            step.put("step_id", node.id());
            step.put("node_type", node.type());
            step.put("node_label", node.label());
            step.put("status", node.status());
            step.put("started_at", time(node.startedAt()));
            step.put("completed_at", time(node.endedAt()));
            step.put("duration_ms", node.durationMillis());
            step.put("error", node.status().equals("error") ? error(now) : null);
            step.put("output", extracted ? outputs(now) : null);
            step.put(
                    "handle_outputs",
                    extracted ? document("output-json-0", document("type", "json", "data", outputs(now))) : null);
            step.put("created_at", time(now.run().createdAt));
            step.put("updated_at", time(now.updatedAt()));
            steps.add(step);
        }
        return steps;
    }

    private static List<Object> summaries(SimulatedRun.Moment now, List<Node> nodes) {
        List<Object> summaries = new ArrayList<>();
        for (Node node : nodes) {
            Map<String, @Nullable Object> summary = document(
                    "node_id", node.id(),
                    "node_type", node.type(),
                    "node_label", node.label(),
                    "status", node.status(),
                    "started_at", time(node.startedAt()),
                    "completed_at", time(node.endedAt()),
                    "duration_ms", node.durationMillis());
            if (extracted(node)) {
                summary.put("output", outputs(now));
            }
            summaries.add(summary);
        }
        return summaries;
    }

    private static boolean extracted(Node node) {
        return node.type().equals("extract") && node.status().equals("completed");
    }

    private static Map<String, @Nullable Object> finalOutputs(SimulatedRun.Moment now) {
        return document("end-node-1", document("label", "Output", "json_data", outputs(now)));
    }

    private static Map<String, @Nullable Object> errorDetails(Node node) {
        return document(
                "stack_trace", null,
                "node_id", node.id(),
                "node_name", node.label(),
                "error_code", "EXTRACTION_FAILED",
                "context", null);
    }

    private static Map<String, @Nullable Object> costs() {
        return document(
                "total", new BigDecimal("0.05"),
                "input_cost", new BigDecimal("0.03"),
                "output_cost", new BigDecimal("0.02"));
    }

    private static @Nullable Long duration(SimulatedRun.Moment now) {
        return now.startedAt() == null || now.endedAt() == null
                ? null
                : Duration.between(now.startedAt(), now.endedAt()).toMillis();
    }
}
