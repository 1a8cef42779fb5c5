package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.seconds;
import static dev.polyrun.testkit.Documents.text;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What comes out of Onepin's runs: overview, lines with their audio, and links to files. */
final class OnepinResults {
    static final String SAMPLE_SCRIPT = "Good morning.\nThe train is on time.\nGood night.";

    private static final Duration LINKS_WORK_FOR = Duration.ofMinutes(15);
    private static final String UPLOADS = "uploads";
    private static final String EXPORT = "export.zip";
    private static final String MP3 = ".mp3";
    private static final List<String> LANGUAGES = List.of("en-US", "ko-KR");
    private static final int LINE_MS = 1500;

    private final RunBook runs;
    private final OnepinSimulator onepin;
    private final SignedLinks links;

    OnepinResults(RunBook runs, OnepinSimulator onepin) {
        this.runs = runs;
        this.onepin = onepin;
        this.links = new SignedLinks(onepin::rootUrl, this::find);
    }

    void addRoutes(Router router) {
        links.addRoutes(router);
    }

    /** A link to the script of an upload. */
    String uploadLink(String file) {
        return links.link(UPLOADS, file, Instant.now().plus(LINKS_WORK_FOR));
    }

    private String link(SimulatedRun.Moment now, String file) {
        return links.link(now.run().id, file, now.script().now().plus(LINKS_WORK_FOR));
    }

    private static List<String> script(SimulatedRun.Moment now) {
        String given = text(now.run().input, "script_text");
        return (given == null ? SAMPLE_SCRIPT : given).lines().toList();
    }

    private static String availability(SimulatedRun.Moment now) {
        return now.state() == WireState.SUCCEEDED ? "available" : now.state().ended() ? "unavailable" : "not_ready";
    }

    private static @Nullable String reason(SimulatedRun.Moment now) {
        return now.state() == WireState.SUCCEEDED ? null : "The run is " + now.status() + ".";
    }

    Map<String, @Nullable Object> overview(SimulatedRun.Moment now, String workflowName) {
        boolean there = now.state() == WireState.SUCCEEDED;
        int lines = script(now).size();
        List<Object> audio = new ArrayList<>();
        if (there) {
            LANGUAGES.forEach(language -> audio.add(document(
                    "locale_code", language, "line_count", lines, "total_duration_ms", lines * LINE_MS, "avg_duration_ms", LINE_MS)));
        }
        return document(
                "workflow", document("id", now.run().workflowId, "name", workflowName),
                "run", document(
                        "id", now.run().id,
                        "status", now.status(),
                        "created_at", seconds(now.run().createdAt),
                        "started_at", seconds(now.startedAt()),
                        "completed_at", seconds(now.endedAt()),
                        "has_export", there,
                        "error", now.state() == WireState.FAILED ? now.script().errorOr(OnepinDocuments.SAMPLE_ERROR) : null),
                "metric_sections", List.of(document(
                        "key", "summary",
                        "title", "Summary",
                        "layout", "grid",
                        "metrics", List.of(
                                metric(now, "lines", "Lines", lines, null),
                                metric(now, "audio", "Audio", there ? lines * LANGUAGES.size() * LINE_MS / 1000.0 : null, "s")))),
                "audio_by_language", audio,
                "validators", List.of(),
                "workflow_snapshot", document("definition", OnepinGraphs.sample(), "node_states", nodeStates(now)),
                "capabilities", document("validator_drilldown", false, "live_trace_timing", false, "persisted_aggregates", there),
                "future_links", document("validator_drilldown", null, "live_trace", null));
    }

    private static Map<String, @Nullable Object> metric(
            SimulatedRun.Moment now, String key, String label, @Nullable Object value, @Nullable String unit) {
        return document(
                "key", key,
                "label", label,
                "value", value,
                "formatted_value", value == null ? "-" : value + (unit == null ? "" : " " + unit),
                "unit", unit,
                "status", value == null ? availability(now) : "available",
                "reason", value == null ? reason(now) : null,
                "display", document("variant", "number", "emphasis", null),
                "annotation", null);
    }

    private static List<Map<String, @Nullable Object>> nodeStates(SimulatedRun.Moment now) {
        List<Map<String, @Nullable Object>> states = OnepinDocuments.steps(now, false);
        for (Map<String, @Nullable Object> state : states) {
            state.keySet().removeAll(List.of("id", "result", "has_result", "active_ports"));
            state.put("duration_ms", state.get("completed_at") == null ? null : LINE_MS);
        }
        return states;
    }

    Answer data(Exchange exchange, SimulatedRun.Moment now) {
        String search = exchange.query("search");
        String language = exchange.query("language");
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        List<String> script = script(now);
        for (int line = 0; line < script.size(); line++) {
            String spoken = script.get(line);
            if (search == null || spoken.toLowerCase(Locale.ROOT).contains(search.toLowerCase(Locale.ROOT))) {
                rows.add(row(now, line, spoken, language == null ? null : language.replace('_', '-')));
            }
        }
        Map<String, @Nullable Object> data = document(
                "workflow_id", now.run().workflowId,
                "run_id", now.run().id,
                "run_status", now.status(),
                "partial", document("status", availability(now), "reason", reason(now), "source", "steps"));
        return onepin.page(exchange, rows, true, page -> {
            data.put("rows", page);
            data.put("dropped_truncated", false);
            return data;
        }).with("Cache-Control", "no-store");
    }

    private Map<String, @Nullable Object> row(SimulatedRun.Moment now, int line, String spoken, @Nullable String language) {
        List<Object> cards = new ArrayList<>();
        for (String offered : LANGUAGES) {
            if (language == null || language.equals(offered)) {
                cards.add(card(now, line, spoken, offered));
            }
        }
        return document(
                "id", "row-" + line,
                "line_index", line,
                "line_id", "line-" + line,
                "source_line_id", null,
                "script", spoken,
                "script_status", "available",
                "script_reason", null,
                "auto_corrected", 0,
                "auto_corrected_status", "available",
                "auto_corrected_reason", null,
                "cards", cards);
    }

    private Map<String, @Nullable Object> card(SimulatedRun.Moment now, int line, String spoken, String language) {
        boolean there = now.state() == WireState.SUCCEEDED;
        String audio = audioId(now, line, language);
        return document(
                "id", "card-" + audio,
                "line_id", "line-" + line,
                "source_line_id", null,
                "line_index", line,
                "locale_code", language,
                "script", spoken,
                "audio", document(
                        "playback_url", there ? link(now, audio + MP3) : null,
                        "status", availability(now),
                        "reason", reason(now),
                        "duration_ms", there ? LINE_MS : null,
                        "content_type", there ? "audio/mpeg" : null,
                        "provider", "sample",
                        "model", "sample-1"),
                "validations", List.of(document(
                        "kind", "naturalness",
                        "label", "Naturalness",
                        "score", there ? 87.5 : null,
                        "status", availability(now),
                        "reason", reason(now))),
                "voice", document("status", "available", "display_name", "Ada", "reason", null),
                "waveform_url", null,
                "waveform_status", "unsupported",
                "waveform_reason", null,
                "retry_count", 0,
                "status", there ? "delivered" : "not_delivered");
    }

    /** 16 hexadecimal digits, the same each time. */
    private static String audioId(SimulatedRun.Moment now, int line, String language) {
        return String.format(Locale.ROOT, "%08x%08x", now.run().id.hashCode(), Objects.hash(line, language));
    }

    Answer download(SimulatedRun.Moment now) {
        completed(now);
        return answer(now, EXPORT, "workflow_run_" + now.run().id + "_export.zip");
    }

    Answer downloadOfNode(SimulatedRun.Moment now, String nodeId) {
        boolean isFinal = OnepinDocuments.outputNode().equals(nodeId);
        if (!isFinal) {
            throw new Refusal(OnepinSimulator.error(404, "NOT_FOUND", "No output node " + nodeId + " in this run."));
        }
        completed(now);
        return answer(now, nodeId + ".zip", "node_" + nodeId + "_export.zip");
    }

    private static void completed(SimulatedRun.Moment now) {
        if (now.state() != WireState.SUCCEEDED) {
            throw new Refusal(OnepinSimulator.error(409, "CONFLICT", "The run is not completed."));
        }
    }

    Answer audio(SimulatedRun.Moment now, String audioId) {
        int lines = script(now).size();
        for (int line = 0; line < lines && now.state() == WireState.SUCCEEDED; line++) {
            for (String language : LANGUAGES) {
                if (audioId(now, line, language).equals(audioId)) {
                    return answer(now, audioId + MP3, audioId + MP3);
                }
            }
        }
        throw new Refusal(OnepinSimulator.error(404, "NOT_FOUND", "The run has no audio of this id."));
    }

    private Answer answer(SimulatedRun.Moment now, String file, String filename) {
        Instant end = now.script().now().plus(LINKS_WORK_FOR);
        return Answer.ok(OnepinDocuments.enveloped(
                document("url", link(now, file), "filename", filename, "expires_at", seconds(end))));
    }

    private SignedLinks.@Nullable Stored find(String folder, String file) {
        if (folder.equals(UPLOADS)) {
            return new SignedLinks.Stored(Instant.now(), Answer.of(200, "text/plain", SAMPLE_SCRIPT.getBytes(StandardCharsets.UTF_8)));
        }
        SimulatedRun run = runs.find(folder);
        if (run == null) {
            return null;
        }
        SimulatedRun.Moment now = run.look();
        Answer answer = file.endsWith(MP3) ? Answer.of(200, "audio/mpeg", sound(file)) : Answer.of(200, "application/zip", new ZipStream(sounds(now)));
        return new SignedLinks.Stored(now.script().now(), answer);
    }

    private static Map<String, AnswerStream> sounds(SimulatedRun.Moment now) {
        Map<String, AnswerStream> files = new LinkedHashMap<>();
        for (String language : LANGUAGES) {
            for (int line = 0; line < script(now).size(); line++) {
                files.put(language + "/line-" + line + MP3, AnswerStream.of(sound(audioId(now, line, language) + MP3)));
            }
        }
        return files;
    }

    /** Begins as an MP3 does. */
    private static byte[] sound(String file) {
        return ("ID3 simulated " + file).getBytes(StandardCharsets.UTF_8);
    }
}
