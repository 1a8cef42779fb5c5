package dev.polyrun;

import dev.polyrun.core.json.JsonProjection;
import dev.polyrun.retab.model.ErrorDetails;
import dev.polyrun.retab.model.RunLifecycle;
import dev.polyrun.retab.model.RunResumeStatus;
import dev.polyrun.retab.model.RunTiming;
import dev.polyrun.retab.model.StepStatus;
import dev.polyrun.retab.model.StepStatusSummary;
import dev.polyrun.retab.model.WorkflowRun;
import dev.polyrun.retab.model.WorkflowRunStatus;
import dev.polyrun.retab.model.WorkflowRunStep;
import dev.polyrun.retab.model.WorkflowSnapshotRef;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a Retab run of any generation: A has a flat {@code status}, B {@code lifecycle.kind}, C {@code lifecycle.status}. */
final class RetabRuns {
    /** What a run is known by, in the words of all generations. What its steps put out is most of a large document. */
    static final JsonProjection POLLED = JsonProjection.of(
            "id", "workflow_id", "workflow.workflow_id", "status", "lifecycle", "run_resume_status",
            "cancel_confirmation_pending", "cancel_requested_at", "cancel_signal_failed_at",
            "error", "error_stage", "error_details.message", "error_details.node_id", "error_details.block_id",
            "steps.status", "created_at", "started_at", "completed_at", "timing")
            // Only today's generation has these three, and nothing of the others' beside them.
            .sufficientWith("workflow_id", "lifecycle", "timing");

    private static final Set<StepStatus> DONE_STEPS = Set.of(StepStatus.COMPLETED, StepStatus.SKIPPED, StepStatus.ERROR, StepStatus.CANCELLED);

    private RetabRuns() {}

    /** A lifecycle that says nothing, or is none, may belong to a run that says it further on. */
    static boolean isPolledEnough(WorkflowRun run) {
        return status(run) != null;
    }

    static RunSnapshot snapshot(RunRef ref, WorkflowRun run) {
        WorkflowRunStatus status = status(run);
        RunPhase phase = phase(run, status);
        RunLifecycle lifecycle = run.lifecycle();
        RunSnapshot.Builder snapshot = RunSnapshot.builder(ref, phase, status)
                .workflowId(workflowId(run))
                .reason(first(run.errorStage(), lifecycle == null ? null : lifecycle.stage()))
                .pause(phase == RunPhase.PAUSED ? Pause.of(Pause.Kind.HUMAN) : null);
        error(run, lifecycle, snapshot);
        progress(run.steps(), snapshot);
        times(run, snapshot);
        return snapshot.build();
    }

    private static @Nullable String workflowId(WorkflowRun run) {
        WorkflowSnapshotRef workflow = run.workflow();
        return first(run.workflowId(), workflow == null ? null : workflow.workflowId());
    }

    private static @Nullable WorkflowRunStatus status(WorkflowRun run) {
        RunLifecycle lifecycle = run.lifecycle();
        return lifecycle == null ? run.status() : first(lifecycle.status(), lifecycle.kind(), run.status());
    }

    private static RunPhase phase(WorkflowRun run, @Nullable WorkflowRunStatus status) {
        RunPhase phase = phase(status);
        if (phase.isTerminal()) {
            return phase;
        }
        if (isCancelling(run)) {
            return RunPhase.CANCELLING;
        }
        // Between a human's answer and the next node the status still says that it waits.
        boolean resumed = Stream.of(RunResumeStatus.RESUMING, RunResumeStatus.FULLY_RESUMED).anyMatch(value -> value.equals(run.runResumeStatus()));
        return phase == RunPhase.PAUSED && resumed ? RunPhase.RUNNING : phase;
    }

    private static RunPhase phase(@Nullable WorkflowRunStatus status) {
        if (status == null) {
            return RunPhase.UNKNOWN;
        }
        return switch (status.known()) {
            case PENDING, QUEUED -> RunPhase.QUEUED;
            case RUNNING -> RunPhase.RUNNING;
            case WAITING_FOR_HUMAN, AWAITING_REVIEW -> RunPhase.PAUSED;
            case COMPLETED -> RunPhase.SUCCEEDED;
            case ERROR, FAILED -> RunPhase.FAILED;
            case CANCELLED -> RunPhase.CANCELLED;
            case UNRECOGNIZED -> RunPhase.UNKNOWN;
        };
    }

    /** A signal that failed after it was asked for last will not stop the run. */
    private static boolean isCancelling(WorkflowRun run) {
        if (!Boolean.TRUE.equals(run.cancelConfirmationPending())) {
            return false;
        }
        OffsetDateTime failed = run.cancelSignalFailedAt();
        OffsetDateTime requested = run.cancelRequestedAt();
        return failed == null || requested != null && failed.isBefore(requested);
    }

    private static void error(WorkflowRun run, @Nullable RunLifecycle lifecycle, RunSnapshot.Builder snapshot) {
        ErrorDetails details = first(run.errorDetails(), lifecycle == null ? null : lifecycle.details());
        String message = first(run.error(), lifecycle == null ? null : lifecycle.message(), details == null ? null : details.message());
        String step = details == null ? null : first(details.nodeId(), details.blockId());
        snapshot.error(message, first(lifecycle == null ? null : lifecycle.failingStepId(), step));
    }

    private static void progress(@Nullable List<StepStatusSummary> steps, RunSnapshot.Builder snapshot) {
        if (steps != null) {
            long done = steps.stream().filter(step -> step != null && step.status() != null && DONE_STEPS.contains(step.status())).count();
            snapshot.progress(done, steps.size());
        }
    }

    private static void times(WorkflowRun run, RunSnapshot.Builder snapshot) {
        RunTiming timing = run.timing();
        snapshot.times(
                first(run.createdAt(), timing == null ? null : timing.createdAt()),
                first(run.startedAt(), timing == null ? null : timing.startedAt()),
                first(run.completedAt(), timing == null ? null : timing.completedAt()));
    }

    /** What the end blocks put out; a workflow without one shows what each block put out. */
    static Map<String, @Nullable Object> outputs(List<WorkflowRunStep> steps) {
        Map<String, @Nullable Object> ends = new LinkedHashMap<>();
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        for (WorkflowRunStep step : steps) {
            String id = step == null ? null : first(step.blockId(), step.nodeId(), step.stepId());
            Object output = step == null ? null : output(step);
            if (id == null || output == null) {
                continue;
            }
            all.put(id, output);
            if ("end".equals(first(step.blockType(), step.nodeType()))) {
                ends.put(id, output);
            }
        }
        return ends.isEmpty() ? all : ends;
    }

    /** As it came: the vendor does not promise that an output is an object. */
    private static @Nullable Object output(WorkflowRunStep step) {
        if (step.output() != null) {
            return step.output();
        }
        Map<String, @Nullable Object> document = step.toMap();
        return first(document.get("output"), document.get("handle_outputs"));
    }

    @SafeVarargs
    private static <T> @Nullable T first(@Nullable T... values) {
        for (T value : values) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
