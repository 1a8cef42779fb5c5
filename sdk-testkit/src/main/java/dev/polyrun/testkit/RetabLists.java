package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

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
        List<SimulatedRun.Moment> found = new ArrayList<>();
        for (SimulatedRun run : newestFirst) {
            SimulatedRun.Moment now = run.look();
            if ((workflow == null || workflow.equals(run.workflowId))
                    && (search == null || run.id.contains(search))
                    && (wanted.isEmpty() || wanted.contains(now.status()))
                    && !excluded.contains(now.status())) {
                found.add(now);
            }
        }
        return page(request, found, now -> now.run().id, documents::run);
    }

    Map<String, @Nullable Object> steps(SimulatedRequest request, List<Map<String, @Nullable Object>> steps) {
        return page(request, steps, step -> String.valueOf(step.get("step_id")), step -> step);
    }

    private static <T> Map<String, @Nullable Object> page(
            SimulatedRequest request, List<T> all, Function<T, String> id, Function<T, Object> written) {
        int limit = limit(request);
        List<T> ordered = new ArrayList<>(all);
        if (ascending(request)) {
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

    private static int limit(SimulatedRequest request) {
        String text = request.queryValue("limit");
        if (text == null) {
            return USUAL_LIMIT;
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

    private static boolean ascending(SimulatedRequest request) {
        String order = request.queryValue("order");
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            throw invalid("literal_error", List.of("query", "order"), "Input should be 'asc' or 'desc'");
        }
        return "asc".equals(order);
    }

    private static Set<String> commaSeparated(SimulatedRequest request, String name) {
        Set<String> values = new HashSet<>();
        request.queryValues(name).forEach(value -> values.addAll(Arrays.asList(value.split(","))));
        return values;
    }
}
