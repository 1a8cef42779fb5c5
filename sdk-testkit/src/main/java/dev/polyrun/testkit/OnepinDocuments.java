package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.seconds;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Onepin's JSON. */
final class OnepinDocuments {
    /** The note in which a run keeps the time at which somebody asked for a pause. */
    static final String PAUSE_REQUESTED = "pause requested";

    static final String USER_ID = "d290f1ee-6c54-4b01-90e6-d701748f0851";
    static final String SAMPLE_ERROR = "The generator node failed.";
    static final String[][] NODES = {
        {"node1", "source_script", "Script"},
        {"node2", "operator_generator", "Generator"},
        {"node3", "sink_preview", "Preview"}
    };

    private static final int STEPS = 120;

    private OnepinDocuments() {}

    /** The id of the one final node. */
    static String outputNode() {
        return NODES[NODES.length - 1][0];
    }

    static WireState meaning(String status) {
        return switch (status) {
            case "pending" -> WireState.WAITING;
            case "running" -> WireState.ACTIVE;
            case "paused" -> WireState.PAUSED;
            case "completed" -> WireState.SUCCEEDED;
            case "failed" -> WireState.FAILED;
            case "cancelled" -> WireState.CANCELLED;
            default -> WireState.UNKNOWN;
        };
    }

    static Map<String, @Nullable Object> enveloped(Object data) {
        return document("data", data, "meta", meta());
    }

    static Map<String, @Nullable Object> meta() {
        return document(
                "request_id", String.format(Locale.ROOT, "req_%016d", RunBook.nextSerial()),
                "timestamp", seconds(Instant.now()));
    }

    /** The run as start, status, cancel, pause and resume show it. */
    static Map<String, @Nullable Object> run(SimulatedRun.Moment now) {
        return now.step().applyTo(plainRun(now));
    }

    /** The run as its own address shows it, with the workflow as it was at the start. */
    static Map<String, @Nullable Object> detail(SimulatedRun.Moment now) {
        Map<String, @Nullable Object> run = plainRun(now);
        run.put("definition_snapshot", definition());
        return now.step().applyTo(run);
    }

    static Map<String, @Nullable Object> listItem(SimulatedRun.Moment now) {
        Map<String, @Nullable Object> item = plainRun(now);
        item.keySet().removeAll(List.of("workflow_id", "token_cost", "updated_at", "error", "has_export"));
        return now.step().applyTo(item);
    }

    private static Map<String, @Nullable Object> plainRun(SimulatedRun.Moment now) {
        boolean ended = now.state().ended();
        Instant pauseRequested = now.run().notes.get(PAUSE_REQUESTED) instanceof Instant instant ? instant : null;
        return document(
                "id", now.run().id,
                "workflow_id", now.run().workflowId,
                "status", now.status(),
                "run_number", now.run().number,
                "token_cost", ended ? 350 : 0,
                "created_at", seconds(now.run().createdAt),
                "updated_at", seconds(now.updatedAt()),
                "total_nodes", NODES.length,
                "total_steps", STEPS,
                "finished_steps", now.progress(STEPS),
                "usage_summary", document("tokens_used", ended ? 350 : 0, "api_calls", 12, "errors", 0),
                "started_at", seconds(now.startedAt()),
                "completed_at", seconds(now.endedAt()),
                "error", now.state() == WireState.FAILED ? now.script().errorOr(SAMPLE_ERROR) : null,
                "has_export", now.state() == WireState.SUCCEEDED,
                "triggered_by", document(
                        "user_id", USER_ID,
                        "user_name", "jane.doe@example.com"),
                "pause_requested_at", seconds(pauseRequested),
                "paused_at", now.state() == WireState.PAUSED ? seconds(now.updatedAt()) : null,
                "credits", ended ? 35 : null);
    }

    private static Map<String, @Nullable Object> definition() {
        List<Object> nodes = new ArrayList<>();
        for (String[] node : NODES) {
            nodes.add(document(
                    "id", node[0], "type", node[1], "position", document("x", 0, "y", 0), "config", Map.of()));
        }
        return document(
                "nodes", nodes,
                "edges", List.of(edge("edge1", "node1", "node2"), edge("edge2", "node2", "node3")),
                "settings", document("retry_on_failure", true, "max_retries", 3));
    }

    private static Map<String, @Nullable Object> edge(String id, String source, String target) {
        return document("id", id, "source", source, "sourcePort", "output", "target", target, "targetPort", "input");
    }

    /** How a list is sorted; null when the vendor does not sort by that. What is not there yet comes last, upwards. */
    static @Nullable Comparator<SimulatedRun.Moment> order(@Nullable String property) {
        Comparator<Instant> nullsLast = Comparator.nullsLast(Comparator.naturalOrder());
        Comparator<SimulatedRun.Moment> first = switch (property == null ? "created_at" : property) {
            case "created_at" -> Comparator.comparing(now -> now.run().createdAt);
            case "started_at" -> Comparator.comparing(SimulatedRun.Moment::startedAt, nullsLast);
            case "completed_at" -> Comparator.comparing(SimulatedRun.Moment::endedAt, nullsLast);
            case "status" -> Comparator.comparing(SimulatedRun.Moment::status);
            default -> null;
        };
        return first == null ? null : first.thenComparing(now -> now.run().id);
    }

    static Map<String, @Nullable Object> summary(List<SimulatedRun.Moment> runs) {
        long completed = count(runs, "completed");
        long failed = count(runs, "failed");
        // Cancelled runs do not count as ended here: so do today's servers.
        Double passRate = completed + failed == 0 ? null : Double.valueOf((double) completed / (completed + failed));
        OptionalDouble seconds = runs.stream()
                .filter(now -> now.status().equals("completed") && now.startedAt() != null && now.endedAt() != null)
                .mapToDouble(now -> Duration.between(now.startedAt(), now.endedAt()).toMillis() / 1000.0)
                .average();
        return document(
                "total_runs", runs.size(),
                "completed", completed,
                "failed", failed,
                "cancelled", count(runs, "cancelled"),
                "pending", count(runs, "pending"),
                "running", count(runs, "running"),
                "paused", count(runs, "paused"),
                "pass_rate", passRate,
                "average_duration_seconds", seconds.isPresent() ? Double.valueOf(seconds.getAsDouble()) : null);
    }

    private static long count(List<SimulatedRun.Moment> runs, String status) {
        return runs.stream().filter(now -> now.status().equals(status)).count();
    }

    static List<Map<String, @Nullable Object>> steps(SimulatedRun.Moment now, boolean withResult) {
        int done = now.progress(NODES.length);
        List<Map<String, @Nullable Object>> steps = new ArrayList<>();
        for (int i = 0; i < NODES.length; i++) {
            boolean finished = i < done;
            boolean hasResult = finished && i == NODES.length - 1;
            String status = finished ? "completed" : i == done ? now.status() : "pending";
            steps.add(document(
                    "id", "step-" + (i + 1),
                    "node_id", NODES[i][0],
                    "node_type", NODES[i][1],
                    "node_display_name", NODES[i][2],
                    "status", status,
                    "iteration", 0,
                    "started_at", i <= done ? seconds(now.startedAt()) : null,
                    "completed_at", finished ? seconds(now.updatedAt()) : null,
                    "result", hasResult && withResult ? result(now) : null,
                    "has_result", hasResult,
                    "active_ports", List.of("output"),
                    "error", status.equals("failed") ? now.script().errorOr(SAMPLE_ERROR) : null));
        }
        return steps;
    }

    static Map<String, @Nullable Object> outputs(SimulatedRun.Moment now) {
        List<Object> outputs = new ArrayList<>();
        if (now.state() == WireState.SUCCEEDED) {
            outputs.add(document(
                    "node_id", "node3",
                    "node_type", "sink_preview",
                    "display_name", "Preview",
                    "status", "available",
                    "lines", List.of(result(now)),
                    "line_count", 1,
                    "truncated", false));
        }
        return document(
                "run_id", now.run().id,
                "run_status", now.status(),
                "outputs", outputs,
                "credits", now.state().ended() ? 35 : null);
    }

    private static Map<String, @Nullable Object> result(SimulatedRun.Moment now) {
        return now.script().outputsOr(document("output", "Step executed successfully", "recordsProcessed", 150));
    }
}
