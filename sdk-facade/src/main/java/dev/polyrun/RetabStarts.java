package dev.polyrun;

import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.FileSource;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.retab.Runs;
import dev.polyrun.retab.model.Base64Document;
import dev.polyrun.retab.model.CreateRunRequest;
import dev.polyrun.retab.model.CreateWorkflowRunRequest;
import dev.polyrun.retab.model.UrlDocument;
import dev.polyrun.retab.model.WorkflowRun;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Starts Retab's runs. Files are encoded while they are sent. */
final class RetabStarts {
    private final RetabClient client;

    RetabStarts(RetabClient client) {
        this.client = client;
    }

    private boolean isOfGenerationA() {
        return client.wireGeneration() == RetabClient.WireGeneration.A;
    }

    /** Generation A takes texts apart from JSON objects, and nothing else. */
    void check(WorkflowRef workflow, StartRequest request) {
        if (!isOfGenerationA()) {
            return;
        }
        request.inputs().forEach((node, value) -> {
            if (!(value instanceof String || value instanceof Map<?, ?> || value instanceof FileSource)) {
                throw new IllegalArgumentException(workflow + ": the input \"" + node + "\" is "
                        + (value == null ? "null" : "a " + value.getClass().getSimpleName())
                        + "; expected a Map for a JSON node, a String for a text node, or a FileSource for a document");
            }
        });
    }

    CompletableFuture<WorkflowRun> start(WorkflowRef workflow, Map<String, @Nullable Object> inputs) {
        return isOfGenerationA() ? startInWorkflow(workflow, inputs) : startOfToday(workflow, inputs);
    }

    private CompletableFuture<WorkflowRun> startOfToday(WorkflowRef workflow, Map<String, @Nullable Object> inputs) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        Map<String, UrlDocument> files = new LinkedHashMap<>();
        inputs.forEach((block, value) -> {
            if (value instanceof FileSource file) {
                files.put(block, UrlDocument.builder().filename(file.name()).url(EncodedFile.dataUrl(file)).build());
            } else {
                values.put(block, value);
            }
        });
        CreateWorkflowRunRequest.Builder body = CreateWorkflowRunRequest.builder().workflowId(workflow.workflowId());
        if (!values.isEmpty()) {
            body.jsonInputs(values);
        }
        if (!files.isEmpty()) {
            body.documents(files);
        }
        return client.runs().createAsync(body.build(), new Runs.CreateRunParams().idempotencyKey(UUID.randomUUID().toString()));
    }

    private CompletableFuture<WorkflowRun> startInWorkflow(WorkflowRef workflow, Map<String, @Nullable Object> inputs) {
        Map<String, Map<String, Object>> objects = new LinkedHashMap<>();
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, Base64Document> files = new LinkedHashMap<>();
        inputs.forEach((node, value) -> {
            if (value instanceof String text) {
                texts.put(node, text);
            } else if (value instanceof Map<?, ?> object) {
                objects.put(node, stringKeys(object));
            } else if (value instanceof FileSource file) {
                files.put(node, Base64Document.builder()
                        .filename(file.name())
                        .content(EncodedFile.base64(file))
                        .mimeType(Objects.requireNonNullElse(file.mediaType(), "application/octet-stream"))
                        .build());
            }
        });
        CreateRunRequest.Builder body = CreateRunRequest.builder();
        if (!objects.isEmpty()) {
            body.jsonInputs(objects);
        }
        if (!texts.isEmpty()) {
            body.textInputs(texts);
        }
        if (!files.isEmpty()) {
            body.documents(files);
        }
        return client.runs()
                .createInWorkflowAsync(
                        workflow.workflowId(),
                        body.build(),
                        new Runs.CreateRunInWorkflowParams().idempotencyKey(UUID.randomUUID().toString()));
    }

    private static Map<String, Object> stringKeys(Map<?, ?> object) {
        Map<String, Object> copy = new LinkedHashMap<>();
        object.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return copy;
    }
}
