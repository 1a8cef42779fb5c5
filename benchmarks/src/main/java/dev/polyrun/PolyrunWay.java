package dev.polyrun;

import dev.polyrun.benchmarks.ways.BlockingWait;
import dev.polyrun.benchmarks.ways.Reply;
import dev.polyrun.benchmarks.ways.Server;
import dev.polyrun.benchmarks.ways.ServerError;
import dev.polyrun.benchmarks.ways.Terms;
import dev.polyrun.benchmarks.ways.Wait;
import dev.polyrun.benchmarks.ways.Way;
import dev.polyrun.core.ApiException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.ErrorMeaning;
import dev.polyrun.core.ErrorResponse;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Our own engine, over the same server in memory as the others: its adapter does what those of the vendors do, without the network. It tolerates
 * errors by itself, so that the terms have no say in it.
 */
public final class PolyrunWay implements Way {
    private final MemoryAdapter adapter;
    private final TimeSource time;
    private final boolean blocking;
    private final Map<Schedule, PollingEngine> engines = new ConcurrentHashMap<>();

    /** What an engine polls by; those of the waits have one for each. */
    private record Schedule(@Nullable Duration interval, double speed) {}

    private PolyrunWay(Server server, TimeSource time, boolean blocking) {
        this.adapter = new MemoryAdapter(server, time, RateLimiter.adaptive());
        this.time = time;
        this.blocking = blocking;
    }

    /** {@code poller(ref).completion()}. */
    public static Way async(Server server) {
        return new PolyrunWay(server, TimeSource.system(), false);
    }

    /** {@code poller(ref).waitForCompletion()}. */
    public static Way blocking(Server server) {
        return new PolyrunWay(server, TimeSource.system(), true);
    }

    /** Waits for a run of which only the text of its reference is left; how it ends. */
    public static String resume(Server server, String reference, Duration interval) {
        try (PolyrunWay way = new PolyrunWay(server, TimeSource.system(), true)) {
            return way.poller(RunRef.parse(reference), interval).waitForCompletion().phase().name();
        }
    }

    /** A condition that throws at the second look. */
    public static Wait waitUntilThrowing(Server server, Duration interval) {
        PolyrunWay way = new PolyrunWay(server, TimeSource.system(), true);
        AtomicInteger looks = new AtomicInteger();
        return BlockingWait.on(() -> {
            way.poller(RunRef.of("memory", "run"), interval).waitUntil(snapshot -> {
                if (looks.incrementAndGet() == 2) {
                    throw new IllegalStateException("thrown by the user's condition");
                }
                return false;
            });
            return Reply.SUCCEEDED;
        });
    }

    private RunPoller poller(RunRef ref, Duration interval) {
        return new RunPoller(engines.computeIfAbsent(new Schedule(interval, 1), this::engine), adapter, ref);
    }

    @Override
    public Wait start(String run, Terms terms) {
        PollingEngine engine = engines.computeIfAbsent(new Schedule(terms.interval(), terms.speed()), this::engine);
        RunPoller poller = new RunPoller(engine, adapter, RunRef.of("memory", run));
        WaitOptions.Builder options = WaitOptions.builder();
        if (terms.timeout() != null) {
            options.timeout(terms.timeout());
        }
        if (blocking) {
            return BlockingWait.on(() -> reply(poller.waitForCompletion(options.build())));
        }
        CompletableFuture<Run> completion = poller.completion(options.build());
        return new Wait() {
            @Override
            public Object handle() {
                return completion;
            }

            @Override
            public CompletableFuture<Reply> end() {
                return completion.thenApply(PolyrunWay::reply);
            }

            @Override
            public void cancel() {
                completion.cancel(true);
            }
        };
    }

    private PollingEngine engine(Schedule schedule) {
        PollSchedule polls = schedule.interval() == null ? faster(schedule.speed()) : PollSchedule.fixed(schedule.interval());
        PollingPolicy policy = PollingPolicy.builder().schedule(polls).pollsPerSecond(1_000_000).pollsInFlight(10_000).build();
        return new PollingEngine(time, policy, null, new SplittableRandom(1));
    }

    /** The default schedule, whose three times are all there is of time in it. */
    private static PollSchedule faster(double speed) {
        return PollSchedule.adaptive(divided(250, speed), divided(500, speed), divided(30_000, speed));
    }

    private static Duration divided(long millis, double speed) {
        return Duration.ofNanos((long) (millis * 1e6 / speed));
    }

    private static Reply reply(Run run) {
        return run.phase() == RunPhase.SUCCEEDED ? Reply.SUCCEEDED : Reply.FAILED;
    }

    @Override
    public void close() {
        engines.values().forEach(PollingEngine::close);
    }

    private record MemoryAdapter(Server server, TimeSource time, RateLimiter rateLimiter) implements VendorAdapter {
        @Override
        public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
            CompletableFuture<Reply> reply = sent(ref);
            if (reply.isDone() && !reply.isCompletedExceptionally()) {
                rateLimiter.onAnswered();
                return CompletableFuture.completedFuture(snapshot(ref, reply.join()));
            }
            return Futures.handle(reply, (answer, failure) -> {
                if (failure != null) {
                    throw translated(failure);
                }
                rateLimiter.onAnswered();
                return snapshot(ref, answer);
            });
        }

        /** The vendors' adapters never throw what a call ended with. */
        private CompletableFuture<Reply> sent(RunRef ref) {
            try {
                return server.poll(ref.runId());
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private static RunSnapshot snapshot(RunRef ref, Reply reply) {
            RunPhase phase = switch (reply.state()) {
                case RUNNING -> RunPhase.RUNNING;
                case PAUSED -> RunPhase.PAUSED;
                case UNKNOWN -> RunPhase.UNKNOWN;
                case SUCCEEDED -> RunPhase.SUCCEEDED;
                case FAILED -> RunPhase.FAILED;
            };
            return RunSnapshot.builder(ref, phase, reply.state()).build().askedBackAfter(reply.retryAfter());
        }

        /** What the transport makes of such answers, and what it tells the limiter. */
        private RuntimeException translated(Throwable failure) {
            if (failure instanceof IOException io) {
                return new ConnectionException("no answer", io);
            }
            if (!(failure instanceof ServerError error)) {
                return new PolyrunException("the poll failed", failure);
            }
            long now = time.nanoTime();
            if (error.status() == 429) {
                rateLimiter.onThrottled(now);
            }
            if (error.retryAfter() != null && error.status() == 429) {
                rateLimiter.freeze(now + error.retryAfter().toNanos());
            } else if (error.retryAfter() != null) {
                rateLimiter.onPutOff(now + error.retryAfter().toNanos());
            }
            ErrorMeaning meaning = error.status() == 429 ? ErrorMeaning.TOO_MANY_REQUESTS : ErrorMeaning.SERVER_ERROR;
            return ApiException.of(meaning, new ErrorResponse(error.status(), Map.of(), new byte[0], error.retryAfter(), null), error.getMessage());
        }

        @Override
        public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
            return Futures.map(snapshot(ref, options), snapshot -> new Run(snapshot, null));
        }

        @Override
        public CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, @Nullable String correlation) {
            throw new UnsupportedOperationException("runs of the benchmarks start by themselves");
        }

        @Override
        public CompletableFuture<Boolean> cancel(RunSnapshot current) {
            throw new UnsupportedOperationException("runs of the benchmarks end by themselves");
        }
    }
}
