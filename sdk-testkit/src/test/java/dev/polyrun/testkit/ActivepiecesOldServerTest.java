package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What version 0.71.0 does differently. */
class ActivepiecesOldServerTest {
    private static final String RUN = "run0000000000000000a1";
    private static final String NOBODY = "AAAAAAAAAAAAAAAAAAAAA";

    private final ActivepiecesSimulator activepieces = ActivepiecesSimulator.version("0.71.0");
    private final Wire wire = Wire.of(activepieces, "Authorization", "Bearer " + activepieces.apiKey());
    private final String list = "/v1/flow-runs?projectId=" + activepieces.projectId();

    @AfterEach
    void close() {
        activepieces.close();
    }

    private Reply read(String runId) throws IOException {
        return wire.get("/v1/flow-runs/" + runId);
    }

    @Test
    void otherVersionsAreNotSimulated() {
        assertThatIllegalArgumentException().isThrownBy(() -> ActivepiecesSimulator.version("0.79.0"));
    }

    @Test
    void documentHasThePropertiesOfTheRealServerInItsOrder() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("SUCCEEDED"));

        assertThat(read(RUN).keys()).asString().isEqualTo("[id, created, updated, projectId, flowId, failParentOnFailure,"
                + " flowVersionId, status, startTime, environment, parentRunId, tags, flowVersion, logsFileId, tasks, duration,"
                + " finishTime, steps, failedStepName, stepNameToTest]");
    }

    @Test
    void emptyTextAndZeroStandForNull() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("RUNNING"));

        Reply run = read(RUN);

        assertThat(run.text("finishTime")).isEmpty();
        assertThat(run.text("parentRunId")).isEmpty();
        assertThat(run.text("failedStepName")).isEmpty();
        assertThat(run.text("stepNameToTest")).isEmpty();
        assertThat(run.at("duration")).isEqualTo(0L);
        assertThat(run.at("tasks")).isEqualTo(0L);
        assertThat(run.at("flowVersion")).isEqualTo(Map.of("displayName", "Simulated flow"));
    }

    @Test
    void failedNamesTheStep() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("FAILED"));

        assertThat(read(RUN).text("failedStepName")).isEqualTo("step_1");
    }

    @Test
    void unknownRunIs400() throws IOException {
        Reply reply = read(NOBODY);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).isEqualTo("{\"code\":\"FLOW_RUN_NOT_FOUND\",\"params\":{\"id\":\"" + NOBODY + "\"}}");
    }

    @Test
    void withoutTokenIs403() throws IOException {
        assertThat(Wire.of(activepieces).get("/v1/flow-runs/" + RUN).body())
                .isEqualTo("{\"code\":\"AUTHORIZATION\",\"params\":{\"message\":\"invalid route for principal type\"}}");
    }

    @Test
    void badKeyAndBadTokenAre401EachWithItsCode() throws IOException {
        Reply badKey = Wire.of(activepieces, "Authorization", "Bearer sk-wrong").get("/v1/flow-runs/" + RUN);
        Reply badToken = Wire.of(activepieces, "Authorization", "Bearer wrong").get("/v1/flow-runs/" + RUN);

        assertThat(badKey.status()).isEqualTo(401);
        assertThat(badKey.text("code")).isEqualTo("AUTHENTICATION");
        assertThat(badToken.status()).isEqualTo(401);
        assertThat(badToken.text("code")).isEqualTo("INVALID_BEARER_TOKEN");
    }

    @Test
    void statusOutsideTheEnumIs500() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("CANCELED"));

        assertThat(read(RUN).status()).isEqualTo(500);
        assertThat(wire.get(list).text("message"))
                .isEqualTo("The value of '#/properties/status' does not match schema definition.");
    }

    @Test
    void thereIsNoCancel() throws IOException {
        assertThat(wire.post("/v1/flow-runs/cancel", Map.of("projectId", activepieces.projectId())).status())
                .isEqualTo(404);
    }

    @Test
    void listOfAnotherProjectIs403() throws IOException {
        assertThat(wire.get("/v1/flow-runs?projectId=" + NOBODY).status()).isEqualTo(403);
    }

    @Test
    void cursorsLeadThroughTheList() throws IOException {
        activepieces.addRun(RUN, RunScript.perRead("QUEUED"));
        activepieces.addRun("run0000000000000000a2", RunScript.perRead("QUEUED"));

        Reply first = wire.get(list + "&limit=1");
        Reply second = wire.get(list + "&limit=1&cursor=" + first.text("next"));

        assertThat(first.keys()).asString().isEqualTo("[data, next, previous]");
        assertThat(first.keys("data", 0).toString()).doesNotContain("steps");
        assertThat(second.text("data", 0, "id")).isEqualTo(RUN);
        assertThat(second.at("next")).isNull();
    }
}
