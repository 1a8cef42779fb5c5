package dev.polyrun.gumloop;

import static dev.polyrun.testkit.JsonAssertions.assertSameJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.gumloop.model.FlowRun;
import dev.polyrun.gumloop.model.FlowRunState;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowRunDocumentTest extends DocumentContract<FlowRun> {
    FlowRunDocumentTest() {
        super("gumloop", FlowRun.class, FlowRun::fromJson, "flow-run", "run-of-the-docs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUEUED", "STARTED", "RUNNING", "TERMINATING", "DONE", "FAILED", "TERMINATED"})
    void everyStateOfTheDocsIsKnown(String state) {
        FlowRun run = FlowRun.fromJson("{\"state\":\"" + state + "\"}");

        assertThat(run.state().known()).hasToString(state);
    }

    @Test
    void aStateOfTomorrowIsKeptAsItsText() {
        FlowRun run = FlowRun.fromJson("{\"state\":\"PAUSED\"}");

        assertThat(run.state()).isEqualTo(FlowRunState.of("PAUSED")).hasToString("PAUSED");
        assertThat(run.state().known()).isEqualTo(FlowRunState.Known.UNRECOGNIZED);
    }

    @Test
    void microsecondsWithOffsetAreReadExactly() {
        FlowRun run = FlowRun.fromJson("{\"created_ts\":\"2023-11-19T18:06:31.102786+00:00\"}");

        assertThat(run.createdTs()).isEqualTo(OffsetDateTime.parse("2023-11-19T18:06:31.102786Z"));
    }

    @Test
    void aTimeWithoutZoneIsTakenAsUtc() {
        FlowRun run = FlowRun.fromJson("{\"created_ts\":\"2023-11-19T18:06:31\"}");

        assertThat(run.createdTs().toInstant()).isEqualTo(Instant.parse("2023-11-19T18:06:31Z"));
    }

    @Test
    void anEmptyTimeIsNoTimeButStaysInTheDocument() {
        String json = "{\"created_ts\":\"\",\"finished_ts\":null}";

        FlowRun run = FlowRun.fromJson(json);

        assertThat(run.createdTs()).isNull();
        assertThat(run.finishedTs()).isNull();
        assertSameJson(json, run.toJson());
    }

    @Test
    void creditsAreExact() {
        FlowRun run = FlowRun.fromJson("{\"credit_cost\":1.50,\"child_run_credit_cost\":1e2,\"node_executions\":45.0}");

        assertThat(run.creditCost()).isEqualTo(new BigDecimal("1.50"));
        assertThat(run.childRunCreditCost()).isEqualByComparingTo("100");
        assertThat(run.nodeExecutions()).isEqualTo(45);
        assertThat(run.toJson()).contains("1.50", "1e2", "45.0");
    }

    @Test
    void whatAnAccessorCannotShowIsAmongTheAdditionalProperties() {
        FlowRun run = FlowRun.fromJson("{\"log\":\"one line\",\"team\":{\"id\":7}}");

        assertThat(run.log()).isNull();
        assertThat(run.additionalProperties()).containsEntry("log", "one line").containsKey("team");
    }
}
