package dev.polyrun;

import dev.polyrun.core.ApiException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Waits for one run. Making one costs nothing and sends nothing; dropping it stops nothing that waits. All who wait for the same run with the same
 * {@link Polyrun} share its polls, whichever poller they have. Thread-safe.
 *
 * <p>To stop waiting is not to stop the run: the first is {@link #stopPolling()}, the second {@link Polyrun#cancel}.
 */
public final class RunPoller {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** Tells the waits of one poller from those of another; it begins anew after four thousand million pollers. */
    private final int number = NUMBERS.incrementAndGet();

    private final PollingEngine engine;
    private final VendorAdapter adapter;
    private final RunRef ref;

    RunPoller(PollingEngine engine, VendorAdapter adapter, RunRef ref) {
        this.engine = engine;
        this.adapter = adapter;
        this.ref = ref;
    }

    int number() {
        return number;
    }

    /** Which run is waited for; its text is all that is needed to go on waiting in another process. */
    public RunRef ref() {
        return ref;
    }

    /**
     * Looks at the run once, now: sends one request, or joins a look that is under way. Counts towards the account's limits, and waits for its turn.
     *
     * @throws ApiException when the vendor answers with an error
     * @throws PollerClosedException when polling is stopped meanwhile
     */
    public RunSnapshot poll() {
        SnapshotFuture look = new SnapshotFuture(number, null);
        engine.attach(adapter, ref, look);
        engine.execute(() -> {
            // Whoever joins long after the last look gets one anyway, which may be over by now.
            if (!look.isOver()) {
                engine.cycle().lookOnce(look.watch());
            }
        });
        return await(look);
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
        return waitForCompletion(WaitOptions.defaults());
    }

    /**
     * As {@link #waitForCompletion()}, but not for ever.
     *
     * @param timeout for how long at most
     * @throws WaitTimeoutException when the run has not ended by then; it goes on
     * @throws IllegalArgumentException when the timeout is zero or negative
     */
    public Run waitForCompletion(Duration timeout) {
        return waitForCompletion(WaitOptions.builder().timeout(timeout).build());
    }

    /**
     * As {@link #waitForCompletion()}, with a say about time and pauses.
     *
     * @throws WaitTimeoutException when the run has not ended by the timeout; it goes on
     * @throws RunPausedException when it is paused, and the options say that this is a failure
     */
    public Run waitForCompletion(WaitOptions options) {
        return await(begin(new RunFuture(number, options.onPause(), false), options.timeout()));
    }

    /**
     * Waits until the run is seen as the condition wants it, or has ended, since nothing more will come then: look at what is returned. States may
     * be skipped between two looks; {@link RunSnapshot#hasReached} is a condition that minds this.
     *
     * @param condition asked at each look, on the polling thread: it must return soon
     * @return the snapshot that the condition held for, or with which the run ended
     * @throws PollingFailedException when the condition throws, or as for {@link #waitForCompletion()}
     */
    public RunSnapshot waitUntil(Predicate<? super RunSnapshot> condition) {
        return await(begin(new SnapshotFuture(number, condition), null));
    }

    /**
     * As {@link #waitUntil(Predicate)}, but not for ever.
     *
     * @throws WaitTimeoutException when neither has come by then; the run goes on
     * @throws IllegalArgumentException when the timeout is zero or negative
     */
    public RunSnapshot waitUntil(Predicate<? super RunSnapshot> condition, Duration timeout) {
        return await(begin(new SnapshotFuture(number, condition), WaitOptions.builder().timeout(timeout).build().timeout()));
    }

    /**
     * The run as it will have ended. Ends exceptionally with what {@link #waitForCompletion()} throws, on a thread of the facade's that is there
     * for this alone. Cancelling the future stops its polling, not the run.
     */
    public CompletableFuture<Run> completion() {
        return completion(WaitOptions.defaults());
    }

    /** As {@link #completion()}, with a say about time and pauses; see {@link #waitForCompletion(WaitOptions)}. */
    public CompletableFuture<Run> completion(WaitOptions options) {
        return begin(new RunFuture(number, options.onPause(), true), options.timeout());
    }

    /**
     * How the run changes, until it has ended: a {@link java.util.concurrent.Flow.Publisher} to subscribe to, and at the same time a loop:
     * {@code for (RunUpdate update : poller.updates())}. Sends nothing until somebody does either. States between two looks are not seen; see
     * {@link RunUpdates} for whoever is slow, and for leaving a loop early.
     */
    public RunUpdates updates() {
        return new RunUpdates(engine, adapter, ref, this);
    }

    /**
     * Looks now, as far as the account's limits allow, for those who wait: a click asked for it. Without anyone who waits it does nothing. Never
     * blocks. For what comes from outside, such as a webhook, there is {@link Polyrun#hint}, which minds floods.
     */
    public void pollNow() {
        Watch watch = engine.watch(adapter, ref);
        if (watch != null) {
            engine.execute(() -> engine.cycle().askNow(watch));
        }
    }

    /** When the run is looked at next, and why; null when nobody waits for it. */
    public @Nullable NextPoll nextPoll() {
        Watch watch = engine.watch(adapter, ref);
        if (watch == null) {
            return null;
        }
        long nanos = engine.timer().nanosUntilPoll(watch);
        boolean waitsForTurn = nanos < 0 && watch.queued && watch.flight == null;
        return new NextPoll(Duration.ofNanos(Math.max(0, nanos)), waitsForTurn ? NextPoll.Reason.QUOTA : watch.reason());
    }

    /** Ends all waits of this poller with a {@link PollerClosedException}. The run goes on, and so do the waits of other pollers. */
    public void stopPolling() {
        Watch watch = engine.watch(adapter, ref);
        if (watch != null) {
            for (Waiter waiter : watch.waiting()) {
                if (waiter.isOf(this)) {
                    waiter.fail(seen -> new PollerClosedException("polling was stopped", seen, null));
                }
            }
        }
    }

    private <T> WaiterFuture<T> begin(WaiterFuture<T> wait, @Nullable Duration timeout) {
        engine.attach(adapter, ref, wait);
        if (timeout != null) {
            wait.deadline(engine.onTimer(timeout, () -> wait.fail(
                    seen -> new WaitTimeoutException("it did not end within " + timeout, seen, null))));
        }
        return wait;
    }

    private <T> T await(WaiterFuture<T> wait) {
        return Futures.join(engine.time(), wait, () -> new WaitInterruptedException("the thread was interrupted", wait.watch().seen(), null));
    }
}
