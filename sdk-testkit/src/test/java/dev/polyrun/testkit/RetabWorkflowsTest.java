package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.json.Json;
import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workflows, and the documents and exports of their runs. */
class RetabWorkflowsTest {
    private static final String WORKFLOWS = "/v1/workflows";
    private static final String RUNS = WORKFLOWS + "/runs";

    private final RetabSimulator first = RetabSimulator.start();
    private final RetabSimulator may = RetabSimulator.generation(Generation.B);
    private final RetabSimulator today = RetabSimulator.generation(Generation.C);
    private final Wire wireOfFirst = Wire.of(first, "Api-Key", first.apiKey());
    private final Wire wireOfMay = Wire.of(may, "Api-Key", may.apiKey());
    private final Wire wire = Wire.of(today, "Authorization", "Bearer " + today.apiKey());
    private final String usual = WORKFLOWS + "/" + today.workflowId();

    @AfterEach
    void close() {
        first.close();
        may.close();
        today.close();
    }

    @Test
    void theUsualWorkflowIsPublishedInTheWordsOfEachGeneration() throws IOException {
        assertThat(wireOfFirst.get(usual).at("is_published")).isEqualTo(true);
        assertThat(wireOfFirst.get(usual).text("published_snapshot_id")).isEqualTo("snap_simulated1");
        assertThat(wireOfMay.get(usual).text("published", "snapshot_id")).isEqualTo("snap_simulated1");
        assertThat(wire.get(usual).text("published", "version_id")).isEqualTo("ver_simulated1");
    }

    @Test
    void whatWasCreatedCanBeReadListedAndDeleted() throws IOException {
        Reply created = wire.post(WORKFLOWS, Map.of("name", "Receipts", "description", "Read them", "project_id", "proj_1"));
        String path = WORKFLOWS + "/" + created.text("id");

        assertThat(wire.get(path).body()).isEqualTo(created.body());
        assertThat(created.at("published")).isNull();
        assertThat(wire.get(WORKFLOWS).text("data", 0, "name")).isEqualTo("Receipts");
        assertThat(wire.get(WORKFLOWS + "?project_id=proj_1").list("data")).hasSize(1);
        assertThat(wire.send("DELETE", path, null).status()).isEqualTo(204);
        assertThat(wire.get(path).text("detail")).isEqualTo("Workflow not found");
        assertThat(wire.send("DELETE", path, null).status()).isEqualTo(404);
    }

    @Test
    void aNewWorkflowHasOneBlockForADocument() throws IOException {
        String old = wireOfFirst.post(WORKFLOWS, Map.of()).text("id");
        String id = wire.post(WORKFLOWS, Map.of()).text("id");

        assertThat(wireOfFirst.get(WORKFLOWS + "/" + old).text("name")).isEqualTo("Untitled Workflow");
        assertThat(wireOfFirst.get(WORKFLOWS + "/" + old + "/entities").text("blocks", 0, "type")).isEqualTo("start");
        assertThat(wire.get(WORKFLOWS + "/blocks?workflow_id=" + id).text("data", 0, "type")).isEqualTo("start_document");
    }

    @Test
    void listsCanBeSorted() throws IOException {
        wire.post(WORKFLOWS, Map.of("name", "Zebra"));
        wire.post(WORKFLOWS, Map.of("name", "Apple"));
        wire.send("PATCH", usual, "{\"description\": \"changed\"}");

        assertThat(names("")).containsExactly("Invoice Processing", "Apple", "Zebra");
        assertThat(names("?sort_by=created_at")).containsExactly("Apple", "Zebra", "Invoice Processing");
        assertThat(names("?sort_by=name&order=asc")).containsExactly("Apple", "Invoice Processing", "Zebra");
    }

    private List<Object> names(String query) throws IOException {
        Reply page = wire.get(WORKFLOWS + query);
        return page.list("data").stream().<Object>map(item -> ((Map<?, ?>) item).get("name")).toList();
    }

    @Test
    void aPatchChangesWhatItNames() throws IOException {
        Map<String, Object> nullName = new HashMap<>();
        nullName.put("name", null);
        nullName.put("description", "Other");

        assertThat(wire.send("PATCH", usual, "{\"name\": \"New\"}").text("description")).isEqualTo("Extract invoice fields");
        Reply changed = wire.send("PATCH", usual, Json.write(nullName));

        assertThat(changed.text("name")).isEqualTo("New");
        assertThat(changed.text("description")).isEqualTo("Other");
    }

    @Test
    void aNameThatIsTooLongOrNoTextIs422() throws IOException {
        Reply tooLong = wire.post(WORKFLOWS, Map.of("name", "n".repeat(201)));

        assertThat(tooLong.status()).isEqualTo(422);
        assertThat(tooLong.text("detail", 0, "msg")).isEqualTo("String should have at most 200 characters");
        assertThat(wire.send("PATCH", usual, "{\"name\": 1}").status()).isEqualTo(422);
    }

    @Test
    void theFirstGenerationsLetSendersIn() throws IOException {
        String trigger = "{\"email_trigger\": {\"allowed_senders\": [\"a@example.com\"]}}";

        assertThat(wireOfFirst.send("PATCH", usual, trigger).list("email_senders_whitelist")).hasSize(1);
        assertThat(wireOfMay.send("PATCH", usual, trigger).list("email_trigger", "allowed_senders")).hasSize(1);
        assertThat(wire.send("PATCH", usual, trigger).keys().toString()).doesNotContain("email");
    }

    @Test
    void eachPublicationIsAVersionWithItsGraph() throws IOException {
        Reply published = wire.post(usual + "/publish", Map.of("description", "Second"));
        String version = published.text("published", "version_id");

        assertThat(published.text("published", "description")).isEqualTo("Second");
        assertThat(wire.get(WORKFLOWS + "/versions?workflow_id=" + today.workflowId()).text("data", 0, "id")).isEqualTo(version);
        Reply read = wire.get(WORKFLOWS + "/versions/" + version + "?workflow_id=" + today.workflowId());
        assertThat(read.list("blocks")).hasSize(4);
        assertThat(read.text("edges", 0, "source")).isEqualTo("start-node-1");
        assertThat(wire.get(WORKFLOWS + "/versions").status()).isEqualTo(422);
        assertThat(wire.get(WORKFLOWS + "/versions/" + version + "?workflow_id=wf_nobody").status()).isEqualTo(404);
    }

    @Test
    void theInputsOfTheUsualWorkflowAreInItsGraph() throws IOException {
        Reply entities = wireOfMay.get(usual + "/entities");
        Reply block = wire.get(WORKFLOWS + "/blocks/start-json-1");

        assertThat(wireOfFirst.get(usual + "/entities").keys().toString()).isEqualTo("[workflow, blocks, edges, subflows]");
        assertThat(entities.keys().toString()).isEqualTo("[workflow, blocks, edges]");
        assertThat(entities.text("blocks", 0, "type")).isEqualTo("start");
        assertThat(block.text("type")).isEqualTo("start_json");
        assertThat(block.keys("config", "json_schema", "properties").toString()).isEqualTo("[customer_id]");
    }

    @Test
    void onlyTheFirstGenerationsDuplicate() throws IOException {
        Reply copy = wireOfMay.post(usual + "/duplicate");

        assertThat(copy.text("name")).isEqualTo("Invoice Processing (copy)");
        assertThat(copy.at("published")).isNull();
        assertThat(wireOfMay.get(WORKFLOWS + "/" + copy.text("id") + "/entities").list("blocks")).hasSize(4);
        assertThat(wire.post(usual + "/duplicate").status()).isEqualTo(404);
    }

    @Test
    void aSignedAddressNeedsNoKey() throws IOException {
        first.addRun("run_1", RunScript.perRead("completed"));
        String address = wireOfFirst.get(RUNS + "/run_1/documents/start-node-1").text("signed_url");
        Wire anybody = Wire.of(first);

        Reply content = anybody.get(address.substring(first.baseUrl().length()));

        assertThat(content.status()).isEqualTo(200);
        assertThat(content.headers().get("Content-Type")).isEqualTo("application/pdf");
        assertThat(content.body()).startsWith("%PDF");
        assertThat(anybody.get("/storage/run_1/invoice.pdf").status()).isEqualTo(403);
    }

    @Test
    void aDocumentThatARunWasStartedWithKeepsItsName() throws IOException {
        Map<String, Object> file = Map.of("filename", "a b.png", "content", "AA==", "mime_type", "image/png");
        String run = wireOfFirst.post(usual + "/run", Map.of("documents", Map.of("start-2", file))).text("id");

        Reply document = wireOfFirst.get(RUNS + "/" + run + "/documents/start-2");

        assertThat(document.text("filename")).isEqualTo("a b.png");
        assertThat(document.text("mime_type")).isEqualTo("image/png");
        assertThat(wireOfFirst.get(RUNS + "/" + run + "/documents/end-node-1").text("detail")).isEqualTo("Document not found");
    }

    @Test
    void anExportHasARowForEachRunThatCompleted() throws IOException {
        today.addRun("run_1", RunScript.perRead("completed").withOutputs(Map.of("total", 1)));
        today.addRun("run_2", RunScript.perRead("running"));
        today.addRun("wf_other", "run_3", RunScript.perRead("completed"));

        Reply export = wire.post(RUNS + "/export", export(Map.of()));

        assertThat(export.text("csv_data")).isEqualTo("run_id;total\nrun_1;1\n");
        assertThat(export.at("rows")).isEqualTo(1L);
        assertThat(export.at("columns")).isEqualTo(2L);
    }

    @Test
    void cellsThatHoldADelimiterAreQuoted() throws IOException {
        today.addRun("run_1", RunScript.perRead("completed").withOutputs(Map.of("note", "a,\"b\"")));

        assertThat(wire.post(RUNS + "/export", export(Map.of("delimiter", ","))).text("csv_data"))
                .isEqualTo("run_id,note\nrun_1,\"a,\"\"b\"\"\"\n");
    }

    @Test
    void exportsCanBeNarrowed() throws IOException {
        today.addRun("run_1", RunScript.perRead("completed"));
        today.addRun("run_2", RunScript.perRead("completed"));

        assertThat(rows(Map.of())).isEqualTo(2L);
        assertThat(rows(Map.of("selected_run_ids", List.of("run_2")))).isEqualTo(1L);
        assertThat(rows(Map.of("exclude_status", "completed"))).isEqualTo(0L);
        assertThat(rows(Map.of("status", "error"))).isEqualTo(0L);
        assertThat(rows(Map.of("trigger_type", "email"))).isEqualTo(0L);
        assertThat(rows(Map.of("trigger_types", Arrays.asList("api", "email")))).isEqualTo(2L);
        assertThat(rows(Map.of("to_date", "2020-01-01"))).isEqualTo(0L);
        assertThat(wire.post(RUNS + "/export", export(Map.of("from_date", "yesterday"))).status()).isEqualTo(400);
    }

    private Object rows(Map<String, Object> filters) throws IOException {
        return wire.post(RUNS + "/export", export(filters)).at("rows");
    }

    @Test
    void preferredColumnsComeFirst() throws IOException {
        today.addRun("run_1", RunScript.perRead("completed"));

        assertThat(wire.post(RUNS + "/export", export(Map.of("preferred_columns", List.of("vendor_name", "nothing")))).text("csv_data"))
                .startsWith("run_id;vendor_name;invoice_number;total_amount\n");
    }

    @Test
    void eachGenerationCallsWhatIsExportedByItsOwnName() throws IOException {
        Map<String, Object> node = Map.of("workflow_id", first.workflowId(), "node_id", "extract-node-1", "export_source", "inputs");
        first.addRun("run_1", RunScript.perRead("completed"));

        assertThat(wireOfFirst.post(RUNS + "/export_payload", node).text("csv_data")).isEqualTo("run_id,filename\nrun_1,invoice.pdf\n");
        assertThat(wireOfMay.post(RUNS + "/export_payload", node).text("detail", 0, "loc", 1)).isEqualTo("block_id");
    }

    private Map<String, Object> export(Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(Map.of("workflow_id", today.workflowId(), "block_id", "extract-node-1"));
        body.putAll(more);
        return body;
    }
}
