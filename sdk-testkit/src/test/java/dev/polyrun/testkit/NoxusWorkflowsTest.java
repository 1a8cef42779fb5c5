package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The workflows that the simulator of Noxus keeps. */
class NoxusWorkflowsTest {
    private static final String RUN = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
    private static final Map<String, Object> ECHO =
            Map.of("name", "Echo", "type", "flow", "definition", Map.of("nodes", List.of(), "edges", List.of()));

    private final NoxusSimulator noxus = NoxusSimulator.start();
    private final Wire wire = Wire.of(noxus, "X-API-Key", noxus.apiKey());
    private final String sample = "/v1/workflows/" + noxus.workflowId();

    @AfterEach
    void close() {
        noxus.close();
    }

    @Test
    void theSampleHasAnInputNodeWithALabel() throws IOException {
        Reply workflow = wire.get(sample);

        assertThat(workflow.text("definition", "nodes", 0, "type")).isEqualTo("InputNode");
        assertThat(workflow.text("definition", "nodes", 0, "node_config", "label")).isEqualTo("User Question");
    }

    @Test
    void whatIsCreatedIsFoundAgain() throws IOException {
        Reply created = wire.post("/v1/workflows", ECHO);

        assertThat(created.status()).isEqualTo(200);
        assertThat(wire.get("/v1/workflows/" + created.text("id")).text("name")).isEqualTo("Echo");
        assertThat(wire.get("/v1/workflows").at("total")).isEqualTo(2L);
        assertThat(wire.get("/v1/workflows?type=agent_flow").at("total")).isEqualTo(0L);
    }

    @Test
    void aWorkflowNeedsNameAndDefinition() throws IOException {
        assertThat(wire.post("/v1/workflows", Map.of("name", "n")).at("detail", 0, "loc")).isEqualTo(List.of("body", "definition"));
        assertThat(wire.post("/v1/workflows", Map.of("definition", Map.of())).at("detail", 0, "loc")).isEqualTo(List.of("body", "name"));
        assertThat(wire.send("PATCH", sample, "{\"name\":null}").status()).isEqualTo(422);
    }

    @Test
    void updateChangesOnlyWhatIsThere() throws IOException {
        Reply updated = wire.send("PATCH", sample + "?force=true", "{\"name\":\"Renamed\"}");

        assertThat(updated.text("name")).isEqualTo("Renamed");
        assertThat(updated.list("definition", "nodes")).hasSize(3);
    }

    @Test
    void aWorkflowThatARunNamesIsThereAndCountsItsRuns() throws IOException {
        noxus.addRun("3c90c3cc-0d44-4b50-8888-0000000000ee", RUN, RunScript.perRead("completed"));

        Reply workflow = wire.get("/v1/workflows/3c90c3cc-0d44-4b50-8888-0000000000ee");

        assertThat(workflow.at("runs_count")).isEqualTo(1L);
        assertThat(workflow.at("last_run_at")).isNotNull();
        assertThat(wire.get(sample).at("runs_count")).isEqualTo(0L);
    }

    @Test
    void aDeletedWorkflowIsGoneAndCannotBeRun() throws IOException {
        assertThat(wire.send("DELETE", sample, null).status()).isEqualTo(200);

        assertThat(wire.get(sample).status()).isEqualTo(404);
        assertThat(wire.post(sample + "/runs", Map.of("input", Map.of())).status()).isEqualTo(404);
        assertThat(wire.get("/v1/workflows").at("total")).isEqualTo(0L);
    }

    @Test
    void deletingAWorkflowNeedsNoPermissionForHistory() throws IOException {
        Wire ordinary = Wire.of(noxus, "X-API-Key", noxus.apiKeyWithoutDeletion());

        assertThat(ordinary.send("DELETE", sample, null).status()).isEqualTo(200);
    }

    @Test
    void versionsBelongToTheirWorkflow() throws IOException {
        String version = wire.post(sample + "/versions", Map.of("name", "1", "description", "d", "definition", Map.of())).text("id");
        String other = wire.post("/v1/workflows", ECHO).text("id");

        assertThat(wire.get(sample + "/versions").list()).hasSize(1);
        assertThat(wire.get("/v1/workflows/" + other + "/versions").list()).isEmpty();
        assertThat(wire.send("PATCH", "/v1/workflows/" + other + "/versions/" + version, "{\"name\":\"2\"}").status()).isEqualTo(404);
        assertThat(wire.send("PATCH", sample + "/versions/" + version, "{\"description\":null}").at("description")).isNull();
        assertThat(wire.get(sample + "/versions").text(0, "name")).isEqualTo("1");
    }
}
