package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunScriptTest {
    private final NoxusSimulator noxus = NoxusSimulator.start();
    private final Wire wire = Wire.of(noxus, "X-API-Key", noxus.apiKey());
    private final VirtualTime time = VirtualTime.create();

    @AfterEach
    void close() {
        noxus.close();
    }

    private Reply read() throws IOException {
        return wire.get("/v1/runs/run-1");
    }

    @Test
    void timedScriptFollowsItsClock() throws IOException {
        noxus.addRun("run-1", RunScript.timed(time.clock(), Duration.ofSeconds(10), "queued", "running", "completed"));

        assertThat(read().text("status")).isEqualTo("queued");
        time.advance(Duration.ofSeconds(10));
        assertThat(read().text("status")).isEqualTo("running");
        time.advance(Duration.ofHours(1));
        assertThat(read().text("status")).isEqualTo("completed");
    }

    @Test
    void timedScriptDatesItsDocuments() throws IOException {
        noxus.addRun("run-1", RunScript.timed(time.clock(), Duration.ofSeconds(10), "queued", "running", "completed"));
        time.advance(Duration.ofHours(1));

        Reply run = read();

        assertThat(run.text("created_at")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(run.text("started_at")).isEqualTo("2026-01-01T00:00:10Z");
        assertThat(run.text("finished_at")).isEqualTo("2026-01-01T00:00:20Z");
    }

    @Test
    void readsDoNotMoveATimedScript() throws IOException {
        noxus.addRun("run-1", RunScript.timed(time.clock(), Duration.ofSeconds(10), "queued", "running"));
        read();
        read();

        assertThat(read().text("status")).isEqualTo("queued");
    }

    @Test
    void stepAddsOverridesAndOmitsProperties() throws IOException {
        noxus.addRun(
                "run-1",
                RunScript.perRead(
                        RunStep.of("running").with("progress", 7).with("mood", "good").without("source"),
                        RunStep.of("completed")));

        Reply first = read();

        assertThat(first.at("progress")).isEqualTo(7L);
        assertThat(first.text("mood")).isEqualTo("good");
        assertThat(first.keys().toString()).doesNotContain("source");
        assertThat(read().keys().toString()).doesNotContain("mood").contains("source");
    }

    @Test
    void startsTakeTheirScriptsInTurn() throws IOException {
        noxus.onStart(RunScript.perRead("running"), RunScript.perRead("failed"));

        assertThat(started("w").text("status")).isEqualTo("running");
        assertThat(started("w").text("status")).isEqualTo("failed");
        assertThat(started("w").text("status")).as("the last script stays").isEqualTo("failed");
    }

    @Test
    void aWorkflowCanHaveScriptsOfItsOwn() throws IOException {
        noxus.onStart("special", RunScript.perRead("awaiting_human_feedback"));

        assertThat(started("special").text("status")).isEqualTo("awaiting_human_feedback");
        assertThat(started("usual").text("status")).isEqualTo("queued");
    }

    @Test
    void eachStartedRunCanHaveALifeOfItsOwn() throws IOException {
        noxus.onStart("special", RunScript.perRead("awaiting_human_feedback"));
        Map<String, String> asked = new LinkedHashMap<>();
        noxus.onEachStart((workflowId, runId, input) -> {
            asked.put(runId, workflowId + input);
            return RunScript.perRead(asked.size() == 1 ? "running" : "failed");
        });

        Reply first = started("special");
        Reply second = started("usual");

        assertThat(first.text("status")).isEqualTo("running");
        assertThat(second.text("status")).isEqualTo("failed");
        assertThat(asked).containsExactly(Map.entry(first.text("id"), "special{}"), Map.entry(second.text("id"), "usual{}"));
    }

    @Test
    void changedRunFollowsItsNewScript() throws IOException {
        noxus.addRun("run-1", RunScript.perRead("awaiting_human_feedback"));
        read();

        noxus.changeRun("run-1", RunScript.perRead("running", "completed"));

        assertThat(read().text("status")).isEqualTo("running");
        assertThat(read().text("status")).isEqualTo("completed");
    }

    @Test
    void scriptNeedsAStatusAndATime() {
        assertThatIllegalArgumentException().isThrownBy(() -> RunScript.perRead(new String[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> RunScript.timed(time.clock(), Duration.ZERO, "queued"));
    }

    private Reply started(String workflow) throws IOException {
        return wire.post("/v1/workflows/" + workflow + "/runs", Map.of("input", Map.of()));
    }
}
