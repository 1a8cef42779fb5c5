package dev.polyrun.benchmarks.calls;

import dev.polyrun.core.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs of Retab's as the vendor's pages show them. The same bytes each time. */
public enum RunDocument {
    /** About 1 KB: a run of today's generation, which has ended. */
    SMALL(() -> today(invoices(1))),
    /** About 2 KB: a run of the first generation with three steps, and null for whatever it has not. */
    MIDDLE(() -> withSteps(3)),
    /** About 1 MB: the same with 2,000 steps. What a poll has to know stands before them, among them, and after them. */
    LARGE(() -> withSteps(2_000)),
    /** About 1 MB: a run of today's generation that was started with so much JSON. What a poll has to know stands before it. */
    LEADING(() -> today(invoices(5_000)));

    private final Supplier<Map<String, @Nullable Object>> document;

    RunDocument(Supplier<Map<String, @Nullable Object>> document) {
        this.document = document;
    }

    /** The document in UTF-8, made anew. */
    byte[] bytes() {
        return Json.writeBytes(document.get());
    }

    private static Map<String, @Nullable Object> today(List<Object> invoices) {
        return object(
                "id", "run_8Xk2mQ4vT7pL1nRw",
                "workflow_id", "wf_3Jd9sB6yZ0cHfKe5",
                "workflow_version_id", "ver_7Gq1aN4uXoPi2MsV",
                "trigger", object("type", "api", "api_key_id", "key_5Tz8wE1rYbLd"),
                "lifecycle", object("status", "completed"),
                "timing", object(
                        "created_at", "2026-08-03T09:12:44.102786+00:00",
                        "started_at", "2026-08-03T09:12:45.004311+00:00",
                        "completed_at", "2026-08-03T09:13:18.730025+00:00",
                        "duration_ms", 33_726,
                        "active_duration_ms", 33_726,
                        "accumulated_review_waiting_ms", 0),
                "inputs", object(
                        "documents", object("start-node-1", object(
                                "id", "file_2Ls9vC6xKjQh", "filename", "invoice-2026-0803.pdf", "mime_type", "application/pdf")),
                        "json_data", object("start-node-2", object("customer", "C-20931", "invoices", invoices))),
                "metadata", object("batch", "2026-08-03", "source", "mailbox"));
    }

    private static List<Object> invoices(int count) {
        List<Object> invoices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            invoices.add(object(
                    "invoice_number", "INV-2026-" + (10_000 + i),
                    "issued", "2026-07-" + (10 + i % 20),
                    "vendor_name", "Acme Industrial Supplies Ltd.",
                    "total_amount", BigDecimal.valueOf(123_456 + 7L * i, 2),
                    "currency", "EUR",
                    "positions", 1 + i % 9,
                    "paid", i % 3 == 0,
                    "note", i % 4 == 0 ? null : "Delivered with order " + (4_711 + i)));
        }
        return invoices;
    }

    private static Map<String, @Nullable Object> withSteps(int count) {
        List<Object> steps = new ArrayList<>();
        List<String> executed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = "extract-node-" + (i + 1);
            executed.add(id);
            steps.add(object(
                    "node_id", id,
                    "node_type", "extract",
                    "node_label", "Extract Data",
                    "status", "completed",
                    "started_at", date(i),
                    "completed_at", date(i + 1),
                    "duration_ms", 1_000 + i % 977,
                    "output", count > 3 || i == 1 ? object("data", invoices(1).get(0), "confidence", new BigDecimal("0.9731")) : null));
        }
        return object(
                "id", "run_8Xk2mQ4vT7pL1nRw", "workflow_id", "wf_3Jd9sB6yZ0cHfKe5", "workflow_name", "Invoice Processing",
                "organization_id", "org_1Hb6tR3yMnWc", "config_snapshot_id", "snap_9Pf4eU7iOaSd", "dataset_id", null, "status", "completed",
                "execution_phase", "running", "trigger_type", "api", "trigger_email", null, "started_at", date(0), "completed_at", date(count),
                "duration_ms", 33_726, "human_waiting_started_at", null, "human_waiting_duration_ms", 0, "steps", steps,
                "input_documents", object("start-node-1", object(
                        "file_id", "file_2Ls9vC6xKjQh", "filename", "invoice-2026-0803.pdf", "mime_type", "application/pdf")),
                "input_json_data", null, "input_text_data", null,
                "final_outputs", object("end-node-1", object("label", "Output", "json_data", invoices(Math.max(1, count / 40)))),
                "error", null, "error_stage", null, "error_details", null,
                "cost_summary", object("total", new BigDecimal("0.05")), "trace_spans", null, "cancel_signal_error", null,
                "cancel_signal_failed_at", null, "cancel_native_error", null, "cancel_confirmation_error", null,
                "cancel_confirmation_pending", false, "cancel_requested_at", null, "created_at", date(0), "updated_at", date(count),
                "waiting_for_node_ids", List.of(), "pending_node_outputs", null, "dag_snapshot", null, "executed_node_ids", executed,
                "parallel_completion_counters", Map.of(), "resume_queue", List.of(), "active_resume", null, "run_resume_status", "idle",
                "hil_signal_states", Map.of());
    }

    private static String date(int step) {
        return "2026-08-03T%02d:%02d:%02d.%06d+00:00".formatted(9 + step / 3600, step / 60 % 60, step % 60, 102_786 + step);
    }

    private static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }
}
