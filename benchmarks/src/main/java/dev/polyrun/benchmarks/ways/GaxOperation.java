package dev.polyrun.benchmarks.ways;

import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutures;
import com.google.api.core.SettableApiFuture;
import com.google.api.gax.httpjson.HttpJsonCallContext;
import com.google.api.gax.httpjson.HttpJsonStatusCode;
import com.google.api.gax.longrunning.OperationFuture;
import com.google.api.gax.longrunning.OperationSnapshot;
import com.google.api.gax.longrunning.OperationTimedPollAlgorithm;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.ApiCallContext;
import com.google.api.gax.rpc.ApiExceptionFactory;
import com.google.api.gax.rpc.Callables;
import com.google.api.gax.rpc.ClientContext;
import com.google.api.gax.rpc.LongRunningClient;
import com.google.api.gax.rpc.OperationCallSettings;
import com.google.api.gax.rpc.OperationCallable;
import com.google.api.gax.rpc.StatusCode;
import com.google.api.gax.rpc.UnaryCallSettings;
import com.google.api.gax.rpc.UnaryCallable;
import com.google.common.util.concurrent.MoreExecutors;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Google's operation callable, on a transport of ours: after 5, 7.5, 11.25 ... 45, 45 s by default, each drawn anew between 0 and that. */
public final class GaxOperation implements Way {
    private static final Duration DAY = Duration.ofDays(1);

    private final Server server;
    private final ScheduledExecutorService timer;
    private final boolean blocking;
    private final Map<Terms, OperationCallable<String, Reply, Reply>> callables = new ConcurrentHashMap<>();

    private GaxOperation(Server server, ScheduledExecutorService timer, boolean blocking) {
        this.server = server;
        this.timer = timer;
        this.blocking = blocking;
    }

    static Way async(Server server, ScheduledExecutorService timer) {
        return new GaxOperation(server, timer, false);
    }

    static Way blocking(Server server, ScheduledExecutorService timer) {
        return new GaxOperation(server, timer, true);
    }

    @Override
    public Wait start(String run, Terms terms) {
        OperationFuture<Reply, Reply> future = callable(terms).futureCall(run);
        return blocking ? BlockingWait.on(() -> get(future)) : new FutureWait(future);
    }

    private static Reply get(OperationFuture<Reply, Reply> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** What a user calls: {@code futureCall} starts an operation, {@code resumeFutureCall} goes on with one by its name. */
    public OperationCallable<String, Reply, Reply> callable(Terms terms) {
        return callables.computeIfAbsent(terms, this::newCallable);
    }

    private OperationCallable<String, Reply, Reply> newCallable(Terms terms) {
        UnaryCallable<String, OperationSnapshot> start = callable((run, call) -> ApiFutures.immediateFuture(new Snapshot(run, Reply.RUNNING)));
        OperationCallSettings<String, Reply, Reply> settings = OperationCallSettings.<String, Reply, Reply>newBuilder()
                .setInitialCallSettings(UnaryCallSettings.<String, OperationSnapshot>newUnaryCallSettingsBuilder().build())
                .setPollingAlgorithm(OperationTimedPollAlgorithm.create(polling(terms)))
                .setResponseTransformer(GaxOperation::response)
                .setMetadataTransformer(snapshot -> ((Snapshot) snapshot).reply())
                .build();
        ApiCallContext call = HttpJsonCallContext.createDefault();
        ClientContext context = ClientContext.newBuilder().setExecutor(timer).setDefaultCallContext(call).build();
        return Callables.longRunningOperation(start, settings, context, new Operations(server, terms)).withDefaultCallContext(call);
    }

    @SuppressWarnings("deprecation") // Jitter can be turned off by a deprecated method only, and off is the better for a fixed interval.
    private static RetrySettings polling(Terms terms) {
        Duration interval = terms.interval();
        RetrySettings.Builder settings = interval != null
                ? RetrySettings.newBuilder().setInitialRetryDelayDuration(interval).setRetryDelayMultiplier(1).setMaxRetryDelayDuration(interval)
                : RetrySettings.newBuilder().setInitialRetryDelayDuration(terms.scaled(Duration.ofSeconds(5))).setRetryDelayMultiplier(1.5)
                        .setMaxRetryDelayDuration(terms.scaled(Duration.ofSeconds(45)));
        if (interval != null && !terms.untouched()) {
            settings.setJittered(false);
        }
        if (terms.timeout() != null && !terms.untouched()) {
            // Each poll gets a timeout too, which gax cuts to what is left of the whole.
            settings.setInitialRpcTimeoutDuration(terms.timeout()).setMaxRpcTimeoutDuration(terms.timeout());
        }
        return settings.setTotalTimeoutDuration(terms.timeout() == null ? DAY : terms.timeout()).build();
    }

    /** As Google's generated clients do it: an operation that ended with an error throws. */
    private static Reply response(OperationSnapshot snapshot) {
        if (snapshot.getErrorCode().getCode() != StatusCode.Code.OK) {
            throw ApiExceptionFactory.createException("Operation with name \"" + snapshot.getName() + "\" failed with status = "
                    + snapshot.getErrorCode() + " and message = " + snapshot.getErrorMessage(), null, snapshot.getErrorCode(), false);
        }
        return ((Snapshot) snapshot).reply();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private static <T> UnaryCallable<String, T> callable(BiFunction<String, ApiCallContext, ApiFuture<T>> call) {
        return new UnaryCallable<>() {
            @Override
            public ApiFuture<T> futureCall(String run, ApiCallContext context) {
                return call.apply(run, context);
            }
        };
    }

    private record Operations(Server server, Terms terms) implements LongRunningClient {
        @Override
        public UnaryCallable<String, OperationSnapshot> getOperationCallable() {
            return callable((run, call) -> snapshot(run, Polls.poll(server, run, terms), call.getTimeoutDuration()));
        }

        /** The timeout is the transport's to keep; so the one of ours does. */
        private static ApiFuture<OperationSnapshot> snapshot(String run, CompletableFuture<Reply> answer, @Nullable Duration timeout) {
            if (answer.isDone() && !answer.isCompletedExceptionally()) {
                return ApiFutures.immediateFuture(new Snapshot(run, answer.join()));
            }
            SettableApiFuture<OperationSnapshot> later = SettableApiFuture.create();
            CompletableFuture<Reply> timed = timeout == null ? answer : answer.copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
            timed.whenComplete((reply, error) -> {
                if (error == null) {
                    later.set(new Snapshot(run, reply));
                } else {
                    later.setException(exception(error instanceof CompletionException && error.getCause() != null ? error.getCause() : error));
                }
            });
            return later;
        }

        private static Throwable exception(Throwable error) {
            return error instanceof TimeoutException
                    ? ApiExceptionFactory.createException("deadline exceeded", error, HttpJsonStatusCode.of(StatusCode.Code.DEADLINE_EXCEEDED), true)
                    : error;
        }

        @Override
        public UnaryCallable<String, Void> cancelOperationCallable() {
            return callable((run, call) -> ApiFutures.immediateFuture(null));
        }

        @Override
        public UnaryCallable<String, Void> deleteOperationCallable() {
            return callable((run, call) -> ApiFutures.immediateFuture(null));
        }
    }

    private record Snapshot(String name, Reply reply) implements OperationSnapshot {
        private static final StatusCode OK = HttpJsonStatusCode.of(StatusCode.Code.OK);
        private static final StatusCode FAILED = HttpJsonStatusCode.of(StatusCode.Code.INTERNAL);

        @Override
        public String getName() {
            return name;
        }

        @Override
        public Object getMetadata() {
            return reply;
        }

        @Override
        public boolean isDone() {
            return reply.isEnd();
        }

        @Override
        public Object getResponse() {
            return reply;
        }

        @Override
        public StatusCode getErrorCode() {
            return reply.state() == Reply.State.FAILED ? FAILED : OK;
        }

        @Override
        public String getErrorMessage() {
            return reply.state() == Reply.State.FAILED ? "the run failed" : "";
        }
    }

    private record FutureWait(OperationFuture<Reply, Reply> future) implements Wait {
        @Override
        public Object handle() {
            return future;
        }

        @Override
        public CompletableFuture<Reply> end() {
            CompletableFuture<Reply> end = new CompletableFuture<>();
            future.addListener(() -> {
                try {
                    end.complete(future.get());
                } catch (ExecutionException e) {
                    end.completeExceptionally(e.getCause());
                } catch (Exception e) {
                    end.completeExceptionally(e);
                }
            }, MoreExecutors.directExecutor());
            return end;
        }

        @Override
        public void cancel() {
            future.cancel(true);
        }
    }
}
