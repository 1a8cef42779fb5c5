package dev.polyrun.activepieces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.activepieces.model.FlowRun;
import dev.polyrun.activepieces.model.FlowRunStatus;
import dev.polyrun.contract.DocumentContract;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowRunDocumentTest extends DocumentContract<FlowRun> {
    FlowRunDocumentTest() {
        super("activepieces", FlowRun.class, FlowRun::fromJson, "flow-run", "run-of-the-docs");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "FAILED", "QUOTA_EXCEEDED", "INTERNAL_ERROR", "PAUSED", "QUEUED", "RUNNING", "SUCCEEDED", "MEMORY_LIMIT_EXCEEDED", "TIMEOUT",
        "CANCELED", "LOG_SIZE_EXCEEDED", "STOPPED"
    })
    void everyStatusOfAllVersionsIsKnown(String status) {
        FlowRun run = FlowRun.fromJson("{\"status\":\"" + status + "\"}");

        assertThat(run.status().known()).hasToString(status);
    }

    @Test
    void aStatusOfTomorrowIsKeptAsItsText() {
        FlowRun run = FlowRun.fromJson("{\"status\":\"WAITING_FOR_APPROVAL\"}");

        assertThat(run.status()).hasToString("WAITING_FOR_APPROVAL");
        assertThat(run.status().known()).isEqualTo(FlowRunStatus.Known.UNRECOGNIZED);
    }

    @Test
    void theEmptyFinishTimeOfOldServersIsNoTime() {
        FlowRun run = FlowRun.fromJson("{\"startTime\":\"2026-11-20T10:00:00.123Z\",\"finishTime\":\"\"}");

        assertThat(run.startTime()).isEqualTo(OffsetDateTime.parse("2026-11-20T10:00:00.123Z"));
        assertThat(run.finishTime()).isNull();
        assertThat(run.toJson()).contains("\"finishTime\":\"\"");
    }

    @Test
    void aPlaceholderInPlaceOfATimeIsNoTime() {
        assertThat(FlowRun.fromJson("{\"created\":\"<string>\"}").created()).isNull();
    }

    @Test
    void durationsAreExact() {
        assertThat(FlowRun.fromJson("{\"duration\":67.24498700000004}").duration()).isEqualTo(new BigDecimal("67.24498700000004"));
    }

    @Test
    void nullAndAbsentAreToldApart() {
        FlowRun run = FlowRun.fromJson("{\"parentRunId\":null}");

        assertThat(run.additionalProperties()).containsOnlyKeys("parentRunId");
        assertThat(run).isNotEqualTo(FlowRun.fromJson("{}"));
    }
}
