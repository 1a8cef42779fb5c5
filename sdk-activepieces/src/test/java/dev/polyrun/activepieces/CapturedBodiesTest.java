package dev.polyrun.activepieces;

import static dev.polyrun.testkit.JsonAssertions.assertSameJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.activepieces.model.Flow;
import dev.polyrun.activepieces.model.FlowOperationStatus;
import dev.polyrun.activepieces.model.FlowPage;
import dev.polyrun.activepieces.model.FlowRun;
import dev.polyrun.activepieces.model.FlowRunPage;
import dev.polyrun.activepieces.model.FlowRunStatus;
import dev.polyrun.activepieces.model.FlowStatus;
import dev.polyrun.activepieces.model.FlowVersionState;
import dev.polyrun.activepieces.model.TimelineLegName;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapturedBodiesTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "0.71.0-get-run", "0.71.0-get-run-1", "0.71.0-get-run-2", "0.71.0-get-run-3",
        "0.86.0-get-run-canceled", "0.86.0-get-run-failed", "0.86.0-get-run-paused", "0.86.0-get-run-queued", "0.86.0-get-run-reply",
        "0.86.0-get-run-running", "0.86.0-get-run-succeeded"
    })
    void aRecordedRunPrintsBackToTheLetter(String name) {
        String body = Capture.of(name).body();

        FlowRun run = FlowRun.fromJson(body);

        assertSameJson(body, run.toJson());
        assertThat(run.toBuilder().build()).isEqualTo(run);
        assertThat(run.id()).isNotEmpty();
        assertThat(run.status().known()).isNotEqualTo(FlowRunStatus.Known.UNRECOGNIZED);
        assertThat(run.created()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.71.0-list-limit1", "0.86.0-list-empty", "0.86.0-list-limit1", "0.86.0-list-page2"})
    void aRecordedPageOfRunsPrintsBackToTheLetter(String name) {
        String body = Capture.of(name).body();

        FlowRunPage page = FlowRunPage.fromJson(body);

        assertSameJson(body, page.toJson());
        assertThat(page.toBuilder().build()).isEqualTo(page);
        assertThat(page.data()).isNotNull();
    }

    @Test
    void aRecordedFlowPrintsBackToTheLetter() {
        String body = Capture.of("0.86.0-get-flow").body();

        Flow flow = Flow.fromJson(body);

        assertSameJson(body, flow.toJson());
        assertThat(flow.toBuilder().build()).isEqualTo(flow);
        assertThat(flow.status()).isEqualTo(FlowStatus.ENABLED);
        assertThat(flow.operationStatus()).isEqualTo(FlowOperationStatus.NONE);
        assertThat(flow.publishedVersionId()).isEqualTo(flow.version().id());
        assertThat(flow.version().trigger()).containsKey("nextAction");
        assertThat(flow.version().state()).isEqualTo(FlowVersionState.LOCKED);
        assertThat(flow.additionalProperties().keySet())
                .containsExactlyInAnyOrder("folderId", "metadata", "timeSavedPerRun", "templateId", "createdBy");
        assertThat(flow.version().additionalProperties()).containsOnlyKeys("backupFiles");
    }

    @Test
    void aRecordedPageOfFlowsPrintsBackToTheLetter() {
        String body = Capture.of("0.86.0-list-flows").body();

        FlowPage page = FlowPage.fromJson(body);

        assertSameJson(body, page.toJson());
        assertThat(page.toBuilder().build()).isEqualTo(page);
        assertThat(page.data()).extracting(flow -> flow.version().displayName()).containsExactly("flow delay");
        assertThat(page.next()).isNotEmpty();
        assertThat(page.previous()).isNull();
    }

    /** Their bodies are still JSON of this vendor that a model of another shape must not spoil. */
    @ParameterizedTest
    @ValueSource(strings = {"0.86.0-get-flow", "0.86.0-list-flows", "0.86.0-webhook-sync-200", "0.86.0-webhook-async"})
    void aBodyOfAnotherShapePrintsBackToTheLetterAllTheSame(String name) {
        String body = Capture.of(name).body();

        assertSameJson(body, FlowRun.fromJson(body).toJson());
    }

    @Test
    void theOldServerWritesEmptyTextInPlaceOfNull() {
        FlowRun run = FlowRun.fromJson(Capture.of("0.71.0-get-run").body());

        assertThat(run.parentRunId()).isEmpty();
        assertThat(run.additionalProperties()).containsOnlyKeys("logsFileId");
        assertThat(run.flowVersion().displayName()).isEqualTo("Seed-era flow");
    }

    @Test
    void theNewServerSaysWhichStepFailedAndHowLongEachLegTook() {
        FlowRun run = FlowRun.fromJson(Capture.of("0.86.0-get-run-failed").body());

        assertThat(run.status()).isEqualTo(FlowRunStatus.FAILED);
        assertThat(run.failedStep().name()).isEqualTo("step_1");
        assertThat(run.timeline().legs().get(0).get(0).name()).isEqualTo(TimelineLegName.QUEUE);
        assertThat(run.flowVersion().state()).isEqualTo(FlowVersionState.LOCKED);
        assertThat(run.steps()).containsOnlyKeys("trigger", "step_1");
    }

    @Test
    void aCanceledRunHasNoFinishTime() {
        FlowRun run = FlowRun.fromJson(Capture.of("0.86.0-get-run-canceled").body());

        assertThat(run.finishTime()).isNull();
        assertThat(run.additionalProperties()).containsKey("finishTime");
    }

    @Test
    void whatTheTriggerEchoesIsNotInTheTextForm() {
        FlowRun run = FlowRun.fromJson(Capture.of("0.86.0-get-run-failed").body());

        assertThat(run.steps().get("trigger")).asString().contains("x-request-id");
        assertThat(run.toString()).contains(run.id()).doesNotContain("x-request-id");
    }

    @Test
    void aListItemHasPropertiesThatNoPageNames() {
        FlowRunPage page = FlowRunPage.fromJson(Capture.of("0.86.0-list-limit1").body());

        Map<String, Object> unknown = page.data().get(0).additionalProperties();
        assertThat(unknown.keySet()).anySatisfy(name -> assertThat(name).startsWith("flowVersion_"));
    }
}
