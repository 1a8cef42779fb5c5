package dev.polyrun.core.http;

import dev.polyrun.core.ApiResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** An exchange that nobody waits for: each sending is enqueued, each pause is a timer. */
final class AsyncExchange<T extends @Nullable Object, R extends @Nullable Object> implements Callback {
    private final Transport transport;
    private final ApiCall<T> call;
    private final Function<ApiResponse<T>, R> view;
    private final Exchange<T> exchange;
    private final CompletableFuture<R> future = new CompletableFuture<>();
    private volatile @Nullable Call httpCall;
    private volatile @Nullable Future<?> pause;
    private volatile long start;

    AsyncExchange(Transport transport, ApiCall<T> call, Function<ApiResponse<T>, R> view) {
        this.transport = transport;
        this.call = call;
        this.view = view;
        this.exchange = new Exchange<>(transport, call);
    }

    CompletableFuture<R> start() {
        Future<?> end = transport.clock().schedule(this::expire, exchange.remaining());
        // However the future ends, by cancel or by completeExceptionally too, nothing goes on behind it.
        future.whenComplete((value, failure) -> {
            end.cancel(false);
            Future<?> waiting = pause;
            if (waiting != null) {
                waiting.cancel(false);
            }
            Call current = httpCall;
            if (current != null && failure != null) {
                current.cancel();
            }
        });
        send();
        return future;
    }

    /**
     * OkHttp counts a call's time from when a thread takes it up. One that still waits for its turn, as behind many others to the same host, ends
     * here; one that was sent is OkHttp's to end.
     */
    private void expire() {
        Call current = httpCall;
        HttpClients.SendMark mark = current == null ? null : current.request().tag(HttpClients.SendMark.class);
        if (mark == null || mark.withdraw()) {
            // Not on the timer's thread: callers hang their code on the future.
            future.defaultExecutor().execute(() -> future.completeExceptionally(exchange.timedOut(null)));
        }
    }

    private void send() {
        if (future.isDone()) {
            return;
        }
        try {
            Call current = transport.newCall(exchange);
            start = transport.clock().nanoTime();
            httpCall = current;
            current.enqueue(this);
            if (future.isDone()) {
                current.cancel();
            }
        } catch (RuntimeException | Error e) {
            // Whatever goes wrong must reach the caller: a future that nobody completes waits for ever.
            future.completeExceptionally(e);
        }
    }

    @Override
    public void onResponse(Call httpCall, Response response) {
        try {
            Answer answer;
            try {
                answer = Answer.read(response, transport.maxResponseBytes());
            } catch (IOException e) {
                onFailure(httpCall, e);
                return;
            }
            transport.log(call, answer, start);
            take(exchange.onAnswer(answer));
        } catch (RuntimeException | Error e) {
            future.completeExceptionally(e);
        }
    }

    @Override
    public void onFailure(Call httpCall, IOException failure) {
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
            future.complete(view.apply(done.response()));
        } else if (step instanceof Exchange.Step.Failed<T> failed) {
            future.completeExceptionally(failed.exception());
        } else if (step instanceof Exchange.Step.SendAgain<T> again) {
            if (again.after().isZero()) {
                send();
            } else {
                Future<?> waiting = transport.clock().schedule(this::send, again.after());
                pause = waiting;
                if (future.isDone()) {
                    waiting.cancel(false);
                }
            }
        }
    }
}
