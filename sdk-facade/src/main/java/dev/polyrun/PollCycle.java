package dev.polyrun;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.BadRequestException;
import dev.polyrun.core.CallTimeoutException;
import dev.polyrun.core.ForbiddenException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.core.UnprocessableException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a watch from one poll to the next: it is looked at, whoever waits is told, the next look is scheduled, and at its end the run is
 * read whole. Runs on the engine's polling thread. Whatever is thrown on the way ends the waits with it.
 */
final class PollCycle {
    static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(2);

    /** Whoever begins to wait for a run that was looked at so long ago gets a look of their own. */
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    /** By so much longer than its timeout a call is left to end by itself. */
    static final long SLACK_NANOS = Duration.ofMillis(500).toNanos();
    private static final int CALLS_OF_A_READ = 20;

    private final PollingEngine engine;
    private final PollPlan plan;
    private final RequestOptions oneTry;

    PollCycle(PollingEngine engine, PollPlan plan) {
        this.engine = engine;
        this.plan = plan;
        this.oneTry = oneTry(engine.policy());
    }

    RequestOptions oneTry() {
        return oneTry;
    }

    /** Polls do not retry on their own, nor wait for their turn twice: only one party waits. */
    private static RequestOptions oneTry(PollingPolicy policy) {
        return RequestOptions.builder().maxRetries(0).timeout(policy.pollTimeout()).awaitRateLimit(false).build();
    }

    /** Someone waits. */
    void joined(Watch watch, Waiter waiter) {
        if (watch.gone || waiter.isOver()) {
            return;
        }
        guarded(watch, () -> {
            long now = engine.timer().now();
            boolean idle = !watch.queued && watch.flight == null && engine.timer().nanosUntilPoll(watch) < 0;
            if (idle && watch.is(Watch.BEGUN)) {
                // It was due just when those who had waited were done, and was left out.
                watch.lane.offer(watch);
                return;
            }
            if (idle) {
                watch.lane.joinScope(watch);
                plan.begin(watch, now);
                if (watch.lane.isCrowded(watch, now)) {
                    engine.timer().schedulePoll(watch, now + watch.lane.spread(plan.firstGap(watch, now)));
                } else {
                    watch.lane.offer(watch);
                }
                return;
            }
            RunSnapshot last = watch.lastSnapshot;
            if (last != null && watch.flight == null && now - engine.timer().nanosOf(watch.lookedAtTick) > FRESH_NANOS) {
                askNow(watch);
            } else if (last != null && !last.phase().isTerminal() && waiter.takesLastLook()) {
                waiter.seen(last);
                if (!waiter.isOver() && waiter.wantsRun(last) && watch.flight == null) {
                    watch.set(Watch.WHOLE, true);
                    engine.timer().cancelPoll(watch);
                    watch.lane.offer(watch);
                }
            }
        });
    }

    /** Looks as soon as the account's limits allow, ahead of others. */
    void askNow(Watch watch) {
        if (watch.gone) {
            return;
        }
        if (watch.flight != null) {
            watch.set(Watch.AGAIN, true);
            return;
        }
        watch.set(Watch.URGENT, true);
        watch.reason(NextPoll.Reason.ASKED);
        engine.timer().cancelPoll(watch);
        watch.lane.offer(watch);
    }

    /** Looks as {@link #askNow} does, unless a look is under way, which then serves. */
    void lookOnce(Watch watch) {
        if (watch.flight == null) {
            askNow(watch);
        }
    }

    /** Something may have happened to the run: looks soon, unless a look to come will see it anyway. */
    void hinted(Watch watch) {
        if (watch.gone || !watch.takeHints()) {
            return;
        }
        watch.set(Watch.HINTED, true);
        long untilPoll = engine.timer().nanosUntilPoll(watch);
        // A call under way may have been answered before: then the one after it is early.
        if (watch.flight == null && !watch.queued && untilPoll >= 0) {
            long now = engine.timer().now();
            long scheduled = now + untilPoll;
            long at = plan.hinted(watch, now, scheduled);
            if (at < scheduled) {
                look(watch, now, at);
            }
        }
    }

    /** Looks then; at once when that is now. */
    private void look(Watch watch, long now, long at) {
        if (at > now) {
            engine.timer().schedulePoll(watch, at);
            engine.told().scheduled(watch.ref, at - now, watch.reason());
        } else {
            engine.timer().cancelPoll(watch);
            engine.told().scheduled(watch.ref, 0, watch.reason());
            watch.lane.offer(watch);
        }
    }

    /** What was hinted at before is seen by what is sent now. */
    static void seesHints(Watch watch) {
        watch.takeHints();
        watch.set(Watch.HINTED, false);
    }

    /** Sends the call that is due. */
    void send(Watch watch) {
        VendorAdapter adapter = watch.lane.adapter();
        seesHints(watch);
        watch.set(Watch.URGENT, false);
        if (watch.is(Watch.WHOLE)) {
            follow(watch, () -> adapter.run(watch.ref, oneTry), run -> onWhole(watch, run));
        } else {
            follow(watch, () -> adapter.snapshot(watch.ref, oneTry), snapshot -> onLook(watch, snapshot));
        }
    }

    private <T> void follow(Watch watch, Supplier<CompletableFuture<T>> send, Consumer<T> onAnswer) {
        guarded(watch, () -> {
            long sentAt = engine.timer().now();
            watch.polls = watch.polls + 1;
            engine.told().pollStart(watch.ref);
            if (watch.gone) {
                return;
            }
            CompletableFuture<T> sent = send.get();
            if (sent.isDone()) {
                // Without a detour through the queue: this is what a poll costs when the network costs nothing.
                landed(watch, sent, sentAt, onAnswer);
                return;
            }
            watch.flight = sent;
            watch.lane.launched();
            engine.timer().schedulePoll(watch, sentAt + patience(watch));
            sent.whenComplete((answer, failure) -> engine.execute(() -> {
                watch.flight = null;
                engine.timer().cancelPoll(watch);
                guarded(watch, () -> landed(watch, sent, sentAt, onAnswer));
                watch.lane.landed();
            }));
            if (watch.gone) {
                sent.cancel(true);
            }
        });
    }

    private <T> void landed(Watch watch, CompletableFuture<T> sent, long sentAt, Consumer<T> onAnswer) {
        T answer;
        try {
            answer = sent.join();
        } catch (Exception e) {
            onFailure(watch, failure(e), sentAt, 1);
            return;
        }
        RunSnapshot snapshot = answer instanceof Run run ? run.snapshot() : (RunSnapshot) answer;
        engine.told().pollEnd(watch.ref, 1, engine.timer().now() - sentAt, snapshot, null);
        seen(watch, snapshot, sentAt);
        onAnswer.accept(answer);
    }

    /** A call that is still under way when its run is due has outlived its own timeout, and is given up. */
    void giveUpCall(Watch watch) {
        CompletableFuture<?> flight = watch.flight;
        if (flight != null) {
            flight.cancel(true);
        }
    }

    /** To read a run whole may take several calls. */
    private long patience(Watch watch) {
        long timeout = EngineTimer.nanos(engine.policy().pollTimeout());
        return timeout * (watch.is(Watch.WHOLE) ? CALLS_OF_A_READ : 1) + SLACK_NANOS;
    }

    Throwable failure(Throwable thrown) {
        Throwable failure = Futures.unwrap(thrown);
        return failure instanceof CancellationException
                ? new CallTimeoutException("no answer within " + engine.policy().pollTimeout() + ", nor an end of the call", null)
                : failure;
    }

    void seen(Watch watch, RunSnapshot snapshot, long sentAt) {
        if (watch.gone) {
            return;
        }
        RunSnapshot before = watch.lastSnapshot;
        long lookedBefore = engine.timer().nanosOf(watch.lookedAtTick);
        boolean lookedAt = watch.is(Watch.LOOKED);
        watch.lookedAtTick = EngineTimer.tick(sentAt);
        watch.set(Watch.LOOKED, true);
        watch.set(Watch.ALONE, false);
        plan.seen(watch, snapshot);
        if (snapshot.equals(before)) {
            tell(watch, waiter -> waiter.seen(before));
            return;
        }
        RunSnapshot now = snapshot.sharing(before);
        watch.lastSnapshot = now;
        if (before == null || watch.scope == null) {
            // A list that goes by workflow can be asked only when the workflow is known.
            watch.lane.joinScope(watch);
        }
        Duration window = lookedAt ? Duration.ofNanos(engine.timer().now() - lookedBefore) : null;
        RunUpdate update = new RunUpdate(before, now, window);
        engine.told().change(update);
        tell(watch, waiter -> {
            waiter.seen(now);
            waiter.changed(update);
        });
    }

    private static void tell(Watch watch, Consumer<Waiter> news) {
        Object waiters = watch.waiters;
        if (waiters instanceof Waiter one) {
            news.accept(one);
        } else if (waiters instanceof Waiter[] many) {
            for (Waiter waiter : many) {
                news.accept(waiter);
            }
        }
    }

    void onLook(Watch watch, RunSnapshot snapshot) {
        if (watch.gone) {
            return;
        }
        for (Waiter waiter : watch.waiting()) {
            if (!waiter.isOver() && waiter.wantsRun(snapshot)) {
                watch.set(Watch.WHOLE, true);
            }
        }
        if (watch.is(Watch.WHOLE)) {
            watch.reason(NextPoll.Reason.END);
            watch.lane.offer(watch);
        } else {
            watch.lane.goesOn(watch);
            pause(watch, null, snapshot.askedBackMillis());
        }
    }

    private void onWhole(Watch watch, Run run) {
        watch.set(Watch.WHOLE, false);
        if (watch.gone) {
            return;
        }
        if (run.phase().isTerminal()) {
            for (Waiter waiter : engine.end(watch)) {
                waiter.read(run);
            }
            return;
        }
        tell(watch, waiter -> {
            if (!waiter.isOver() && waiter.wantsRun(run.snapshot())) {
                waiter.read(run);
            }
        });
        // It came back to life in between, as a retried Activepieces run does; or it is paused, and others wait on.
        pause(watch, null, 0);
    }

    void onFailure(Watch watch, Throwable failure, long sentAt, int runsInCall) {
        engine.told().pollEnd(watch.ref, runsInCall, engine.timer().now() - sentAt, null, failure);
        if (watch.gone) {
            return;
        }
        tell(watch, waiter -> waiter.lookFailed(failure));
        long now = engine.timer().now();
        Watch.Extras extras = watch.extras();
        extras.failures++;
        if (failure instanceof NotFoundException) {
            extras.missingSince = extras.missingSince < 0 ? now : extras.missingSince;
            if (now - extras.missingSince >= engine.policy().notFoundGrace().toNanos()) {
                fail(watch, seen -> new RunNotFoundException("the vendor does not know the run", seen, failure));
                return;
            }
        } else {
            extras.failingSince = extras.failingSince < 0 ? now : extras.failingSince;
            if (isFinal(failure) || now - extras.failingSince >= EngineTimer.nanos(engine.policy().errorBudget())) {
                fail(watch, seen -> new PollingFailedException(String.valueOf(failure.getMessage()), seen, failure));
                return;
            }
        }
        pause(watch, failure, retryAfter(failure).toMillis());
    }

    private void pause(Watch watch, @Nullable Throwable failure, long askedMillis) {
        if (watch.gone) {
            return;
        }
        if (watch.is(Watch.AGAIN)) {
            watch.set(Watch.AGAIN, false);
            askNow(watch);
            return;
        }
        long now = engine.timer().now();
        long at = plan.next(watch, now, failure, TimeUnit.MILLISECONDS.toNanos(askedMillis));
        look(watch, now, watch.is(Watch.HINTED) ? plan.hinted(watch, now, at) : at);
    }

    /** How long the vendor asks to wait, as far as that is waited for. */
    static Duration retryAfter(@Nullable Throwable failure) {
        Duration asked = failure instanceof ApiException answer ? answer.response().retryAfter() : null;
        return asked == null ? Duration.ZERO : asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked;
    }

    /** What no amount of waiting mends. */
    static boolean isFinal(Throwable failure) {
        if (failure instanceof BadRequestException answer) {
            // "Request timeout" and "too early" are the server's way to say: again.
            return answer.status() != 408 && answer.status() != 425;
        }
        return failure instanceof UnauthorizedException
                || failure instanceof ForbiddenException
                || failure instanceof UnprocessableException
                || !(failure instanceof PolyrunException);
    }

    private void fail(Watch watch, Function<PollingException.Seen, PollingException> exception) {
        for (Waiter waiter : engine.end(watch)) {
            waiter.fail(exception);
        }
    }

    /** Whoever waits must learn of whatever went wrong, in our code or in that of users that we call. */
    void guarded(Watch watch, Runnable step) {
        if (watch.gone) {
            return;
        }
        try {
            step.run();
        } catch (Throwable e) {
            fail(watch, seen -> new PollingFailedException("polling broke: " + e, seen, e));
        }
    }
}
