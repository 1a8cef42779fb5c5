package com.example.vendor;

import dev.polyrun.Run;
import dev.polyrun.RunBatch;
import dev.polyrun.RunFile;
import dev.polyrun.RunPhase;
import dev.polyrun.RunRef;
import dev.polyrun.RunSnapshot;
import dev.polyrun.StartRequest;
import dev.polyrun.StartedRun;
import dev.polyrun.VendorAdapter;
import dev.polyrun.Workflow;
import dev.polyrun.WorkflowInput;
import dev.polyrun.WorkflowPage;
import dev.polyrun.WorkflowQuery;
import dev.polyrun.WorkflowRef;
import dev.polyrun.core.Download;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    public volatile Consumer<WorkflowRef> checkStart = workflow -> {};
    public volatile Function<WorkflowQuery, @Nullable CompletableFuture<WorkflowPage>> workflows = query -> done(WorkflowPage.of(List.of(), null));
    public volatile Function<WorkflowRef, @Nullable CompletableFuture<Workflow>> workflow = ref -> done(Workflow.builder(ref).build());
    public volatile Function<WorkflowRef, @Nullable CompletableFuture<Optional<List<WorkflowInput>>>> inputs = ref -> done(Optional.empty());
    public volatile Function<StartRequest, @Nullable CompletableFuture<StartRequest>> prepare = AcmeAdapter::done;
    public volatile Function<Run, @Nullable CompletableFuture<List<RunFile>>> files = run -> done(List.of());
    public volatile Function<RunFile, @Nullable CompletableFuture<Download>> download = file -> done(null);

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

    @Override
    public CompletableFuture<WorkflowPage> workflows(WorkflowQuery query) {
        return workflows.apply(query);
    }

    @Override
    public CompletableFuture<Workflow> workflow(WorkflowRef ref) {
        return workflow.apply(ref);
    }

    @Override
    public CompletableFuture<Optional<List<WorkflowInput>>> inputs(WorkflowRef ref, RequestOptions options) {
        return inputs.apply(ref);
    }

    @Override
    public void check(WorkflowRef ref, StartRequest request) {
        checkStart.accept(ref);
    }

    @Override
    public CompletableFuture<StartRequest> prepare(WorkflowRef ref, StartRequest request) {
        return prepare.apply(request);
    }

    @Override
    public CompletableFuture<List<RunFile>> files(Run run) {
        return files.apply(run);
    }

    @Override
    public CompletableFuture<Download> download(RunFile file) {
        return download.apply(file);
    }
}
