package dev.polyrun;

import dev.polyrun.core.Download;
import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.FileSource;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.gumloop.model.DownloadFileRequest;
import dev.polyrun.gumloop.model.UploadFileRequest;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Files of Gumloop: uploaded before a start, which then names them, and fetched by the names that runs put out. */
final class GumloopFiles {
    private final GumloopClient client;

    GumloopFiles(GumloopClient client) {
        this.client = client;
    }

    /** The request with the names of the files in place of the files, which are uploaded one after the other. */
    CompletableFuture<StartRequest> uploaded(WorkflowRef workflow, StartRequest request) {
        List<Map.Entry<String, @Nullable Object>> files =
                request.inputs().entrySet().stream().filter(input -> input.getValue() instanceof FileSource).toList();
        return uploaded(workflow, request, files.iterator());
    }

    private CompletableFuture<StartRequest> uploaded(
            WorkflowRef workflow, StartRequest request, Iterator<Map.Entry<String, @Nullable Object>> files) {
        if (!files.hasNext()) {
            return CompletableFuture.completedFuture(request);
        }
        Map.Entry<String, @Nullable Object> input = files.next();
        return Futures.then(
                uploaded(workflow, (FileSource) Objects.requireNonNull(input.getValue())),
                name -> uploaded(workflow, request.and(input.getKey(), name), files));
    }

    private CompletableFuture<String> uploaded(WorkflowRef workflow, FileSource file) {
        UploadFileRequest.Builder body = UploadFileRequest.builder().fileName(file.name()).fileContent(EncodedFile.base64(file));
        if (client.userId() != null) {
            body.userId(client.userId());
        }
        if (client.projectId() != null) {
            body.projectId(client.projectId());
        }
        return Futures.map(client.files().uploadAsync(body.build()), answer -> {
            if (Objects.equals(answer.success(), false)) {
                throw new PolyrunException(workflow + ": Gumloop did not take the file \"" + file.name() + "\"; nothing was started", null);
            }
            return Objects.requireNonNullElse(answer.fileName(), file.name());
        });
    }

    CompletableFuture<Download> download(RunFile file) {
        WorkflowRef workflow = file.workflow();
        if (workflow == null) {
            throw new IllegalArgumentException(file + " names no flow, which Gumloop needs beside the run: "
                    + "RunFile.of(ref, \"" + file.id() + "\").withWorkflow(workflow)");
        }
        DownloadFileRequest.Builder body = DownloadFileRequest.builder()
                .fileName(file.id())
                .runId(file.ref().runId())
                .savedItemId(workflow.workflowId());
        if (client.userId() != null) {
            body.userId(client.userId());
        }
        if (client.projectId() != null) {
            body.projectId(client.projectId());
        }
        return client.files().downloadAsync(body.build());
    }
}
