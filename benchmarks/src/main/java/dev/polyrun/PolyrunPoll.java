package dev.polyrun;

import dev.polyrun.core.RequestOptions;
import dev.polyrun.retab.RetabClient;

/** A look at a run as the engine takes it, without the engine. Thread-safe. */
public final class PolyrunPoll {
    private static final RequestOptions OPTIONS = RequestOptions.builder().maxRetries(0).awaitRateLimit(false).build();

    private final VendorAdapter adapter;

    public PolyrunPoll(String baseUrl, String apiKey) {
        this.adapter = new RetabAdapter(RetabClient.builder().apiKey(apiKey).baseUrl(baseUrl).build());
    }

    /** What a poll learns. */
    public RunSnapshot snapshot(String runId) {
        return adapter.snapshot(RunRef.of("retab", runId), OPTIONS).join();
    }
}
