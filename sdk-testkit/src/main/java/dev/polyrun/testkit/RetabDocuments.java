package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Retab's JSON in one generation, and what all generations have in common. */
abstract class RetabDocuments {
    /** The note in which a run keeps the time of a cancel request. */
    static final String CANCEL_REQUESTED = "cancel requested";
    /** The note in which a run keeps what triggered it, unless it was the API. */
    static final String TRIGGER = "trigger";

    /** One node of the simulated workflow at one moment. */
    record Node(String id, String type, String label, String status, @Nullable Instant startedAt, @Nullable Instant endedAt) {
        @Nullable Long durationMillis() {
            return startedAt == null || endedAt == null ? null : Duration.between(startedAt, endedAt).toMillis();
        }
    }

    private static final Set<String> OUTPUT_PROPERTIES = Set.of(
            "node_id", "node_type", "node_label", "block_id", "block_type", "block_label", "status", "error", "output",
            "handle_inputs", "handle_outputs", "artifact");
    /** Id, type as generations A and B call it, and label of each node. */
    static final String[][] NODES = {
        {"start-node-1", "start", "Invoice Input"},
        {"extract-node-1", "extract", "Extract Data"},
        {"end-node-1", "end", "Output"}
    };

    abstract Map<String, @Nullable Object> run(SimulatedRun.Moment now);

    abstract List<Map<String, @Nullable Object>> steps(SimulatedRun.Moment now);

    /** What the address of a single node serves: the part of its step that says what went in and came out. Null without a step. */
    @Nullable Map<String, @Nullable Object> stepOf(SimulatedRun.Moment now, String node) {
        for (Map<String, @Nullable Object> step : steps(now)) {
            if (node.equals(step.get("step_id"))) {
                Map<String, @Nullable Object> output = new LinkedHashMap<>(step);
                output.keySet().retainAll(OUTPUT_PROPERTIES);
                return output;
            }
        }
        return null;
    }

    /** Whether the run waits for a human at this node. */
    static boolean waitsAt(SimulatedRun.Moment now, String node) {
        return now.state() == WireState.PAUSED && current(nodes(now, now.status())).id().equals(node);
    }

    /** The vendor publishes no fields of it. */
    static Map<String, @Nullable Object> config(SimulatedRun run) {
        List<Object> nodes = new ArrayList<>();
        for (String[] node : NODES) {
            nodes.add(document("id", node[0], "type", node[1], "label", node[2]));
        }
        return document("id", "snap_simulated1", "workflow_id", run.workflowId, "nodes", nodes);
    }

    /** What a generation calls a type of block: today there are no blocks of type start and end any more. */
    static String blockType(String type, RetabSimulator.Generation generation) {
        if (generation != RetabSimulator.Generation.C) {
            return type;
        }
        return switch (type) {
            case "start" -> "start_document";
            case "end" -> "function";
            default -> type;
        };
    }

    static WireState meaning(String status) {
        return switch (status) {
            case "pending", "queued" -> WireState.WAITING;
            case "running" -> WireState.ACTIVE;
            case "waiting_for_human", "awaiting_review" -> WireState.PAUSED;
            case "completed" -> WireState.SUCCEEDED;
            case "error", "failed" -> WireState.FAILED;
            case "cancelled" -> WireState.CANCELLED;
            default -> WireState.UNKNOWN;
        };
    }

    /** The nodes, more of them done with each step of the script. */
    static List<Node> nodes(SimulatedRun.Moment now, String pausedStatus) {
        int done = done(now);
        String current = switch (now.state()) {
            case WAITING -> "pending";
            case PAUSED -> pausedStatus;
            case FAILED -> "error";
            case CANCELLED -> "cancelled";
            case ACTIVE, SUCCEEDED, UNKNOWN -> "running";
        };
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < NODES.length; i++) {
            String status = i < done ? "completed" : i == done ? current : "pending";
            Instant started = i <= done ? now.startedAt() : null;
            Instant ended = i < done || (i == done && now.state().ended()) ? now.updatedAt() : null;
            nodes.add(new Node(NODES[i][0], NODES[i][1], NODES[i][2], status, started, ended));
        }
        return nodes;
    }

    private static int done(SimulatedRun.Moment now) {
        int byScript = now.progress(NODES.length);
        return switch (now.state()) {
            case WAITING -> 0;
            case ACTIVE, UNKNOWN, SUCCEEDED -> byScript;
            // What can be reviewed is the extraction.
            case PAUSED -> 1;
            // Nothing fails or is cancelled before it.
            case FAILED, CANCELLED -> Math.max(1, byScript);
        };
    }

    /** The node that a run which has not succeeded is at. */
    static Node current(List<Node> nodes) {
        for (Node node : nodes) {
            if (!node.status().equals("completed")) {
                return node;
            }
        }
        return nodes.get(nodes.size() - 1);
    }

    static Map<String, @Nullable Object> outputs(SimulatedRun.Moment now) {
        return now.script().outputsOr(document(
                "invoice_number", "INV-2024-001",
                "total_amount", new BigDecimal("1234.56"),
                "vendor_name", "Acme Corp"));
    }

    static Map<String, @Nullable Object> file(String idName) {
        return document(idName, "file_123", "filename", "invoice.pdf", "mime_type", "application/pdf");
    }

    static String error(SimulatedRun.Moment now) {
        return now.script().errorOr("Extraction failed: the document is empty");
    }

    static Object trigger(SimulatedRun run) {
        Object trigger = run.notes.get(TRIGGER);
        return trigger == null ? "api" : trigger;
    }

    static @Nullable String time(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
