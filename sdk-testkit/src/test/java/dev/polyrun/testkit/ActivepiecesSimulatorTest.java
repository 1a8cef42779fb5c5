package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActivepiecesSimulatorTest {
    private static final String RUN = "run0000000000000000a1";
    private static final String OTHER = "run0000000000000000a2";
    private static final String NOBODY = "AAAAAAAAAAAAAAAAAAAAA";

    private final ActivepiecesSimulator activepieces = ActivepiecesSimulator.start();
    private final Wire wire = Wire.of(activepieces, "Authorization", "Bearer " + activepieces.apiKey());
    private final String runs = "/v1/flow-runs";
    private final String list = runs + "?projectId=" + activepieces.projectId();

    @AfterEach
    void close() {
        activepieces.close();
    }

    private Reply read(String runId) throws IOException {
        return wire.get(runs + "/" + runId);
    }

    private Map<String, Object> ofProject(String name, Object value) {
        return Map.of("projectId", activepieces.projectId(), name, value);
    }

    @Test
    void withoutTokenIs403() throws IOException {
        Reply reply = Wire.of(activepieces).get(runs + "/" + RUN);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body())
                .isEqualTo("{\"code\":\"AUTHORIZATION\",\"params\":{\"message\":\"principal is not allowed for this route\"}}");
        assertThat(reply.headers().get("content-type")).isEqualTo("application/json; charset=utf-8");
    }

    @Test
    void basicAuthenticationCountsAsNoToken() throws IOException {
        Wire basic = Wire.of(activepieces, "Authorization", "Basic abc");

        assertThat(basic.get(runs + "/" + RUN).status()).isEqualTo(403);
    }

    @Test
    void badTokenIs401WithTheServersOwnBug() throws IOException {
        Reply reply = Wire.of(activepieces, "Authorization", "Bearer not-a-jwt").get(runs + "/" + RUN);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body()).isEqualTo("{\"statusCode\":401,\"error\":\"Unauthorized\","
                + "\"message\":\"Cannot read properties of undefined (reading 'type')\"}");
    }

    @Test
    void userTokenIsAccepted() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("QUEUED"));

        assertThat(Wire.of(activepieces, "Authorization", "Bearer " + activepieces.jwt()).get(runs + "/" + RUN).status())
                .isEqualTo(200);
    }

    @Test
    void documentHasThePropertiesOfTheRealServerInItsOrder() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("SUCCEEDED"));

        Reply run = read(RUN);

        assertThat(run.keys()).asString().isEqualTo("[id, created, updated, projectId, flowId, flowVersionId, environment,"
                + " logsFileId, parentRunId, failParentOnFailure, status, tags, startTime, triggeredBy, finishTime, timeline,"
                + " failedStep, archivedAt, stepNameToTest, stepsCount, pauseMetadata, flowVersion, steps]");
        assertThat(run.keys("flowVersion")).asString().isEqualTo("[id, created, updated, flowId, displayName, schemaVersion,"
                + " trigger, connectionIds, agentIds, updatedBy, valid, state, backupFiles, notes]");
        assertThat(run.at("pauseMetadata")).isNull();
    }

    @Test
    void queuedAndRunningHaveNoStartTime() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("QUEUED", "RUNNING", "SUCCEEDED"));

        assertThat(read(RUN).at("startTime")).isNull();
        assertThat(read(RUN).at("startTime")).isNull();
        assertThat(read(RUN).text("startTime")).endsWith("Z");
    }

    @Test
    void queuedHasNoSteps() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("QUEUED"));

        assertThat(read(RUN).keys("steps")).isEmpty();
    }

    @Test
    void succeededServesTheScriptsOutputsInTheStep() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("SUCCEEDED").withOutputs(Map.of("answer", 42)));

        assertThat(read(RUN).at("steps", "step_1", "output", "answer")).isEqualTo(42L);
    }

    @Test
    void failedNamesTheStepWithAMessageThatIsCutOff() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("FAILED"));

        Reply run = read(RUN);

        assertThat(run.text("failedStep", "name")).isEqualTo("step_1");
        assertThat(run.text("failedStep", "message")).startsWith("{\"__apErrorVersion\":1,").endsWith("…");
        assertThat(run.text("steps", "step_1", "status")).isEqualTo("FAILED");
    }

    @Test
    void timeoutNamesNoStep() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("TIMEOUT"));

        assertThat(read(RUN).at("failedStep")).isNull();
        assertThat(read(RUN).text("steps", "step_1", "status")).isEqualTo("RUNNING");
    }

    @Test
    void statusOutsideTheEnumIsServedAsItIs() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("SCHEDULED"));

        assertThat(read(RUN).text("status")).isEqualTo("SCHEDULED");
    }

    @Test
    void unknownRunIs404() throws IOException {
        Reply reply = read(NOBODY);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).isEqualTo(
                "{\"code\":\"ENTITY_NOT_FOUND\",\"params\":{\"entityId\":\"" + NOBODY + "\",\"entityType\":\"flow_run\"}}");
    }

    @Test
    void malformedIdIs400() throws IOException {
        Reply reply = read("not-an-id");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("code")).isEqualTo("FST_ERR_VALIDATION");
        assertThat(reply.text("message")).isEqualTo("params/id Invalid string: must match pattern /^[0-9a-zA-Z]{21}$/");
    }

    @Test
    void runsOfMalformedIdsCannotBePlanted() {
        assertThatIllegalArgumentException().isThrownBy(() -> activepieces.addRun("short", RunScript.perRead("QUEUED")));
    }

    @Test
    void unknownRouteIs404() throws IOException {
        assertThat(wire.get("/v1/nope").body())
                .isEqualTo("{\"statusCode\":404,\"error\":\"Not Found\",\"message\":\"Route not found\"}");
    }

    @Test
    void webhookNeedsNoTokenAndNamesNoRun() throws IOException {
        Reply reply = Wire.of(activepieces).post("/v1/webhooks/" + activepieces.workflowId(), Map.of("name", "Ada"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{}");
        assertThat(reply.headers().get("x-webhook-id")).hasSize(21);
    }

    @Test
    void webhookRunAppearsAfterTheGivenNumberOfListReads() throws IOException {
        activepieces.webhookRunsAppearAfter(2);
        wire.post("/v1/webhooks/" + activepieces.workflowId(), Map.of());
        String id = activepieces.runIds().get(0);

        assertThat(wire.get(list).list("data")).isEmpty();
        assertThat(read(id).status()).isEqualTo(404);
        assertThat(wire.get(list).list("data")).isEmpty();
        assertThat(wire.get(list).text("data", 0, "id")).isEqualTo(id);
        assertThat(read(id).status()).isEqualTo(200);
    }

    @Test
    void webhookRequestIsEchoedOnceTheRunIsUnderWay() throws IOException {
        activepieces.webhookRunsAppearAfter(0);
        activepieces.onStart(RunScript.perRead("QUEUED", "RUNNING", "SUCCEEDED"));
        Wire.of(activepieces, "X-Correlation-Id", "c-1")
                .post("/v1/webhooks/" + activepieces.workflowId() + "?trace=1", Map.of("name", "Ada"));
        String id = activepieces.runIds().get(0);

        assertThat(read(id).keys("steps")).isEmpty();
        Reply running = read(id);

        assertThat(running.text("steps", "trigger", "output", "headers", "x-correlation-id")).isEqualTo("c-1");
        assertThat(running.text("steps", "trigger", "output", "body", "name")).isEqualTo("Ada");
        assertThat(running.text("steps", "trigger", "output", "queryParams", "trace")).isEqualTo("1");
        assertThat(running.text("steps", "trigger", "output", "rawBody")).isEqualTo("{\"name\":\"Ada\"}");
    }

    @Test
    void webhookOfADeletedFlowIs410() throws IOException {
        activepieces.deleteFlow(activepieces.workflowId());

        assertThat(wire.post("/v1/webhooks/" + activepieces.workflowId(), Map.of()).status()).isEqualTo(410);
    }

    @Test
    void listItemsHaveNoStepsButTheFlowVersionTwice() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("SUCCEEDED"));

        Reply page = wire.get(list);

        assertThat(page.keys()).asString().isEqualTo("[next, previous, data]");
        assertThat(page.keys("data", 0).toString()).doesNotContain("steps,").contains("flowVersion_displayName", "displayName");
    }

    @Test
    void cursorsLeadForthAndBack() throws IOException {
        List<String> planted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            planted.add(0, "run0000000000000000b" + i);
            activepieces.addRun("run0000000000000000b" + i, RunScript.perRead("QUEUED"));
        }

        Reply first = wire.get(list + "&limit=2");
        Reply second = wire.get(list + "&limit=2&cursor=" + encoded(first.text("next")));
        Reply third = wire.get(list + "&limit=2&cursor=" + encoded(second.text("next")));
        Reply back = wire.get(list + "&limit=2&cursor=" + encoded(second.text("previous")));

        List<String> seen = new ArrayList<>();
        List.of(first, second, third).forEach(page -> page.list("data").forEach(item -> seen.add(idOf(item))));
        assertThat(seen).isEqualTo(planted);
        assertThat(first.at("previous")).isNull();
        assertThat(third.at("next")).isNull();
        assertThat(idOf(back.at("data", 0))).isEqualTo(planted.get(0));
    }

    @Test
    void garbageCursorGivesTheFirstPage() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("QUEUED"));

        assertThat(wire.get(list + "&cursor=garbage").list("data")).hasSize(1);
    }

    @Test
    void listByRunIdsPollsThem() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("QUEUED", "RUNNING"));
        activepieces.addRun(OTHER, RunScript.perRead("QUEUED", "PAUSED"));
        String both = list + "&flowRunIds[]=" + RUN + "&flowRunIds[]=" + OTHER;

        assertThat(wire.get(both).text("data", 1, "status")).isEqualTo("QUEUED");
        assertThat(wire.get(both).text("data", 1, "status")).isEqualTo("RUNNING");
        assertThat(wire.get(both).text("data", 0, "status")).isEqualTo("PAUSED");
    }

    @Test
    void otherListsDoNotMoveARun() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("QUEUED", "RUNNING"));
        wire.get(list);
        wire.get(list);

        assertThat(read(RUN).text("status")).isEqualTo("QUEUED");
    }

    @Test
    void aListRefusesAnIdThatIsNone() throws IOException {
        for (String id : List.of("short", RUN + "," + OTHER, "../" + RUN)) {
            assertThat(wire.get(list + "&flowRunIds=" + id).status()).as(id).isEqualTo(400);
        }
    }

    @Test
    void noListShowsATestRunOrMovesIt() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead(RunStep.of("QUEUED").with("environment", "TESTING"), RunStep.of("RUNNING")));

        assertThat(wire.get(list + "&flowRunIds=" + RUN).list("data")).isEmpty();
        assertThat(wire.get(list).list("data")).isEmpty();
        assertThat(read(RUN).text("status")).isEqualTo("QUEUED");
    }

    @Test
    void listFiltersByStatusInEachArrayForm() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("QUEUED"));
        activepieces.addRun(OTHER, RunScript.perRead("PAUSED"));

        for (String filter : List.of("&status=PAUSED", "&status[]=PAUSED", "&status[0]=PAUSED")) {
            assertThat(wire.get(list + filter).list("data")).as(filter).hasSize(1);
        }
        assertThat(wire.get(list + "&status=PAUSED,QUEUED").status()).as("commas").isEqualTo(400);
    }

    @Test
    void listOfAnotherProjectIs404AndOfNoneIs400() throws IOException {
        assertThat(wire.get(runs).status()).isEqualTo(400);
        assertThat(wire.get(runs + "?projectId=" + NOBODY).status()).isEqualTo(404);
    }

    @Test
    void garbageInATimeFilterIs500() throws IOException {
        assertThat(wire.get(list + "&createdAfter=yesterday").text("code")).isEqualTo("22007");
    }

    @Test
    void cancelAnswersEmptyAndWorksAMomentLater() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("PAUSED"));
        read(RUN);

        Reply cancelled = wire.post(runs + "/cancel", ofProject("flowRunIds", List.of(RUN)));

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.body()).isEmpty();
        assertThat(cancelled.headers().get("content-type")).isNull();
        assertThat(read(RUN).text("status")).isEqualTo("PAUSED");
        assertThat(read(RUN).text("status")).isEqualTo("CANCELED");
        assertThat(read(RUN).at("finishTime")).isNull();
    }

    @Test
    void cancelIgnoresARunningRunAndUnknownIds() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("RUNNING"));

        Reply cancelled = wire.post(runs + "/cancel", ofProject("flowRunIds", List.of(RUN, NOBODY)));

        assertThat(cancelled.status()).isEqualTo(200);
        read(RUN);
        assertThat(read(RUN).text("status")).isEqualTo("RUNNING");
    }

    @Test
    void retryFromTheFailedStepRevivesTheSameRun() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("FAILED"));
        read(RUN);

        Reply retried = wire.post(runs + "/" + RUN + "/retry", ofProject("strategy", "FROM_FAILED_STEP"));

        assertThat(retried.text("id")).isEqualTo(RUN);
        assertThat(retried.text("status")).isEqualTo("QUEUED");
        assertThat(retried.at("finishTime")).isNull();
    }

    @Test
    void retryOnTheLatestVersionIsANewRun() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("FAILED"));

        Reply retried = wire.post(runs + "/" + RUN + "/retry", ofProject("strategy", "ON_LATEST_VERSION"));

        assertThat(retried.text("id")).isNotEqualTo(RUN);
        assertThat(read(RUN).text("status")).isEqualTo("FAILED");
    }

    private static String idOf(Object item) {
        return String.valueOf(((Map<?, ?>) item).get("id"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
