package dev.polyrun.benchmarks.calls;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run of Retab's as somebody would write it who has no generator: immutable, and with annotations that both generations of Jackson read. What the
 * vendor leaves free-form is an {@code Object}: plain values, or the bytes as they came where a decoder keeps them raw.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record HandRun(
        @JsonProperty("workflow_id") @Nullable String workflowId,
        @JsonProperty("workflow_name") @Nullable String workflowName,
        @JsonProperty("organization_id") @Nullable String organizationId,
        @JsonProperty("config_snapshot_id") @Nullable String configSnapshotId,
        @JsonProperty("id") @Nullable String id,
        @JsonProperty("dataset_id") @Nullable String datasetId,
        @JsonProperty("status") @Nullable String status,
        @JsonProperty("execution_phase") @Nullable String executionPhase,
        @JsonProperty("trigger_type") @Nullable String triggerType,
        @JsonProperty("trigger_email") @Nullable String triggerEmail,
        @JsonProperty("started_at") @Nullable OffsetDateTime startedAt,
        @JsonProperty("completed_at") @Nullable OffsetDateTime completedAt,
        @JsonProperty("duration_ms") @Nullable Long durationMs,
        @JsonProperty("human_waiting_started_at") @Nullable OffsetDateTime humanWaitingStartedAt,
        @JsonProperty("human_waiting_duration_ms") @Nullable Long humanWaitingDurationMs,
        @JsonProperty("steps") @Nullable List<Step> steps,
        @JsonProperty("input_documents") @Nullable Map<String, FileRef> inputDocuments,
        @JsonProperty("input_json_data") @Nullable Object inputJsonData,
        @JsonProperty("input_text_data") @Nullable Map<String, String> inputTextData,
        @JsonProperty("final_outputs") @Nullable Object finalOutputs,
        @JsonProperty("error") @Nullable String error,
        @JsonProperty("error_stage") @Nullable String errorStage,
        @JsonProperty("error_details") @Nullable ErrorDetails errorDetails,
        @JsonProperty("cost_summary") @Nullable Object costSummary,
        @JsonProperty("trace_spans") @Nullable Object traceSpans,
        @JsonProperty("cancel_signal_error") @Nullable String cancelSignalError,
        @JsonProperty("cancel_signal_failed_at") @Nullable OffsetDateTime cancelSignalFailedAt,
        @JsonProperty("cancel_native_error") @Nullable String cancelNativeError,
        @JsonProperty("cancel_confirmation_error") @Nullable String cancelConfirmationError,
        @JsonProperty("cancel_confirmation_pending") @Nullable Boolean cancelConfirmationPending,
        @JsonProperty("cancel_requested_at") @Nullable OffsetDateTime cancelRequestedAt,
        @JsonProperty("created_at") @Nullable OffsetDateTime createdAt,
        @JsonProperty("updated_at") @Nullable OffsetDateTime updatedAt,
        @JsonProperty("waiting_for_node_ids") @Nullable List<String> waitingForNodeIds,
        @JsonProperty("pending_node_outputs") @Nullable Object pendingNodeOutputs,
        @JsonProperty("dag_snapshot") @Nullable Object dagSnapshot,
        @JsonProperty("executed_node_ids") @Nullable List<String> executedNodeIds,
        @JsonProperty("parallel_completion_counters") @Nullable Object parallelCompletionCounters,
        @JsonProperty("resume_queue") @Nullable Object resumeQueue,
        @JsonProperty("active_resume") @Nullable Object activeResume,
        @JsonProperty("run_resume_status") @Nullable String runResumeStatus,
        @JsonProperty("hil_signal_states") @Nullable Object hilSignalStates,
        @JsonProperty("workflow") @Nullable Object workflow,
        @JsonProperty("workflow_version_id") @Nullable String workflowVersionId,
        @JsonProperty("trigger") @Nullable Trigger trigger,
        @JsonProperty("lifecycle") @Nullable Lifecycle lifecycle,
        @JsonProperty("timing") @Nullable Timing timing,
        @JsonProperty("inputs") @Nullable Inputs inputs,
        @JsonProperty("metadata") @Nullable Map<String, String> metadata) {
    @JsonCreator
    public HandRun {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Step(
            @JsonProperty("node_id") @Nullable String nodeId,
            @JsonProperty("node_type") @Nullable String nodeType,
            @JsonProperty("node_label") @Nullable String nodeLabel,
            @JsonProperty("status") @Nullable String status,
            @JsonProperty("started_at") @Nullable OffsetDateTime startedAt,
            @JsonProperty("completed_at") @Nullable OffsetDateTime completedAt,
            @JsonProperty("duration_ms") @Nullable Long durationMs,
            @JsonProperty("output") @Nullable Object output,
            @JsonProperty("step_id") @Nullable String stepId,
            @JsonProperty("block_id") @Nullable String blockId,
            @JsonProperty("block_type") @Nullable String blockType,
            @JsonProperty("block_label") @Nullable String blockLabel,
            @JsonProperty("error") @Nullable String error,
            @JsonProperty("error_stage") @Nullable String errorStage,
            @JsonProperty("error_category") @Nullable String errorCategory,
            @JsonProperty("requires_human_review") @Nullable Boolean requiresHumanReview,
            @JsonProperty("human_reviewed_at") @Nullable OffsetDateTime humanReviewedAt,
            @JsonProperty("human_review_approved") @Nullable Boolean humanReviewApproved,
            @JsonProperty("loop_id") @Nullable String loopId,
            @JsonProperty("iteration") @Nullable Long iteration,
            @JsonProperty("iteration_context") @Nullable Object iterationContext,
            @JsonProperty("model") @Nullable String model,
            @JsonProperty("cost") @Nullable Object cost,
            @JsonProperty("tokens") @Nullable Object tokens,
            @JsonProperty("handle_outputs") @Nullable Object handleOutputs,
            @JsonProperty("input_document") @Nullable FileRef inputDocument,
            @JsonProperty("output_document") @Nullable FileRef outputDocument,
            @JsonProperty("split_documents") @Nullable Map<String, FileRef> splitDocuments) {
        @JsonCreator
        public Step {}
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record FileRef(
            @JsonProperty("id") @Nullable String id,
            @JsonProperty("file_id") @Nullable String fileId,
            @JsonProperty("filename") @Nullable String filename,
            @JsonProperty("mime_type") @Nullable String mimeType,
            @JsonProperty("gcs_path") @Nullable String gcsPath) {
        @JsonCreator
        public FileRef {}
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ErrorDetails(
            @JsonProperty("message") @Nullable String message,
            @JsonProperty("stack_trace") @Nullable String stackTrace,
            @JsonProperty("block_id") @Nullable String blockId,
            @JsonProperty("block_name") @Nullable String blockName,
            @JsonProperty("node_id") @Nullable String nodeId,
            @JsonProperty("node_name") @Nullable String nodeName,
            @JsonProperty("error_code") @Nullable String errorCode,
            @JsonProperty("context") @Nullable Object context) {
        @JsonCreator
        public ErrorDetails {}
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Trigger(
            @JsonProperty("type") @Nullable String type,
            @JsonProperty("api_key_id") @Nullable String apiKeyId,
            @JsonProperty("user_id") @Nullable String userId,
            @JsonProperty("schedule_id") @Nullable String scheduleId,
            @JsonProperty("webhook_id") @Nullable String webhookId,
            @JsonProperty("sender") @Nullable String sender,
            @JsonProperty("subject") @Nullable String subject,
            @JsonProperty("parent_run_id") @Nullable String parentRunId,
            @JsonProperty("source_run_id") @Nullable String sourceRunId) {
        @JsonCreator
        public Trigger {}
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Lifecycle(
            @JsonProperty("kind") @Nullable String kind,
            @JsonProperty("status") @Nullable String status,
            @JsonProperty("waiting_for_block_ids") @Nullable List<String> waitingForBlockIds,
            @JsonProperty("message") @Nullable String message,
            @JsonProperty("stage") @Nullable String stage,
            @JsonProperty("category") @Nullable String category,
            @JsonProperty("details") @Nullable ErrorDetails details,
            @JsonProperty("failing_step_id") @Nullable String failingStepId,
            @JsonProperty("reason") @Nullable String reason) {
        @JsonCreator
        public Lifecycle {}
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Timing(
            @JsonProperty("created_at") @Nullable OffsetDateTime createdAt,
            @JsonProperty("started_at") @Nullable OffsetDateTime startedAt,
            @JsonProperty("completed_at") @Nullable OffsetDateTime completedAt,
            @JsonProperty("human_waiting_started_at") @Nullable OffsetDateTime humanWaitingStartedAt,
            @JsonProperty("accumulated_human_waiting_ms") @Nullable Long accumulatedHumanWaitingMs,
            @JsonProperty("duration_ms") @Nullable Long durationMs,
            @JsonProperty("active_duration_ms") @Nullable Long activeDurationMs,
            @JsonProperty("review_waiting_started_at") @Nullable OffsetDateTime reviewWaitingStartedAt,
            @JsonProperty("accumulated_review_waiting_ms") @Nullable Long accumulatedReviewWaitingMs) {
        @JsonCreator
        public Timing {}
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Inputs(
            @JsonProperty("documents") @Nullable Map<String, FileRef> documents,
            @JsonProperty("json_data") @Nullable Object jsonData) {
        @JsonCreator
        public Inputs {}
    }
}
