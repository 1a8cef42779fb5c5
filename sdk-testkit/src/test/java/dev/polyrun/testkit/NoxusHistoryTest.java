package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Noxus tells about past runs, how they are found again and deleted, and the run that is waited for. */
class NoxusHistoryTest {
    private static final String BULK_DELETE = "/v1/runs/bulk/delete";

    private final NoxusSimulator noxus = NoxusSimulator.start();
    private final Wire wire = Wire.of(noxus, "X-API-Key", noxus.apiKey());
    private final String ofWorkflow = "/v1/workflows/" + noxus.workflowId() + "/runs";

    @AfterEach
    void close() {
        noxus.close();
    }

    @Test
    void runThatIsWaitedForAnswersItsOutput() throws IOException {
        noxus.onStart(RunScript.perRead("queued", "running", "completed").withOutputs(Map.of("Answer", "42")));

        Reply end = wire.post(ofWorkflow + "/sync", Map.of("input", Map.of()));

        assertThat(end.keys().toString()).isEqualTo("[id, output]");
        assertThat(end.text("output", "Answer")).isEqualTo("42");
        assertThat(wire.get("/v1/runs/" + end.text("id")).text("status")).isEqualTo("completed");
        assertThat(wire.post(ofWorkflow + "/sync?use_output_ids=true", Map.of("input", Map.of())).text("output", "output-1"))
                .isEqualTo("42");
    }

    @Test
    void dataHasAnEntryForEachNode() throws IOException {
        noxus.addRun("run-1", RunScript.perRead("failed").withError("no ink"));

        Reply data = wire.get("/v1/runs/run-1/data?fetch_structured_data=true");

        assertThat(data.keys().toString()).isEqualTo("[input-1, agent-1, output-1]");
        assertThat(data.text("input-1", "error")).isEqualTo("no ink");
    }

    @Test
    void oneNodeShowsWhatWentInAndCameOut() throws IOException {
        noxus.addRun("run-1", RunScript.perRead("completed").withOutputs(Map.of("Answer", "42")));

        assertThat(wire.get("/v1/runs/run-1/io/output-1?it=0").text("output", "Answer")).isEqualTo("42");
        assertThat(wire.get("/v1/runs/run-1/io/nobody").status()).isEqualTo(404);
        assertThat(wire.get("/v1/runs/run-1/io/output-1?it=-1").status()).isEqualTo(422);
    }

    @Test
    void searchLooksInInputOutputAndId() throws IOException {
        wire.post(ofWorkflow, Map.of("input", Map.of("Question", "What is machine learning?")));
        noxus.addRun("run-1", RunScript.perRead("completed").withOutputs(Map.of("Answer", "Ink")));

        assertThat(search(Map.of("query", "machine")).list("items")).hasSize(1);
        assertThat(search(Map.of("query", "Machine")).list("items")).isEmpty();
        assertThat(search(Map.of("query", "Machine", "exact", false)).list("items")).hasSize(1);
        assertThat(search(Map.of("query", "Ink", "search_in", List.of("input"))).list("items")).isEmpty();
        assertThat(search(Map.of("query", "run-1", "search_in", List.of("run_id"))).list("items")).hasSize(1);
    }

    @Test
    void searchPagesByBodyOrByQuery() throws IOException {
        for (int i = 1; i <= 3; i++) {
            noxus.addRun("run-" + i, RunScript.perRead("queued"));
        }

        Reply byBody = search(Map.of("limit", 1, "offset", 2));
        Reply byQuery = wire.post("/v1/runs/search?page=2&size=2", Map.of());

        assertThat(byBody.keys().toString()).isEqualTo("[items, total]");
        assertThat(byBody.text("items", 0, "id")).isEqualTo("run-1");
        assertThat(byQuery.text("items", 0, "id")).isEqualTo("run-1");
        assertThat(byQuery.at("pages")).isEqualTo(2L);
    }

    @Test
    void deletedRunIsGone() throws IOException {
        noxus.addRun("run-1", RunScript.perRead("completed"));

        assertThat(wire.send("DELETE", "/v1/runs/run-1", null).at("succeeded")).isEqualTo(1L);
        assertThat(wire.get("/v1/runs/run-1").status()).isEqualTo(404);
        assertThat(wire.send("DELETE", "/v1/runs/run-1", null).status()).isEqualTo(404);
    }

    @Test
    void runThatGoesOnIsNotDeleted() throws IOException {
        noxus.addRun("run-1", RunScript.perRead("running"));

        Reply outcome = wire.send("DELETE", "/v1/runs/run-1", null);

        assertThat(outcome.at("failed")).isEqualTo(1L);
        assertThat(outcome.text("errors", "run-1")).contains("not finished");
        assertThat(wire.get("/v1/runs/run-1").status()).isEqualTo(200);
    }

    @Test
    void deletionNeedsAPermission() throws IOException {
        noxus.addRun("run-1", RunScript.perRead("completed"));
        Wire ordinary = Wire.of(noxus, "X-API-Key", noxus.apiKeyWithoutDeletion());

        assertThat(ordinary.send("DELETE", "/v1/runs/run-1", null).status()).isEqualTo(403);
        assertThat(ordinary.post(BULK_DELETE, Map.of("run_ids", List.of("run-1"))).status()).isEqualTo(403);
        assertThat(ordinary.get("/v1/runs/run-1").status()).isEqualTo(200);
    }

    @Test
    void dryRunOnlyCounts() throws IOException {
        noxus.addRun("run-1", RunScript.perRead("completed"));

        Reply outcome = wire.post(BULK_DELETE, Map.of("dry_run", true, "filters", Map.of("workflow_id", noxus.workflowId())));

        assertThat(outcome.at("matched")).isEqualTo(1L);
        assertThat(outcome.at("succeeded")).isEqualTo(0L);
        assertThat(noxus.runIds()).hasSize(1);
    }

    @Test
    void bulkDeleteTakesFinishedRunsOnly() throws IOException {
        noxus.addRun("run-1", RunScript.perRead("completed"));
        noxus.addRun("run-2", RunScript.perRead("running"));

        Reply outcome = wire.post(BULK_DELETE, Map.of("run_ids", List.of("run-1", "run-2"), "expected_count", 1));

        assertThat(outcome.at("succeeded")).isEqualTo(1L);
        assertThat(outcome.keys("errors").toString()).isEqualTo("[run-2]");
        assertThat(noxus.runIds()).containsExactly("run-2");
    }

    @Test
    void staleCountIs409AndDeletesNothing() throws IOException {
        noxus.addRun("run-1", RunScript.perRead("completed"));

        assertThat(wire.post(BULK_DELETE, Map.of("run_ids", List.of("run-1"), "expected_count", 2)).status()).isEqualTo(409);
        assertThat(noxus.runIds()).hasSize(1);
    }

    @Test
    void dateOfABulkDeleteMustCarryAnOffset() throws IOException {
        assertThat(wire.post(BULK_DELETE, Map.of("filters", Map.of("to_date", "2026-01-01T00:00:00"))).status()).isEqualTo(422);
        assertThat(wire.post(BULK_DELETE, Map.of("filters", Map.of("to_date", "2026-01-01T00:00:00Z"))).status()).isEqualTo(200);
        assertThat(wire.post(BULK_DELETE, Map.of("dry_run", true)).status()).isEqualTo(422);
    }

    private Reply search(Map<String, Object> body) throws IOException {
        return wire.post("/v1/runs/search", body);
    }
}
