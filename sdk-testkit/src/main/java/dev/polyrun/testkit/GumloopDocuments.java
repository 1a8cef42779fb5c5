package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gumloop's JSON. */
final class GumloopDocuments {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx").withZone(ZoneOffset.UTC);
    private static final String FLOW_TIME = "2023-11-19T17:58:02.004711+00:00";
    private static final String SAMPLE_ERROR = "Flow terminated due to excess memory consumption.";

    private GumloopDocuments() {}

    static WireState meaning(String state) {
        return switch (state) {
            case "QUEUED" -> WireState.WAITING;
            case "STARTED", "RUNNING", "TERMINATING" -> WireState.ACTIVE;
            case "DONE" -> WireState.SUCCEEDED;
            case "FAILED" -> WireState.FAILED;
            case "TERMINATED" -> WireState.CANCELLED;
            default -> WireState.UNKNOWN;
        };
    }

    static String workbookOf(String savedItem) {
        return "Workbook-" + savedItem;
    }

    static Map<String, @Nullable Object> started(SimulatedRun run) {
        return document(
                "run_id", run.id,
                "saved_item_id", run.workflowId,
                "workbook_id", workbookOf(run.workflowId),
                "url", "https://www.gumloop.com/pipeline?run_id=" + run.id + "&flow_id=" + run.workflowId);
    }

    static Map<String, @Nullable Object> run(SimulatedRun.Moment now, String userId) {
        boolean ended = now.state().ended();
        return now.step().applyTo(document(
                "created_ts", time(now.run().createdAt),
                "finished_ts", time(now.endedAt()),
                "log", log(now),
                "outputs", outputs(now),
                "run_id", now.run().id,
                "state", now.status(),
                "user_id", userId,
                // The page lacks these four; clients of the live API have seen them.
                "inputs", now.run().input,
                "credit_cost", ended ? 12 : 0,
                "child_run_credit_cost", 0,
                "node_executions", now.index()));
    }

    static Map<String, @Nullable Object> historyItem(SimulatedRun.Moment now) {
        return document(
                "run_id", now.run().id,
                "state", now.status(),
                "created_ts", time(now.run().createdAt),
                "finished_ts", time(now.endedAt()),
                "credit_cost", now.state().ended() ? 12 : 0,
                "outputs", outputs(now));
    }

    static Map<String, @Nullable Object> savedItem(String savedItem) {
        return document(
                "saved_item_id", savedItem,
                "name", "Weekly update",
                "description", "Writes a mail about what happened",
                "created_ts", FLOW_TIME);
    }

    static Map<String, @Nullable Object> workbook(String savedItem) {
        return document(
                "workbook_id", workbookOf(savedItem),
                "name", "Reports",
                "description", "",
                "created_ts", FLOW_TIME,
                "saved_items", List.of(savedItem(savedItem)));
    }

    /** The Input nodes of a flow to begin with: one that its author described, one that has no description, and one for a file. */
    static List<Map<String, @Nullable Object>> inputs() {
        return List.of(
                document("data_type", "string", "description", "What the update is about", "name", "topic"),
                input("string", "recipient"),
                input("file", "attachment"));
    }

    static Map<String, @Nullable Object> input(String dataType, String name) {
        return document("data_type", dataType, "description", null, "name", name);
    }

    private static Map<String, @Nullable Object> outputs(SimulatedRun.Moment now) {
        return now.state() == WireState.SUCCEEDED
                ? now.script().outputsOr(document("Summary", "# Three files read", "Key Assets", List.of("README", "LICENSE")))
                : Map.of();
    }

    private static List<String> log(SimulatedRun.Moment now) {
        List<String> lines = new ArrayList<>();
        if (now.state() != WireState.WAITING) {
            lines.add("\u001b[34m__system__: __STARTING__:Read files from GitHub\u001b[0m");
        }
        for (int step = 1; step <= now.index(); step++) {
            lines.add("\u001b[34m__system__: step " + step + "\u001b[0m");
        }
        if (now.state() == WireState.FAILED) {
            lines.add("\u001b[31m__system__: " + now.script().errorOr(SAMPLE_ERROR) + "\u001b[0m");
        }
        return lines;
    }

    private static @Nullable String time(@Nullable Instant instant) {
        return instant == null ? null : TIME.format(instant);
    }
}
