package dev.polyrun.retab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.contract.Fixtures;
import dev.polyrun.retab.model.ErrorCategory;
import dev.polyrun.retab.model.ErrorStage;
import dev.polyrun.retab.model.TriggerType;
import dev.polyrun.retab.model.WorkflowRun;
import dev.polyrun.retab.model.WorkflowRunStatus;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One model reads the runs of all three wire generations. */
class WorkflowRunDocumentTest extends DocumentContract<WorkflowRun> {
    WorkflowRunDocumentTest() {
        super(
                "retab",
                WorkflowRun.class,
                WorkflowRun::fromJson,
                "workflow-run",
                "run-of-the-docs",
                "run-of-generation-b",
                "run-of-generation-c");
    }

    @Test
    void generationAHasAFlatStatusStepsAndOutputs() {
        WorkflowRun run = WorkflowRun.fromJson(Fixtures.document("run-of-the-docs"));

        assertThat(run.status()).isEqualTo(WorkflowRunStatus.COMPLETED);
        assertThat(run.lifecycle()).isNull();
        assertThat(run.steps()).hasSize(3);
        assertThat(run.inputDocuments().get("start-node-1").fileId()).isEqualTo("file_123");
        assertThat(run.finalOutputs()).containsOnlyKeys("end-node-1");
        assertThat(run.waitingForNodeIds()).isEmpty();
        assertThat(run.completedAt()).isEqualTo(OffsetDateTime.parse("2024-01-15T10:30:15Z"));
    }

    @Test
    void generationBHasALifecycleKind() {
        WorkflowRun run = WorkflowRun.fromJson(Fixtures.document("run-of-generation-b"));

        assertThat(run.status()).isNull();
        assertThat(run.lifecycle().kind()).isEqualTo(WorkflowRunStatus.ERROR);
        assertThat(run.lifecycle().stage()).isEqualTo(ErrorStage.EXECUTION);
        assertThat(run.lifecycle().category()).isEqualTo(ErrorCategory.PERMANENT);
        assertThat(run.lifecycle().details().errorCode()).isEqualTo("EXTRACTION_FAILED");
        assertThat(run.workflow().nameAtRunTime()).isEqualTo("Invoice Processing");
        assertThat(run.timing().durationMs()).isEqualTo(15000);
    }

    @Test
    void generationCHasALifecycleStatus() {
        WorkflowRun run = WorkflowRun.fromJson(Fixtures.document("run-of-generation-c"));

        assertThat(run.lifecycle().status()).isEqualTo(WorkflowRunStatus.AWAITING_REVIEW);
        assertThat(run.lifecycle().waitingForBlockIds()).containsExactly("block_2");
        assertThat(run.trigger().type()).isEqualTo(TriggerType.API);
        assertThat(run.metadata()).isEqualTo(Map.of("order", "4711"));
        assertThat(run.inputs().documents().get("block_1").id()).isEqualTo("file_123");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "pending", "queued", "running", "completed", "error", "waiting_for_human", "cancelled", "failed", "awaiting_review"
    })
    void everyStatusOfAllGenerationsIsKnown(String status) {
        assertThat(WorkflowRun.fromJson("{\"status\":\"" + status + "\"}").status().known())
                .isNotEqualTo(WorkflowRunStatus.Known.UNRECOGNIZED);
    }

    @Test
    void aStatusOfTomorrowIsKeptAsItsTextWhereverItStands() {
        WorkflowRun run = WorkflowRun.fromJson("{\"status\":\"asleep\",\"lifecycle\":{\"status\":\"asleep\"}}");

        assertThat(run.status()).hasToString("asleep").isEqualTo(run.lifecycle().status());
        assertThat(run.status().known()).isEqualTo(WorkflowRunStatus.Known.UNRECOGNIZED);
    }

    @Test
    void oneStepOfAnotherKindKeepsTheWholeListAsItCame() {
        WorkflowRun run = WorkflowRun.fromJson("{\"steps\":[{\"node_id\":\"a\"},\"b\"]}");

        assertThat(run.steps()).isNull();
        assertThat(run.additionalProperties()).containsKey("steps");
        assertThat(run.toJson()).isEqualTo("{\"steps\":[{\"node_id\":\"a\"},\"b\"]}");
    }
}
