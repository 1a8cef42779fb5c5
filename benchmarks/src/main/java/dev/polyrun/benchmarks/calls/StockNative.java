package dev.polyrun.benchmarks.calls;

import dev.polyrun.benchmarks.stock.jdk.ApiClient;
import dev.polyrun.benchmarks.stock.jdk.ApiException;
import dev.polyrun.benchmarks.stock.jdk.api.RunsApi;
import java.io.IOException;

/** What the generator makes of our spec on its own, with the library {@code native}: the JDK's HTTP client and databind. */
final class StockNative implements CallClient {
    private final RunsApi runs;

    StockNative(String baseUrl) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(baseUrl);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + CallClients.KEY));
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
}
