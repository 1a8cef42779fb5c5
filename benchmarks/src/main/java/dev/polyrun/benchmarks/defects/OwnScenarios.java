package dev.polyrun.benchmarks.defects;

import com.azure.core.util.polling.AsyncPollResponse;
import com.azure.core.util.polling.LongRunningOperationStatus;
import com.azure.core.util.polling.PollResponse;
import com.azure.core.util.polling.PollerFlux;
import com.google.api.core.NanoClock;
import com.google.api.gax.longrunning.OperationFuture;
import com.google.api.gax.retrying.ExponentialRetryAlgorithm;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.retrying.TimedAttemptSettings;
import com.google.common.util.concurrent.MoreExecutors;
import com.oracle.bmc.waiter.ExponentialBackoffDelayStrategy;
import com.oracle.bmc.waiter.ExponentialBackoffDelayStrategyWithJitter;
import com.oracle.bmc.waiter.GenericWaiter;
import com.oracle.bmc.waiter.MaxTimeTerminationStrategy;
import com.oracle.bmc.waiter.WaiterConfiguration;
import com.oracle.bmc.waiter.WaiterConfiguration.WaitContext;
import com.oracle.bmc.waiter.WaiterScheduler;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.polyrun.PolyrunWay;
import dev.polyrun.benchmarks.ways.GaxOperation;
import dev.polyrun.benchmarks.ways.Kind;
import dev.polyrun.benchmarks.ways.Library;
import dev.polyrun.benchmarks.ways.Reply;
import dev.polyrun.benchmarks.ways.Terms;
import dev.polyrun.benchmarks.ways.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.waiters.AsyncWaiter;
import software.amazon.awssdk.core.waiters.WaiterAcceptor;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/** What only some libraries can be asked, through what is their own. */
final class OwnScenarios {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Duration BASE = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofSeconds(10);

    /** For libraries that want one; the program ends by itself. */
    private static final ScheduledExecutorService TIMER = Executors.newScheduledThreadPool(1);

    private OwnScenarios() {}

    static List<Scenario> all() {
        return List.of(globalStates(), exponentialDelays(), resume(), throwingCallback(), Clocks.scenario());
    }

    private static Scenario own(String number, String title) {
        return new Scenario(number, title, false, new LinkedHashMap<>());
    }

    private static Scenario globalStates() {
        return own("7b", "Whether a state is an end: said for one name, then otherwise by somebody else in the process")
                .and(Library.AZURE, "LongRunningOperationStatus.fromString", () -> {
                    LongRunningOperationStatus mine = LongRunningOperationStatus.fromString("REVIEWING", false);
                    boolean before = mine.isComplete();
                    LongRunningOperationStatus.fromString("REVIEWING", true);
                    return "isComplete of the first one was " + before + ", is " + mine.isComplete();
                });
    }

    private static Scenario exponentialDelays() {
        return own("14", "Exponential delays from 100 ms on: the first four gaps in ms")
                .and(Library.AWS, "exponentialDelayWithoutJitter(100 ms, 10 s)", () -> {
                    Script server = Script.neverEnds();
                    AsyncWaiter.<Reply>builder(Reply.class).addAcceptor(WaiterAcceptor.retryOnResponseAcceptor(reply -> !reply.isEnd()))
                            .overrideConfiguration(c -> c.backoffStrategyV2(BackoffStrategy.exponentialDelayWithoutJitter(BASE, MOST)).maxAttempts(5))
                            .scheduledExecutorService(TIMER).build().runAsync(() -> server.poll("run"));
                    return gaps(server);
                })
                .and(Library.GAX, "setInitialRetryDelay(100 ms), multiplier 2, no jitter", () -> {
                    RetrySettings settings = withoutJitter(RetrySettings.newBuilder().setInitialRetryDelayDuration(BASE)
                            .setRetryDelayMultiplier(2).setMaxRetryDelayDuration(MOST).setTotalTimeoutDuration(Duration.ofMinutes(1)));
                    ExponentialRetryAlgorithm algorithm = new ExponentialRetryAlgorithm(settings, NanoClock.getDefaultClock());
                    List<String> delays = new ArrayList<>();
                    TimedAttemptSettings attempt = algorithm.createFirstAttempt();
                    for (int i = 0; i < 4; i++) {
                        attempt = algorithm.createNextAttempt(attempt);
                        delays.add(Long.toString(attempt.getRandomizedRetryDelayDuration().toMillis()));
                    }
                    return String.join(", ", delays) + " (computed, not waited for)";
                })
                .and(Library.OCI, "ExponentialBackoffDelayStrategy (takes a cap only)", () -> {
                    WaitContext context = new WaitContext(0);
                    List<String> delays = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        context.incrementAttempts();
                        delays.add(Long.toString(new ExponentialBackoffDelayStrategy(MOST.toMillis()).nextDelay(context)));
                    }
                    return String.join(", ", delays) + " (computed, not waited for)";
                })
                .and(Library.OCI, "ExponentialBackoffDelayStrategyWithJitter(30,000), the longest of 1,000", () -> {
                    WaitContext context = new WaitContext(0);
                    long longest = 0;
                    for (int i = 0; i < 1_000; i++) {
                        context.incrementAttempts();
                        longest = Math.max(longest, new ExponentialBackoffDelayStrategyWithJitter(30_000).nextDelay(context));
                    }
                    return Long.toString(longest);
                })
                .and(Library.FAILSAFE, "withBackoff(100 ms, 10 s)", () -> {
                    Script server = Script.neverEnds();
                    RetryPolicy<Reply> policy = RetryPolicy.<Reply>builder().handleResultIf(reply -> !reply.isEnd()).withBackoff(BASE, MOST)
                            .withMaxRetries(4).build();
                    Failsafe.with(policy).getStageAsync(() -> server.poll("run"));
                    return gaps(server);
                });
    }

    @SuppressWarnings("deprecation") // There is no other method to turn jitter off.
    private static RetrySettings withoutJitter(RetrySettings.Builder settings) {
        return settings.setJittered(false).build();
    }

    private static String gaps(Script server) throws InterruptedException {
        server.awaitPolls(5, Duration.ofSeconds(5));
        server.end();
        return server.gaps(4);
    }

    private static Scenario resume() {
        Scenario scenario = own("E", "A wait that another process began is resumed from a text");
        for (Library library : Library.values()) {
            if (library != Library.GAX && library != Library.POLYRUN) {
                scenario.and(library, "", () -> "no call for it");
            }
        }
        scenario.and(Library.POLYRUN, "RunRef.parse(text)", () -> {
            Script server = new Script(poll -> poll < 3 ? Reply.STILL_RUNNING : Script.answer(Reply.SUCCEEDED));
            return "returns " + PolyrunWay.resume(server, "memory:run", INTERVAL) + ", " + Script.polls(server.polls());
        });
        return scenario.and(Library.GAX, "OperationCallable.resumeFutureCall(name)", () -> {
            Script server = new Script(poll -> poll < 3 ? Reply.STILL_RUNNING : Script.answer(Reply.SUCCEEDED));
            try (GaxOperation way = (GaxOperation) Kind.OPERATION_FUTURE.open(server)) {
                OperationFuture<Reply, Reply> future = way.callable(Terms.every(INTERVAL)).resumeFutureCall("operations/7");
                return "returns " + future.get().state() + ", " + Script.polls(server.polls());
            }
        });
    }

    private static Scenario throwingCallback() {
        return own("F", "A callback or predicate of the user throws at the second of three polls")
                .and(Library.POLYRUN, "waitUntil(predicate)", () -> outcome(server -> PolyrunWay.waitUntilThrowing(server, INTERVAL)))
                .and(Library.AZURE, "doOnNext", () -> outcome(server -> {
                    Map<String, Integer> seen = new LinkedHashMap<>();
                    PollerFlux<Reply, Reply> flux = PollerFlux.create(INTERVAL, context -> Mono.just(inProgress(Reply.RUNNING)),
                            context -> Mono.fromFuture(server.poll("run")).map(reply -> reply.isEnd()
                                    ? new PollResponse<>(LongRunningOperationStatus.SUCCESSFULLY_COMPLETED, reply) : inProgress(reply)),
                            (context, response) -> Mono.empty(), context -> Mono.empty());
                    return Wait.of(flux.doOnNext(response -> throwAtSecond(seen.merge("", 1, Integer::sum))).last()
                            .map(AsyncPollResponse::getValue).toFuture());
                }))
                .and(Library.AWS, "acceptor", () -> outcome(server -> Wait.of(AsyncWaiter.<Reply>builder(Reply.class)
                        .addAcceptor(WaiterAcceptor.successOnResponseAcceptor(reply -> throwAtSecond(server.polls()) && reply.isEnd()))
                        .addAcceptor(WaiterAcceptor.retryOnResponseAcceptor(reply -> true))
                        .overrideConfiguration(c -> c.backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(INTERVAL)).maxAttempts(9))
                        .scheduledExecutorService(TIMER).build().runAsync(() -> server.poll("run"))
                        .thenApply(end -> end.matched().response().orElseThrow()))))
                .and(Library.GAX, "listener of getAttemptResult", () -> {
                    Script server = endsAtThird();
                    try (GaxOperation way = (GaxOperation) Kind.OPERATION_FUTURE.open(server)) {
                        OperationFuture<Reply, Reply> future = way.callable(Terms.every(INTERVAL)).futureCall("run");
                        future.getPollingFuture().getAttemptResult().addListener(() -> throwAtSecond(2), MoreExecutors.directExecutor());
                        return "returns " + future.get().state();
                    }
                })
                .and(Library.OCI, "predicate", () -> outcome(server -> Wait.of(new GenericWaiter(
                        new WaiterConfiguration(MaxTimeTerminationStrategy.ofSeconds(5), context -> INTERVAL.toMillis()))
                        .<Reply>executeAsync(WaiterScheduler.fromService(TIMER), () -> server.poll("run"),
                                reply -> throwAtSecond(server.polls()) && reply.isEnd())
                        .toCompletableFuture().thenApply(end -> end.orElse(Reply.RUNNING)))))
                .and(Library.FAILSAFE, "onFailedAttempt", () -> outcome(server -> Wait.of(Failsafe.with(RetryPolicy.<Reply>builder()
                        .handleResultIf(reply -> !reply.isEnd()).withDelay(INTERVAL).withMaxRetries(9)
                        .onFailedAttempt(attempt -> throwAtSecond(server.polls())).build()).getStageAsync(() -> server.poll("run")))))
                .and(Library.FAILSAFE, "handleResultIf", () -> outcome(server -> Wait.of(Failsafe.with(RetryPolicy.<Reply>builder()
                        .handleResultIf(reply -> throwAtSecond(server.polls()) && !reply.isEnd()).withDelay(INTERVAL).withMaxRetries(9)
                        .build()).getStageAsync(() -> server.poll("run")))));
    }

    private static PollResponse<Reply> inProgress(Reply reply) {
        return new PollResponse<>(LongRunningOperationStatus.IN_PROGRESS, reply);
    }

    private static boolean throwAtSecond(int call) {
        if (call == 2) {
            throw new IllegalStateException("thrown by the user");
        }
        return true;
    }

    private static Script endsAtThird() {
        return new Script(poll -> poll < 3 ? Reply.STILL_RUNNING : Script.answer(Reply.SUCCEEDED));
    }

    private interface Start {
        Wait start(Script server);
    }

    private static String outcome(Start start) throws Exception {
        Script server = endsAtThird();
        Outcome outcome = Outcome.of(start.start(server), LIMIT);
        return outcome + ", " + Script.polls(server.polls());
    }
}
