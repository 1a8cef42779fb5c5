package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.text;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Filters and order of Onepin's list of workflows. */
final class OnepinWorkflowList {
    private static final Set<String> STATUSES = Set.of("draft", "running", "completed", "failed", "paused");
    private static final Set<String> FIELDS = Set.of("name", "updated_at", "runs_count", "last_activity_at");
    private static final int LONGEST_SEARCH = 100;

    private OnepinWorkflowList() {}

    /** Those that the query wants, in the order that it wants. */
    static List<Map<String, @Nullable Object>> selected(Exchange exchange, List<Map<String, @Nullable Object>> all) {
        List<Map<String, @Nullable Object>> found = new ArrayList<>(all);
        String status = exchange.query("status");
        if (status != null && !STATUSES.contains(status)) {
            throw OnepinSimulator.invalid("enum", List.of("query", "status"), "Unknown status");
        }
        found.removeIf(workflow -> status != null && !status.equals(state(workflow)));
        String search = exchange.query("search");
        if (search != null && search.length() > LONGEST_SEARCH) {
            throw OnepinSimulator.invalid("string_too_long", List.of("query", "search"), "String should have at most 100 characters");
        }
        found.removeIf(workflow -> search != null && !(text(workflow, "name") + "\n" + text(workflow, "description"))
                .toLowerCase(Locale.ROOT)
                .contains(search.toLowerCase(Locale.ROOT)));
        String failed = exchange.query("has_failed_run");
        found.removeIf(workflow -> failed != null && failed.equals("true") != (count(workflow, "failed") > 0));
        Instant after = OnepinSimulator.time(exchange, "last_run_after", Instant.MIN);
        Instant before = OnepinSimulator.time(exchange, "last_run_before", Instant.MAX);
        if (after.isAfter(before)) {
            throw OnepinSimulator.invalid("value_error", List.of("query", "last_run_after"), "last_run_after must be before last_run_before");
        }
        boolean bounded = exchange.query("last_run_after") != null || exchange.query("last_run_before") != null;
        found.removeIf(workflow -> bounded && !isWithin(text(workflow, "last_run_at"), after, before));
        found.sort(order(exchange.request()));
        return found;
    }

    private static boolean isWithin(@Nullable String time, Instant after, Instant before) {
        return time != null && !Instant.parse(time).isBefore(after) && !Instant.parse(time).isAfter(before);
    }

    /** Paused runs count as running here, and a cancelled one as nothing: so says the vendor. */
    private static String state(Map<String, @Nullable Object> workflow) {
        String last = text(workflow, "last_run_status");
        if (last == null) {
            return "draft";
        }
        return Set.of("pending", "paused").contains(last) ? "running" : last;
    }

    private static long count(Map<String, @Nullable Object> workflow, String status) {
        return workflow.get("run_status_counts") instanceof Map<?, ?> counts && counts.get(status) instanceof Number number
                ? number.longValue()
                : 0;
    }

    private static Comparator<Map<String, @Nullable Object>> order(SimulatedRequest request) {
        List<String> fields = request.queryValues("sort");
        List<String> directions = request.queryValues("order");
        if (!FIELDS.containsAll(fields)) {
            throw OnepinSimulator.invalid("enum", List.of("query", "sort"), "Unknown field to sort by");
        }
        Comparator<Map<String, @Nullable Object>> order = (one, other) -> 0;
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            boolean up = i < directions.size() ? directions.get(i).equals("asc") : field.equals("name");
            order = order.thenComparing(up ? by(field) : by(field).reversed());
        }
        if (fields.isEmpty()) {
            order = by("updated_at").reversed();
        }
        return order.thenComparing(by("id"));
    }

    private static Comparator<Map<String, @Nullable Object>> by(String field) {
        return switch (field) {
            case "runs_count" -> Comparator.comparing(
                    workflow -> workflow.get("runs_count") instanceof Integer number ? number : 0);
            // When something last happened to it: a change or a run.
            case "last_activity_at" -> Comparator.comparing(workflow -> {
                String changed = String.valueOf(workflow.get("updated_at"));
                String run = text(workflow, "last_run_at");
                return run == null || run.compareTo(changed) < 0 ? changed : run;
            });
            default -> Comparator.comparing(workflow -> String.valueOf(workflow.get(field)));
        };
    }
}
