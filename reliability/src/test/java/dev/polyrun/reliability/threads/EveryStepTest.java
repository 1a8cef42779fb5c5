package dev.polyrun.reliability.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.PollSchedule;
import dev.polyrun.PollerClosedException;
import dev.polyrun.Polyrun;
import dev.polyrun.Run;
import dev.polyrun.RunCompletion;
import dev.polyrun.RunGroup;
import dev.polyrun.RunPhase;
import dev.polyrun.RunRef;
import dev.polyrun.RunUpdate;
import dev.polyrun.StartOutcomeUnknownException;
import dev.polyrun.StartRequest;
import dev.polyrun.WaitInterruptedException;
import dev.polyrun.WatchStore;
import dev.polyrun.WorkflowRef;
import dev.polyrun.core.CallInterruptedException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.RunScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything that waits, interrupted and closed at each step that it takes in time: each look at the clock, each timer, each pause of a retry, each
 * begin and end of a call, on whichever thread. The first run of each counts the steps, the others break off at one after the other.
 */
class EveryStepTest {
    private static final int MOST_STEPS = 25;
    private static int points;
    private static GumloopSimulator vendor;

    /** What waits. Two reads of a retried call, three looks, and the read of the whole are in each. */
    enum Wait {
        READ, START, COMPLETION, COMPLETION_WITHIN_A_TIME, UPDATES, GROUP, GROUP_ANY, GROUP_ALL, WORKER
    }

    /** What happens to it. */
    enum Break { INTERRUPT, CLOSE_FACADE, CLOSE_GROUP }

    @BeforeAll
    static void start() {
        vendor = GumloopSimulator.start();
    }

    @AfterAll
    static void stop() {
        vendor.close();
        System.out.println(points + " steps were broken off");
    }

    /** One try, in a world of its own. */
    private static final class Try implements AutoCloseable {
        final SteppedTime time = new SteppedTime();
        final GumloopSimulator vendor = EveryStepTest.vendor;
        final Polyrun polyrun = Polyrun.builder()
                .gumloop(client -> client.baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()).userId(vendor.userId())
                        .okHttpClient(vendor.inMemoryClient(time)).retryPolicy(RetryPolicy.defaults().withMaxRetries(2)))
                .polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofSeconds(5))))
                .timeSource(time)
                .random(time.virtual().random())
                .checkInputs(false)
                .build();
        private volatile @Nullable Thread closing;
        final Set<RunRef> stored = ConcurrentHashMap.newKeySet();
        final RunRef ref = Vendor.GUMLOOP.plant(vendor, RunScript.perRead("RUNNING", "RUNNING", "DONE"));
        final RunGroup group = polyrun.restore(new WatchStore() {
            @Override
            public void put(RunRef run) {
                stored.add(run);
            }

            @Override
            public void remove(RunRef run) {
                stored.remove(run);
            }

            @Override
            public Set<RunRef> all() {
                return Set.copyOf(stored);
            }
        });

        Object run(Wait wait) {
            return switch (wait) {
                case READ -> {
                    vendor.failNext(Fault.htmlError(503));
                    yield polyrun.get(ref);
                }
                case START -> polyrun.start(WorkflowRef.of("gumloop", vendor.workflowId()), StartRequest.empty());
                case COMPLETION -> polyrun.poller(ref).waitForCompletion();
                case COMPLETION_WITHIN_A_TIME -> polyrun.poller(ref).waitForCompletion(Duration.ofHours(1));
                case UPDATES -> {
                    List<RunUpdate> seen = new ArrayList<>();
                    polyrun.poller(ref).updates().forEach(seen::add);
                    yield seen;
                }
                case GROUP -> {
                    group.watch(ref);
                    yield acknowledged(group.completedAsTheyFinish());
                }
                case GROUP_ANY -> {
                    group.watch(ref);
                    yield acknowledged(List.of(group.waitForAny(Duration.ofHours(1))));
                }
                case GROUP_ALL -> {
                    group.watch(ref);
                    yield acknowledged(group.waitForAll());
                }
                case WORKER -> {
                    group.watch(ref);
                    List<RunCompletion> taken = new ArrayList<>();
                    for (RunCompletion completion : group.completedUntilStopped()) {
                        taken.add(completion);
                        group.stopPolling();
                    }
                    yield acknowledged(taken);
                }
            };
        }

        private static List<RunCompletion> acknowledged(Iterable<RunCompletion> completions) {
            List<RunCompletion> all = new ArrayList<>();
            for (RunCompletion completion : completions) {
                completion.get();
                completion.acknowledge();
                all.add(completion);
            }
            return all;
        }

        void end(Break how, Thread caller) {
            switch (how) {
                case INTERRUPT -> caller.interrupt();
                case CLOSE_FACADE -> elsewhere(polyrun::close);
                case CLOSE_GROUP -> elsewhere(group::close);
            }
        }

        /** On a thread of its own, as far as that comes: the one at this step may hold a lock, which must be given back first. */
        private void elsewhere(Runnable close) {
            time.virtual().workBegins();
            Thread thread = new Thread(() -> {
                close.run();
                // Not before: a deadline must not come because time has nothing else to wait for.
                time.virtual().workEnds();
            }, "closing");
            thread.setDaemon(true);
            thread.start();
            closing = thread;
            while (thread.getState() == Thread.State.NEW || thread.getState() == Thread.State.RUNNABLE) {
                Thread.onSpinWait();
            }
        }

        /** Waits for whoever closes. */
        void settle() throws InterruptedException {
            Thread thread = closing;
            if (thread != null) {
                thread.join(30_000);
                assertThat(thread.isAlive()).isFalse();
            }
        }

        @Override
        public void close() {
            polyrun.close();
            vendor.clearFaults();
            vendor.clearRequests();
        }
    }

    private static boolean isOfGroups(Wait wait) {
        return wait.name().startsWith("GROUP") || wait == Wait.WORKER;
    }

    private static int steps(Wait wait) {
        try (Try counting = new Try()) {
            counting.time.at(Integer.MAX_VALUE, () -> {});
            counting.run(wait);
            return counting.time.steps();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterrupt(Wait wait) throws InterruptedException {
        breakOff(wait, Break.INTERRUPT);
    }

    @ParameterizedTest
    @EnumSource
    void theCloseOfTheFacade(Wait wait) throws InterruptedException {
        breakOff(wait, Break.CLOSE_FACADE);
    }

    @ParameterizedTest
    @EnumSource(names = {"GROUP", "GROUP_ANY", "GROUP_ALL", "WORKER"})
    void theCloseOfTheGroup(Wait wait) throws InterruptedException {
        breakOff(wait, Break.CLOSE_GROUP);
    }

    private static void breakOff(Wait wait, Break how) throws InterruptedException {
        int steps = steps(wait);
        assertThat(steps).isBetween(5, 5_000);
        // Where there are many, evenly spread, with the first and the last.
        int tries = Math.min(steps, MOST_STEPS);
        for (int i = 0; i < tries; i++) {
            breakOff(wait, how, 1 + (int) ((long) i * (steps - 1) / Math.max(1, tries - 1)));
        }
    }

    private static void breakOff(Wait wait, Break how, int step) throws InterruptedException {
        String where = how + " at step " + step + " of " + wait;
        try (Try world = new Try()) {
            Thread caller = Thread.currentThread();
            CompletableFuture<Run> other = how == Break.CLOSE_FACADE ? null : world.polyrun.poller(world.ref).completion();
            world.time.at(step, () -> world.end(how, caller));
            Object result = null;
            Throwable thrown = null;
            try {
                result = world.run(wait);
            } catch (RuntimeException e) {
                thrown = e;
            }
            boolean fired = world.time.disarm();
            boolean flag = Thread.interrupted();
            world.settle();

            assertThat(flag).as(where).isEqualTo(how == Break.INTERRUPT && fired);
            if (thrown != null) {
                assertThat(thrown).as(where).isInstanceOfAny(expected(wait, how));
            } else {
                assertThat(result).as(where).isNotNull();
            }
            if (isOfGroups(wait)) {
                // Nothing is lost: what was not acknowledged is in the store still.
                boolean dealtWith = result instanceof List<?> taken && !taken.isEmpty();
                assertThat(world.stored).as(where).hasSize(dealtWith ? 0 : 1);
            }
            if (other != null) {
                world.time.virtual().advance(Duration.ofMinutes(5));
                assertThat(other).as(where).isCompletedWithValueMatching(run -> run.phase() == RunPhase.SUCCEEDED);
            }
            world.group.close();
            // What the polling thread was sending at that very moment goes out, and nothing after it.
            world.time.virtual().advance(Duration.ZERO);
            int requests = world.vendor.requests().size();
            world.time.virtual().advance(Duration.ofHours(1));
            assertThat(world.vendor.requests()).as(where).hasSize(requests);
            points++;
        }
    }

    private static Class<?>[] expected(Wait wait, Break how) {
        if (how != Break.INTERRUPT) {
            return new Class<?>[] {PollerClosedException.class};
        }
        return switch (wait) {
            case READ -> new Class<?>[] {CallInterruptedException.class};
            case START -> new Class<?>[] {StartOutcomeUnknownException.class, CallInterruptedException.class};
            default -> new Class<?>[] {WaitInterruptedException.class};
        };
    }
}
