package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.TimeSource;
import dev.polyrun.testkit.VirtualTime;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody who waits for a group is left behind: not when polling is stopped, nor when the facade is closed, nor by an interrupt. */
class GroupStopTest {
    private final VirtualTime time = VirtualTime.create();
    private final MemoryVendor vendor = new MemoryVendor(time);
    private final Polyrun polyrun = vendor.polyrun();

    @AfterEach
    void close() {
        assertThat(Thread.interrupted()).as("left by the test").isFalse();
        polyrun.close();
    }

    private RunGroup watch(RunRef... refs) {
        return polyrun.watchAll(Arrays.asList(refs));
    }

    private CompletableFuture<List<RunCompletion>> consumer(Iterable<RunCompletion> completions) {
        return CompletableFuture.supplyAsync(() -> {
            List<RunCompletion> taken = new ArrayList<>();
            completions.forEach(taken::add);
            return taken;
        }, time.executor());
    }

    private <T> T end(CompletableFuture<T> waiting) {
        time.advance(Duration.ZERO);
        return Facades.end(waiting);
    }

    /** Both ways to end a group from outside. */
    private Consumer<RunGroup> way(String name) {
        return name.equals("group") ? RunGroup::close : group -> polyrun.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"group", "facade"})
    void whoIteratesIsToldOfEachRunThatDidNotEnd(String closed) {
        RunGroup group = watch(vendor.run("short", Duration.ofSeconds(5)), vendor.run("long"), vendor.run("longer"));
        CompletableFuture<List<RunCompletion>> iterating = consumer(group.completedAsTheyFinish());
        time.advance(Duration.ofSeconds(30));
        assertThat(iterating).isNotDone();

        way(closed).accept(group);

        List<RunCompletion> taken = end(iterating);
        assertThat(taken).extracting(completion -> completion.ref().runId())
                .startsWith("short")
                .containsExactlyInAnyOrder("short", "long", "longer");
        assertThat(taken).extracting(RunCompletion::isClosed).containsExactly(false, true, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"group", "facade"})
    void whoWaitsForAllOrAnyIsToldOfTheRunsThatDidNotEnd(String closed) {
        RunGroup group = watch(vendor.run("long"), vendor.run("longer"));
        CompletableFuture<RunCompletion> any = CompletableFuture.supplyAsync(group::waitForAny, time.executor());
        time.advance(Duration.ofSeconds(30));
        CompletableFuture<List<RunCompletion>> all = CompletableFuture.supplyAsync(() -> group.waitForAll(Duration.ofHours(1)), time.executor());
        time.advance(Duration.ofSeconds(30));

        way(closed).accept(group);

        List<RunCompletion> told = new ArrayList<>(end(all));
        RunCompletion other = end(any);
        if (other != null) {
            // Unless the one who waits for all was faster, and took both.
            told.add(other);
        }
        assertThat(told).hasSize(2).allMatch(RunCompletion::isClosed);
    }

    @Test
    void afterStoppingNothingIsPolledAndTheRestIsHandedOutWithItsReason() {
        RunGroup group = watch(vendor.run("long"), vendor.run("short", Duration.ofSeconds(5)));
        time.advance(Duration.ofSeconds(30));
        int looks = vendor.looks();

        group.stopPolling();
        time.advance(Duration.ofHours(1));

        assertThat(vendor.looks()).isEqualTo(looks);
        List<RunCompletion> all = group.waitForAll();
        assertThat(all.get(0).failure()).isInstanceOf(PollerClosedException.class).hasMessageContainingAll("memory:long", "stopped");
        assertThat(all.get(0).failure().lastSnapshot().phase()).isEqualTo(RunPhase.RUNNING);
        assertThat(all.get(1).get().phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(group.waitForAll()).isEmpty();
    }

    @Test
    void othersWhoWaitForTheSameRunsDoSoStill() {
        RunRef ref = vendor.run("shared", Duration.ofSeconds(60));
        RunGroup other = watch(ref);
        CompletableFuture<Run> alone = polyrun.poller(ref).completion();
        RunGroup group = watch(ref);
        time.advance(Duration.ofSeconds(10));

        group.close();

        assertThat(other.waitForAny().get().phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(Facades.end(alone).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void thePollersOfARunAreNotStoppedWithItsGroupNorTheGroupWithThem() {
        RunRef ref = vendor.run("shared", Duration.ofSeconds(60));
        RunPoller poller = polyrun.poller(ref);
        poller.completion();
        RunGroup group = watch(ref);

        poller.stopPolling();

        assertThat(group.waitForAny().get().phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"group", "facade"})
    void anIterationUntilStoppedEndsThenWithoutTheRunsThatDidNotEnd(String closed) {
        RunGroup group = watch(vendor.run("short", Duration.ofSeconds(5)), vendor.run("long"), vendor.run("longer"));
        List<CompletableFuture<List<RunCompletion>>> workers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            workers.add(consumer(group.completedUntilStopped()));
        }
        time.advance(Duration.ofSeconds(30));

        way(closed).accept(group);

        List<RunCompletion> taken = new ArrayList<>();
        workers.forEach(worker -> taken.addAll(end(worker)));
        assertThat(taken).singleElement().asString().contains("memory:short SUCCEEDED");
        assertThat(group.waitForAll()).hasSize(2).allMatch(RunCompletion::isClosed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"group", "facade"})
    void anIterationUntilStoppedEndsThenEvenWithNothingToWaitFor(String closed) {
        RunGroup group = watch();
        CompletableFuture<List<RunCompletion>> idle = consumer(group.completedUntilStopped());
        time.advance(Duration.ofSeconds(30));
        assertThat(idle).isNotDone();

        way(closed).accept(group);

        assertThat(end(idle)).isEmpty();
        assertThat(group.completedUntilStopped()).isEmpty();
    }

    @Test
    void whatEndedBeforePollingWasStoppedIsStillHandedOutToWorkers() {
        RunGroup group = watch(vendor.run("a", Duration.ofSeconds(5)), vendor.run("b", Duration.ofSeconds(5)), vendor.run("c"));
        time.advance(Duration.ofSeconds(30));
        group.close();

        assertThat(group.completedUntilStopped()).hasSize(2).noneMatch(RunCompletion::isClosed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"group", "facade"})
    void afterwardsNoRunCanBeAdded(String closed) {
        RunGroup group = watch(vendor.run("a"));
        way(closed).accept(group);
        time.advance(Duration.ZERO);
        int looks = vendor.looks();

        assertThatThrownBy(() -> group.watch(vendor.run("late")))
                .isInstanceOfSatisfying(PollerClosedException.class, e -> assertThat(e.ref().runId()).isEqualTo("late"));

        time.advance(Duration.ofSeconds(30));
        assertThat(vendor.looks()).isEqualTo(looks);
        assertThat(group.counts().total()).isEqualTo(1);
    }

    @Test
    void aGroupOfAClosedFacadeIsStoppedFromTheBeginning() {
        polyrun.close();

        RunGroup group = watch(vendor.run("a"), vendor.run("b"));

        assertThat(group.waitForAll()).hasSize(2).allMatch(RunCompletion::isClosed);
        assertThat(vendor.looks()).isZero();
    }

    @Test
    void stoppingTwiceDoesNothing() {
        RunGroup group = watch(vendor.run("a"));

        group.stopPolling();
        group.close();

        assertThat(group.waitForAll()).hasSize(1);
        assertThat(group.counts().failedToWatch()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"group", "facade"})
    void runsAddedMeanwhileAreRefusedOrToldAsWell(String closed) {
        for (int round = 0; round < 200; round++) {
            Polyrun facade = vendor.polyrun();
            RunGroup group = facade.watchAll(List.of());
            RunRef ref = vendor.run("round" + round);
            CompletableFuture<Boolean> added = Facades.elsewhere(() -> {
                try {
                    group.watch(ref);
                    return true;
                } catch (PollerClosedException e) {
                    return false;
                }
            });

            if (closed.equals("group")) {
                group.close();
            } else {
                facade.close();
            }

            assertThat(Facades.end(added) ? group.waitForAll() : List.of(group.counts())).hasSize(1);
            assertThat(group.counts().total()).isEqualTo(group.counts().failedToWatch());
            facade.close();
        }
    }

    @Test
    void aRunThatEndsAtTheMomentOfStoppingIsHandedOutOnce() {
        PollingEngine engine = vendor.engine(time, new PollingObserver() {});
        RunRef ref = vendor.run("a");
        RunGroup group = RunGroup.of(engine, any -> vendor, List.of(ref));
        Waiter member = engine.watch(vendor, ref).waiting()[0];
        Run run = new Run(RunSnapshot.builder(ref, RunPhase.SUCCEEDED, "SUCCEEDED").build(), null);

        member.fail(seen -> {
            member.read(run);
            return new PollerClosedException("polling was stopped", seen, null);
        });

        assertThat(group.waitForAll()).singleElement().extracting(RunCompletion::run).isSameAs(run);
        assertThat(group.counts().total()).isEqualTo(1);
        engine.close();
    }

    @Test
    void anInterruptEndsAWaitForAllWithTheFirstRunThatHasNotEnded() {
        RunGroup group = watch(vendor.run("a", Duration.ofSeconds(1)), vendor.run("b"), vendor.run("c"));
        time.advance(Duration.ofSeconds(5));

        Thread.currentThread().interrupt();

        assertThatThrownBy(group::waitForAll)
                .isInstanceOfSatisfying(WaitInterruptedException.class, e -> assertThat(e.ref().runId()).isEqualTo("b"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(group.waitForAny().ref().runId()).isEqualTo("a");
    }

    @Test
    void anInterruptEndsAWaitForAnyAndAnIterationAndPollingGoesOn() {
        RunGroup group = watch(vendor.run("a", Duration.ofSeconds(60)));
        time.advance(Duration.ofSeconds(5));

        Thread.currentThread().interrupt();
        assertThatThrownBy(group::waitForAny).isInstanceOf(WaitInterruptedException.class);
        assertThatThrownBy(() -> group.waitForAny(Duration.ofSeconds(1))).isInstanceOf(WaitInterruptedException.class);
        assertThatThrownBy(group.completedAsTheyFinish().iterator()::hasNext).isInstanceOf(WaitInterruptedException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(group.waitForAny().get().phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void anInterruptAtTheMomentOfTheLastEndIsNoFailure() {
        TimeSource interrupting = afterEachAwait(() -> {
            throw new InterruptedException();
        });
        try (Polyrun facade = vendor.polyrun(interrupting, new PollingObserver() {})) {
            assertThat(facade.watchAll(List.of(vendor.run("a", Duration.ofSeconds(5)))).waitForAll()).hasSize(1);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(facade.watchAll(List.of(vendor.run("b", Duration.ofSeconds(60)))).waitForAny()).isNotNull();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aWorkerThatIsInterruptedAtTheMomentOfAnEndLeavesItToAnother() {
        AtomicBoolean first = new AtomicBoolean(true);
        TimeSource interrupting = afterEachAwait(() -> {
            if (first.getAndSet(false)) {
                Thread.currentThread().interrupt();
            }
            return null;
        });
        try (Polyrun facade = vendor.polyrun(interrupting, new PollingObserver() {})) {
            RunGroup group = facade.watchAll(List.of(vendor.run("a", Duration.ofSeconds(5)), vendor.run("b")));
            CompletableFuture<List<RunCompletion>> interrupted = consumer(group.completedUntilStopped());
            time.advance(Duration.ZERO);
            CompletableFuture<RunCompletion> other = CompletableFuture.supplyAsync(group::waitForAny, time.executor());

            time.advance(Duration.ofSeconds(10));

            assertThat(end(interrupted)).isEmpty();
            assertThat(end(other).ref().runId()).isEqualTo("a");
        }
    }

    private TimeSource afterEachAwait(Callable<Void> hook) {
        return (TimeSource) Proxy.newProxyInstance(TimeSource.class.getClassLoader(), new Class<?>[] {TimeSource.class},
                (proxy, method, arguments) -> {
                    Object result = method.invoke(time, arguments);
                    if (method.getName().equals("await")) {
                        hook.call();
                    }
                    return result;
                });
    }

    @Test
    void anInterruptEndsAnIterationUntilStoppedWhetherThereIsSomethingToTakeOrNot() {
        RunGroup group = watch(vendor.run("a", Duration.ofSeconds(5)), vendor.run("b"));

        Thread.currentThread().interrupt();
        assertThat(group.completedUntilStopped()).isEmpty();
        assertThat(Thread.interrupted()).isTrue();

        time.advance(Duration.ofSeconds(30));
        Thread.currentThread().interrupt();
        assertThat(group.completedUntilStopped()).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(group.waitForAny().ref().runId()).isEqualTo("a");
    }
}
