package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.object;
import static dev.polyrun.testkit.Documents.text;

import dev.polyrun.core.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Noxus' search in past runs, and their deletion. */
final class NoxusHistory {
    private static final int USUAL_LIMIT = 10;
    private static final int USUAL_SIZE = 50;
    private static final int GREATEST_SIZE = 100;
    private static final String STILL_GOING_ON = "Run has not finished";

    private final RunBook runs;

    NoxusHistory(RunBook runs) {
        this.runs = runs;
    }

    /** Pages by the query, as the docs have it, or by the body, as the vendor's client does. */
    Answer search(Exchange exchange, Map<String, @Nullable Object> body) {
        List<SimulatedRun.Moment> found = runs.newestFirst().stream()
                .map(SimulatedRun::look)
                .filter(now -> matches(now, body))
                .toList();
        if (exchange.query("page") == null && exchange.query("size") == null) {
            int from = Math.min(number(body, "offset", 0), found.size());
            int to = Math.min(from + number(body, "limit", USUAL_LIMIT), found.size());
            return Answer.ok(document("items", written(found.subList(from, to)), "total", found.size()));
        }
        int page = NoxusSimulator.number(exchange, "page", 1, Integer.MAX_VALUE);
        int size = NoxusSimulator.number(exchange, "size", USUAL_SIZE, GREATEST_SIZE);
        int from = (int) Math.min((page - 1L) * size, found.size());
        int to = Math.min(from + size, found.size());
        return Answer.ok(document(
                "items", written(found.subList(from, to)),
                "total", found.size(),
                "page", page,
                "size", size,
                "pages", (found.size() + size - 1) / size));
    }

    private static List<Object> written(List<SimulatedRun.Moment> found) {
        List<Object> items = new ArrayList<>();
        found.forEach(now -> items.add(NoxusDocuments.withOutput(now, false)));
        return items;
    }

    private static int number(Map<String, @Nullable Object> body, String name, int otherwise) {
        Object value = body.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number && number.longValue() >= 0) {
            return (int) Math.min(number.longValue(), Integer.MAX_VALUE);
        }
        throw NoxusSimulator.invalid("int_parsing", List.of("body", name), "Input should be a whole number, 0 or more");
    }

    private static boolean matches(SimulatedRun.Moment now, Map<String, @Nullable Object> body) {
        String wanted = text(body, "query");
        if (wanted == null) {
            return true;
        }
        StringBuilder searched = new StringBuilder();
        if (looksIn(body, "run_id")) {
            searched.append(now.run().id).append('\n');
        }
        if (looksIn(body, "input")) {
            searched.append(Json.write(now.run().input)).append('\n');
        }
        if (looksIn(body, "output")) {
            searched.append(Json.write(NoxusDocuments.output(now, false)));
        }
        // A search by meaning finds more than that, but nothing says what.
        return Boolean.FALSE.equals(body.get("exact"))
                ? searched.toString().toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT))
                : searched.indexOf(wanted) >= 0;
    }

    private static boolean looksIn(Map<String, @Nullable Object> body, String part) {
        return !(body.get("search_in") instanceof List<?> parts) || parts.contains(part);
    }

    Answer delete(SimulatedRun run) {
        if (!run.look().state().ended()) {
            return outcome(0, Map.of(run.id, STILL_GOING_ON), 0);
        }
        runs.remove(run.id);
        return outcome(1, Map.of(), 1);
    }

    Answer bulkDelete(Map<String, @Nullable Object> body) {
        Map<String, @Nullable Object> errors = document();
        List<SimulatedRun> matched = new ArrayList<>();
        for (SimulatedRun run : chosen(body)) {
            if (run.look().state().ended()) {
                matched.add(run);
            } else if (body.get("run_ids") != null) {
                errors.put(run.id, STILL_GOING_ON);
            }
        }
        if (body.get("expected_count") instanceof Number expected && expected.longValue() != matched.size()) {
            throw new Refusal(NoxusSimulator.detail(
                    409, "Expected " + expected + " runs to match, but " + matched.size() + " do; nothing was deleted"));
        }
        if (Boolean.TRUE.equals(body.get("dry_run"))) {
            return outcome(0, Map.of(), matched.size());
        }
        matched.forEach(run -> runs.remove(run.id));
        return outcome(matched.size(), errors, matched.size());
    }

    private List<SimulatedRun> chosen(Map<String, @Nullable Object> body) {
        Map<String, @Nullable Object> filters = object(body.get("filters"));
        if (body.get("run_ids") instanceof List<?> ids) {
            Set<?> wanted = new LinkedHashSet<>(ids);
            return runs.newestFirst().stream().filter(run -> wanted.contains(run.id)).toList();
        }
        if (filters == null) {
            throw NoxusSimulator.invalid("value_error", List.of("body"), "Either run_ids or filters is required");
        }
        Instant end = end(text(filters, "to_date"));
        String workflow = text(filters, "workflow_id");
        return runs.newestFirst().stream()
                .filter(run -> run.createdAt.isBefore(end))
                .filter(run -> workflow == null || workflow.equals(run.workflowId))
                .toList();
    }

    private static Instant end(@Nullable String date) {
        if (date == null) {
            return Instant.MAX;
        }
        try {
            return OffsetDateTime.parse(date).toInstant();
        } catch (DateTimeException e) {
            throw NoxusSimulator.invalid(
                    "timezone_aware", List.of("body", "filters", "to_date"), "Input should have timezone info");
        }
    }

    private static Answer outcome(int succeeded, Map<String, ? extends @Nullable Object> errors, int matched) {
        return Answer.ok(document("succeeded", succeeded, "failed", errors.size(), "errors", errors, "matched", matched));
    }
}
