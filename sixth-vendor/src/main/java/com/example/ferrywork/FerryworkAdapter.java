package com.example.ferrywork;

import com.example.ferrywork.model.Job;
import com.example.ferrywork.model.JobPage;
import com.example.ferrywork.model.NewJob;
import com.example.ferrywork.model.Stage;
import dev.polyrun.Futures;
import dev.polyrun.ListBatch;
import dev.polyrun.Pause;
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
import dev.polyrun.core.http.ApiCall;
import dev.polyrun.core.json.JsonProjection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Ferrywork: jobs, whose addresses end in the ids by which runs are named. */
public final class FerryworkAdapter implements VendorAdapter {
    private static final int PAGE_SIZE = 50;

    /** What a job is known by; the rest is what it carries. */
    private static final JsonProjection POLLED = JsonProjection.of(
            "job_id", "flow_key", "stage", "legs_done", "legs_total", "booked_at", "departed_at", "ended_at", "distress", "distress_leg");

    private final FerryworkClient client;

    private FerryworkAdapter(FerryworkClient client) {
        this.client = client;
    }

    /** For {@code Polyrun.builder().vendor("ferrywork", …)}. */
    public static VendorAdapter.Factory over(FerryworkClient.Builder client) {
        return context -> new FerryworkAdapter(client.timeSource(context.timeSource()).build());
    }

    @Override
    public RateLimiter rateLimiter() {
        return client.rateLimiter();
    }

    @Override
    public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
        ApiCall<Job> look = client.jobs().getCall(ref.runId()).readingOnly(POLLED, job -> true).with(options);
        return VendorAdapter.look(look, job -> snapshot(ref, job));
    }

    @Override
    public RunBatch batch(RunSnapshot run) {
        return new ListBatch<>(
                new ListBatch.Scope(this, null),
                PAGE_SIZE,
                asked -> client.jobs().listCall(new Jobs.ListJobsParams().limit(PAGE_SIZE)).readingOnly(POLLED.within("jobs"), page -> true),
                JobPage::jobs,
                Job::jobId,
                (before, job) -> snapshot(before.ref(), job));
    }

    @Override
    public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
        return Futures.map(
                client.jobs().getCall(ref.runId()).with(options).executeAsync(), job -> new Run(snapshot(ref, job), job.cargo(), job));
    }

    @Override
    public CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, @Nullable String correlation) {
        NewJob job = NewJob.builder().arguments(request.inputs()).build();
        return Futures.map(
                client.jobs().startAsync(workflow.workflowId(), job), started -> StartedRun.of(workflow, lastPart(started.jobUrl())));
    }

    private static @Nullable String lastPart(@Nullable String url) {
        return url == null ? null : url.substring(url.lastIndexOf('/') + 1);
    }

    @Override
    public CompletableFuture<Boolean> cancel(RunSnapshot current) {
        return Futures.map(client.jobs().turnBackAsync(current.ref().runId()), job -> true);
    }

    private static RunSnapshot snapshot(RunRef ref, Job job) {
        RunPhase phase = phase(job.stage());
        return RunSnapshot.builder(ref, phase, job.stage())
                .workflowId(job.flowKey())
                .pause(phase == RunPhase.PAUSED ? Pause.of(Pause.Kind.UNKNOWN) : null)
                .error(job.distress(), job.distressLeg())
                .progress(job.legsDone(), job.legsTotal())
                .times(job.bookedAt(), job.departedAt(), job.endedAt())
                .build();
    }

    private static RunPhase phase(@Nullable Stage stage) {
        if (stage == null) {
            return RunPhase.UNKNOWN;
        }
        return switch (stage.known()) {
            case MOORED -> RunPhase.QUEUED;
            case SAILING -> RunPhase.RUNNING;
            case ANCHORED -> RunPhase.PAUSED;
            case TURNING_BACK -> RunPhase.CANCELLING;
            case LANDED -> RunPhase.SUCCEEDED;
            case SUNK -> RunPhase.FAILED;
            case RETURNED -> RunPhase.CANCELLED;
            case UNRECOGNIZED -> RunPhase.UNKNOWN;
        };
    }
}
