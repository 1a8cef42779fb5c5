package dev.polyrun.benchmarks.calls;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** OkHttp as it is, and whatever makes a run of the body. */
final class OkHttpCalls implements CallClient {
    /** Reads a run from a body that somebody else closes. */
    interface Decoder {
        Object decode(ResponseBody body) throws IOException;
    }

    private final OkHttpClient http;
    private final String runs;
    private final Decoder decoder;

    OkHttpCalls(String baseUrl, Decoder decoder) {
        Dispatcher dispatcher = new Dispatcher();
        // OkHttp's own limit of 5 would be measured in place of the clients.
        dispatcher.setMaxRequestsPerHost(64);
        this.http = new OkHttpClient.Builder().dispatcher(dispatcher).build();
        this.runs = baseUrl + "/v1/workflows/runs/";
        this.decoder = decoder;
    }

    private Call call(String runId) {
        return http.newCall(new Request.Builder()
                .url(runs + runId)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + CallClients.KEY)
                .build());
    }

    private Object decoded(Response response) throws IOException {
        try (response) {
            if (!response.isSuccessful()) {
                throw new IOException("status " + response.code());
            }
            return decoder.decode(response.body());
        }
    }

    @Override
    public Object get(String runId) throws IOException {
        return decoded(call(runId).execute());
    }

    @Override
    public CompletableFuture<?> getAsync(String runId) {
        CompletableFuture<Object> future = new CompletableFuture<>();
        call(runId).enqueue(new Callback() {
            @Override
            public void onResponse(Call call, Response response) throws IOException {
                try {
                    future.complete(decoded(response));
                } catch (RuntimeException e) {
                    future.completeExceptionally(e);
                }
            }

            @Override
            public void onFailure(Call call, IOException e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }
}
