package dev.polyrun.benchmarks.calls;

import dev.polyrun.benchmarks.calls.HandRun.ErrorDetails;
import dev.polyrun.benchmarks.calls.HandRun.FileRef;
import dev.polyrun.benchmarks.calls.HandRun.Inputs;
import dev.polyrun.benchmarks.calls.HandRun.Lifecycle;
import dev.polyrun.benchmarks.calls.HandRun.Step;
import dev.polyrun.benchmarks.calls.HandRun.Timing;
import dev.polyrun.benchmarks.calls.HandRun.Trigger;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** Reads a run with jackson-core alone, a {@code switch} an object, as one writes it by hand. */
final class HandDecoder extends HandReader {
    /** @param document where the free-form values are cut out of; null to parse them */
    HandDecoder(JsonParser parser, byte @Nullable [] document) {
        super(parser, document);
    }

    @Nullable HandRun run() {
        if (!beginsObject()) {
            return null;
        }
        String workflowId = null;
        String workflowName = null;
        String organizationId = null;
        String configSnapshotId = null;
        String id = null;
        String datasetId = null;
        String status = null;
        String executionPhase = null;
        String triggerType = null;
        String triggerEmail = null;
        OffsetDateTime startedAt = null;
        OffsetDateTime completedAt = null;
        Long durationMs = null;
        OffsetDateTime humanWaitingStartedAt = null;
        Long humanWaitingDurationMs = null;
        List<Step> steps = null;
        Map<String, FileRef> inputDocuments = null;
        Object inputJsonData = null;
        Map<String, String> inputTextData = null;
        Object finalOutputs = null;
        String error = null;
        String errorStage = null;
        ErrorDetails errorDetails = null;
        Object costSummary = null;
        Object traceSpans = null;
        String cancelSignalError = null;
        OffsetDateTime cancelSignalFailedAt = null;
        String cancelNativeError = null;
        String cancelConfirmationError = null;
        Boolean cancelConfirmationPending = null;
        OffsetDateTime cancelRequestedAt = null;
        OffsetDateTime createdAt = null;
        OffsetDateTime updatedAt = null;
        List<String> waitingForNodeIds = null;
        Object pendingNodeOutputs = null;
        Object dagSnapshot = null;
        List<String> executedNodeIds = null;
        Object parallelCompletionCounters = null;
        Object resumeQueue = null;
        Object activeResume = null;
        String runResumeStatus = null;
        Object hilSignalStates = null;
        Object workflow = null;
        String workflowVersionId = null;
        Trigger trigger = null;
        Lifecycle lifecycle = null;
        Timing timing = null;
        Inputs inputs = null;
        Map<String, String> metadata = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "workflow_id" -> workflowId = text();
                case "workflow_name" -> workflowName = text();
                case "organization_id" -> organizationId = text();
                case "config_snapshot_id" -> configSnapshotId = text();
                case "id" -> id = text();
                case "dataset_id" -> datasetId = text();
                case "status" -> status = text();
                case "execution_phase" -> executionPhase = text();
                case "trigger_type" -> triggerType = text();
                case "trigger_email" -> triggerEmail = text();
                case "started_at" -> startedAt = date();
                case "completed_at" -> completedAt = date();
                case "duration_ms" -> durationMs = number();
                case "human_waiting_started_at" -> humanWaitingStartedAt = date();
                case "human_waiting_duration_ms" -> humanWaitingDurationMs = number();
                case "steps" -> steps = list(this::step);
                case "input_documents" -> inputDocuments = map(this::fileRef);
                case "input_json_data" -> inputJsonData = freeForm();
                case "input_text_data" -> inputTextData = map(this::text);
                case "final_outputs" -> finalOutputs = freeForm();
                case "error" -> error = text();
                case "error_stage" -> errorStage = text();
                case "error_details" -> errorDetails = errorDetails();
                case "cost_summary" -> costSummary = freeForm();
                case "trace_spans" -> traceSpans = freeForm();
                case "cancel_signal_error" -> cancelSignalError = text();
                case "cancel_signal_failed_at" -> cancelSignalFailedAt = date();
                case "cancel_native_error" -> cancelNativeError = text();
                case "cancel_confirmation_error" -> cancelConfirmationError = text();
                case "cancel_confirmation_pending" -> cancelConfirmationPending = bool();
                case "cancel_requested_at" -> cancelRequestedAt = date();
                case "created_at" -> createdAt = date();
                case "updated_at" -> updatedAt = date();
                case "waiting_for_node_ids" -> waitingForNodeIds = list(this::text);
                case "pending_node_outputs" -> pendingNodeOutputs = freeForm();
                case "dag_snapshot" -> dagSnapshot = freeForm();
                case "executed_node_ids" -> executedNodeIds = list(this::text);
                case "parallel_completion_counters" -> parallelCompletionCounters = freeForm();
                case "resume_queue" -> resumeQueue = freeForm();
                case "active_resume" -> activeResume = freeForm();
                case "run_resume_status" -> runResumeStatus = text();
                case "hil_signal_states" -> hilSignalStates = freeForm();
                case "workflow" -> workflow = freeForm();
                case "workflow_version_id" -> workflowVersionId = text();
                case "trigger" -> trigger = trigger();
                case "lifecycle" -> lifecycle = lifecycle();
                case "timing" -> timing = timing();
                case "inputs" -> inputs = inputs();
                case "metadata" -> metadata = map(this::text);
                default -> parser.skipChildren();
            }
        }
        return new HandRun(
                workflowId, workflowName, organizationId, configSnapshotId, id, datasetId, status, executionPhase, triggerType,
                triggerEmail, startedAt, completedAt, durationMs, humanWaitingStartedAt, humanWaitingDurationMs, steps, inputDocuments,
                inputJsonData, inputTextData, finalOutputs, error, errorStage, errorDetails, costSummary, traceSpans, cancelSignalError,
                cancelSignalFailedAt, cancelNativeError, cancelConfirmationError, cancelConfirmationPending, cancelRequestedAt, createdAt,
                updatedAt, waitingForNodeIds, pendingNodeOutputs, dagSnapshot, executedNodeIds, parallelCompletionCounters, resumeQueue,
                activeResume, runResumeStatus, hilSignalStates, workflow, workflowVersionId, trigger, lifecycle, timing, inputs, metadata);
    }

    @Nullable Step step() {
        if (!beginsObject()) {
            return null;
        }
        String nodeId = null;
        String nodeType = null;
        String nodeLabel = null;
        String status = null;
        OffsetDateTime startedAt = null;
        OffsetDateTime completedAt = null;
        Long durationMs = null;
        Object output = null;
        String stepId = null;
        String blockId = null;
        String blockType = null;
        String blockLabel = null;
        String error = null;
        String errorStage = null;
        String errorCategory = null;
        Boolean requiresHumanReview = null;
        OffsetDateTime humanReviewedAt = null;
        Boolean humanReviewApproved = null;
        String loopId = null;
        Long iteration = null;
        Object iterationContext = null;
        String model = null;
        Object cost = null;
        Object tokens = null;
        Object handleOutputs = null;
        FileRef inputDocument = null;
        FileRef outputDocument = null;
        Map<String, FileRef> splitDocuments = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "node_id" -> nodeId = text();
                case "node_type" -> nodeType = text();
                case "node_label" -> nodeLabel = text();
                case "status" -> status = text();
                case "started_at" -> startedAt = date();
                case "completed_at" -> completedAt = date();
                case "duration_ms" -> durationMs = number();
                case "output" -> output = freeForm();
                case "step_id" -> stepId = text();
                case "block_id" -> blockId = text();
                case "block_type" -> blockType = text();
                case "block_label" -> blockLabel = text();
                case "error" -> error = text();
                case "error_stage" -> errorStage = text();
                case "error_category" -> errorCategory = text();
                case "requires_human_review" -> requiresHumanReview = bool();
                case "human_reviewed_at" -> humanReviewedAt = date();
                case "human_review_approved" -> humanReviewApproved = bool();
                case "loop_id" -> loopId = text();
                case "iteration" -> iteration = number();
                case "iteration_context" -> iterationContext = freeForm();
                case "model" -> model = text();
                case "cost" -> cost = freeForm();
                case "tokens" -> tokens = freeForm();
                case "handle_outputs" -> handleOutputs = freeForm();
                case "input_document" -> inputDocument = fileRef();
                case "output_document" -> outputDocument = fileRef();
                case "split_documents" -> splitDocuments = map(this::fileRef);
                default -> parser.skipChildren();
            }
        }
        return new Step(
                nodeId, nodeType, nodeLabel, status, startedAt, completedAt, durationMs, output, stepId, blockId, blockType, blockLabel,
                error, errorStage, errorCategory, requiresHumanReview, humanReviewedAt, humanReviewApproved, loopId, iteration,
                iterationContext, model, cost, tokens, handleOutputs, inputDocument, outputDocument, splitDocuments);
    }

    @Nullable FileRef fileRef() {
        if (!beginsObject()) {
            return null;
        }
        String id = null;
        String fileId = null;
        String filename = null;
        String mimeType = null;
        String gcsPath = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "id" -> id = text();
                case "file_id" -> fileId = text();
                case "filename" -> filename = text();
                case "mime_type" -> mimeType = text();
                case "gcs_path" -> gcsPath = text();
                default -> parser.skipChildren();
            }
        }
        return new FileRef(
                id, fileId, filename, mimeType, gcsPath);
    }

    @Nullable ErrorDetails errorDetails() {
        if (!beginsObject()) {
            return null;
        }
        String message = null;
        String stackTrace = null;
        String blockId = null;
        String blockName = null;
        String nodeId = null;
        String nodeName = null;
        String errorCode = null;
        Object context = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "message" -> message = text();
                case "stack_trace" -> stackTrace = text();
                case "block_id" -> blockId = text();
                case "block_name" -> blockName = text();
                case "node_id" -> nodeId = text();
                case "node_name" -> nodeName = text();
                case "error_code" -> errorCode = text();
                case "context" -> context = freeForm();
                default -> parser.skipChildren();
            }
        }
        return new ErrorDetails(
                message, stackTrace, blockId, blockName, nodeId, nodeName, errorCode, context);
    }

    @Nullable Trigger trigger() {
        if (!beginsObject()) {
            return null;
        }
        String type = null;
        String apiKeyId = null;
        String userId = null;
        String scheduleId = null;
        String webhookId = null;
        String sender = null;
        String subject = null;
        String parentRunId = null;
        String sourceRunId = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "type" -> type = text();
                case "api_key_id" -> apiKeyId = text();
                case "user_id" -> userId = text();
                case "schedule_id" -> scheduleId = text();
                case "webhook_id" -> webhookId = text();
                case "sender" -> sender = text();
                case "subject" -> subject = text();
                case "parent_run_id" -> parentRunId = text();
                case "source_run_id" -> sourceRunId = text();
                default -> parser.skipChildren();
            }
        }
        return new Trigger(
                type, apiKeyId, userId, scheduleId, webhookId, sender, subject, parentRunId, sourceRunId);
    }

    @Nullable Lifecycle lifecycle() {
        if (!beginsObject()) {
            return null;
        }
        String kind = null;
        String status = null;
        List<String> waitingForBlockIds = null;
        String message = null;
        String stage = null;
        String category = null;
        ErrorDetails details = null;
        String failingStepId = null;
        String reason = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "kind" -> kind = text();
                case "status" -> status = text();
                case "waiting_for_block_ids" -> waitingForBlockIds = list(this::text);
                case "message" -> message = text();
                case "stage" -> stage = text();
                case "category" -> category = text();
                case "details" -> details = errorDetails();
                case "failing_step_id" -> failingStepId = text();
                case "reason" -> reason = text();
                default -> parser.skipChildren();
            }
        }
        return new Lifecycle(
                kind, status, waitingForBlockIds, message, stage, category, details, failingStepId, reason);
    }

    @Nullable Timing timing() {
        if (!beginsObject()) {
            return null;
        }
        OffsetDateTime createdAt = null;
        OffsetDateTime startedAt = null;
        OffsetDateTime completedAt = null;
        OffsetDateTime humanWaitingStartedAt = null;
        Long accumulatedHumanWaitingMs = null;
        Long durationMs = null;
        Long activeDurationMs = null;
        OffsetDateTime reviewWaitingStartedAt = null;
        Long accumulatedReviewWaitingMs = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "created_at" -> createdAt = date();
                case "started_at" -> startedAt = date();
                case "completed_at" -> completedAt = date();
                case "human_waiting_started_at" -> humanWaitingStartedAt = date();
                case "accumulated_human_waiting_ms" -> accumulatedHumanWaitingMs = number();
                case "duration_ms" -> durationMs = number();
                case "active_duration_ms" -> activeDurationMs = number();
                case "review_waiting_started_at" -> reviewWaitingStartedAt = date();
                case "accumulated_review_waiting_ms" -> accumulatedReviewWaitingMs = number();
                default -> parser.skipChildren();
            }
        }
        return new Timing(
                createdAt, startedAt, completedAt, humanWaitingStartedAt, accumulatedHumanWaitingMs, durationMs, activeDurationMs,
                reviewWaitingStartedAt, accumulatedReviewWaitingMs);
    }

    @Nullable Inputs inputs() {
        if (!beginsObject()) {
            return null;
        }
        Map<String, FileRef> documents = null;
        Object jsonData = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "documents" -> documents = map(this::fileRef);
                case "json_data" -> jsonData = freeForm();
                default -> parser.skipChildren();
            }
        }
        return new Inputs(
                documents, jsonData);
    }
}
