package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.seconds;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Noxus' JSON. */
final class NoxusDocuments {
    private static final String GROUP_ID = "3c90c3cc-0d44-4b50-8888-00000000a001";
    private static final String VERSION_ID = "3c90c3cc-0d44-4b50-8888-00000000b001";
    private static final String USER_ID = "3c90c3cc-0d44-4b50-8888-00000000c001";
    private static final List<String> NODES = List.of("input-1", "agent-1", "output-1");

    private NoxusDocuments() {}

    static WireState meaning(String status) {
        return switch (status) {
            case "queued" -> WireState.WAITING;
            case "running" -> WireState.ACTIVE;
            case "awaiting_human_feedback", "awaiting_event" -> WireState.PAUSED;
            case "completed" -> WireState.SUCCEEDED;
            case "failed" -> WireState.FAILED;
            case "stopped" -> WireState.CANCELLED;
            default -> WireState.UNKNOWN;
        };
    }

    /** RunNoIO: despite its name with the input, but without output and error. */
    static Map<String, @Nullable Object> withoutOutput(SimulatedRun.Moment now) {
        return now.step().applyTo(document(
                "id", now.run().id,
                "group_id", GROUP_ID,
                "workflow_id", now.run().workflowId,
                "workflow_version_id", VERSION_ID,
                "input", now.run().input,
                "node_ids", NODES,
                "single_node_id", null,
                "status", now.status(),
                "progress", now.progress(100),
                "definitions", null,
                "created_at", seconds(now.run().createdAt),
                "started_at", seconds(now.startedAt()),
                "finished_at", seconds(now.endedAt()),
                "source", "api",
                "user_id", USER_ID,
                "meta", null,
                "conversation_id", null,
                "api_key_id", null));
    }

    /** SimplifiedRun: with output, without a start time. */
    static Map<String, @Nullable Object> withOutput(SimulatedRun.Moment now, boolean byNodeId) {
        int done = now.progress(NODES.size());
        boolean active = now.state() == WireState.ACTIVE;
        return now.step().applyTo(document(
                "id", now.run().id,
                "group_id", GROUP_ID,
                "workflow_id", now.run().workflowId,
                "status", now.status(),
                "created_at", seconds(now.run().createdAt),
                "input", now.run().input,
                "output", output(now, byNodeId),
                "node_ids", NODES,
                "single_node_id", null,
                "workflow_version_id", VERSION_ID,
                "progress_details", document(
                        "executed_nodes", NODES.subList(0, done),
                        "remaining_nodes", NODES.subList(done, NODES.size()),
                        "per_node_progress", Map.of(),
                        "running_nodes", active ? NODES.subList(done, done + 1) : List.of(),
                        "skipped_nodes", List.of(),
                        "error_handler_nodes", List.of(),
                        "subflow_executions", Map.of(),
                        "per_edge_progress", Map.of(),
                        "run_logs", Map.of()),
                "progress", now.progress(100),
                "finished_at", seconds(now.endedAt())));
    }

    /** The execution data of each node. The vendor does not document its form; this one is plausible. */
    static Map<String, @Nullable Object> data(SimulatedRun.Moment now) {
        int done = now.progress(NODES.size());
        Map<String, @Nullable Object> data = document();
        for (int i = 0; i < NODES.size(); i++) {
            boolean last = i == NODES.size() - 1;
            boolean failed = i == done && now.state() == WireState.FAILED;
            data.put(NODES.get(i), document(
                    "input", i == 0 ? now.run().input : Map.of(),
                    "output", last ? output(now, false) : null,
                    "status", i < done ? "completed" : i == done ? now.status() : "queued",
                    "error", failed ? now.script().errorOr("The model gave no answer.") : null));
        }
        return data;
    }

    /** Null until the run has completed. Named by the labels of the output nodes, or by their ids. */
    static @Nullable Map<String, @Nullable Object> output(SimulatedRun.Moment now, boolean byNodeId) {
        if (now.state() != WireState.SUCCEEDED) {
            return null;
        }
        Map<String, @Nullable Object> sample = document("Answer", "A field of study that lets machines learn from data.");
        Map<String, @Nullable Object> outputs = now.script().outputsOr(sample);
        if (!byNodeId) {
            return outputs;
        }
        Map<String, @Nullable Object> byId = document();
        outputs.values().forEach(value -> byId.put("output-" + (byId.size() + 1), value));
        return byId;
    }
}
