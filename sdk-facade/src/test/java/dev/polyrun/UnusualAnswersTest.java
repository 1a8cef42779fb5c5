package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.onepin.model.WorkflowRunDetailResponse;
import dev.polyrun.retab.model.WorkflowRunStep;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.VirtualTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers without what they should have are read as far as they go. */
class UnusualAnswersTest {
    private final VirtualTime time = VirtualTime.create();
    private final OnepinSimulator onepin = OnepinSimulator.start();
    private final Polyrun polyrun = Polyrun.builder()
            .onepin(client -> client.baseUrl(onepin.baseUrl()).apiKey(onepin.apiKey()).okHttpClient(onepin.inMemoryClient(time)))
            .timeSource(time)
            .build();

    @AfterEach
    void stop() {
        polyrun.close();
        onepin.close();
    }

    private RunRef completed() {
        return Facades.plant(onepin, "completed");
    }

    private void answersNext(String path, String json) {
        onepin.failNext(request -> request.path().endsWith(path), Fault.status(200, "application/json", json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"data\":null}"})
    void aRunOfOnepinOfWhichNothingIsSaidIsUnknown(String json) {
        RunRef ref = completed();
        answersNext("/runs/" + ref.runId(), json);

        Run run = polyrun.get(ref);

        assertThat(run.phase()).isEqualTo(RunPhase.UNKNOWN);
        assertThat(run.outputs()).isEmpty();
        assertThat(run.raw(WorkflowRunDetailResponse.class).data()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"data\":null}"})
    void soIsItWhenItIsPolled(String json) {
        RunRef ref = completed();
        answersNext("/runs/" + ref.runId() + "/status", json);

        assertThat(polyrun.poller(ref).poll()).isEqualTo(RunSnapshot.builder(ref, RunPhase.UNKNOWN, null).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"data\":null}", "{\"data\":{}}", "{\"data\":{\"outputs\":[null]}}"})
    void outputsOfOnepinThatAreNotThereAreNone(String json) {
        answersNext("/outputs", json);

        Run run = polyrun.get(completed());

        assertThat(run.phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(run.outputs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"data\":null}", "{\"data\":{}}"})
    void aFileOfOnepinWithoutAnAddressIsSaidToBeSo(String json) {
        RunRef ref = completed();
        answersNext("/download", json);

        assertThatThrownBy(() -> polyrun.download(RunFile.of(ref, "export")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without a link for " + ref);
    }

    @Test
    void aListOfOnepinThatDoesNotSayHowLongItIsIsReadUntilAPageIsEmpty() {
        answersNext("/workflows", "{\"data\":[{\"id\":\"one\"},{\"id\":\"two\"}]}");
        onepin.failNext(
                request -> request.path().endsWith("/workflows") && "2".equals(request.queryValue("offset")),
                Fault.status(200, "application/json", "{\"data\":[{\"id\":\"three\"}]}"));
        onepin.failNext(
                request -> request.path().endsWith("/workflows") && "3".equals(request.queryValue("offset")),
                Fault.status(200, "application/json", "{}"));

        assertThat(polyrun.workflows("onepin")).extracting(workflow -> workflow.ref().workflowId()).containsExactly("one", "two", "three");
    }

    @Test
    void aListOfOnepinIsNotReadBeyondItsLength() {
        answersNext("/workflows", "{\"data\":[{\"id\":\"one\"}],\"pagination\":{\"total\":1}}");

        assertThat(polyrun.workflows("onepin")).hasSize(1);
        assertThat(onepin.requests()).hasSize(1);
    }

    private static WorkflowRunStep step(Map<String, Object> document) {
        return WorkflowRunStep.fromMap(document);
    }

    @Test
    void stepsOfRetabWithoutAnIdOrAnOutputAreLeftOut() {
        List<WorkflowRunStep> steps = Arrays.asList(
                null,
                step(Map.of("output", 1)),
                step(Map.of("block_id", "none")),
                step(Map.of("block_id", "block", "output", 2)),
                step(Map.of("node_id", "node", "handle_outputs", Map.of("out", 3))),
                step(Map.of("step_id", "step", "output", Map.of("total", 4))));

        assertThat(RetabRuns.outputs(steps)).containsOnlyKeys("block", "node", "step");
        assertThat(RetabRuns.outputs(steps)).containsEntry("node", Map.of("out", 3L)).containsEntry("step", Map.of("total", 4L));
    }

    @Test
    void whereARunOfRetabHasEndsTheirOutputsAreTheRuns() {
        List<WorkflowRunStep> steps = List.of(
                step(Map.of("block_id", "split", "block_type", "split", "output", 1)),
                step(Map.of("block_id", "end-1", "block_type", "end", "output", 2)),
                step(Map.of("node_id", "end-2", "node_type", "end", "output", 3)));

        assertThat(RetabRuns.outputs(steps)).containsOnlyKeys("end-1", "end-2");
    }

    @Test
    void aRunOfRetabWithoutStepsHasPutOutNothing() {
        assertThat(RetabRuns.outputs(List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"data\":null}", "{\"data\":{}}", "{\"data\":{\"definition\":{}}}", "{\"data\":{\"definition\":{\"graph\":{}}}}"})
    void aWorkflowOfOnepinOfWhichNothingIsSaidMayHaveAPlaceForAScript(String json) {
        answersNext("/workflows/" + onepin.workflowId(), json);

        Workflow workflow = polyrun.workflow(WorkflowRef.of("onepin", onepin.workflowId()));

        assertThat(workflow.inputs()).extracting(WorkflowInput::name).containsExactly("script_text", "source_language");
    }
}
