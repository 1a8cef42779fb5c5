package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.activepieces.model.FlowRun;
import dev.polyrun.activepieces.model.FlowRunPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs as real Activepieces servers of two versions answered them. */
class CapturedRunsTest {
    private static final Path CAPTURES = Path.of("..", "sdk-activepieces", "src", "test", "resources", "captures");

    private static final Map<String, RunPhase> PHASES = Map.of(
            "QUEUED", RunPhase.QUEUED,
            "RUNNING", RunPhase.RUNNING,
            "PAUSED", RunPhase.PAUSED,
            "SUCCEEDED", RunPhase.SUCCEEDED,
            "FAILED", RunPhase.FAILED,
            "TIMEOUT", RunPhase.FAILED,
            "QUOTA_EXCEEDED", RunPhase.FAILED,
            "INTERNAL_ERROR", RunPhase.FAILED,
            "MEMORY_LIMIT_EXCEEDED", RunPhase.FAILED,
            "CANCELED", RunPhase.CANCELLED);

    static Stream<String> runs() throws IOException {
        try (Stream<Path> files = Files.list(CAPTURES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains("-get-run") || name.contains("-list-limit") || name.contains("-list-page"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void eachCapturedRunArrivesInItsPhaseWithTimesThatMakeSense(String capture) {
        assertThat(flowRuns(capture)).isNotEmpty().allSatisfy(run -> {
            RunSnapshot snapshot = snapshot(run);

            assertThat(snapshot.phase()).isEqualTo(PHASES.get(snapshot.vendorStatus()));
            assertThat(snapshot.createdAt()).isNotNull();
            assertThat(snapshot.finishedAt() == null || snapshot.phase().isTerminal()).isTrue();
            assertThat(snapshot.pause() != null).isEqualTo(snapshot.phase() == RunPhase.PAUSED);
        });
    }

    @Test
    void theFailedRunSaysWhichStepFailedAndWhy() {
        RunSnapshot failed = snapshot(flowRuns("0.86.0-get-run-failed.http").get(0));

        assertThat(failed.error()).isEqualTo(new RunError("Error: boom", "step_1"));
    }

    @Test
    void theDelayedRunWaitsForATime() {
        RunSnapshot paused = snapshot(flowRuns("0.86.0-get-run-paused.http").get(0));

        assertThat(paused.pause()).isEqualTo(Pause.of(Pause.Kind.TIMER));
    }

    @Test
    void theOutputsAreThoseOfTheStepsAndNotTheRequestThatTheTriggerRepeats() {
        FlowRun succeeded = flowRuns("0.86.0-get-run-succeeded.http").get(0);

        assertThat(ActivepiecesRuns.outputs(succeeded.steps())).containsExactly(Map.entry("step_1", Map.of("hello", "Ada")));
    }

    private static RunSnapshot snapshot(FlowRun run) {
        return ActivepiecesRuns.snapshot(RunRef.of("activepieces", run.id()), run);
    }

    private static List<FlowRun> flowRuns(String capture) {
        String text;
        try {
            text = Files.readString(CAPTURES.resolve(capture));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String body = text.substring(text.indexOf("\n{") + 1).strip();
        return capture.contains("-list-") ? FlowRunPage.fromJson(body).data() : List.of(FlowRun.fromJson(body));
    }
}
