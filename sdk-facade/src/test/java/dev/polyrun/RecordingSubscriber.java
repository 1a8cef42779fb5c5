package dev.polyrun;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Keeps what it is told. */
class RecordingSubscriber implements Flow.Subscriber<RunUpdate> {
    final List<RunUpdate> updates = new CopyOnWriteArrayList<>();
    volatile Flow.@Nullable Subscription subscription;
    volatile @Nullable Throwable failure;
    volatile boolean complete;
    private final long demand;

    /**
     * @param demand how many updates to request at first; 0 for none
     */
    RecordingSubscriber(long demand) {
        this.demand = demand;
    }

    static RecordingSubscriber greedy() {
        return new RecordingSubscriber(Long.MAX_VALUE);
    }

    void request(long more) {
        subscription.request(more);
    }

    void cancel() {
        subscription.cancel();
    }

    List<RunPhase> phases() {
        return updates.stream().map(update -> update.to().phase()).toList();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        if (demand > 0) {
            subscription.request(demand);
        }
    }

    @Override
    public void onNext(RunUpdate update) {
        updates.add(update);
    }

    @Override
    public void onError(Throwable failure) {
        this.failure = failure;
    }

    @Override
    public void onComplete() {
        complete = true;
    }
}
