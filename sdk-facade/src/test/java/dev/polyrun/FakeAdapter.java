package dev.polyrun;

import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A vendor whose every answer the test gives by hand. */
final class FakeAdapter implements VendorAdapter {
    static final RunRef REF = RunRef.of("fake", "run-1");

    private final BlockingQueue<CompletableFuture<RunSnapshot>> looks = new LinkedBlockingQueue<>();
    private final BlockingQueue<CompletableFuture<Run>> reads = new LinkedBlockingQueue<>();
    private final RateLimiter limiter = RateLimiter.adaptive();
    final List<CompletableFuture<?>> calls = new CopyOnWriteArrayList<>();
    volatile @Nullable Supplier<RuntimeException> snapshotThrows;
    volatile @Nullable Supplier<RuntimeException> runThrows;

    static RunSnapshot snapshot(RunPhase phase) {
        return RunSnapshot.builder(REF, phase, phase.name()).build();
    }

    static Run run(RunPhase phase) {
        return new Run(snapshot(phase), null);
    }

    /** The poll that is sent next. */
    CompletableFuture<RunSnapshot> nextLook() {
        return take(looks);
    }

    /** The read of the whole run that is sent next. */
    CompletableFuture<Run> nextRead() {
        return take(reads);
    }

    int sent() {
        return calls.size();
    }

    private static <T> T take(BlockingQueue<T> queue) {
        try {
            T taken = queue.poll(20, TimeUnit.SECONDS);
            if (taken == null) {
                throw new AssertionError("no call was sent");
            }
            return taken;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public RateLimiter rateLimiter() {
        return limiter;
    }

    @Override
    public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
        Supplier<RuntimeException> problem = snapshotThrows;
        if (problem != null) {
            throw problem.get();
        }
        return sent(looks);
    }

    @Override
    public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
        Supplier<RuntimeException> problem = runThrows;
        if (problem != null) {
            throw problem.get();
        }
        return sent(reads);
    }

    private <T> CompletableFuture<T> sent(BlockingQueue<CompletableFuture<T>> queue) {
        CompletableFuture<T> call = new CompletableFuture<>();
        calls.add(call);
        queue.add(call);
        return call;
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
