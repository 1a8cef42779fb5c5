package dev.polyrun;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.BadRequestException;
import dev.polyrun.core.ForbiddenException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.core.UnprocessableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one run until it has ended, then reads it whole. Never blocks: each look is an asynchronous call, each pause a timer. All steps run
 * on the engine's polling thread, but the end may come on any thread; whatever a step throws is an end, too.
 */
final class PollLoop implements PollingEngine.Waiting {
    /** Polls do not retry on their own: only one party waits. */
    static final RequestOptions ONE_TRY =
            RequestOptions.builder().maxRetries(0).timeout(Duration.ofSeconds(30)).build();

    static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(2);

    /** A run that was just started may not be readable yet, and one replica of a server may lag behind another. */
    static final Duration NOT_FOUND_GRACE = Duration.ofSeconds(30);

    /** For how long nothing but failures may come, from the first of them: after a long pause, a single one is not the end. */
    static final Duration ERROR_BUDGET = Duration.ofMinutes(5);

    private final PollingEngine engine;
    private final RunAdapter adapter;
    private final RunRef ref;
    private final long start;

    /** Never handed out: only code of this package depends on it, so that it can be completed anywhere. */
    private final CompletableFuture<Run> end = new CompletableFuture<>();

    private volatile @Nullable RunSnapshot lastSnapshot;
    private volatile int polls;
    private volatile @Nullable CompletableFuture<?> call;
    private volatile EngineTimer.@Nullable Cancellable timer;
    private @Nullable Long failingSince;
    private @Nullable Long missingSince;

    PollLoop(PollingEngine engine, RunAdapter adapter, RunRef ref) {
        this.engine = engine;
        this.adapter = adapter;
        this.ref = ref;
        this.start = engine.timer().nanoTime();
    }

    /** Begins to poll at once. */
    void begin() {
        engine.add(this);
        end.whenComplete((run, failure) -> release());
        engine.execute(() -> guarded(this::poll));
    }

    /** The run as it ended, or why it is not polled any more. Completing it in any way ends the polling. */
    CompletableFuture<Run> end() {
        return end;
    }

    PollingException.Watch watch() {
        return new PollingException.Watch(ref, lastSnapshot, polls);
    }

    void fail(PollingException exception) {
        end.completeExceptionally(exception);
    }

    @Override
    public void onClose() {
        fail(new PollerClosedException("the facade was closed", watch(), null));
    }

    private void poll() {
        follow(() -> adapter.snapshot(ref, ONE_TRY), this::onLook, this::poll);
    }

    private void readWhole() {
        follow(() -> adapter.run(ref, ONE_TRY), this::onWhole, this::readWhole);
    }

    private void onLook(RunSnapshot snapshot) {
        onSeen(snapshot);
        if (snapshot.phase().isTerminal()) {
            readWhole();
        } else {
            pause(nextDelay(), this::poll);
        }
    }

    private void onWhole(Run run) {
        onSeen(run.snapshot());
        if (run.phase().isTerminal()) {
            end.complete(run);
        } else {
            // It came back to life in between, as a retried Activepieces run does.
            pause(nextDelay(), this::poll);
        }
    }

    private void onSeen(RunSnapshot snapshot) {
        failingSince = null;
        missingSince = null;
        RunSnapshot before = lastSnapshot;
        lastSnapshot = snapshot;
        if (!snapshot.equals(before)) {
            engine.observer().onChange(before, snapshot);
        }
    }

    private <T> void follow(Supplier<CompletableFuture<T>> send, Consumer<T> onAnswer, Runnable again) {
        // The observer may have ended the polling.
        if (end.isDone()) {
            return;
        }
        polls = polls + 1;
        CompletableFuture<T> sent = send.get();
        call = sent;
        sent.whenComplete((answer, failure) -> engine.execute(() -> guarded(() -> {
            if (failure == null) {
                onAnswer.accept(answer);
            } else {
                onFailure(Futures.unwrap(failure), again);
            }
        })));
        if (end.isDone()) {
            release();
        }
    }

    private void onFailure(Throwable failure, Runnable again) {
        long now = engine.timer().nanoTime();
        if (failure instanceof NotFoundException) {
            missingSince = missingSince == null ? now : missingSince;
            if (now - missingSince >= NOT_FOUND_GRACE.toNanos()) {
                fail(new RunNotFoundException("the vendor does not know the run", watch(), failure));
                return;
            }
        } else {
            failingSince = failingSince == null ? now : failingSince;
            if (isFinal(failure) || now - failingSince >= ERROR_BUDGET.toNanos()) {
                fail(new PollingFailedException(String.valueOf(failure.getMessage()), watch(), failure));
                return;
            }
        }
        pause(longer(nextDelay(), retryAfter(failure)), again);
    }

    /** How long the vendor asks to wait, as far as that is waited for. */
    static Duration retryAfter(@Nullable Throwable failure) {
        Duration asked = failure instanceof ApiException answer ? answer.response().retryAfter() : null;
        return asked == null ? Duration.ZERO : asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked;
    }

    static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
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

    /** A little earlier than scheduled, each time differently, so that runs started together drift apart. */
    private Duration nextDelay() {
        Duration delay = engine.schedule().nextDelay(since(start));
        if (delay == null || delay.isZero() || delay.isNegative()) {
            throw new IllegalStateException("the poll schedule says to wait " + delay + "; expected more than zero");
        }
        return Duration.ofNanos((long) (EngineTimer.nanos(delay) * (0.9 + 0.1 * ThreadLocalRandom.current().nextDouble())));
    }

    private void pause(Duration delay, Runnable next) {
        timer = engine.schedule(delay, () -> guarded(next));
        if (end.isDone()) {
            release();
        }
    }

    /** Whoever waits must learn of whatever went wrong, in our code or in that of users that we call. */
    private void guarded(Runnable step) {
        if (end.isDone()) {
            return;
        }
        try {
            step.run();
        } catch (Throwable e) {
            fail(new PollingFailedException("polling broke: " + e, watch(), e));
        }
    }

    private void release() {
        CompletableFuture<?> currentCall = call;
        EngineTimer.Cancellable currentTimer = timer;
        if (currentCall != null) {
            currentCall.cancel(true);
        }
        if (currentTimer != null) {
            currentTimer.cancel();
        }
        engine.remove(this);
    }

    private Duration since(long nanoTime) {
        return Duration.ofNanos(engine.timer().nanoTime() - nanoTime);
    }
}
