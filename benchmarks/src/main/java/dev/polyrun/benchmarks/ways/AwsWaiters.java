package dev.polyrun.benchmarks.ways;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import software.amazon.awssdk.core.waiters.AsyncWaiter;
import software.amazon.awssdk.core.waiters.Waiter;
import software.amazon.awssdk.core.waiters.WaiterAcceptor;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.core.waiters.WaiterResponse;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/** The AWS SDK's waiters: every 5 s by default. Tolerance is the catch-all acceptor that its generated waiters end with. */
final class AwsWaiters {
    private static final Duration OWN_INTERVAL = Duration.ofSeconds(5);
    private static final List<WaiterAcceptor<? super Reply>> STRICT = List.of(
            WaiterAcceptor.successOnResponseAcceptor(reply -> reply.state() == Reply.State.SUCCEEDED),
            WaiterAcceptor.errorOnResponseAcceptor(reply -> reply.state() == Reply.State.FAILED),
            WaiterAcceptor.retryOnResponseAcceptor(reply -> reply.state() != Reply.State.UNKNOWN));
    private static final List<WaiterAcceptor<? super Reply>> TOLERANT = List.of(
            STRICT.get(0), STRICT.get(1),
            WaiterAcceptor.retryOnResponseAcceptor(reply -> true), WaiterAcceptor.retryOnExceptionAcceptor(error -> true));

    private AwsWaiters() {}

    static Way async(Server server, ScheduledExecutorService timer) {
        return new Async(server, timer);
    }

    static Way blocking(Server server) {
        return new Blocking(server);
    }

    private static List<WaiterAcceptor<? super Reply>> acceptors(Terms terms) {
        return terms.tolerant() ? TOLERANT : STRICT;
    }

    private static WaiterOverrideConfiguration configuration(Terms terms) {
        Duration interval = Objects.requireNonNullElseGet(terms.interval(), () -> terms.scaled(OWN_INTERVAL));
        WaiterOverrideConfiguration.Builder configuration = WaiterOverrideConfiguration.builder()
                .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(interval))
                .waitTimeout(terms.timeout());
        if (!terms.untouched()) {
            configuration.maxAttempts(Integer.MAX_VALUE);
        }
        return configuration.build();
    }

    private static final class Async implements Way {
        private final Server server;
        private final ScheduledExecutorService timer;
        private final Map<Terms, AsyncWaiter<Reply>> waiters = new ConcurrentHashMap<>();

        Async(Server server, ScheduledExecutorService timer) {
            this.server = server;
            this.timer = timer;
        }

        @Override
        public Wait start(String run, Terms terms) {
            CompletableFuture<WaiterResponse<Reply>> future = waiters.computeIfAbsent(terms, this::waiter).runAsync(() -> server.poll(run));
            return new Wait() {
                @Override
                public Object handle() {
                    return future;
                }

                @Override
                public CompletableFuture<Reply> end() {
                    return future.thenApply(AwsWaiters::matched);
                }

                @Override
                public void cancel() {
                    future.cancel(true);
                }
            };
        }

        private AsyncWaiter<Reply> waiter(Terms terms) {
            return AsyncWaiter.<Reply>builder(Reply.class).acceptors(acceptors(terms)).overrideConfiguration(configuration(terms))
                    .scheduledExecutorService(timer).build();
        }

        @Override
        public void close() {
            timer.shutdownNow();
        }
    }

    private static final class Blocking implements Way {
        private final Server server;

        Blocking(Server server) {
            this.server = server;
        }

        @Override
        public Wait start(String run, Terms terms) {
            Waiter<Reply> waiter = Waiter.<Reply>builder(Reply.class).acceptors(acceptors(terms)).overrideConfiguration(configuration(terms))
                    .build();
            return BlockingWait.on(() -> matched(waiter.run(() -> Polls.await(server.poll(run)))));
        }

        @Override
        public void close() {
            // Waiter holds nothing.
        }
    }

    private static Reply matched(WaiterResponse<Reply> response) {
        return response.matched().response().orElseThrow();
    }
}
