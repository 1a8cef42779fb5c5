package dev.polyrun;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.RequestOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Waits for one run. Making one costs nothing and sends nothing; dropping it stops nothing that waits. Thread-safe.
 *
 * <p>To stop waiting is not to stop the run: the first is {@link #stopPolling()}, the second {@link Polyrun#cancel}.
 */
public final class RunPoller {
    private final PollingEngine engine;
    private final RunAdapter adapter;
    private final RunRef ref;
    private final Set<PollLoop> loops = ConcurrentHashMap.newKeySet();

    RunPoller(PollingEngine engine, RunAdapter adapter, RunRef ref) {
        this.engine = engine;
        this.adapter = adapter;
        this.ref = ref;
    }

    /** Which run is waited for. */
    public RunRef ref() {
        return ref;
    }

    /**
     * Looks at the run once, now.
     *
     * @throws ApiException when the vendor answers with an error
     */
    public RunSnapshot poll() {
        return Futures.join(adapter.snapshot(ref, RequestOptions.none()));
    }

    /**
     * Waits until the run has ended, well or badly.
     *
     * @return the run as it ended; see {@link Run#requireSucceeded()}
     * @throws RunNotFoundException when the vendor does not know the run
     * @throws PollingFailedException when the run cannot be looked at any more
     * @throws WaitInterruptedException when the thread is interrupted; its flag stays set
     * @throws PollerClosedException when polling is stopped meanwhile
     */
    public Run waitForCompletion() {
        return await(begin());
    }

    /**
     * As {@link #waitForCompletion()}, but not for ever.
     *
     * @param timeout for how long at most
     * @throws WaitTimeoutException when the run has not ended by then; it goes on
     * @throws IllegalArgumentException when the timeout is zero or negative
     */
    public Run waitForCompletion(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("timeout is " + timeout + "; expected more than zero");
        }
        PollLoop loop = begin();
        EngineTimer.Cancellable deadline = engine.timer()
                .schedule(timeout, () -> loop.fail(new WaitTimeoutException("it did not end within " + timeout, loop.watch(), null)));
        try {
            return await(loop);
        } finally {
            deadline.cancel();
        }
    }

    /**
     * The run as it will have ended. Ends exceptionally with what {@link #waitForCompletion()} throws, on a thread of the facade's that is there
     * for this alone. Cancelling the future stops its polling, not the run.
     */
    public CompletableFuture<Run> completion() {
        PollLoop loop = begin();
        CompletableFuture<Run> future = new CompletableFuture<>();
        // However the caller ends it, by cancel, a timeout or a value of its own, the polling ends too.
        future.whenComplete((run, failure) -> loop.end().cancel(false));
        loop.end().whenComplete((run, failure) -> engine.tell(() -> {
            if (failure == null) {
                future.complete(run);
            } else {
                future.completeExceptionally(failure);
            }
        }));
        return future;
    }

    /** Ends all waits of this poller with a {@link PollerClosedException}. The run goes on. */
    public void stopPolling() {
        loops.forEach(loop -> loop.fail(new PollerClosedException("polling was stopped", loop.watch(), null)));
    }

    private PollLoop begin() {
        PollLoop loop = new PollLoop(engine, adapter, ref);
        loops.add(loop);
        loop.end().whenComplete((run, failure) -> loops.remove(loop));
        loop.begin();
        return loop;
    }

    private Run await(PollLoop loop) {
        return Futures.join(loop.end(), () -> new WaitInterruptedException("the thread was interrupted", loop.watch(), null));
    }
}
