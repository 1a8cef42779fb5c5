package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Retab's lists: pages named by the id before or after them. */
final class RetabLists {
    private static final int USUAL_LIMIT = 20;
    private static final int GREATEST_LIMIT = 100;

    private final RetabDocuments documents;

    RetabLists(RetabDocuments documents) {
        this.documents = documents;
    }

    static Refusal invalid(String type, List<String> place, String message) {
        return new Refusal(
                Answer.json(422, document("detail", List.of(document("type", type, "loc", place, "msg", message)))));
    }

    Map<String, @Nullable Object> runs(SimulatedRequest request, List<SimulatedRun> newestFirst) {
        String workflow = request.queryValue("workflow_id");
        String search = request.queryValue("search");
        Set<String> excluded = commaSeparated(request, "exclude_status");
        Set<String> wanted = commaSeparated(request, "status");
        wanted.addAll(commaSeparated(request, "statuses"));
        Set<String> triggers = commaSeparated(request, "trigger_type");
        triggers.addAll(commaSeparated(request, "trigger_types"));
        LocalDate from = day(request.queryValue("from_date"), LocalDate.MIN);
        LocalDate to = day(request.queryValue("to_date"), LocalDate.MAX);
        List<SimulatedRun> found = new ArrayList<>();
        for (SimulatedRun run : newestFirst) {
            String status = run.look().status();
            LocalDate created = LocalDate.ofInstant(run.createdAt, ZoneOffset.UTC);
            if ((workflow == null || workflow.equals(run.workflowId))
                    && (search == null || run.id.contains(search))
                    && !created.isBefore(from)
                    && !created.isAfter(to)
                    && (triggers.isEmpty() || triggers.contains(String.valueOf(RetabDocuments.trigger(run))))
                    && (wanted.isEmpty() || wanted.contains(status))
                    && !excluded.contains(status)) {
                found.add(run);
            }
        }
        boolean byStatus = !wanted.isEmpty() || !excluded.isEmpty();
        return page(request, found, "desc", USUAL_LIMIT, run -> run.id, run -> documents.run(byStatus ? run.look() : run.read()));
    }

    /** The steps of these runs, oldest first. */
    Map<String, @Nullable Object> steps(SimulatedRequest request, List<SimulatedRun> newestFirst) {
        List<Map<String, @Nullable Object>> found = new ArrayList<>();
        for (SimulatedRun run : newestFirst) {
            if (!isWanted(request, "workflow_id", run.workflowId)) {
                continue;
            }
            List<Map<String, @Nullable Object>> steps = new ArrayList<>(documents.steps(run.look()));
            Collections.reverse(steps);
            for (Map<String, @Nullable Object> step : steps) {
                Map<String, @Nullable Object> lifecycle = Documents.object(step.get("lifecycle"));
                boolean wanted = isWanted(request, "block_id", step.get("block_id"))
                        && isWanted(request, "step_id", step.get("step_id"))
                        && isWanted(request, "block_type", step.get("block_type"))
                        && isWanted(request, "status", lifecycle == null ? null : lifecycle.get("status"));
                if (wanted) {
                    found.add(step);
                }
            }
        }
        return page(request, found, "asc", USUAL_LIMIT, step -> step.get("run_id") + "." + step.get("step_id"), step -> step);
    }

    /** Whether a parameter that may be repeated names this value, or is not there. */
    static boolean isWanted(SimulatedRequest request, String name, @Nullable Object value) {
        List<String> wanted = request.queryValues(name);
        return wanted.isEmpty() || wanted.contains(String.valueOf(value));
    }

    /** @param all newest first */
    static <T> Map<String, @Nullable Object> page(
            SimulatedRequest request,
            List<T> all,
            String usualOrder,
            int usualLimit,
            Function<T, String> id,
            Function<T, Object> written) {
        int limit = limit(request, usualLimit);
        List<T> ordered = new ArrayList<>(all);
        if (ascending(request, usualOrder)) {
            Collections.reverse(ordered);
        }
        List<String> ids = ordered.stream().map(id).toList();
        String after = request.queryValue("after");
        String before = request.queryValue("before");
        int from = 0;
        int to = Math.min(limit, ordered.size());
        if (after != null && ids.contains(after)) {
            from = ids.indexOf(after) + 1;
            to = Math.min(from + limit, ordered.size());
        } else if (before != null && ids.contains(before)) {
            to = ids.indexOf(before);
            from = Math.max(0, to - limit);
        }
        List<Object> data = new ArrayList<>();
        ordered.subList(from, to).forEach(item -> data.add(written.apply(item)));
        boolean some = from < to;
        return document(
                "data", data,
                "list_metadata", document(
                        "before", some && from > 0 ? ids.get(from) : null,
                        "after", some && to < ordered.size() ? ids.get(to - 1) : null));
    }

    private static int limit(SimulatedRequest request, int usual) {
        String text = request.queryValue("limit");
        if (text == null) {
            return usual;
        }
        Integer limit = Documents.number(text);
        if (limit == null) {
            throw invalid("int_parsing", List.of("query", "limit"), "Input should be a valid integer");
        }
        if (limit < 1 || limit > GREATEST_LIMIT) {
            throw invalid("value_error", List.of("query", "limit"), "Input should be between 1 and 100");
        }
        return limit;
    }

    private static boolean ascending(SimulatedRequest request, String usualOrder) {
        String order = request.queryValue("order");
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            throw invalid("literal_error", List.of("query", "order"), "Input should be 'asc' or 'desc'");
        }
        return "asc".equals(order == null ? usualOrder : order);
    }

    static LocalDate day(@Nullable String text, LocalDate otherwise) {
        try {
            return text == null ? otherwise : LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new Refusal(Answer.json(400, document("detail", "Invalid date: " + text + ". Use YYYY-MM-DD")));
        }
    }

    private static Set<String> commaSeparated(SimulatedRequest request, String name) {
        Set<String> values = new HashSet<>();
        request.queryValues(name).forEach(value -> values.addAll(Arrays.asList(value.split(","))));
        return values;
    }
}
