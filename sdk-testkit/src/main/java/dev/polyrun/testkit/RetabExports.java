package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.text;

import dev.polyrun.core.json.Json;
import dev.polyrun.testkit.RetabSimulator.Generation;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Retab's CSV tables: a row for each run that has completed, its id first. */
final class RetabExports {
    private static final String RUN_ID = "run_id";

    private final Generation generation;
    private final RunBook runs;

    RetabExports(Generation generation, RunBook runs) {
        this.generation = generation;
        this.runs = runs;
    }

    Answer export(Exchange exchange) {
        Map<String, @Nullable Object> body = RetabSimulator.body(exchange);
        String workflow = text(body, "workflow_id");
        for (String property : List.of("workflow_id", generation == Generation.A ? "node_id" : "block_id")) {
            if (text(body, property) == null) {
                throw RetabLists.invalid("missing", List.of("body", property), "Field required");
            }
        }
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (SimulatedRun run : runs.newestFirst()) {
            SimulatedRun.Moment now = run.look();
            if (run.workflowId.equals(workflow) && now.state() == WireState.SUCCEEDED && isWanted(now, body)) {
                Map<String, @Nullable Object> row = document(RUN_ID, run.id);
                row.putAll("inputs".equals(body.get("export_source")) ? document("filename", "invoice.pdf") : RetabDocuments.outputs(now));
                rows.add(row);
            }
        }
        Set<String> columns = columns(rows, body.get("preferred_columns"));
        return Answer.ok(document("csv_data", csv(rows, columns, body), "rows", rows.size(), "columns", columns.size()));
    }

    private static boolean isWanted(SimulatedRun.Moment now, Map<String, @Nullable Object> body) {
        LocalDate created = LocalDate.ofInstant(now.run().createdAt, ZoneOffset.UTC);
        Object trigger = RetabDocuments.trigger(now.run());
        return isAmong(now.run().id, body.get("selected_run_ids"))
                && isAmong(trigger, body.get("trigger_types"))
                && (body.get("trigger_type") == null || trigger.equals(body.get("trigger_type")))
                && (body.get("status") == null || now.status().equals(body.get("status")))
                && !now.status().equals(body.get("exclude_status"))
                && !created.isBefore(RetabLists.day(text(body, "from_date"), LocalDate.MIN))
                && !created.isAfter(RetabLists.day(text(body, "to_date"), LocalDate.MAX));
    }

    private static boolean isAmong(Object value, @Nullable Object wanted) {
        return !(wanted instanceof Collection<?> list) || list.contains(value);
    }

    private static Set<String> columns(List<Map<String, @Nullable Object>> rows, @Nullable Object preferred) {
        Set<String> all = new LinkedHashSet<>(Set.of(RUN_ID));
        rows.forEach(row -> all.addAll(row.keySet()));
        Set<String> ordered = new LinkedHashSet<>(Set.of(RUN_ID));
        if (preferred instanceof Collection<?> names) {
            names.stream().map(String::valueOf).filter(all::contains).forEach(ordered::add);
        }
        ordered.addAll(all);
        return ordered;
    }

    private String csv(List<Map<String, @Nullable Object>> rows, Set<String> columns, Map<String, @Nullable Object> body) {
        String delimiter = textOr(body, "delimiter", generation == Generation.C ? ";" : ",");
        String line = textOr(body, "line_delimiter", "\n");
        String quote = textOr(body, "quote", "\"");
        List<Collection<?>> table = new ArrayList<>(List.of(columns));
        for (Map<String, @Nullable Object> row : rows) {
            List<Object> cells = new ArrayList<>();
            columns.forEach(column -> cells.add(cell(row.get(column))));
            table.add(cells);
        }
        StringBuilder csv = new StringBuilder();
        for (Collection<?> cells : table) {
            csv.append(cells.stream()
                            .map(String::valueOf)
                            .map(cell -> quoted(cell, quote, delimiter, line))
                            .collect(Collectors.joining(delimiter)))
                    .append(line);
        }
        return csv.toString();
    }

    private static String cell(@Nullable Object value) {
        return value == null ? "" : value instanceof String text ? text : Json.write(value);
    }

    private static String quoted(String cell, String quote, String delimiter, String line) {
        boolean plain = !cell.contains(quote) && !cell.contains(delimiter) && !cell.contains(line);
        return plain ? cell : quote + cell.replace(quote, quote + quote) + quote;
    }

    private static String textOr(Map<String, @Nullable Object> body, String property, String otherwise) {
        String text = text(body, property);
        return text == null || text.isEmpty() ? otherwise : text;
    }
}
