package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Flows and folders of Activepieces: what requests make of them, and what servers of two generations answer. */
class ActivepiecesFlowsTest {
    private static final String NOBODYS = "AAAAAAAAAAAAAAAAAAAAA";

    private final ActivepiecesSimulator server = ActivepiecesSimulator.start();
    private final ActivepiecesSimulator oldServer = ActivepiecesSimulator.version("0.71.0");
    private final Wire wire = Wire.of(server, "Authorization", "Bearer " + server.apiKey());
    private final Wire user = Wire.of(server, "Authorization", "Bearer " + server.jwt());
    private final Wire oldWire = Wire.of(oldServer, "Authorization", "Bearer " + oldServer.apiKey());
    private final String flows = "/v1/flows?projectId=" + server.projectId();
    private final String folders = "/v1/folders?projectId=" + server.projectId();
    private final String flow = "/v1/flows/" + server.workflowId();

    @AfterEach
    void close() {
        server.close();
        oldServer.close();
    }

    private Map<String, Object> body(Object... more) {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("projectId", server.projectId()));
        for (int i = 0; i < more.length; i += 2) {
            body.put((String) more[i], more[i + 1]);
        }
        return body;
    }

    private static Map<String, Object> operation(String type, Map<String, Object> request) {
        return Map.of("type", type, "request", request);
    }

    private String create(String name) throws IOException {
        return wire.post("/v1/flows", body("displayName", name)).text("id");
    }

    @Test
    void theFlowOfTheSimulatorIsThereEnabledAndPublished() throws IOException {
        Reply reply = wire.get(flow);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("status")).isEqualTo("ENABLED");
        assertThat(reply.at("publishedVersionId")).isEqualTo(reply.at("version", "id"));
        assertThat(reply.text("version", "state")).isEqualTo("LOCKED");
        assertThat(wire.get(flows).list("data")).hasSize(1);
    }

    @Test
    void anUnknownFlowIs404AndAMalformedIdIs400() throws IOException {
        assertThat(wire.get("/v1/flows/" + NOBODYS).at("params"))
                .isEqualTo(Map.of("entityId", NOBODYS, "entityType", "flow"));
        assertThat(oldWire.get("/v1/flows/" + NOBODYS).at("params")).isEqualTo(Map.of());
        assertThat(oldWire.get("/v1/flows/" + NOBODYS).status()).isEqualTo(404);
        assertThat(wire.get("/v1/flows/short").status()).isEqualTo(400);
        assertThat(wire.get(flow + "?versionId=" + NOBODYS).status()).isEqualTo(404);
    }

    @Test
    void listsNeedTheirProject() throws IOException {
        assertThat(wire.get("/v1/flows").status()).isEqualTo(400);
        assertThat(wire.get("/v1/flows?projectId=AnotherProject0000001").status()).isEqualTo(404);
        assertThat(oldWire.get("/v1/flows?projectId=AnotherProject0000001").status()).isEqualTo(403);
        assertThat(wire.get("/v1/folders").status()).isEqualTo(400);
    }

    @Test
    void aNewFlowIsAnEmptyDraftThatCannotBeTriggered() throws IOException {
        Reply made = wire.post("/v1/flows", body("displayName", "Invoices", "metadata", Map.of("a", 1)));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("status")).isEqualTo("DISABLED");
        assertThat(made.text("version", "trigger", "type")).isEqualTo("EMPTY");
        assertThat(made.at("version", "valid")).isEqualTo(false);
        assertThat(made.at("publishedVersionId")).isNull();
        assertThat(wire.get("/v1/flows/" + made.text("id")).at("metadata")).isEqualTo(Map.of("a", 1L));
        assertThat(wire.post("/v1/webhooks/" + made.text("id")).status()).isEqualTo(404);
    }

    @Test
    void anOldServerKnowsNothingOfWhatCameLater() throws IOException {
        Reply reply = oldWire.get(flow);

        assertThat(reply.keys().stream().map(String::valueOf))
                .doesNotContain("ownerId", "operationStatus", "timeSavedPerRun", "templateId", "createdBy");
        assertThat(oldWire.post(flow, operation("UPDATE_OWNER", Map.of("ownerId", "x"))).status()).isEqualTo(400);
    }

    @Test
    void aNewServerChangesTheStatusAfterItsAnswer() throws IOException {
        Reply answer = wire.post(flow, operation("CHANGE_STATUS", Map.of("status", "DISABLED")));

        assertThat(answer.text("status")).isEqualTo("ENABLED");
        assertThat(answer.text("operationStatus")).isEqualTo("DISABLING");
        assertThat(wire.post(flow, operation("CHANGE_STATUS", Map.of("status", "ENABLED"))).text("code"))
                .isEqualTo("FLOW_OPERATION_IN_PROGRESS");
        assertThat(wire.send("DELETE", flow, null).status()).isEqualTo(409);
        assertThat(wire.get(flow).text("status")).isEqualTo("DISABLED");
        assertThat(wire.get(flow).text("operationStatus")).isEqualTo("NONE");
        assertThat(wire.post("/v1/webhooks/" + server.workflowId()).status()).isEqualTo(404);
    }

    @Test
    void anOldServerChangesTheStatusAtOnce() throws IOException {
        assertThat(oldWire.post(flow, operation("CHANGE_STATUS", Map.of("status", "DISABLED"))).text("status")).isEqualTo("DISABLED");
        assertThat(oldWire.post(flow, operation("CHANGE_STATUS", Map.of("status", "ENABLED"))).text("status")).isEqualTo("ENABLED");
    }

    @Test
    void aFlowThatWasNeverPublishedCannotBeEnabled() throws IOException {
        String made = "/v1/flows/" + create("Invoices");
        String oldMade = "/v1/flows/" + oldWire.post("/v1/flows", body("displayName", "Invoices")).text("id");
        Map<String, Object> enable = operation("CHANGE_STATUS", Map.of("status", "ENABLED"));

        assertThat(wire.post(made, enable).status()).isEqualTo(200);
        assertThat(wire.get(made).text("status")).isEqualTo("DISABLED");
        assertThat(oldWire.post(oldMade, enable).status()).isEqualTo(500);
    }

    @Test
    void publishingLocksTheDraftAndEnablesTheFlow() throws IOException {
        String made = "/v1/flows/" + create("Invoices");

        Reply answer = wire.post(made, operation("LOCK_AND_PUBLISH", Map.of()));

        assertThat(answer.text("version", "state")).isEqualTo("LOCKED");
        assertThat(answer.text("operationStatus")).isEqualTo("ENABLING");
        assertThat(wire.get(made).text("status")).isEqualTo("ENABLED");
        assertThat(wire.get(made).at("publishedVersionId")).isEqualTo(answer.at("version", "id"));
    }

    @Test
    void anEditOfAPublishedVersionMakesADraftAndLeavesThePublishedOneAsItWas() throws IOException {
        Reply before = wire.get(flow);
        Map<String, Object> step = Map.of("name", "step_2", "type", "CODE", "valid", false);

        Reply edited = wire.post(flow, operation("ADD_ACTION", Map.of("parentStep", "trigger", "action", step)));
        Reply published = wire.get(flow + "?versionId=" + before.text("publishedVersionId"));

        assertThat(edited.text("version", "state")).isEqualTo("DRAFT");
        assertThat(edited.text("version", "trigger", "nextAction", "name")).isEqualTo("step_2");
        assertThat(edited.text("version", "trigger", "nextAction", "nextAction", "name")).isEqualTo("step_1");
        assertThat(edited.at("version", "valid")).isEqualTo(false);
        assertThat(published.at("version", "trigger")).isEqualTo(before.at("version", "trigger"));
        assertThat(wire.get(flows + "&versionState=LOCKED").text("data", 0, "version", "id"))
                .isEqualTo(before.text("publishedVersionId"));
    }

    @Test
    void stepsAreChangedAndDeletedByName() throws IOException {
        Reply changed = wire.post(
                flow, operation("UPDATE_ACTION", Map.of("name", "step_1", "type", "CODE", "displayName", "Print", "valid", true)));
        Reply trigger = wire.post(
                flow, operation("UPDATE_TRIGGER", Map.of("name", "trigger", "type", "EMPTY", "displayName", "Wait", "valid", false)));
        Reply deleted = wire.post(flow, operation("DELETE_ACTION", Map.of("names", List.of("step_1"))));
        Reply nobody = wire.post(flow, operation("DELETE_ACTION", Map.of("names", List.of("step_1"))));

        assertThat(changed.text("version", "trigger", "nextAction", "displayName")).isEqualTo("Print");
        assertThat(trigger.text("version", "trigger", "displayName")).isEqualTo("Wait");
        assertThat(trigger.text("version", "trigger", "nextAction", "displayName")).isEqualTo("Print");
        assertThat(deleted.keys("version", "trigger").stream().map(String::valueOf)).doesNotContain("nextAction");
        assertThat(nobody.status()).isEqualTo(400);
        assertThat(nobody.text("code")).isEqualTo("FLOW_OPERATION_INVALID");
    }

    @Test
    void whatAnOperationNeedsIsAskedFor() throws IOException {
        assertThat(wire.post(flow, Map.of("type", "CHANGE_NAME")).status()).isEqualTo(400);
        assertThat(wire.post(flow, operation("PAINT", Map.of())).status()).isEqualTo(400);
        assertThat(wire.post(flow, operation("CHANGE_NAME", Map.of())).text("message")).contains("displayName");
        assertThat(wire.post(flow, operation("CHANGE_STATUS", Map.of("status", "PAUSED"))).status()).isEqualTo(400);
        assertThat(wire.post("/v1/flows", body()).text("message")).contains("displayName");
    }

    @Test
    void metadataMinutesAndOwnerAreKept() throws IOException {
        wire.post(flow, operation("UPDATE_METADATA", Map.of("metadata", Map.of("a", "b"))));
        wire.post(flow, operation("UPDATE_MINUTES_SAVED", Map.of("timeSavedPerRun", 5)));
        wire.post(flow, operation("UPDATE_OWNER", Map.of("ownerId", "SimulatedUser00000002")));

        Reply reply = wire.get(flow);
        assertThat(reply.at("metadata")).isEqualTo(Map.of("a", "b"));
        assertThat(reply.at("timeSavedPerRun")).isEqualTo(5L);
        assertThat(reply.at("ownerId")).isEqualTo("SimulatedUser00000002");
    }

    @Test
    void anExplicitNullTakesAwayWhatAnAbsentValueLeaves() throws IOException {
        String made = "/v1/flows/"
                + wire.post("/v1/flows", body("displayName", "Invoices", "folderName", "Finance", "metadata", Map.of("a", "b"))).text("id");

        wire.post(made, operation("CHANGE_FOLDER", Map.of()));
        Reply untouched = wire.post(made, operation("UPDATE_METADATA", Map.of()));
        wire.send("POST", made, "{\"type\":\"CHANGE_FOLDER\",\"request\":{\"folderId\":null}}");
        Reply taken = wire.send("POST", made, "{\"type\":\"UPDATE_METADATA\",\"request\":{\"metadata\":null}}");

        assertThat(untouched.at("folderId")).isNotNull();
        assertThat(untouched.at("metadata")).isEqualTo(Map.of("a", "b"));
        assertThat(taken.at("folderId")).isNull();
        assertThat(taken.at("metadata")).isNull();
    }

    @Test
    void aDeletedFlowIsGoneAndItsWebhookToo() throws IOException {
        assertThat(wire.send("DELETE", flow, null).status()).isEqualTo(204);

        assertThat(wire.get(flow).status()).isEqualTo(404);
        assertThat(wire.get(flows).list("data")).isEmpty();
        assertThat(wire.post("/v1/webhooks/" + server.workflowId()).status()).isEqualTo(410);
    }

    @Test
    void whatATestSwitchesOffOrDeletesShowsInTheFlow() throws IOException {
        server.disableFlow(server.workflowId());
        assertThat(wire.get(flow).text("status")).isEqualTo("DISABLED");

        server.deleteFlow(server.workflowId());
        assertThat(wire.get(flow).status()).isEqualTo(404);
    }

    @Test
    void filtersOfTheListNarrowIt() throws IOException {
        String finance = wire.post("/v1/folders", body("displayName", "Finance")).text("id");
        Reply made = wire.post("/v1/flows", body("displayName", "Invoices", "folderId", finance));

        assertThat(wire.get(flows + "&folderId=" + finance).list("data")).hasSize(1);
        assertThat(wire.get(flows + "&folderId=NULL").text("data", 0, "id")).isEqualTo(server.workflowId());
        assertThat(wire.get(flows + "&name=VOIC").text("data", 0, "id")).isEqualTo(made.text("id"));
        assertThat(wire.get(flows + "&status=DISABLED").text("data", 0, "id")).isEqualTo(made.text("id"));
        assertThat(wire.get(flows + "&status=ENABLED&status=DISABLED").list("data")).hasSize(2);
        assertThat(wire.get(flows + "&externalIds=" + made.text("externalId")).list("data")).hasSize(1);
        assertThat(wire.get(flows + "&connectionExternalIds=c").list("data")).isEmpty();
        assertThat(wire.get(flows + "&status=PAUSED").status()).isEqualTo(400);
        assertThat(wire.get(flows + "&limit=many").status()).isEqualTo(400);
    }

    @Test
    void cursorsOfFlowsLeadForthAndBack() throws IOException {
        create("a");
        create("b");

        Reply first = wire.get(flows + "&limit=2");
        Reply second = wire.get(flows + "&limit=2&cursor=" + encoded(first.text("next")));
        Reply back = wire.get(flows + "&limit=2&cursor=" + encoded(second.text("previous")));

        assertThat(List.of(
                        first.text("data", 0, "version", "displayName"),
                        first.text("data", 1, "version", "displayName"),
                        second.text("data", 0, "version", "displayName")))
                .containsExactly("Simulated flow", "b", "a");
        assertThat(second.at("next")).isNull();
        assertThat(back.at("data")).isEqualTo(first.at("data"));
        assertThat(wire.get(flows + "&cursor=garbage").list("data")).hasSize(3);
    }

    @Test
    void anOldServersCursorsLeadToTheNextPageToo() throws IOException {
        oldWire.post("/v1/flows", body("displayName", "a"));

        Reply first = oldWire.get(flows + "&limit=1");
        Reply second = oldWire.get(flows + "&limit=1&cursor=" + encoded(first.text("next")));

        assertThat(first.text("data", 0, "version", "displayName")).isEqualTo("a");
        assertThat(second.text("data", 0, "id")).isEqualTo(oldServer.workflowId());
        assertThat(second.at("next")).isNull();
    }

    @Test
    void versionsAreForUsersOnly() throws IOException {
        wire.post(flow, operation("CHANGE_NAME", Map.of("displayName", "Renamed")));

        Reply versions = user.get(flow + "/versions");

        assertThat(versions.list("data")).hasSize(2);
        assertThat(versions.text("data", 0, "displayName")).isEqualTo("Renamed");
        assertThat(versions.keys("data", 0).stream().map(String::valueOf)).doesNotContain("trigger").contains("updatedByUser");
        assertThat(wire.get(flow + "/versions").status()).isEqualTo(403);
    }

    @Test
    void aTemplateHasTheVersionWhereItsServerPutsIt() throws IOException {
        Reply ofNew = wire.get(flow + "/template");
        Reply ofOld = oldWire.get(flow + "/template");

        assertThat(ofNew.text("flows", 0, "displayName")).isEqualTo("Simulated flow");
        assertThat(ofNew.at("pieces")).isEqualTo(List.of("@activepieces/piece-webhook"));
        assertThat(ofOld.keys("template").stream().map(String::valueOf)).contains("trigger").doesNotContain("id", "flowId");
        assertThat(ofOld.text("created")).matches("\\d{13}");
    }

    @Test
    void aTemplateCanBeImportedAgain() throws IOException {
        Reply template = wire.get(flow + "/template");
        String made = "/v1/flows/" + create("Copy");

        Reply filled = wire.post(
                made, operation("IMPORT_FLOW", Map.of("displayName", "Copy", "trigger", template.at("flows", 0, "trigger"))));

        assertThat(filled.at("version", "trigger")).isEqualTo(template.at("flows", 0, "trigger"));
        assertThat(filled.at("version", "valid")).isEqualTo(true);
    }

    @Test
    void aFolderIsFoundByItsNameInsteadOfMadeTwice() throws IOException {
        String id = wire.post("/v1/folders", body("displayName", "Finance")).text("id");

        assertThat(wire.post("/v1/folders", body("displayName", "FINANCE")).text("id")).isEqualTo(id);
        assertThat(wire.post("/v1/flows", body("displayName", "Invoices", "folderName", "finance")).text("folderId")).isEqualTo(id);

        Reply folder = wire.get("/v1/folders/" + id);
        assertThat(folder.text("displayName")).isEqualTo("finance");
        assertThat(folder.at("numberOfFlows")).isEqualTo(1L);
        assertThat(wire.get(folders).list("data")).hasSize(1);
    }

    @Test
    void aNameThatIsTakenIs409() throws IOException {
        wire.post("/v1/folders", body("displayName", "Finance"));
        String other = "/v1/folders/" + wire.post("/v1/folders", body("displayName", "Money")).text("id");

        Reply refused = wire.post(other, Map.of("displayName", "finance"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("VALIDATION");
        assertThat(wire.post(other, Map.of("displayName", "MONEY")).text("displayName")).isEqualTo("MONEY");
    }

    @Test
    void flowsOfADeletedFolderAreInNone() throws IOException {
        Reply made = wire.post("/v1/flows", body("displayName", "Invoices", "folderName", "Finance"));
        String folder = "/v1/folders/" + made.text("folderId");

        Reply deleted = wire.send("DELETE", folder, null);

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.body()).isEmpty();
        assertThat(wire.get("/v1/flows/" + made.text("id")).at("folderId")).isNull();
        assertThat(wire.get(folder).status()).isEqualTo(404);
        assertThat(oldWire.get(folder).text("params", "message")).contains("is not found");
    }

    private static String encoded(String cursor) {
        return URLEncoder.encode(cursor, StandardCharsets.UTF_8);
    }
}
