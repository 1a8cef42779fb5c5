package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.seconds;

import java.time.Instant;
import java.util.ArrayList;
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
                "progress_details", progressDetails(now.state(), now.progress(NODES.size())),
                "progress", now.progress(100),
                "finished_at", seconds(now.endedAt())));
    }

    private static Map<String, @Nullable Object> progressDetails(WireState state, int done) {
        return document(
                "executed_nodes", NODES.subList(0, done),
                "remaining_nodes", NODES.subList(done, NODES.size()),
                "per_node_progress", Map.of(),
                "running_nodes", state == WireState.ACTIVE ? NODES.subList(done, done + 1) : List.of(),
                "skipped_nodes", List.of(),
                "error_handler_nodes", List.of(),
                "subflow_executions", Map.of(),
                "per_edge_progress", Map.of(),
                "run_logs", Map.of());
    }

    /** What is told when a run comes to a step: its state; while it runs, of a node as well; of its end once more, as the last word. */
    static List<Map<String, @Nullable Object>> events(SimulatedRun.Visit visit) {
        int done = visit.progress(NODES.size());
        List<Map<String, @Nullable Object>> events = new ArrayList<>();
        events.add(document("type", "state", "data",
                document("progress_details", progressDetails(visit.state(), done), "status", visit.status())));
        if (visit.state() == WireState.ACTIVE) {
            events.add(document("type", "content", "data", document("id", NODES.get(done), "status", "running", "content", "Thinking.")));
        } else if (visit.state() == WireState.SUCCEEDED || visit.state() == WireState.FAILED) {
            String last = NODES.get(Math.min(done, NODES.size() - 1));
            events.add(document("type", "content", "data",
                    document("id", last, "status", visit.status(), "workflow_status", visit.status())));
        }
        return events;
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

    static Map<String, @Nullable Object> workflow(
            String id, String name, String type, Map<String, @Nullable Object> definition) {
        String now = seconds(Instant.now());
        return document(
                "id", id,
                "group_id", GROUP_ID,
                "name", name,
                "description", null,
                "type", type,
                "definition", definition,
                "error_handler", null,
                "saved", true,
                "author_name", "Jane Doe",
                "created_at", now,
                "last_updated_at", now,
                "deleted_at", null);
    }

    static Map<String, @Nullable Object> version(
            String id, String name, @Nullable String description, Map<String, @Nullable Object> definition) {
        return document(
                "id", id,
                "name", name,
                "description", description,
                "created_at", seconds(Instant.now()),
                "created_by", USER_ID,
                "definition", definition);
    }

    /** What the sample workflow does: a question goes through a model and comes out as an answer. In the first format, without a version. */
    static Map<String, @Nullable Object> definition() {
        return document(
                "nodes", List.of(
                        node(0, "InputNode", document("label", "User Question", "type", "str"), List.of(), List.of("output")),
                        node(1, "TextGenerationNode", document("template", "Explain ((Question))"), List.of("variables"), List.of("output")),
                        node(2, "OutputNode", document("label", "Answer", "type", "str"), List.of("input"), List.of())),
                "edges", List.of(edge(0, "variables", "Question"), edge(1, "input", null)));
    }

    private static Map<String, @Nullable Object> node(
            int place, String type, Map<String, @Nullable Object> config, List<String> inputs, List<String> outputs) {
        String id = NODES.get(place);
        return document(
                "id", id,
                "type", type,
                "name", type,
                "display", document("position", document("x", 350 * place, "y", 0)),
                "node_config", config,
                "connector_config", document(),
                "config_definition", document(),
                "subflow_config", null,
                "subflow_id", null,
                "inputs", inputs.stream().map(name -> connector(id, name)).toList(),
                "outputs", outputs.stream().map(name -> connector(id, name)).toList());
    }

    private static Map<String, @Nullable Object> connector(String nodeId, String name) {
        return document("node_id", nodeId, "name", name, "fixed_value", null, "type", "connector");
    }

    private static Map<String, @Nullable Object> edge(int from, String connector, @Nullable String key) {
        return document(
                "id", "edge-" + (from + 1),
                "from_id", document("node_id", NODES.get(from), "connector_name", "output", "key", null, "optional", false),
                "to_id", document("node_id", NODES.get(from + 1), "connector_name", connector, "key", key, "optional", false));
    }
}
