package dev.polyrun;

import dev.polyrun.core.Download;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.retab.model.FileRef;
import dev.polyrun.retab.model.StepStatusSummary;
import dev.polyrun.retab.model.WorkflowRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The documents that Retab's runs put out, which generation A gives the addresses of, by node. */
final class RetabFiles {
    private final RetabClient client;

    RetabFiles(RetabClient client) {
        this.client = client;
    }

    private boolean hasAddresses() {
        return client.wireGeneration() == RetabClient.WireGeneration.A;
    }

    /** Those of the end nodes, and then those of steps before. Today's API has no call that gives a document of a run. */
    List<RunFile> of(Run run) {
        WorkflowRun document = run.document(WorkflowRun.class);
        if (document == null || !hasAddresses()) {
            return List.of();
        }
        Map<String, RunFile> byNode = new LinkedHashMap<>();
        if (document.finalOutputs() != null) {
            document.finalOutputs().forEach((node, output) -> {
                if (output instanceof Map<?, ?> end && end.get("document") instanceof Map<?, ?> file) {
                    byNode.put(node, file(run.ref(), node, file.get("filename"), file.get("mime_type")));
                }
            });
        }
        if (document.steps() != null) {
            for (StepStatusSummary step : document.steps()) {
                FileRef file = step == null ? null : step.outputDocument();
                if (file != null && step.nodeId() != null) {
                    byNode.putIfAbsent(step.nodeId(), file(run.ref(), step.nodeId(), file.filename(), file.mimeType()));
                }
            }
        }
        return new ArrayList<>(byNode.values());
    }

    private static RunFile file(RunRef ref, String node, @Nullable Object name, @Nullable Object mediaType) {
        return RunFile.of(ref, node)
                .withName(name instanceof String text ? text : null)
                .withMediaType(mediaType instanceof String text ? text : null);
    }

    CompletableFuture<Download> download(RunFile file) {
        if (!hasAddresses()) {
            return CompletableFuture.failedFuture(
                    new UnsupportedOperationException("Retab of today has no call that gives a document of a run, and so not " + file));
        }
        return Futures.then(client.runs().documentAsync(file.ref().runId(), file.id()), document -> {
            if (document.signedUrl() == null) {
                throw new IllegalStateException("Retab answered without an address for " + file);
            }
            return client.download(document.signedUrl()).executeAsync();
        });
    }
}
