package dev.polyrun;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The changes of one run for one subscriber, who is told of them on the engine's callback threads, one signal after the other. */
final class UpdateSubscription extends UpdateFeed implements Flow.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger("dev.polyrun.polling");
    private static final AtomicLongFieldUpdater<UpdateSubscription> DEMAND = AtomicLongFieldUpdater.newUpdater(UpdateSubscription.class, "demand");
    private static final AtomicIntegerFieldUpdater<UpdateSubscription> NEWS = AtomicIntegerFieldUpdater.newUpdater(UpdateSubscription.class, "news");

    /** Null when it has cancelled, or was told the end: it is not kept any longer. */
    private volatile Flow.@Nullable Subscriber<? super RunUpdate> subscriber;
    private volatile long demand;
    /** How much happened that was not looked at yet. Whoever raises it from 0 sees to it that the subscriber is told; all others leave it at that. */
    private volatile int news = 1;

    UpdateSubscription(RunUpdates updates, Flow.Subscriber<? super RunUpdate> subscriber) {
        super(updates);
        this.subscriber = subscriber;
    }

    /** Tells the subscriber of its subscription, on this thread. To be called once, first; until then nothing else is told. */
    void begin() {
        guarded(subscriber -> subscriber.onSubscribe(this));
        updates().engine().tell(this::tellNews);
    }

    @Override
    public void request(long more) {
        if (subscriber == null) {
            return;
        }
        if (more <= 0) {
            finishWith(new IllegalArgumentException("request(" + more + "); expected more than 0, by rule 3.9 of Reactive Streams"));
            return;
        }
        DEMAND.accumulateAndGet(this, more, (before, added) -> before + added < 0 ? Long.MAX_VALUE : before + added);
        onNews();
    }

    @Override
    public void cancel() {
        subscriber = null;
        finish(null);
    }

    @Override
    void closed() {
        fail(seen -> new PollerClosedException("the updates were closed", seen, null));
    }

    @Override
    void onNews() {
        if (NEWS.getAndIncrement(this) == 0) {
            updates().engine().tell(this::tellNews);
        }
    }

    private void tellNews() {
        int looked = news;
        while (looked != 0) {
            tellAll();
            looked = NEWS.addAndGet(this, -looked);
        }
    }

    private void tellAll() {
        while (subscriber != null) {
            End end = end();
            RunUpdate update = demand > 0 ? take() : null;
            if (update != null) {
                DEMAND.updateAndGet(this, before -> before == Long.MAX_VALUE ? before : before - 1);
                guarded(subscriber -> subscriber.onNext(update));
            } else if (end != null && (end.failure() != null || isRead())) {
                last(end);
            } else {
                return;
            }
        }
    }

    private void last(End end) {
        guarded(subscriber -> {
            this.subscriber = null;
            RuntimeException failure = end.failure();
            if (failure == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(failure);
            }
        });
    }

    /** What a subscriber throws ends its subscription, and nothing else. */
    private void guarded(Signal signal) {
        Flow.Subscriber<? super RunUpdate> told = subscriber;
        if (told == null) {
            return;
        }
        try {
            signal.to(told);
        } catch (Throwable e) {
            cancel();
            LOG.warn("{}: a subscriber to updates failed, and gets no more of them", watch().ref, e);
        }
    }

    @FunctionalInterface
    private interface Signal {
        void to(Flow.Subscriber<? super RunUpdate> subscriber);
    }
}
