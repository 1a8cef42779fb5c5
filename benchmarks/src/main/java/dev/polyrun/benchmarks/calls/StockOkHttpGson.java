package dev.polyrun.benchmarks.calls;

import dev.polyrun.benchmarks.stock.gson.ApiCallback;
import dev.polyrun.benchmarks.stock.gson.ApiClient;
import dev.polyrun.benchmarks.stock.gson.ApiException;
import dev.polyrun.benchmarks.stock.gson.api.RunsApi;
import dev.polyrun.benchmarks.stock.gson.model.WorkflowRun;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What the generator makes of our spec on its own, with the library {@code okhttp-gson}. */
final class StockOkHttpGson implements CallClient {
    private final RunsApi runs;

    StockOkHttpGson(String baseUrl) {
        ApiClient client = new ApiClient().setBasePath(baseUrl).addDefaultHeader("Authorization", "Bearer " + CallClients.KEY);
        client.getHttpClient().dispatcher().setMaxRequestsPerHost(64);
        this.runs = new RunsApi(client);
    }

    @Override
    public Object get(String runId) throws IOException {
        try {
            return runs.getRun(runId, null);
        } catch (ApiException e) {
            throw new IOException(e);
        }
    }

    @Override
    public CompletableFuture<?> getAsync(String runId) {
        CompletableFuture<Object> future = new CompletableFuture<>();
        try {
            runs.getRunAsync(runId, null, new Ending(future));
        } catch (ApiException e) {
            future.completeExceptionally(e);
        }
        return future;
    }

    private record Ending(CompletableFuture<Object> future) implements ApiCallback<WorkflowRun> {
        @Override
        public void onFailure(ApiException failure, int status, Map<String, List<String>> headers) {
            future.completeExceptionally(failure);
        }

        @Override
        public void onSuccess(WorkflowRun run, int status, Map<String, List<String>> headers) {
            future.complete(run);
        }

        @Override
        public void onUploadProgress(long bytes, long length, boolean done) {}

        @Override
        public void onDownloadProgress(long bytes, long length, boolean done) {}
    }
}
