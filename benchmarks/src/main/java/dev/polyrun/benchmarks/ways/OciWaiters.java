package dev.polyrun.benchmarks.ways;

import com.oracle.bmc.waiter.BmcGenericWaiter;
import com.oracle.bmc.waiter.DelayStrategy;
import com.oracle.bmc.waiter.ExponentialBackoffDelayStrategy;
import com.oracle.bmc.waiter.FixedTimeDelayStrategy;
import com.oracle.bmc.waiter.GenericWaiter;
import com.oracle.bmc.waiter.MaxTimeTerminationStrategy;
import com.oracle.bmc.waiter.TerminationStrategy;
import com.oracle.bmc.waiter.WaiterConfiguration;
import com.oracle.bmc.waiter.WaiterScheduler;
import com.oracle.bmc.waiter.Waiters;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;

/** Oracle's waiters: after 2, 4, 8, 16, 30, 30 ... s by default. */
final class OciWaiters {
    private static final DelayStrategy OWN = new ExponentialBackoffDelayStrategy(Duration.ofSeconds(30).toMillis());
    private static final TerminationStrategy NEVER = context -> false;

    private OciWaiters() {}

    static Way async(Server server, ScheduledExecutorService timer) {
        return new Async(server, timer);
    }

    /** Waits for either end, as a user does who names both as target states. */
    static Way blocking(Server server) {
        return new Blocking(server, Reply::isEnd);
    }

    /** Waits for success alone, as {@code forInstance(request, RUNNING)} waits for one state. */
    static Way blockingForSuccess(Server server) {
        return new Blocking(server, reply -> reply.state() == Reply.State.SUCCEEDED);
    }

    private static DelayStrategy delay(Terms terms) {
        Duration interval = terms.interval();
        return interval != null
                ? new FixedTimeDelayStrategy(Math.max(1, interval.toMillis())) // 0 would poll again within the call
                : context -> (long) (OWN.nextDelay(context) / terms.speed());
    }

    private static TerminationStrategy termination(Terms terms) {
        if (terms.timeout() != null) {
            return MaxTimeTerminationStrategy.ofMillis(terms.timeout().toMillis());
        }
        return terms.untouched() ? Waiters.DEFAULT_POLLING_TERMINATION_STRATEGY : NEVER;
    }

    private static final class Async implements Way {
        private final Server server;
        private final ScheduledExecutorService timer;
        private final WaiterScheduler scheduler;
        private final Map<Terms, GenericWaiter> waiters = new ConcurrentHashMap<>();

        Async(Server server, ScheduledExecutorService timer) {
            this.server = server;
            this.timer = timer;
            scheduler = WaiterScheduler.fromService(timer);
        }

        @Override
        public Wait start(String run, Terms terms) {
            GenericWaiter waiter = waiters.computeIfAbsent(terms, t -> new GenericWaiter(new WaiterConfiguration(termination(t), delay(t))));
            CompletableFuture<Optional<Reply>> future = waiter.<Reply>executeAsync(scheduler, () -> Polls.poll(server, run, terms), Reply::isEnd)
                    .toCompletableFuture();
            return new Wait() {
                @Override
                public Object handle() {
                    return future;
                }

                @Override
                public CompletableFuture<Reply> end() {
                    return future.thenApply(end -> end.orElse(Reply.RUNNING));
                }

                @Override
                public void cancel() {
                    future.cancel(true);
                }
            };
        }

        @Override
        public void close() {
            timer.shutdownNow();
        }
    }

    private static final class Blocking implements Way {
        private final Server server;
        private final Predicate<Reply> target;

        Blocking(Server server, Predicate<Reply> target) {
            this.server = server;
            this.target = target;
        }

        @Override
        public Wait start(String run, Terms terms) {
            BmcGenericWaiter waiter = new BmcGenericWaiter(termination(terms), delay(terms));
            return BlockingWait.on(() -> waiter.execute(() -> run, id -> Polls.await(Polls.poll(server, id, terms)), target, false));
        }

        @Override
        public void close() {
            // BmcGenericWaiter holds nothing.
        }
    }
}
