package dev.polyrun.onepin;

import static dev.polyrun.testkit.JsonAssertions.assertSameJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.contract.Fixtures;
import dev.polyrun.onepin.model.RunStatus;
import dev.polyrun.onepin.model.WorkflowRunDetail;
import dev.polyrun.onepin.model.WorkflowRunDetailResponse;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The run as the seed page has it. */
class WorkflowRunDetailDocumentTest extends DocumentContract<WorkflowRunDetail> {
    WorkflowRunDetailDocumentTest() {
        super("onepin", WorkflowRunDetail.class, WorkflowRunDetail::fromJson, "workflow-run-detail", "run-of-the-docs");
    }

    @Test
    void theAnswerOfTheDocsPrintsBackToTheLetterWithItsEnvelope() {
        String json = Fixtures.document("answer-of-the-docs");

        WorkflowRunDetailResponse answer = WorkflowRunDetailResponse.fromJson(json);

        assertSameJson(json, answer.toJson());
        assertThat(answer.toBuilder().build()).isEqualTo(answer);
        assertThat(answer.data().runNumber()).isEqualTo(42);
        assertThat(answer.data().triggeredBy().userName()).isEqualTo("jane.doe@example.com");
        assertThat(answer.data().startedAt()).isEqualTo(OffsetDateTime.parse("2024-01-15T09:30:00Z"));
        assertThat(answer.data().definitionSnapshot()).containsOnlyKeys("nodes", "edges", "settings");
        assertThat(answer.meta().requestId()).isEqualTo("req_1234567890abcdef");
    }

    @Test
    void unknownPropertiesOfTheEnvelopeAreKept() {
        String json = "{\"data\":{\"id\":\"r\"},\"meta\":{\"region\":\"eu\"},\"warnings\":[]}";

        assertSameJson(json, WorkflowRunDetailResponse.fromJson(json).toJson());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "running", "completed", "failed", "cancelled", "paused"})
    void everyStatusOfTheDocsIsKnown(String status) {
        assertThat(WorkflowRunDetail.fromJson("{\"status\":\"" + status + "\"}").status().known())
                .isNotEqualTo(RunStatus.Known.UNRECOGNIZED);
    }

    @Test
    void aStatusOfTomorrowIsKeptAsItsText() {
        assertThat(WorkflowRunDetail.fromJson("{\"status\":\"archived\"}").status()).hasToString("archived");
    }

    @Test
    void creditsAreExact() {
        WorkflowRunDetail run = WorkflowRunDetail.fromJson("{\"credits\":9007199254740993,\"credits_absorbed\":0.10}");

        assertThat(run.credits()).isEqualTo(9007199254740993L);
        assertThat(run.creditsAbsorbed()).isEqualTo(new BigDecimal("0.10"));
    }
}
