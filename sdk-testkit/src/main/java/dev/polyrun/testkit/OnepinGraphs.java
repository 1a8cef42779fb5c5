package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.object;
import static dev.polyrun.testkit.Documents.seconds;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is in Onepin's workflows: graphs, what their runs and uploads say of them, and what a run would cost. */
final class OnepinGraphs {
    private static final List<String> STATUSES = List.of("pending", "running", "completed", "failed", "cancelled", "paused");
    private static final int BALANCE = 10_000;

    private OnepinGraphs() {}

    /** What a workflow holds that was created without a definition. */
    static Map<String, @Nullable Object> empty() {
        return document(
                "graph", document("nodes", List.of(), "edges", List.of()),
                "execution", document("steps", List.of(), "params", document()));
    }

    /** A script is spoken and exported. */
    static Map<String, @Nullable Object> sample() {
        List<Object> nodes = new ArrayList<>();
        List<Object> steps = new ArrayList<>();
        for (String[] node : OnepinDocuments.NODES) {
            nodes.add(document(
                    "id", node[0],
                    "type", node[1],
                    "name", node[2],
                    "position", document("x", 240 * nodes.size(), "y", 0),
                    "config", document(),
                    "config_version", 1));
            steps.add(node[0]);
        }
        return document(
                "graph", document("nodes", nodes, "edges", List.of(edge("edge1", "node1", "node2"), edge("edge2", "node2", "node3"))),
                "execution", document("steps", steps, "params", document()));
    }

    private static Map<String, @Nullable Object> edge(String id, String source, String target) {
        return document("id", id, "source", source, "sourcePort", "lines", "target", target, "targetPort", "lines");
    }

    /** The definition of a workflow; empty when it is no object. */
    static Map<String, @Nullable Object> definition(Map<String, @Nullable Object> workflow) {
        Map<String, @Nullable Object> definition = object(workflow.get("definition"));
        return definition == null ? Map.of() : definition;
    }

    private static List<Map<String, @Nullable Object>> nodes(Map<String, @Nullable Object> workflow) {
        Map<String, @Nullable Object> graph = object(definition(workflow).get("graph"));
        List<Map<String, @Nullable Object>> nodes = new ArrayList<>();
        if (graph != null && graph.get("nodes") instanceof List<?> list) {
            for (Object node : list) {
                Map<String, @Nullable Object> known = object(node);
                if (known != null) {
                    nodes.add(known);
                }
            }
        }
        return nodes;
    }

    static long scriptSources(Map<String, @Nullable Object> workflow) {
        return nodes(workflow).stream().filter(node -> "source_script".equals(node.get("type"))).count();
    }

    /** The workflow with figures about its runs, of which the newest comes first. */
    static Map<String, @Nullable Object> withRuns(Map<String, @Nullable Object> workflow, List<SimulatedRun.Moment> runs) {
        Map<String, @Nullable Object> counts = document();
        for (String status : STATUSES) {
            counts.put(status, runs.stream().filter(run -> run.status().equals(status)).count());
        }
        Map<String, @Nullable Object> shown = document();
        shown.putAll(workflow);
        shown.put("runs_count", runs.size());
        shown.put("last_run_at", runs.isEmpty() ? null : seconds(runs.get(0).run().createdAt));
        shown.put("last_run_status", runs.isEmpty() ? null : runs.get(0).status());
        shown.put("run_status_counts", counts);
        return shown;
    }

    static List<Map<String, @Nullable Object>> uploads(OnepinSimulator onepin) {
        String now = seconds(Instant.now());
        List<Map<String, @Nullable Object>> uploads = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            uploads.add(document(
                    "id", "5b0c9c1e-7425-40de-944b-00000000000" + i,
                    "user_id", OnepinDocuments.USER_ID,
                    "workspace_id", onepin.workspaceId(),
                    "filename", "script-" + i + ".txt",
                    "category", "script",
                    "content_type", "text/plain",
                    "format", "txt",
                    "status", "uploaded",
                    "size_bytes", OnepinResults.SAMPLE_SCRIPT.length(),
                    "download_url", onepin.uploadLink("script-" + i + ".txt"),
                    "context_type", "workflow",
                    "context_id", onepin.workflowId(),
                    "created_at", now,
                    "updated_at", now));
        }
        return uploads;
    }

    /** One credit a character for each node that makes audio, and nothing for the others. */
    static Map<String, @Nullable Object> estimate(Map<String, @Nullable Object> workflow, @Nullable String script) {
        int characters = (script == null ? OnepinResults.SAMPLE_SCRIPT : script).length();
        List<Object> breakdown = new ArrayList<>();
        int total = 0;
        for (Map<String, @Nullable Object> node : nodes(workflow)) {
            int cost = "operator_generator".equals(node.get("type")) ? characters : 0;
            total += cost;
            breakdown.add(document(
                    "node_id", node.get("id"),
                    "node_type", node.get("type"),
                    "min_credits", cost,
                    "expected_credits", cost,
                    "max_credits", 2 * cost));
        }
        return document(
                "min_credits", total,
                "expected_credits", total,
                "max_credits", 2 * total,
                "breakdown", breakdown,
                "current_balance", BALANCE,
                "deficit_at_max", Math.max(0, 2 * total - BALANCE),
                "can_run", total <= BALANCE);
    }
}
