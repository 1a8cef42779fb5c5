package dev.polyrun.core.http;

import dev.polyrun.core.ApiResponse;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** An exchange that nobody waits for: each sending is enqueued, each pause is a timer. */
final class AsyncExchange<T extends @Nullable Object, R extends @Nullable Object> implements Callback {
    /** Whatever is cancelled when its time is up says so well within this. */
    private static final Duration SLACK = Duration.ofMillis(500);

    private final Transport transport;
    private final TimeSource time;
    private final ApiCall<T> call;
    private final boolean keepsBytes;
    private final Function<ApiResponse<T>, R> view;
    private final Exchange<T> exchange;
    private final CompletableFuture<R> future = new CompletableFuture<>();
    private volatile Work work;
    private volatile @Nullable Call httpCall;
    private volatile TimeSource.@Nullable Cancellable pause;
    private volatile TimeSource.@Nullable Cancellable end;
    private volatile boolean overdue;
    private volatile long start;

    /** What takes none of the time source's time: all between two pauses. It ends once, whoever sees its end first. */
    private static final class Work {
        private final TimeSource time;
        private final AtomicBoolean ended = new AtomicBoolean();

        Work(TimeSource time) {
            this.time = time;
            time.workBegins();
        }

        void end() {
            if (ended.compareAndSet(false, true)) {
                time.workEnds();
            }
        }
    }

    AsyncExchange(Transport transport, ApiCall<T> call, boolean keepsBytes, Function<ApiResponse<T>, R> view) {
        this.transport = transport;
        this.time = transport.time();
        this.call = call;
        this.keepsBytes = keepsBytes;
        this.view = view;
        this.exchange = new Exchange<>(transport, call);
        this.work = new Work(time);
    }

    CompletableFuture<R> start() {
        if (exchange.isStreamed()) {
            expireAfter(exchange.remaining());
        }
        // However the future ends, by cancel or by completeExceptionally too, nothing goes on behind it. What hangs on a future runs in reverse
        // order: this comes first, before anybody else has the future, so that it runs when all others have.
        future.whenComplete((value, failure) -> {
            stopTimer();
            TimeSource.Cancellable waiting = pause;
            if (waiting != null) {
                waiting.cancel();
            }
            exchange.giveTurnBack();
            exchange.stopWatch();
            Call current = httpCall;
            if (current != null && failure != null) {
                current.cancel();
            }
            work.end();
        });
        send();
        return future;
    }

    private void expireAfter(Duration delay) {
        end = time.schedule(this::expire, delay);
        if (future.isDone()) {
            stopTimer();
        }
    }

    private void stopTimer() {
        TimeSource.Cancellable current = end;
        if (current != null) {
            current.cancel();
        }
    }

    /**
     * For what is streamed, whose deadline moves: one that OkHttp has not begun, as behind many others to the same host, ends here; one that was sent is its
     * watch's to end, unless its thread waits for the bytes of a file, which nobody but their owner can end.
     */
    private void expire() {
        if (!exchange.isTimeUp()) {
            expireAfter(exchange.remaining());
            return;
        }
        Sending sending = exchange.sending();
        if (sending == null || sending.withdraw()) {
            endUnsent();
        } else if (overdue) {
            endWith(exchange.overdue());
        } else {
            overdue = true;
            expireAfter(SLACK);
        }
    }

    private void endUnsent() {
        endWith(exchange.timedOut(null));
    }

    private void endWith(PolyrunException failure) {
        Work ending = new Work(time);
        // Not on the timer's thread: callers hang their code on the future.
        future.defaultExecutor().execute(() -> {
            future.completeExceptionally(failure);
            ending.end();
        });
    }

    private void resume() {
        work = new Work(time);
        send();
    }

    private void send() {
        if (future.isDone()) {
            work.end();
            return;
        }
        try {
            Duration wait = exchange.untilTurn();
            if (!wait.isZero()) {
                pause(wait);
                return;
            }
            Call current = transport.newCall(exchange, this::endUnsent);
            start = time.nanoTime();
            httpCall = current;
            current.enqueue(this);
            // Not when it is done well: the answer may be here already, with a body that is still to be read.
            if (future.isCompletedExceptionally()) {
                current.cancel();
            }
        } catch (RuntimeException | Error e) {
            // Whatever goes wrong must reach the caller: a future that nobody completes waits for ever.
            future.completeExceptionally(e);
        }
    }

    private void pause(Duration duration) {
        Work before = work;
        TimeSource.Cancellable waiting = time.schedule(this::resume, duration);
        pause = waiting;
        if (future.isDone()) {
            waiting.cancel();
            exchange.giveTurnBack();
        }
        // Only now that time has something to wait for.
        before.end();
    }

    @Override
    public void onResponse(Call httpCall, Response response) {
        try {
            Answer answer;
            try {
                answer = Answer.read(response, transport.maxResponseBytes(), exchange, keepsBytes);
            } catch (IOException e) {
                onFailure(httpCall, e);
                return;
            }
            Exchange.Step<T> step;
            try {
                transport.log(call, answer, start);
                step = exchange.onAnswer(answer);
            } finally {
                answer.body().giveBack();
            }
            take(step);
        } catch (RuntimeException | Error e) {
            exchange.stopWatch();
            future.completeExceptionally(e);
        }
    }

    @Override
    public void onFailure(Call httpCall, IOException failure) {
        exchange.stopWatch();
        try {
            if (failure instanceof HttpClients.InterceptorFailure crash) {
                future.completeExceptionally(crash.exception());
                return;
            }
            transport.log(call, failure, start);
            take(exchange.onFailure(failure));
        } catch (RuntimeException | Error e) {
            future.completeExceptionally(e);
        }
    }

    private void take(Exchange.Step<T> step) {
        if (step instanceof Exchange.Step.Done<T> done) {
            if (!future.complete(view.apply(done.response()))) {
                exchange.abandon();
            }
        } else if (future.isDone()) {
            return;
        } else if (step instanceof Exchange.Step.Failed<T> failed) {
            future.completeExceptionally(failed.exception());
        } else if (step instanceof Exchange.Step.SendAgain<T> again) {
            if (again.after().isZero()) {
                send();
            } else {
                pause(again.after());
            }
        }
    }
}
