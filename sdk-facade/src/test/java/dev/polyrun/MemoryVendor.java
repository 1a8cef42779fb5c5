package dev.polyrun;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ErrorMeaning;
import dev.polyrun.core.ErrorResponse;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.TimeSource;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A vendor without a network, whose runs end when the test says: at a moment of virtual time, or by hand. It answers at once. */
final class MemoryVendor implements VendorAdapter {
    private static final Duration NEVER = Duration.ofDays(36_500);

    private final VirtualTime time;
    private final RateLimiter rateLimiter = RateLimiter.adaptive();
    private final Map<RunRef, Course> runs = new ConcurrentHashMap<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    volatile @Nullable RuntimeException failure;

    MemoryVendor(VirtualTime time) {
        this.time = time;
    }

    private record Course(RunPhase phase, Duration endsAt, RunPhase end) {}

    /** A facade that has this vendor alone, under the name "memory", and looks at each run once a second. */
    Polyrun polyrun() {
        return polyrun(time, new PollingObserver() {});
    }

    Polyrun polyrun(TimeSource timeSource, PollingObserver observer) {
        return new Polyrun(
                new Accounts(Map.of(new Accounts.Key("memory", null), new Accounts.Account(this, null)), Vendors.of(Polyrun.class.getClassLoader())),
                engine(timeSource, observer),
                null);
    }

    PollingEngine engine(TimeSource timeSource, PollingObserver observer) {
        PollingPolicy policy = PollingPolicy.builder()
                .schedule(PollSchedule.fixed(Duration.ofSeconds(1)))
                .pollsPerSecond(1_000_000)
                .build();
        return new PollingEngine(timeSource, policy, observer, time.random());
    }

    static RunRef ref(String id) {
        return RunRef.of("memory", id);
    }

    /** A run that goes on until {@link #end}. */
    RunRef run(String id) {
        return run(id, NEVER);
    }

    /** A run that succeeds so long after the start of time. */
    RunRef run(String id, Duration endsAt) {
        runs.put(ref(id), new Course(RunPhase.RUNNING, endsAt, RunPhase.SUCCEEDED));
        return ref(id);
    }

    /** From now on the run is in this phase. */
    void turn(RunRef ref, RunPhase phase) {
        runs.put(ref, new Course(phase, NEVER, phase));
    }

    /** How often runs were looked at. */
    int looks() {
        return looks.get();
    }

    /** How often runs were read whole. */
    int reads() {
        return reads.get();
    }

    private RunSnapshot now(RunRef ref) {
        RuntimeException problem = failure;
        if (problem != null) {
            throw problem;
        }
        Course course = runs.get(ref);
        if (course == null) {
            throw ApiException.of(ErrorMeaning.NOT_FOUND, new ErrorResponse(404, Map.of(), new byte[0], null, null), "no such run");
        }
        RunPhase phase = time.elapsed().compareTo(course.endsAt) < 0 ? course.phase : course.end;
        return RunSnapshot.builder(ref, phase, phase.name()).build();
    }

    @Override
    public RateLimiter rateLimiter() {
        return rateLimiter;
    }

    @Override
    public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
        looks.incrementAndGet();
        try {
            return CompletableFuture.completedFuture(now(ref));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
        reads.incrementAndGet();
        try {
            return CompletableFuture.completedFuture(new Run(now(ref), Map.of("of", ref.runId())));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
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
