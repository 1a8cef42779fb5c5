package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The workflows that the simulator of Onepin keeps, and what comes out of their runs. */
class OnepinWorkflowsTest {
    private static final String RUN = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
    private static final String ALL = "/api/v1/workflows";

    private final OnepinSimulator onepin = OnepinSimulator.start();
    private final Wire wire = Wire.of(onepin, "Authorization", "Bearer " + onepin.apiKey());
    private final String sample = ALL + "/" + onepin.workflowId();

    @AfterEach
    void close() {
        onepin.close();
    }

    private String create(String name) throws IOException {
        return wire.post(ALL, Map.of("name", name)).text("data", "id");
    }

    private List<String> names(String query) throws IOException {
        Reply page = wire.get(ALL + query);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < page.list("data").size(); i++) {
            names.add(page.text("data", i, "name"));
        }
        return names;
    }

    @Test
    void aNewWorkflowHasAnEmptyGraph() throws IOException {
        Reply created = wire.post(ALL, Map.of("name", "New"));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.list("data", "definition", "graph", "nodes")).isEmpty();
        assertThat(created.at("data", "runs_count")).isEqualTo(0L);
        assertThat(created.at("data", "last_run_status")).isNull();
    }

    @Test
    void listsLeaveTheDefinitionOutUnlessAsked() throws IOException {
        assertThat(wire.get(ALL).keys("data", 0).toString()).doesNotContain("definition");
        assertThat(wire.get(ALL + "?include_definition=true").keys("data", 0).toString()).contains("definition");
    }

    @Test
    void namesGoUpAndTheOthersDownUnlessSaidOtherwise() throws IOException {
        create("b");
        create("a");
        onepin.addRun(RUN, RunScript.perRead("completed"));

        assertThat(names("?sort=name")).containsExactly("Spoken greeting", "a", "b");
        assertThat(names("?sort=runs_count&sort=name&order=asc")).containsExactly("a", "b", "Spoken greeting");
        assertThat(names("?sort=runs_count&sort=name")).containsExactly("Spoken greeting", "a", "b");
        assertThat(wire.get(ALL + "?sort=color").status()).isEqualTo(422);
    }

    @Test
    void theStatusIsThatOfTheLatestRun() throws IOException {
        create("draft");
        onepin.addRun(RUN, RunScript.perRead("failed"));
        onepin.addRun("3fa85f64-5717-4562-b3fc-2c963f66afa7", RunScript.perRead("pending"));

        assertThat(names("?status=draft")).containsExactly("draft");
        assertThat(names("?status=running")).containsExactly("Spoken greeting");
        assertThat(names("?status=failed")).isEmpty();
        assertThat(names("?has_failed_run=true")).containsExactly("Spoken greeting");
        assertThat(names("?has_failed_run=false")).containsExactly("draft");
        assertThat(wire.get(ALL + "?status=sideways").status()).isEqualTo(422);
    }

    @Test
    void aCancelledRunIsFoundByNoStatus() throws IOException {
        onepin.addRun(RUN, RunScript.perRead("cancelled"));

        assertThat(names("?status=draft")).isEmpty();
        assertThat(names("?status=failed")).isEmpty();
        assertThat(names("")).containsExactly("Spoken greeting");
    }

    @Test
    void boundsOfTheLatestRunNeedAnOffsetAndAnOrder() throws IOException {
        create("draft");
        onepin.addRun(RUN, RunScript.perRead("completed"));

        assertThat(names("?last_run_after=2020-01-01T00:00:00Z")).containsExactly("Spoken greeting");
        assertThat(names("?last_run_before=2020-01-01T00:00:00Z")).isEmpty();
        assertThat(wire.get(ALL + "?last_run_after=2020-01-01T00:00:00").status()).isEqualTo(422);
        assertThat(wire.get(ALL + "?last_run_after=2021-01-01T00:00:00Z&last_run_before=2020-01-01T00:00:00Z").status()).isEqualTo(422);
    }

    @Test
    void searchLooksIntoNamesAndDescriptionsOfAnyCase() throws IOException {
        create("Alpha");

        assertThat(names("?search=ALPH")).containsExactly("Alpha");
        assertThat(names("?search=two%20languages")).containsExactly("Spoken greeting");
        assertThat(wire.get(ALL + "?search=" + "x".repeat(101)).status()).isEqualTo(422);
    }

    @Test
    void patchLeavesWhatIsAbsentAndClearsWhatIsNull() throws IOException {
        assertThat(wire.send("PATCH", sample, "{\"name\":\"n\"}").text("data", "description")).isNotEqualTo("null");
        Reply cleared = wire.send("PATCH", sample, "{\"description\":null}");
        assertThat(cleared.at("data", "description")).isNull();
        assertThat(cleared.text("data", "name")).isEqualTo("n");
    }

    @Test
    void anEmptyPatchIs422() throws IOException {
        assertThat(wire.send("PATCH", sample, "{}").status()).isEqualTo(422);
        assertThat(wire.send("PATCH", sample, "{\"name\":null}").status()).isEqualTo(422);
    }

    @Test
    void replaceClearsTheDescriptionThatIsNotSent() throws IOException {
        Reply replaced = wire.send("PUT", sample, "{\"name\":\"n\",\"definition\":{}}");

        assertThat(replaced.at("data", "description")).isNull();
        assertThat(wire.send("PUT", sample, "{\"name\":\"n\"}").status()).isEqualTo(422);
    }

    @Test
    void aCopyHasNoRuns() throws IOException {
        onepin.addRun(RUN, RunScript.perRead("completed"));

        Reply copy = wire.post(sample + "/duplicate");

        assertThat(copy.status()).isEqualTo(201);
        assertThat(copy.text("data", "name")).isEqualTo("Spoken greeting (Copy)");
        assertThat(copy.at("data", "runs_count")).isEqualTo(0L);
        assertThat(copy.at("data", "definition")).isEqualTo(wire.get(sample).at("data", "definition"));
    }

    @Test
    void nothingAnswersForADeletedWorkflow() throws IOException {
        onepin.addRun(RUN, RunScript.perRead("completed"));

        assertThat(wire.send("DELETE", sample, null).at("data", "deleted")).isEqualTo(true);

        assertThat(wire.get(sample).text("error", "code")).isEqualTo("NOT_FOUND");
        assertThat(wire.get(sample + "/runs/" + RUN).status()).isEqualTo(404);
        assertThat(wire.post(sample + "/runs").status()).isEqualTo(404);
        assertThat(names("")).isEmpty();
    }

    @Test
    void aScriptNeedsAWorkflowWithOneSource() throws IOException {
        String empty = ALL + "/" + create("Empty");

        assertThat(wire.post(empty + "/runs", Map.of("script_text", "Hello")).text("error", "code")).isEqualTo("VALIDATION_ERROR");
        assertThat(wire.post(empty + "/runs/preview", Map.of("script_text", "Hello")).status()).isEqualTo(422);
        assertThat(wire.post(sample + "/runs", Map.of("script_text", "Hello")).status()).isEqualTo(202);
    }

    @Test
    void aPreviewPricesTheScriptAndStartsNothing() throws IOException {
        assertThat(wire.post(sample + "/runs/preview", Map.of("script_text", "Hello")).at("data", "expected_credits")).isEqualTo(5L);
        assertThat(wire.post(sample + "/estimate").list("data", "breakdown")).hasSize(3);
        assertThat(onepin.runIds()).isEmpty();
    }

    @Test
    void uploadsAreNotCounted() throws IOException {
        Reply page = wire.get(sample + "/uploads?limit=2");

        assertThat(page.keys("pagination").toString()).isEqualTo("[next, prev, limit]");
        assertThat(page.list("data")).hasSize(2);
        assertThat(page.text("pagination", "next")).endsWith("offset=2&limit=2");
        assertThat(wire.get(ALL + "/" + create("n") + "/uploads").list("data")).isEmpty();
    }

    @Test
    void theLinesOfARunAreThoseOfItsScript() throws IOException {
        onepin.onStart(RunScript.perRead("completed"));
        String run = wire.post(sample + "/runs", Map.of("script_text", "One.\nTwo.")).text("data", "id");

        Reply data = wire.get(sample + "/runs/" + run + "/data");

        assertThat(data.at("pagination", "total")).isEqualTo(2L);
        assertThat(data.text("data", "rows", 1, "script")).isEqualTo("Two.");
        assertThat(data.headers().get("Cache-Control")).isEqualTo("no-store");
        assertThat(wire.get(sample + "/runs/" + run + "/data?language=ko_KR").list("data", "rows", 0, "cards")).hasSize(1);
    }

    @Test
    void onlyACompletedRunCanBeDownloaded() throws IOException {
        onepin.addRun(RUN, RunScript.perRead("running", "completed"));
        String run = sample + "/runs/" + RUN;

        assertThat(wire.get(run + "/download").status()).isEqualTo(409);
        wire.get(run + "/status");
        wire.get(run + "/status");
        assertThat(wire.get(run + "/download").text("data", "url")).contains("?signature=");
        assertThat(wire.get(run + "/nodes/node3/download").status()).isEqualTo(200);
        assertThat(wire.get(run + "/nodes/node1/download").status()).isEqualTo(404);
        assertThat(wire.get(run + "/audio/0123456789abcdef/url").status()).isEqualTo(404);
    }

    @Test
    void whoamiTellsKeysFromTokens() throws IOException {
        assertThat(wire.get("/api/v1/auth/whoami").text("data", "auth_kind")).isEqualTo("api_key");
        assertThat(Wire.of(onepin, "Authorization", "Bearer " + onepin.jwt()).get("/api/v1/auth/whoami").at("data", "workspace_id")).isNull();
    }
}
