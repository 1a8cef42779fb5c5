package dev.polyrun;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.activepieces.model.FlowRun;
import dev.polyrun.core.json.Json;
import dev.polyrun.core.json.JsonModel;
import dev.polyrun.core.json.JsonProjection;
import dev.polyrun.core.json.JsonReader;
import dev.polyrun.noxus.model.RunNoIO;
import dev.polyrun.onepin.model.WorkflowRunResponse;
import dev.polyrun.retab.model.WorkflowRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A poll decodes little of a run's document, and sees in it what it would see in the whole. */
@Tag("big")
class PolledDocumentsTest {
    /** How a vendor's documents are polled. */
    enum Vendor {
        GUMLOOP("state", reading(GumloopAdapter.POLLED, dev.polyrun.gumloop.model.FlowRun::read,
                        GumloopAdapter::isPolledEnough, GumloopAdapter::snapshot),
                "QUEUED", "STARTED", "TERMINATING", "DONE", "FAILED", "TERMINATED"),
        ACTIVEPIECES("status", reading(ActivepiecesRuns.POLLED, FlowRun::read, ActivepiecesRuns::isPolledEnough, ActivepiecesRuns::snapshot),
                "QUEUED", "RUNNING", "PAUSED", "SUCCEEDED", "FAILED", "TIMEOUT", "CANCELED"),
        RETAB("status", reading(RetabRuns.POLLED, WorkflowRun::read, RetabRuns::isPolledEnough, RetabRuns::snapshot),
                "queued", "running", "waiting_for_human", "completed", "error", "cancelled"),
        NOXUS("status", reading(NoxusAdapter.POLLED, RunNoIO::read, run -> true, NoxusAdapter::snapshot),
                "queued", "running", "awaiting_event", "completed", "failed", "stopped"),
        ONEPIN("status", reading(OnepinAdapter.POLLED, WorkflowRunResponse::read, answer -> true,
                        (ref, answer) -> OnepinAdapter.snapshot(ref, answer.data())),
                "pending", "running", "paused", "completed", "failed", "cancelled");

        private final String status;
        private final Reading<?> reading;
        private final List<String> words;

        Vendor(String status, Reading<?> reading, String... words) {
            this.status = status;
            this.reading = reading;
            this.words = List.of(words);
        }
    }

    /** What none of the files has. */
    private static final List<Map<String, @Nullable Object>> RETAB_ASIDE = List.of(
            Map.of("status", "waiting_for_human", "run_resume_status", "resuming"),
            Map.of("status", "running", "cancel_confirmation_pending", true,
                    "cancel_requested_at", "2026-05-01T10:00:00Z", "cancel_signal_failed_at", "2026-05-01T09:59:59Z"),
            Map.of("status", "error", "error_details", Map.of("message", "Extraction failed", "block_id", "block_2")));

    private record Reading<M extends JsonModel>(
            JsonProjection polled, JsonReader.Element<M> model, Predicate<M> isEnough, Function<M, RunSnapshot> snapshot) {
        RunSnapshot whole(byte[] document) {
            return snapshot.apply(Objects.requireNonNull(JsonReader.readWhole(document, model)));
        }

        RunSnapshot poll(byte[] document) {
            M part = Objects.requireNonNull(polled.read(document, model));
            return isEnough.test(part) ? snapshot.apply(part) : whole(document);
        }
    }

    private interface Mapping<M> {
        RunSnapshot snapshot(RunRef ref, M model);
    }

    private static <M extends JsonModel> Reading<M> reading(
            JsonProjection polled, JsonReader.Element<M> model, Predicate<M> isEnough, Mapping<M> mapping) {
        return new Reading<>(polled, model, isEnough, run -> mapping.snapshot(FakeAdapter.REF, run));
    }

    @ParameterizedTest
    @EnumSource
    void aPollSeesWhatTheWholeDocumentShows(Vendor vendor) throws IOException {
        List<Map<String, @Nullable Object>> documents = documents(vendor);
        assertThat(documents).hasSizeGreaterThan(2);

        for (Map<String, @Nullable Object> document : documents) {
            for (Map<String, @Nullable Object> form : forms(vendor, document)) {
                byte[] json = Json.writeBytes(vendor == Vendor.ONEPIN ? Map.of("data", form) : form);

                assertThat(facts(vendor.reading.poll(json))).as("%s", new String(json, UTF_8)).isEqualTo(facts(vendor.reading.whole(json)));
            }
        }
    }

    /** All that a snapshot says, for a failure that can be read. */
    private static List<@Nullable Object> facts(RunSnapshot snapshot) {
        List<@Nullable Object> facts = new ArrayList<>();
        facts.add(snapshot);
        facts.add(snapshot.workflowId());
        facts.add(snapshot.reason());
        facts.add(snapshot.error());
        facts.add(snapshot.pause());
        facts.add(snapshot.progress());
        facts.add(snapshot.createdAt());
        facts.add(snapshot.startedAt());
        facts.add(snapshot.finishedAt());
        return facts;
    }

    /** In each status, as it is, and with each of its properties left out or of the wrong type. */
    private static List<Map<String, @Nullable Object>> forms(Vendor vendor, Map<String, @Nullable Object> document) {
        List<Map<String, @Nullable Object>> forms = new ArrayList<>(List.of(document));
        for (String word : vendor.words) {
            Map<String, @Nullable Object> inStatus = with(document, vendor.status, word);
            forms.add(inStatus);
            if (document.get("lifecycle") instanceof Map<?, ?> lifecycle) {
                String name = lifecycle.containsKey("kind") ? "kind" : "status";
                Map<String, @Nullable Object> changed = new LinkedHashMap<>();
                lifecycle.forEach((key, value) -> changed.put(String.valueOf(key), value));
                changed.put(name, word);
                forms.add(with(document, "lifecycle", changed));
            }
            for (String property : document.keySet()) {
                Map<String, @Nullable Object> without = new LinkedHashMap<>(inStatus);
                without.remove(property);
                forms.add(without);
                for (Object wrong : new @Nullable Object[] {null, 7, "text", List.of(Map.of("status", word), 1), Map.of("status", word)}) {
                    forms.add(with(inStatus, property, wrong));
                }
            }
        }
        return forms;
    }

    private static Map<String, @Nullable Object> with(Map<String, @Nullable Object> document, String property, @Nullable Object value) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(document);
        changed.put(property, value);
        return changed;
    }

    /** Runs as the vendors' pages, real servers and our own fixtures have them. */
    private static List<Map<String, @Nullable Object>> documents(Vendor vendor) throws IOException {
        Path resources = Path.of("..", "sdk-" + vendor.name().toLowerCase(Locale.ROOT), "src", "test", "resources");
        List<Map<String, @Nullable Object>> documents = new ArrayList<>(vendor == Vendor.RETAB ? RETAB_ASIDE : List.of());
        try (Stream<Path> files = Files.walk(resources)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String text = Files.readString(file);
                if (file.toString().endsWith(".http")) {
                    text = text.substring(text.indexOf("\r\n\r\n") < 0 ? text.indexOf("\n\n") + 2 : text.indexOf("\r\n\r\n") + 4);
                }
                if (text.startsWith("{") && Json.parse(text) instanceof Map<?, ?> document) {
                    addRuns(vendor, document, documents);
                }
            }
        }
        return documents;
    }

    @SuppressWarnings("unchecked")
    private static void addRuns(Vendor vendor, Map<?, ?> document, List<Map<String, @Nullable Object>> runs) {
        if (document.get("data") instanceof List<?> list) {
            list.forEach(item -> addRuns(vendor, (Map<?, ?>) item, runs));
        } else if (document.get("data") instanceof Map<?, ?> run) {
            addRuns(vendor, run, runs);
        } else if (document.containsKey(vendor.status) || document.containsKey("lifecycle")) {
            runs.add((Map<String, @Nullable Object>) document);
        }
    }

    @Test
    void realServersAndAllGenerationsAreAmongTheDocuments() throws IOException {
        assertThat(documents(Vendor.ACTIVEPIECES)).anySatisfy(run -> assertThat(run).containsEntry("status", "PAUSED").containsKey("steps"))
                .anySatisfy(run -> assertThat(run).containsKey("failedStepName"))
                .anySatisfy(run -> assertThat(run.get("failedStep")).isNotNull());
        assertThat(documents(Vendor.RETAB)).anySatisfy(run -> assertThat(run).containsKeys("status", "steps"))
                .anySatisfy(run -> assertThat(run).containsKeys("workflow", "timing"))
                .anySatisfy(run -> assertThat(run).containsKeys("workflow_id", "timing"));
    }

    @Test
    void whatFillsALargeDocumentIsNotDecoded() throws IOException {
        Map<String, Object> step = Map.of("status", "completed", "output", Map.of("text", "x".repeat(100_000)));
        byte[] activepieces = Json.writeBytes(Map.of("status", "RUNNING", "steps", Map.of("step_1", step)));
        byte[] retab = Json.writeBytes(Map.of("status", "running", "steps", List.of(step, step)));

        FlowRun flowRun = Objects.requireNonNull(ActivepiecesRuns.POLLED.read(activepieces, FlowRun::read));
        WorkflowRun workflowRun = Objects.requireNonNull(RetabRuns.POLLED.read(retab, WorkflowRun::read));

        assertThat(flowRun.toJson()).isEqualTo("{\"status\":\"RUNNING\"}");
        assertThat(workflowRun.toJson()).isEqualTo("{\"status\":\"running\",\"steps\":[{\"status\":\"completed\"},{\"status\":\"completed\"}]}");
        assertThat(RetabRuns.snapshot(FakeAdapter.REF, workflowRun).progress()).isEqualTo(new Progress(2, 2));
    }

    @Test
    void ofTodaysRunNothingIsLookedAtAfterThatWhichTells() {
        String told = "{\"id\":\"r\",\"workflow_id\":\"w\",\"lifecycle\":{\"status\":\"running\"},\"timing\":{\"created_at\":\"2026-08-03T09:12:44Z\"}";

        WorkflowRun run = Objects.requireNonNull(RetabRuns.POLLED.read((told + ",\"inputs\":{ and so on").getBytes(UTF_8), WorkflowRun::read));

        assertThat(run.toMap()).isEqualTo(Json.parse(told + "}"));
        assertThat(RetabRuns.isPolledEnough(run)).isTrue();
    }
}
