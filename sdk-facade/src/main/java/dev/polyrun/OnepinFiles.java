package dev.polyrun;

import dev.polyrun.core.Download;
import dev.polyrun.core.http.ApiCall;
import dev.polyrun.onepin.OnepinClient;
import dev.polyrun.onepin.Runs;
import dev.polyrun.onepin.model.DownloadUrl;
import dev.polyrun.onepin.model.DownloadUrlResponse;
import dev.polyrun.onepin.model.WorkflowRunDetail;
import dev.polyrun.onepin.model.WorkflowRunOutputs;
import dev.polyrun.onepin.model.WorkflowRunSinkOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What Onepin's runs made: zip files of all of it, and of what single nodes made. Their links work for some minutes, so one is asked for each time. */
final class OnepinFiles {
    private static final String EXPORT = "export";
    private static final String NODE = "node:";
    private static final String ZIP = "application/zip";

    private final OnepinClient client;

    OnepinFiles(OnepinClient client) {
        this.client = client;
    }

    static List<RunFile> of(Run run) {
        WorkflowRunDetail detail = run.document(WorkflowRunDetail.class);
        if (detail == null || !Objects.equals(detail.hasExport(), true)) {
            return List.of();
        }
        List<RunFile> files = new ArrayList<>();
        files.add(RunFile.of(run.ref(), EXPORT).withName("export.zip").withMediaType(ZIP));
        WorkflowRunOutputs outputs = run.document(WorkflowRunOutputs.class);
        if (outputs != null && outputs.outputs() != null) {
            for (WorkflowRunSinkOutput output : outputs.outputs()) {
                if (output != null && output.nodeId() != null) {
                    files.add(RunFile.of(run.ref(), NODE + output.nodeId()).withName(output.nodeId() + ".zip").withMediaType(ZIP));
                }
            }
        }
        return files;
    }

    CompletableFuture<Download> download(RunFile file) {
        return Futures.then(linkCall(file).executeAsync(), answer -> client.download(url(file, answer.data())).executeAsync());
    }

    private ApiCall<DownloadUrlResponse> linkCall(RunFile file) {
        String workflowId = Objects.requireNonNull(file.ref().workflowId(), "workflowId");
        String runId = file.ref().runId();
        if (file.id().equals(EXPORT)) {
            return client.runs().downloadUrlCall(workflowId, runId, new Runs.GetRunDownloadUrlParams());
        }
        if (!file.id().startsWith(NODE)) {
            throw new IllegalArgumentException(
                    "The id of a file of Onepin is \"" + file.id() + "\"; expected export, or node: and the id of a node, such as node:node3");
        }
        return client.runs().nodeDownloadUrlCall(workflowId, runId, file.id().substring(NODE.length()), new Runs.GetRunNodeDownloadUrlParams());
    }

    private static String url(RunFile file, @Nullable DownloadUrl link) {
        if (link == null || link.url() == null) {
            throw new IllegalStateException("Onepin answered without a link for " + file);
        }
        return link.url();
    }
}
