package com.example.vendor;

import dev.polyrun.Run;
import dev.polyrun.RunBatch;
import dev.polyrun.RunPhase;
import dev.polyrun.RunRef;
import dev.polyrun.RunSnapshot;
import dev.polyrun.StartRequest;
import dev.polyrun.StartedRun;
import dev.polyrun.VendorAdapter;
import dev.polyrun.WorkflowRef;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An adapter that does what a test says; by itself, each run has succeeded. */
public final class AcmeAdapter implements VendorAdapter {
    private final RateLimiter rateLimiter = RateLimiter.adaptive();
    public volatile Function<RunRef, @Nullable CompletableFuture<RunSnapshot>> look = ref -> done(snapshot(ref, RunPhase.SUCCEEDED));
    public volatile Function<RunRef, @Nullable CompletableFuture<Run>> read = ref -> done(new Run(snapshot(ref, RunPhase.SUCCEEDED), Map.of("answer", 42)));
    public volatile Function<WorkflowRef, @Nullable CompletableFuture<RunRef>> start = workflow -> done(StartedRun.of(workflow, "run-1"));
    public volatile Function<RunSnapshot, @Nullable CompletableFuture<Boolean>> cancel = run -> done(true);
    public volatile Function<RunSnapshot, @Nullable RunBatch> list = run -> null;
    public volatile Consumer<RunRef> check = ref -> {};

    public static RunRef ref(int number) {
        return RunRef.of("acme", "run-" + number);
    }

    public static RunSnapshot snapshot(RunRef ref, RunPhase phase) {
        return RunSnapshot.builder(ref, phase, phase.name()).build();
    }

    public static <T> CompletableFuture<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }

    @Override
    public RateLimiter rateLimiter() {
        return rateLimiter;
    }

    @Override
    public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
        return look.apply(ref);
    }

    @Override
    public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
        return read.apply(ref);
    }

    @Override
    public @Nullable RunBatch batch(RunSnapshot run) {
        return list.apply(run);
    }

    @Override
    public String newCorrelation() {
        return "correlation-1";
    }

    @Override
    public CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, @Nullable String correlation) {
        return start.apply(workflow);
    }

    @Override
    public CompletableFuture<Boolean> cancel(RunSnapshot current) {
        return cancel.apply(current);
    }

    @Override
    public void check(RunRef ref) {
        check.accept(ref);
    }
}
