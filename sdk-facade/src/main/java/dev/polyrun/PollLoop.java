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
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one run until it has ended, then reads it whole. Never blocks: each look is an asynchronous call, each pause a timer. Its future is
 * completed on the engine's callback threads, never on the timer's or the HTTP client's.
 */
final class PollLoop {
    /** Polls do not retry on their own: only one party waits. */
    private static final RequestOptions ONE_TRY =
            RequestOptions.builder().maxRetries(0).timeout(Duration.ofSeconds(30)).build();

    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(2);

    /** A run that was just started may not be readable yet. */
    private static final Duration NOT_FOUND_GRACE = Duration.ofSeconds(30);

    /** For how long nothing but failures may come. */
    private static final Duration ERROR_BUDGET = Duration.ofMinutes(5);

    private final PollingEngine engine;
    private final RunAdapter adapter;
    private final RunRef ref;
    private final long start;
    private final CompletableFuture<Run> future = new CompletableFuture<>();

    private volatile @Nullable RunSnapshot lastSnapshot;
    private volatile int polls;
    private volatile long lastSuccess;
    private volatile @Nullable CompletableFuture<?> call;
    private volatile EngineTimer.@Nullable Cancellable timer;

    PollLoop(PollingEngine engine, RunAdapter adapter, RunRef ref) {
        this.engine = engine;
        this.adapter = adapter;
        this.ref = ref;
        this.start = engine.timer().nanoTime();
        this.lastSuccess = start;
    }

    /** Begins to poll at once. Ending the future in any way ends the polling. */
    CompletableFuture<Run> begin() {
        future.whenComplete((run, failure) -> release());
        poll();
        return future;
    }

    PollingException.Watch watch() {
        return new PollingException.Watch(ref, lastSnapshot, polls);
    }

    void fail(PolyrunException exception) {
        engine.callbacks().execute(() -> future.completeExceptionally(exception));
    }

    private void poll() {
        if (future.isDone()) {
            return;
        }
        polls = polls + 1;
        try {
            CompletableFuture<RunSnapshot> look = adapter.snapshot(ref, ONE_TRY);
            call = look;
            look.whenComplete((snapshot, failure) -> engine.callbacks().execute(() -> onLook(snapshot, failure)));
            if (future.isDone()) {
                look.cancel(true);
            }
        } catch (RuntimeException e) {
            fail(new PollingFailedException("the poll could not be sent: " + e.getMessage(), watch(), e));
        }
    }

    private void onLook(@Nullable RunSnapshot snapshot, @Nullable Throwable failure) {
        if (future.isDone()) {
            return;
        }
        try {
            if (snapshot == null) {
                onFailure(cause(failure), this::poll);
                return;
            }
            lastSuccess = engine.timer().nanoTime();
            RunSnapshot before = lastSnapshot;
            lastSnapshot = snapshot;
            if (!snapshot.equals(before)) {
                engine.observer().onChange(before, snapshot);
            }
            if (snapshot.phase().isTerminal()) {
                readWhole();
            } else {
                pause(engine.schedule().nextDelay(elapsed()), this::poll);
            }
        } catch (RuntimeException e) {
            future.completeExceptionally(new PollingFailedException("polling broke: " + e, watch(), e));
        }
    }

    private void readWhole() {
        if (future.isDone()) {
            return;
        }
        CompletableFuture<Run> read = adapter.run(ref, ONE_TRY);
        call = read;
        read.whenComplete((run, failure) -> engine.callbacks().execute(() -> {
            if (run == null) {
                onFailure(cause(failure), this::readWhole);
            } else if (run.phase().isTerminal()) {
                future.complete(run);
            } else {
                // It came back to life in between, as a retried Activepieces run does.
                pause(engine.schedule().nextDelay(elapsed()), this::poll);
            }
        }));
    }

    private void onFailure(Throwable failure, Runnable again) {
        if (failure instanceof NotFoundException && lastSnapshot == null) {
            if (elapsed().compareTo(NOT_FOUND_GRACE) >= 0) {
                future.completeExceptionally(new RunNotFoundException("the vendor does not know the run", watch(), failure));
                return;
            }
        } else if (isFinal(failure) || sinceLastSuccess().compareTo(ERROR_BUDGET) >= 0) {
            future.completeExceptionally(new PollingFailedException(failure.getMessage(), watch(), failure));
            return;
        }
        Duration delay = engine.schedule().nextDelay(elapsed());
        Duration asked = failure instanceof ApiException answer ? answer.response().retryAfter() : null;
        if (asked != null && asked.compareTo(delay) > 0) {
            delay = asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked;
        }
        pause(delay, again);
    }

    /** What no amount of waiting mends. */
    private static boolean isFinal(Throwable failure) {
        return failure instanceof UnauthorizedException
                || failure instanceof ForbiddenException
                || failure instanceof BadRequestException
                || failure instanceof UnprocessableException
                || failure instanceof NotFoundException
                || !(failure instanceof PolyrunException);
    }

    /** A little earlier than scheduled, each time differently, so that runs started together drift apart. */
    private void pause(Duration delay, Runnable next) {
        double jitter = 0.9 + 0.1 * ThreadLocalRandom.current().nextDouble();
        timer = engine.timer().schedule(Duration.ofNanos((long) (delay.toNanos() * jitter)), next);
        if (future.isDone()) {
            release();
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

    private Duration elapsed() {
        return Duration.ofNanos(engine.timer().nanoTime() - start);
    }

    private Duration sinceLastSuccess() {
        return Duration.ofNanos(engine.timer().nanoTime() - lastSuccess);
    }

    private static Throwable cause(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause == null ? new IllegalStateException("a call answered nothing") : cause;
    }
}
