package dev.polyrun.benchmarks.calls;

import dev.polyrun.retab.RetabClient;
import dev.polyrun.retab.Runs;
import dev.polyrun.retab.model.WorkflowRun;
import java.util.concurrent.CompletableFuture;

/** Our generated client. */
final class PolyrunCalls implements CallClient {
    private final Runs runs;

    PolyrunCalls(String baseUrl) {
        this.runs = RetabClient.builder().apiKey(CallClients.KEY).baseUrl(baseUrl).build().runs();
    }

    @Override
    public WorkflowRun get(String runId) {
        return runs.get(runId);
    }

    @Override
    public CompletableFuture<WorkflowRun> getAsync(String runId) {
        return runs.getAsync(runId);
    }

    /** The whole answer, for its bytes. */
    CallClient raw() {
        return runId -> runs.getCall(runId, new Runs.GetRunParams()).undecoded().executeForResponse().rawBody();
    }
}
