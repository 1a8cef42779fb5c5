package dev.polyrun.core.http;

import dev.polyrun.core.ApiResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** An exchange that nobody waits for: each sending is enqueued, each pause is a timer. */
final class AsyncExchange<T extends @Nullable Object, R extends @Nullable Object> implements Callback {
    /** Only starts sendings again; it never runs a caller's code. */
    private static final class Timer {
        static final ScheduledThreadPoolExecutor EXECUTOR = create();

        private static ScheduledThreadPoolExecutor create() {
            ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "polyrun-http-timer");
                thread.setDaemon(true);
                return thread;
            });
            executor.setRemoveOnCancelPolicy(true);
            return executor;
        }
    }

    private final Transport transport;
    private final ApiCall<T> call;
    private final Function<ApiResponse<T>, R> view;
    private final Exchange<T> exchange;
    private final CompletableFuture<R> future = new CompletableFuture<>();
    private volatile @Nullable Call httpCall;
    private volatile long start;

    AsyncExchange(Transport transport, ApiCall<T> call, Function<ApiResponse<T>, R> view) {
        this.transport = transport;
        this.call = call;
        this.view = view;
        this.exchange = new Exchange<>(transport, call);
    }

    CompletableFuture<R> start() {
        // However the future ends early, by cancel or by completeExceptionally, the call ends too.
        future.whenComplete((value, failure) -> {
            Call current = httpCall;
            if (current != null && failure != null) {
                current.cancel();
            }
        });
        send();
        return future;
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
        } catch (RuntimeException e) {
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
            // Whatever goes wrong must reach the caller: a future that nobody completes waits for ever.
            future.completeExceptionally(e);
        }
    }

    @Override
    public void onFailure(Call httpCall, IOException failure) {
        try {
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
                Timer.EXECUTOR.schedule(this::send, again.after().toNanos(), TimeUnit.NANOSECONDS);
            }
        }
    }
}
