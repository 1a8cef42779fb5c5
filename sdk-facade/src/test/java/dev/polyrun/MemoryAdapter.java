package dev.polyrun;

import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A vendor in memory, whose one run stands as the test says, and who answers at once. */
final class MemoryAdapter implements VendorAdapter {
    static final RunRef REF = RunRef.of("memory", "run-1");

    private final RateLimiter rateLimiter = RateLimiter.adaptive();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile Supplier<CompletableFuture<RunSnapshot>> answer;

    MemoryAdapter(RunPhase phase) {
        this(() -> CompletableFuture.completedFuture(snapshot(phase)));
    }

    /**
     * @param answer to each look
     */
    MemoryAdapter(Supplier<CompletableFuture<RunSnapshot>> answer) {
        this.answer = answer;
    }

    static RunSnapshot snapshot(RunPhase phase) {
        return RunSnapshot.builder(REF, phase, phase.name()).build();
    }

    static RunSnapshot running(long done) {
        return RunSnapshot.builder(REF, RunPhase.RUNNING, "running").progress(done, Long.MAX_VALUE).build();
    }

    void shows(RunPhase phase) {
        shows(snapshot(phase));
    }

    void shows(RunSnapshot snapshot) {
        answers(() -> CompletableFuture.completedFuture(snapshot));
    }

    void answers(Supplier<CompletableFuture<RunSnapshot>> answer) {
        this.answer = answer;
    }

    int looks() {
        return looks.get();
    }

    int reads() {
        return reads.get();
    }

    @Override
    public RateLimiter rateLimiter() {
        return rateLimiter;
    }

    @Override
    public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
        looks.incrementAndGet();
        return answer.get();
    }

    @Override
    public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
        reads.incrementAndGet();
        return answer.get().thenApply(snapshot -> new Run(snapshot, null));
    }

    @Override
    public CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, @Nullable String correlation) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> cancel(RunSnapshot current) {
        throw new UnsupportedOperationException();
    }
}
