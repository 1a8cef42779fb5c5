package dev.polyrun.retab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.contract.Sent;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.retab.Blocks.GetBlockParams;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.retab.Workflows.ListWorkflowsParams;
import dev.polyrun.retab.Workflows.PublishWorkflowParams;
import dev.polyrun.retab.model.CreateWorkflowRequest;
import dev.polyrun.retab.model.ExportRunsPayloadRequest;
import dev.polyrun.retab.model.ExportRunsRequest;
import dev.polyrun.retab.model.ExportSource;
import dev.polyrun.retab.model.PublishWorkflowRequest;
import dev.polyrun.retab.model.RunDocument;
import dev.polyrun.retab.model.RunExport;
import dev.polyrun.retab.model.SortOrder;
import dev.polyrun.retab.model.TriggerType;
import dev.polyrun.retab.model.UpdateWorkflowRequest;
import dev.polyrun.retab.model.Workflow;
import dev.polyrun.retab.model.WorkflowBlock;
import dev.polyrun.retab.model.WorkflowEmailTrigger;
import dev.polyrun.retab.model.WorkflowEntities;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RetabWorkflowRequestsTest {
    private static final String RUN = "run_abc123xyz";
    private static final String WORKFLOWS = "/v1/workflows";

    private static RetabClient client(RetabSimulator retab, WireGeneration generation) {
        return RetabClient.builder().baseUrl(retab.baseUrl()).apiKey(retab.apiKey()).wireGeneration(generation).build();
    }

    private static Map<String, Object> withNull(String name) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(name, null);
        return map;
    }

    @Nested
    class InGenerationA {
        private final RetabSimulator retab = RetabSimulator.generation(RetabSimulator.Generation.A);
        private final RetabClient client = client(retab, WireGeneration.A);
        private final String workflow = WORKFLOWS + "/" + retab.workflowId();

        @AfterEach
        void close() {
            retab.close();
        }

        @Test
        void getNamesTheWorkflowAndSendsTheKeyInApiKey() {
            assertThat(client.workflows().get(retab.workflowId()).isPublished()).isTrue();

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("GET " + workflow);
            assertThat(sent.query()).isEmpty();
            assertThat(sent.headers()).isEqualTo(Map.of("accept", "application/json", "api-key", retab.apiKey()));
        }

        @Test
        void aListMayAskForSomePropertiesOnly() {
            Workflow listed = client.workflows().list(new ListWorkflowsParams().fields("id,name")).data().get(0);

            assertThat(Sent.onlyTo(retab).query()).isEqualTo(Map.of("fields", List.of("id,name")));
            assertThat(listed.toMap()).containsOnlyKeys("id", "name");
        }

        @Test
        void aPatchOfTheEmailTriggerSendsItsLists() {
            UpdateWorkflowRequest request = UpdateWorkflowRequest.builder()
                    .emailTrigger(WorkflowEmailTrigger.builder().allowedDomains(List.of("example.com")).build())
                    .build();

            Workflow changed = client.workflows().update(retab.workflowId(), request);

            assertThat(Sent.onlyTo(retab).json())
                    .isEqualTo(Map.of("email_trigger", Map.of("allowed_domains", List.of("example.com"))));
            assertThat(changed.emailDomainsWhitelist()).containsExactly("example.com");
        }

        @Test
        void aDuplicateIsANewWorkflowThatIsNotPublished() {
            Workflow copy = client.workflows().duplicate(retab.workflowId());

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("POST " + workflow + "/duplicate");
            assertThat(sent.json()).isNull();
            assertThat(copy.id()).isNotEqualTo(retab.workflowId());
            assertThat(copy.isPublished()).isFalse();
        }

        @Test
        void entitiesHaveTheGraph() {
            WorkflowEntities entities = client.workflows().entities(retab.workflowId());

            assertThat(Sent.onlyTo(retab).line()).isEqualTo("GET " + workflow + "/entities");
            assertThat(entities.workflow().id()).isEqualTo(retab.workflowId());
            assertThat(entities.blocks()).extracting(WorkflowBlock::type).contains("start", "start_json", "extract");
            assertThat(entities.edges()).allSatisfy(edge -> assertThat(edge.targetBlock()).isNotNull());
            assertThat(entities.subflows()).isEmpty();
        }

        @Test
        void theDocumentOfANodeHasASignedAddress() {
            retab.addRun(RUN, RunScript.perRead("completed"));

            RunDocument document = client.runs().document(RUN, "start-node-1");

            assertThat(Sent.onlyTo(retab).line()).isEqualTo("GET " + WORKFLOWS + "/runs/" + RUN + "/documents/start-node-1");
            assertThat(document.signedUrl()).contains("signature=");
            assertThat(document.filename()).isEqualTo("invoice.pdf");
            assertThat(document.mimeType()).isEqualTo("application/pdf");
        }

        @Test
        void anExportNamesItsNode() {
            retab.addRun(RUN, RunScript.perRead("completed"));

            RunExport export = client.runs().exportPayload(ExportRunsPayloadRequest.builder()
                    .workflowId(retab.workflowId())
                    .nodeId("extract-node-1")
                    .exportSource(ExportSource.OUTPUTS)
                    .triggerTypes(List.of(TriggerType.API))
                    .preferredColumns(List.of())
                    .build());

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("POST " + WORKFLOWS + "/runs/export_payload");
            assertThat(sent.json()).isEqualTo(Map.of(
                    "workflow_id", retab.workflowId(),
                    "node_id", "extract-node-1",
                    "export_source", "outputs",
                    "trigger_types", List.of("api"),
                    "preferred_columns", List.of()));
            assertThat(export.rows()).isEqualTo(1);
            assertThat(export.csvData()).startsWith("run_id,");
        }
    }

    @Nested
    class InGenerationC {
        private final RetabSimulator retab = RetabSimulator.generation(RetabSimulator.Generation.C);
        private final RetabClient client = client(retab, WireGeneration.C);
        private final String workflow = WORKFLOWS + "/" + retab.workflowId();

        @AfterEach
        void close() {
            retab.close();
        }

        @Test
        void createSendsWhatItIsCalledAndTheKeyAsBearer() {
            Workflow created = client.workflows().create(
                    CreateWorkflowRequest.builder().name("Receipts").projectId("proj_1").build());

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("POST " + WORKFLOWS);
            assertThat(sent.query()).isEmpty();
            assertThat(sent.headers()).isEqualTo(Map.of(
                    "accept", "application/json",
                    "authorization", "Bearer " + retab.apiKey(),
                    "content-type", "application/json"));
            assertThat(sent.json()).isEqualTo(Map.of("name", "Receipts", "project_id", "proj_1"));
            assertThat(created.name()).isEqualTo("Receipts");
            assertThat(created.published()).isNull();
        }

        @Test
        void reservedCharactersInAPathArriveEncoded() {
            retab.failNext(Fault.status(200, "application/json", "{}"));

            client.workflows().publish("a b/c?d");

            assertThat(Sent.onlyTo(retab).line()).isEqualTo("POST " + WORKFLOWS + "/a%20b%2Fc%3Fd/publish");
        }

        @Test
        void listSendsItsFilters() {
            client.workflows().list(new ListWorkflowsParams().projectId("proj_1").sortBy("name").order(SortOrder.ASC).limit(5));

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("GET " + WORKFLOWS);
            assertThat(sent.query()).isEqualTo(Map.of(
                    "project_id", List.of("proj_1"), "sort_by", List.of("name"), "order", List.of("asc"), "limit", List.of("5")));
        }

        @Test
        void aPatchSendsOnlyWhatWasSet() {
            client.workflows().update(retab.workflowId(), UpdateWorkflowRequest.builder().name("Invoices").build());

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("PATCH " + workflow);
            assertThat(sent.json()).isEqualTo(Map.of("name", "Invoices"));
        }

        @Test
        void aPatchSendsNullWhereNullWasSet() {
            client.workflows().update(retab.workflowId(), UpdateWorkflowRequest.builder().description(null).build());

            assertThat(Sent.onlyTo(retab).json()).isEqualTo(withNull("description"));
        }

        @Test
        void aPatchThatIsBuiltAnewStillTellsNullFromNothing() {
            UpdateWorkflowRequest request = UpdateWorkflowRequest.builder().name("Invoices").description(null).build();

            client.workflows().update(retab.workflowId(), request.toBuilder().name(null).description("New").build());

            Map<String, Object> expected = withNull("name");
            expected.put("description", "New");
            assertThat(Sent.onlyTo(retab).json()).isEqualTo(expected);
        }

        @Test
        void aPatchOfNothingIsAnEmptyObject() {
            client.workflows().update(retab.workflowId(), UpdateWorkflowRequest.builder().build());

            assertThat(Sent.onlyTo(retab).json()).isEqualTo(Map.of());
        }

        @Test
        void publishSendsItsNote() {
            Workflow published = client.workflows().publish(
                    retab.workflowId(),
                    new PublishWorkflowParams().request(PublishWorkflowRequest.builder().description("Second").build()));

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("POST " + workflow + "/publish");
            assertThat(sent.json()).isEqualTo(Map.of("description", "Second"));
            assertThat(published.published().description()).isEqualTo("Second");
        }

        @Test
        void aDeletedWorkflowIsGone() {
            client.workflows().delete(retab.workflowId());

            assertThat(Sent.onlyTo(retab).line()).isEqualTo("DELETE " + workflow);
            assertThatThrownBy(() -> client.workflows().get(retab.workflowId())).isInstanceOf(NotFoundException.class);
        }

        @Test
        void theBlocksOfTheDraftAreAListOfTheirOwn() {
            List<WorkflowBlock> blocks = client.blocks().list(retab.workflowId()).data();

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("GET " + WORKFLOWS + "/blocks");
            assertThat(sent.query()).isEqualTo(Map.of("workflow_id", List.of(retab.workflowId())));
            assertThat(blocks).extracting(WorkflowBlock::type).contains("start_document", "start_json");
        }

        @Test
        void aBlockMayNeedItsWorkflow() {
            client.blocks().get("start-json-1", new GetBlockParams().workflowId(retab.workflowId()));

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("GET " + WORKFLOWS + "/blocks/start-json-1");
            assertThat(sent.query()).isEqualTo(Map.of("workflow_id", List.of(retab.workflowId())));
        }

        @Test
        void aVersionNeedsItsWorkflow() {
            assertThat(client.workflows().getVersion("ver_simulated1", retab.workflowId()).blocks())
                    .extracting(WorkflowBlock::type)
                    .contains("start_document", "start_json");

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("GET " + WORKFLOWS + "/versions/ver_simulated1");
            assertThat(sent.query()).isEqualTo(Map.of("workflow_id", List.of(retab.workflowId())));
        }

        @Test
        void anExportNamesItsBlock() {
            retab.addRun(RUN, RunScript.perRead("completed"));

            RunExport export = client.runs().export(ExportRunsRequest.builder()
                    .workflowId(retab.workflowId())
                    .blockId("extract-node-1")
                    .triggerType(TriggerType.API)
                    .toDate(null)
                    .quote("'")
                    .build());

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("POST " + WORKFLOWS + "/runs/export");
            Map<String, Object> expected = withNull("to_date");
            expected.putAll(Map.of(
                    "workflow_id", retab.workflowId(), "block_id", "extract-node-1", "trigger_type", "api", "quote", "'"));
            assertThat(sent.json()).isEqualTo(expected);
            assertThat(export.csvData()).startsWith("run_id;");
        }

        @Test
        void theAsynchronousFormSendsTheSame() {
            assertThat(client.workflows().getAsync(retab.workflowId()).join().id()).isEqualTo(retab.workflowId());
            assertThat(Sent.onlyTo(retab).line()).isEqualTo("GET " + workflow);
        }
    }
}
