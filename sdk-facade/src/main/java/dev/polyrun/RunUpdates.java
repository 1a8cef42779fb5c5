package dev.polyrun;

import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * The changes of a run until it has ended; from {@link RunPoller#updates()}. Any number may subscribe or iterate, at any time: each gets updates
 * of its own, and all share the run's polls. Nothing is sent unless somebody does. Thread-safe.
 *
 * <p>Each begins with how the run stands, {@code from} being null: with how it was seen last if others wait for it already, else with the first
 * look. Then comes one update per change, and last the one with which the run has ended. Whoever is slow misses steps, not the state: what was not
 * taken yet is merged into one update, from what this reader saw last to how the run is now, and into none when the run is again as it was.
 */
public final class RunUpdates implements Flow.Publisher<RunUpdate>, Iterable<RunUpdate>, AutoCloseable {
    private final PollingEngine engine;
    private final VendorAdapter adapter;
    private final RunRef ref;
    private final RunPoller owner;
    private volatile boolean closed;

    RunUpdates(PollingEngine engine, VendorAdapter adapter, RunRef ref, RunPoller owner) {
        this.engine = engine;
        this.adapter = adapter;
        this.ref = ref;
        this.owner = owner;
    }

    /**
     * Tells the subscriber of changes, by the rules of Reactive Streams. Polling goes on while its demand is used up, and the latest state is kept
     * for it; cancelling its subscription ends polling for it, not the run.
     *
     * <p>{@code onSubscribe} is called before this returns, everything else on a thread of the facade's that is there for such calls alone. There are
     * few of them, so signals should return soon. After the update with which the run has ended comes {@code onComplete}. What a wait would have
     * thrown comes as {@code onError} with a {@link PollingException}, and takes the place of an update that there is no demand for; so it does when
     * polling is stopped, or this is closed. A subscriber that throws is logged, and gets no more.
     */
    @Override
    public void subscribe(Flow.Subscriber<? super RunUpdate> subscriber) {
        UpdateSubscription subscription = new UpdateSubscription(this, Objects.requireNonNull(subscriber, "subscriber"));
        open(subscription);
        subscription.begin();
    }

    /**
     * An iterator that waits for each change. The polling for it begins now and ends with it: with the run, with a failure, or when this is closed,
     * which a loop that may be left early needs:
     * <pre>{@code
     * try (RunUpdates updates = poller.updates()) {
     *     for (RunUpdate update : updates) {
     *         if (update.to().hasReached(RunPhase.RUNNING)) {
     *             break;
     *         }
     *     }
     * }
     * }</pre>
     * For one thread at a time. Its methods throw what {@link RunPoller#waitForCompletion()} throws; an interrupt ends it with a
     * {@link WaitInterruptedException}, and the thread's flag stays set.
     */
    @Override
    public Iterator<RunUpdate> iterator() {
        UpdateIterator iterator = new UpdateIterator(this);
        open(iterator);
        return iterator;
    }

    private void open(UpdateFeed feed) {
        engine.attach(adapter, ref, feed);
        engine.execute(feed::replay);
        if (closed) {
            feed.closed();
        }
    }

    /**
     * Ends all that was opened here, and its polling: iterators have no next element, also those that wait for one, and subscribers get a
     * {@link PollerClosedException}. So does whoever comes later. The run goes on, and so do other waits for it.
     */
    @Override
    public void close() {
        closed = true;
        Watch watch = engine.watch(adapter, ref);
        if (watch != null) {
            for (Waiter waiter : watch.waiting()) {
                if (waiter instanceof UpdateFeed feed && feed.updates() == this) {
                    feed.closed();
                }
            }
        }
    }

    PollingEngine engine() {
        return engine;
    }

    RunPoller owner() {
        return owner;
    }

    boolean isClosed() {
        return closed;
    }
}
