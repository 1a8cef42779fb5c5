package dev.polyrun.benchmarks.ways;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.Policy;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import dev.failsafe.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/** Failsafe's retry policy used as a poller: "not yet" is a failure to it. It has no interval of its own; 5 s is a common choice. */
final class FailsafeRetries implements Way {
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(5);
    private static final Duration NO_DELAY_OF_ITS_OWN = Duration.ofNanos(-1);

    private final Server server;
    private final ScheduledExecutorService timer;
    private final boolean blocking;
    private final Map<Terms, FailsafeExecutor<Reply>> executors = new ConcurrentHashMap<>();

    private FailsafeRetries(Server server, ScheduledExecutorService timer, boolean blocking) {
        this.server = server;
        this.timer = timer;
        this.blocking = blocking;
    }

    static Way async(Server server, ScheduledExecutorService timer) {
        return new FailsafeRetries(server, timer, false);
    }

    static Way blocking(Server server, ScheduledExecutorService timer) {
        return new FailsafeRetries(server, timer, true);
    }

    @Override
    public Wait start(String run, Terms terms) {
        FailsafeExecutor<Reply> executor = executors.computeIfAbsent(terms, this::executor);
        return blocking
                ? BlockingWait.on(() -> executor.get(() -> Polls.await(server.poll(run))))
                : Wait.of(executor.getStageAsync(() -> server.poll(run)));
    }

    private FailsafeExecutor<Reply> executor(Terms terms) {
        List<Policy<Reply>> policies = new ArrayList<>();
        if (terms.timeout() != null) {
            policies.add(Timeout.<Reply>builder(terms.timeout()).withInterrupt().build());
        }
        policies.add(policy(terms));
        return Failsafe.with(policies).with(timer);
    }

    private static RetryPolicy<Reply> policy(Terms terms) {
        RetryPolicyBuilder<Reply> policy = RetryPolicy.<Reply>builder()
                .handleResultIf(reply -> reply != null && !reply.isEnd())
                .withDelay(Objects.requireNonNullElseGet(terms.interval(), () -> terms.scaled(USUAL_INTERVAL)))
                .withDelayFn(context -> retryAfter(context.getLastResult(), context.getLastException()));
        if (terms.tolerant()) {
            policy.handle(Exception.class);
        } else {
            policy.handleIf(error -> false);
        }
        if (!terms.untouched()) {
            policy.withMaxRetries(-1);
        }
        return policy.build();
    }

    private static Duration retryAfter(Reply reply, Throwable error) {
        Duration asked = reply != null ? reply.retryAfter() : error instanceof ServerError answer ? answer.retryAfter() : null;
        return asked == null ? NO_DELAY_OF_ITS_OWN : asked;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
