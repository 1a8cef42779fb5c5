package dev.polyrun;

import dev.polyrun.core.NotFoundException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks at many runs with one call to a vendor's list. Runs on the engine's polling thread. */
final class BatchPolls {
    /** A list that did not show a run so often in a row is not asked for it any more. */
    static final int MISSES = 2;

    private final PollingEngine engine;
    private final PollCycle cycle;

    BatchPolls(PollingEngine engine, PollCycle cycle) {
        this.engine = engine;
        this.cycle = cycle;
    }

    /** Sends one call for many runs. */
    void send(PollLane lane, BatchScope scope, List<Watch> chosen) {
        long sentAt = engine.timer().now();
        List<RunSnapshot> asked = chosen.stream().map(BatchScope::lastOrUnseen).toList();
        CompletableFuture<Map<RunRef, RunSnapshot>> sent;
        try {
            sent = scope.batch().snapshots(asked, cycle.oneTry());
        } catch (Throwable e) {
            sent = CompletableFuture.failedFuture(e);
        }
        // Shared, so that one whose wait is over does not cancel it for the others.
        CompletableFuture<Map<RunRef, RunSnapshot>> call = sent;
        CompletableFuture<?> flight = call.thenApply(Function.identity());
        engine.underWay(call);
        TimerHeap.Entry end = engine.onTimer(engine.policy().pollTimeout().plusNanos(PollCycle.SLACK_NANOS), () -> engine.execute(() -> call.cancel(true)));
        for (Watch watch : chosen) {
            PollCycle.seesHints(watch);
            watch.polls = watch.polls + 1;
            watch.flight = flight;
            engine.told().pollStart(watch.ref);
        }
        lane.launched();
        call.whenComplete((answer, failure) -> engine.execute(() -> {
            engine.timer().cancel(end);
            onAnswer(scope, chosen, sentAt, answer, failure == null ? null : cycle.failure(failure));
            lane.landed();
        }));
    }

    private void onAnswer(
            BatchScope scope, List<Watch> chosen, long sentAt, @Nullable Map<RunRef, RunSnapshot> answer, @Nullable Throwable failure) {
        // What no waiting mends for the list may be well for each run.
        boolean refused = failure != null && (PollCycle.isFinal(failure) || failure instanceof NotFoundException);
        if (refused) {
            scope.refuse();
        } else if (failure != null && PollCycle.retryAfter(failure).isZero()) {
            scope.failed();
        }
        if (answer != null) {
            scope.called(chosen.size(), answer.size());
        }
        for (Watch watch : chosen) {
            watch.flight = null;
            cycle.guarded(watch, () -> {
                RunSnapshot snapshot = answer == null ? null : answer.get(watch.ref);
                if (snapshot != null) {
                    if (watch.extras != null) {
                        watch.extras.missedByLists = 0;
                    }
                    engine.told().pollEnd(watch.ref, chosen.size(), engine.timer().now() - sentAt, snapshot, null);
                    cycle.seen(watch, snapshot, sentAt);
                    cycle.onLook(watch, snapshot);
                } else if (failure == null || refused) {
                    engine.told().pollEnd(watch.ref, chosen.size(), engine.timer().now() - sentAt, null, failure);
                    lookAlone(watch, failure == null);
                } else {
                    cycle.onFailure(watch, failure, sentAt, chosen.size());
                }
            });
        }
    }

    /** That a list does not show a run says nothing about the run. */
    private void lookAlone(Watch watch, boolean missing) {
        watch.set(Watch.ALONE, true);
        if (missing && ++watch.extras().missedByLists >= MISSES) {
            watch.lane.leaveScope(watch);
        }
        watch.lane.offer(watch);
    }
}
