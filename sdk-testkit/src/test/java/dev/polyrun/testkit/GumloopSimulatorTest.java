package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GumloopSimulatorTest {
    private final GumloopSimulator gumloop = GumloopSimulator.start();
    private final Wire wire = Wire.of(
            gumloop, "Authorization", "Bearer " + gumloop.apiKey(), "x-auth-key", gumloop.userId());
    private final String owner = "&user_id=" + gumloop.userId();

    @AfterEach
    void close() {
        gumloop.close();
    }

    private Reply read(String runId) throws IOException {
        return wire.get("/get_pl_run?run_id=" + runId + owner);
    }

    private Map<String, Object> startBody() {
        return Map.of("user_id", gumloop.userId(), "saved_item_id", gumloop.workflowId(), "topic", "weekly update");
    }

    @Test
    void baseUrlHasTheVendorsBasePath() {
        assertThat(gumloop.baseUrl()).matches("http://127\\.0\\.0\\.1:\\d+/api/v1");
    }

    @Test
    void withoutAuthorizationIs401() throws IOException {
        Reply reply = Wire.of(gumloop).get("/get_pl_run?run_id=r" + owner);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.text("error")).isEqualTo("Invalid API key");
    }

    @Test
    void wrongKeyIs401() throws IOException {
        Wire stranger = Wire.of(gumloop, "Authorization", "Bearer wrong", "x-auth-key", gumloop.userId());

        assertThat(stranger.get("/get_pl_run?run_id=r" + owner).status()).isEqualTo(401);
    }

    @Test
    void personalKeyNeedsItsUser() throws IOException {
        Wire noUser = Wire.of(gumloop, "Authorization", "Bearer " + gumloop.apiKey());
        Wire otherUser = Wire.of(gumloop, "Authorization", "Bearer " + gumloop.apiKey(), "x-auth-key", "someone");

        assertThat(noUser.get("/get_pl_run?run_id=r" + owner).status()).isEqualTo(401);
        assertThat(otherUser.get("/get_pl_run?run_id=r" + owner).status()).isEqualTo(403);
    }

    @Test
    void accessTokenNeedsNoUserHeader() throws IOException {
        gumloop.addRun("r", RunScript.perRead("DONE"));
        Wire oauth = Wire.of(gumloop, "Authorization", "Bearer " + gumloop.accessToken());

        assertThat(oauth.get("/get_pl_run?run_id=r" + owner).status()).isEqualTo(200);
    }

    @Test
    void startNamesTheRunAndTheFlow() throws IOException {
        Reply reply = wire.post("/start_pipeline", startBody());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.keys()).asString().isEqualTo("[run_id, saved_item_id, workbook_id, url]");
        assertThat(reply.text("saved_item_id")).isEqualTo(gumloop.workflowId());
        assertThat(read(reply.text("run_id")).text("inputs", "topic")).isEqualTo("weekly update");
    }

    @Test
    void startTakesTheKeyAndTheIdsInTheQuery() throws IOException {
        String query = "?api_key=" + gumloop.apiKey() + owner + "&saved_item_id=" + gumloop.workflowId();

        assertThat(Wire.of(gumloop).post("/start_pipeline" + query, Map.of("topic", "x")).status()).isEqualTo(200);
    }

    @Test
    void startTakesPipelineInputs() throws IOException {
        Reply reply = wire.post(
                "/start_pipeline",
                Map.of(
                        "user_id", gumloop.userId(),
                        "saved_item_id", gumloop.workflowId(),
                        "pipeline_inputs", List.of(Map.of("input_name", "count", "value", 3))));

        assertThat(read(reply.text("run_id")).at("inputs", "count")).isEqualTo(3L);
    }

    @Test
    void startWithoutFlowIs400() throws IOException {
        assertThat(wire.post("/start_pipeline", Map.of("user_id", gumloop.userId())).status()).isEqualTo(400);
    }

    @Test
    void aRunLivesItsScriptReadByRead() throws IOException {
        gumloop.onStart(RunScript.perRead("QUEUED", "STARTED", "RUNNING", "DONE"));
        String id = wire.post("/start_pipeline", startBody()).text("run_id");

        assertThat(List.of(read(id).text("state"), read(id).text("state"), read(id).text("state"), read(id).text("state")))
                .containsExactly("QUEUED", "STARTED", "RUNNING", "DONE");
        assertThat(read(id).text("state")).as("the last state stays").isEqualTo("DONE");
    }

    @Test
    void runningDocumentHasNoOutputsAndNoEnd() throws IOException {
        gumloop.addRun("r", RunScript.perRead("RUNNING"));

        Reply run = read("r");

        assertThat(run.keys()).asString().isEqualTo("[created_ts, finished_ts, log, outputs, run_id, state, user_id,"
                + " inputs, credit_cost, child_run_credit_cost, node_executions]");
        assertThat(run.at("finished_ts")).isNull();
        assertThat(run.keys("outputs")).isEmpty();
        assertThat(run.text("created_ts")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\+00:00");
        assertThat(run.text("log", 0)).startsWith("\u001b[34m__system__: __STARTING__:");
    }

    @Test
    void doneServesTheScriptsOutputs() throws IOException {
        gumloop.addRun("r", RunScript.perRead("DONE").withOutputs(Map.of("answer", 42)));

        assertThat(read("r").at("outputs")).isEqualTo(Map.of("answer", 42L));
        assertThat(read("r").at("finished_ts")).isNotNull();
    }

    @Test
    void failureShowsOnlyInTheLog() throws IOException {
        gumloop.addRun("r", RunScript.perRead("RUNNING", "FAILED").withError("Out of credits"));
        read("r");

        List<?> log = read("r").list("log");

        assertThat(log.get(log.size() - 1)).asString().contains("Out of credits");
    }

    @Test
    void unknownStateIsServedAsItIs() throws IOException {
        gumloop.addRun("r", RunScript.perRead("PONDERING"));

        assertThat(read("r").text("state")).isEqualTo("PONDERING");
    }

    @Test
    void unknownRunIs404() throws IOException {
        assertThat(read("nobody").status()).isEqualTo(404);
    }

    @Test
    void readWithoutRunIdOrOwnerIs400() throws IOException {
        assertThat(wire.get("/get_pl_run?user_id=" + gumloop.userId()).status()).isEqualTo(400);
        assertThat(wire.get("/get_pl_run?run_id=r").status()).isEqualTo(400);
    }

    @Test
    void projectWillDoInPlaceOfUser() throws IOException {
        gumloop.addRun("r", RunScript.perRead("DONE"));

        assertThat(wire.get("/get_pl_run?run_id=r&project_id=" + gumloop.projectId()).status()).isEqualTo(200);
    }

    @Test
    void historyMapsTheFlowToItsTenNewestRuns() throws IOException {
        for (int i = 1; i <= 12; i++) {
            gumloop.addRun("r" + i, RunScript.perRead("DONE"));
        }

        Reply reply = wire.get("/get_plrun_saved_item_map?saved_item_id=" + gumloop.workflowId() + owner);

        assertThat(reply.list(gumloop.workflowId())).hasSize(10);
        assertThat(reply.text(gumloop.workflowId(), 0, "run_id")).isEqualTo("r12");
    }

    @Test
    void killGoesThroughTerminating() throws IOException {
        gumloop.addRun("r", RunScript.perRead("RUNNING"));
        read("r");

        Reply killed = wire.post("/kill_pipeline", Map.of("run_id", "r", "user_id", gumloop.userId()));

        assertThat(killed.at()).isEqualTo(Map.of("success", true, "run_id", "r"));
        assertThat(read("r").text("state")).isEqualTo("TERMINATING");
        assertThat(read("r").text("state")).isEqualTo("TERMINATED");
    }

    @Test
    void killLeavesAnEndedRunAlone() throws IOException {
        gumloop.addRun("r", RunScript.perRead("DONE"));

        assertThat(wire.post("/kill_pipeline", Map.of("run_id", "r", "user_id", gumloop.userId())).status())
                .isEqualTo(200);
        assertThat(read("r").text("state")).isEqualTo("DONE");
    }

    @Test
    void killOfAnUnknownRunIs404() throws IOException {
        Reply reply = wire.post("/kill_pipeline", Map.of("run_id", "nobody", "user_id", gumloop.userId()));

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.text("error")).isEqualTo("Pipeline run not found");
    }

    @Test
    void unknownRouteIs404() throws IOException {
        assertThat(wire.get("/runs").status()).isEqualTo(404);
    }

    @Test
    void inputsOfAFlowNameTheirKind() throws IOException {
        Reply reply = wire.get("/get_inputs?saved_item_id=" + gumloop.workflowId() + owner);

        assertThat(reply.text("inputs", 0, "name")).isEqualTo("topic");
        assertThat(reply.text("inputs", 2, "data_type")).isEqualTo("file");
        assertThat(reply.at("inputs", 1, "description")).isNull();
    }

    @Test
    void inputsNeedAFlowAndAnOwner() throws IOException {
        assertThat(wire.get("/get_inputs?user_id=" + gumloop.userId()).status()).isEqualTo(400);
        assertThat(wire.get("/get_inputs?saved_item_id=" + gumloop.workflowId()).status()).isEqualTo(400);
        assertThat(wire.get("/get_inputs?saved_item_id=f&user_id=someone").status()).isEqualTo(403);
    }

    @Test
    void listsShowTheUsualFlowAndThoseThatHaveRuns() throws IOException {
        gumloop.addRun("another flow", "run1", RunScript.perRead("DONE"));
        gumloop.addRun("another flow", "run2", RunScript.perRead("DONE"));

        Reply flows = wire.get("/list_saved_items?user_id=" + gumloop.userId());
        Reply workbooks = wire.get("/list_workbooks?project_id=" + gumloop.projectId());

        assertThat(flows.list("saved_items")).hasSize(2);
        assertThat(flows.text("saved_items", 0, "saved_item_id")).isEqualTo(gumloop.workflowId());
        assertThat(flows.text("saved_items", 1, "saved_item_id")).isEqualTo("another flow");
        assertThat(workbooks.list("workbooks")).hasSize(2);
        assertThat(workbooks.text("workbooks", 1, "saved_items", 0, "saved_item_id")).isEqualTo("another flow");
    }

    @Test
    void aWorkbookOfTheListHasTheHistoryOfItsFlows() throws IOException {
        gumloop.addRun("run1", RunScript.perRead("DONE"));
        String workbook = wire.get("/list_workbooks?user_id=" + gumloop.userId()).text("workbooks", 0, "workbook_id");

        Reply history = wire.get("/get_plrun_saved_item_map?workbook_id=" + workbook + owner);

        assertThat(history.list(gumloop.workflowId())).hasSize(1);
    }

    @Test
    void listsNeedAUserOrAProject() throws IOException {
        assertThat(wire.get("/list_saved_items").status()).isEqualTo(400);
        assertThat(wire.get("/list_workbooks").status()).isEqualTo(400);
        assertThat(wire.get("/list_workbooks?user_id=someone").status()).isEqualTo(403);
    }
}
