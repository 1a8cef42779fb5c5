package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.PolyrunException;
import dev.polyrun.testkit.VirtualTime;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting for many runs together. */
class RunGroupTest {
    private final VirtualTime time = VirtualTime.create();
    private final MemoryVendor vendor = new MemoryVendor(time);
    private final List<String> waitEnds = new CopyOnWriteArrayList<>();
    private final Polyrun polyrun = vendor.polyrun(time, new PollingObserver() {
        @Override
        public void onWaitEnd(RunRef ref, @Nullable PollingException failure) {
            waitEnds.add(ref.runId() + " " + (failure == null ? "ended" : failure.getClass().getSimpleName()));
        }
    });

    @AfterEach
    void close() {
        polyrun.close();
    }

    private RunGroup watch(RunRef... refs) {
        return polyrun.watchAll(Arrays.asList(refs));
    }

    private static List<String> ids(List<RunCompletion> completions) {
        return completions.stream().map(completion -> completion.ref().runId()).toList();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void allRunsAreWaitedForAndComeInTheOrderInWhichTheyWereAdded() {
        RunGroup group = watch(vendor.run("late", seconds(90)), vendor.run("early", seconds(10)), vendor.run("middle", seconds(50)));

        List<RunCompletion> all = group.waitForAll();

        assertThat(ids(all)).containsExactly("late", "early", "middle");
        assertThat(all).allSatisfy(completion -> {
            assertThat(completion.failure()).isNull();
            assertThat(completion.run()).isSameAs(completion.get());
            assertThat(completion.get().outputs()).isEqualTo(Map.of("of", completion.ref().runId()));
        });
        assertThat(time.elapsed()).isBetween(seconds(90), seconds(92));
    }

    @Test
    void aRunThatEndedBadlyIsACompletionAndNoFailureOfTheWait() {
        RunRef ref = vendor.run("bad");
        vendor.turn(ref, RunPhase.FAILED);

        RunCompletion completion = watch(ref).waitForAll().get(0);

        assertThat(completion.failure()).isNull();
        assertThat(completion.get().phase()).isEqualTo(RunPhase.FAILED);
        assertThat(completion).hasToString("memory:bad FAILED (FAILED)");
    }

    @Test
    void runsThatCannotBeWatchedAreCompletionsAmongTheOthers() {
        RunGroup group = watch(MemoryVendor.ref("missing"), vendor.run("good", seconds(5)));

        List<RunCompletion> all = group.waitForAll();

        assertThat(ids(all)).containsExactly("missing", "good");
        assertThat(all.get(0).run()).isNull();
        assertThat(all.get(0).failure()).isInstanceOf(RunNotFoundException.class);
        assertThat(all.get(0)).asString().contains("memory:missing").contains("does not know the run");
        assertThatThrownBy(all.get(0)::get).isSameAs(all.get(0).failure()).hasStackTraceContaining("RunGroupTest");
        assertThat(all.get(1).get().phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void whatBreaksPollingEndsEachWaitWithAFailureOfItsOwn() {
        vendor.failure = new IllegalStateException("a defect");

        List<RunCompletion> all = watch(vendor.run("a"), vendor.run("b")).waitForAll();

        assertThat(all).extracting(RunCompletion::failure).allMatch(failure -> failure instanceof PollingFailedException).doesNotHaveDuplicates();
        assertThat(all).allSatisfy(completion -> assertThat(completion.failure().ref()).isEqualTo(completion.ref()));
    }

    @Test
    void whenTimeIsUpTheEndedAreNotLostAndTheOthersSaySo() {
        RunGroup group = watch(vendor.run("long", seconds(60)), vendor.run("short", seconds(10)));

        List<RunCompletion> all = group.waitForAll(seconds(30));

        assertThat(time.elapsed()).isEqualTo(seconds(30));
        assertThat(ids(all)).containsExactly("long", "short");
        assertThat(all.get(0).failure()).isInstanceOf(WaitTimeoutException.class).hasMessageContaining("PT30S");
        assertThat(all.get(0).failure().lastSnapshot().phase()).isEqualTo(RunPhase.RUNNING);
        assertThat(all.get(0).failure().polls()).isBetween(25, 35);
        assertThat(all.get(1).get().phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void runsThatWereNotEndedWhenTimeWasUpStayInTheGroup() {
        RunGroup group = watch(vendor.run("long", seconds(60)), vendor.run("short", seconds(10)));
        group.waitForAll(seconds(30));

        List<RunCompletion> rest = group.waitForAll(Duration.ofHours(1));

        assertThat(ids(rest)).containsExactly("long");
        assertThat(rest.get(0).get().phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(time.elapsed()).isBetween(seconds(60), seconds(62));
    }

    @Test
    void whatWasHandedOutOnceIsNotHandedOutAgain() {
        RunGroup group = watch(vendor.run("a", seconds(1)), vendor.run("b", seconds(10)), vendor.run("c", seconds(20)));

        assertThat(group.waitForAny().ref().runId()).isEqualTo("a");
        assertThat(ids(group.waitForAll())).containsExactly("b", "c");
        assertThat(group.waitForAll()).isEmpty();
        assertThat(group.waitForAny()).isNull();
        assertThat(group.completedAsTheyFinish()).isEmpty();
    }

    @Test
    void anyIsTheOneThatEndedFirstAndNullWhenThereAreNoMore() {
        RunGroup group = watch(vendor.run("late", seconds(90)), vendor.run("early", seconds(10)));

        assertThat(group.waitForAny().ref().runId()).isEqualTo("early");
        assertThat(time.elapsed()).isBetween(seconds(10), seconds(12));
        assertThat(group.waitForAny(Duration.ofHours(1)).ref().runId()).isEqualTo("late");
        assertThat(group.waitForAny()).isNull();
        assertThat(group.waitForAny(Duration.ofHours(1))).isNull();
    }

    @Test
    void waitingForAnyEndsOnItsDeadlineAndNamesTheRunThatHasWaitedLongest() {
        RunGroup group = watch(vendor.run("first", seconds(10)), vendor.run("second", seconds(40)), vendor.run("third", seconds(60)));
        group.waitForAny();
        Duration before = time.elapsed();

        assertThatThrownBy(() -> group.waitForAny(seconds(7)))
                .isInstanceOfSatisfying(WaitTimeoutException.class, e -> assertThat(e.ref().runId()).isEqualTo("second"))
                .hasMessageContaining("PT7S");

        assertThat(time.elapsed().minus(before)).isEqualTo(seconds(7));
        assertThat(ids(group.waitForAll())).containsExactly("second", "third");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void aTimeoutThatIsNoneIsAMistake(long seconds) {
        RunGroup group = watch(vendor.run("a"));

        assertThatThrownBy(() -> group.waitForAll(seconds(seconds))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("timeout");
        assertThatThrownBy(() -> group.waitForAny(seconds(seconds))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("timeout");
    }

    @Test
    void anEmptyGroupHasNothingToWaitFor() {
        RunGroup group = watch();

        assertThat(group.waitForAll()).isEmpty();
        assertThat(group.waitForAny()).isNull();
        assertThat(group.completedAsTheyFinish()).isEmpty();
        assertThat(group.counts().total()).isZero();
    }

    @Test
    void aRunThatIsThereTwiceIsWatchedOnce() {
        RunRef ref = vendor.run("a", seconds(3));

        RunGroup group = watch(ref, vendor.run("b", seconds(3)), MemoryVendor.ref("a"));
        group.watch(ref);
        group.watch(ref);

        assertThat(group.counts().total()).isEqualTo(2);
        assertThat(ids(group.waitForAll())).containsExactly("a", "b");
        assertThat(vendor.reads()).isEqualTo(2);
    }

    @Test
    void aReferenceThatLeadsNowhereIsThrownBeforeAnythingIsWatched() {
        List<RunRef> refs = List.of(vendor.run("good"), RunRef.of("gumloop", "x"));
        assertThatThrownBy(() -> polyrun.watchAll(refs)).isInstanceOf(IllegalStateException.class).hasMessageContaining("gumloop");
        List<RunRef> malformed = List.of(vendor.run("good"), RunRef.of("memory", "workflow", "run"));
        assertThatThrownBy(() -> polyrun.watchAll(malformed)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("workflow");
        RunGroup group = watch();
        assertThatThrownBy(() -> group.watch(RunRef.of("gumloop", "x"))).isInstanceOf(IllegalStateException.class);

        time.advance(seconds(60));

        assertThat(vendor.looks()).isZero();
        assertThat(group.counts().total()).isZero();
    }

    @Test
    void runsThatAreAddedWhileOneWaitsAreWaitedForToo() {
        RunGroup group = watch(vendor.run("a", seconds(10)));
        CompletableFuture<List<RunCompletion>> all = CompletableFuture.supplyAsync(group::waitForAll, time.executor());
        time.advance(seconds(5));

        group.watch(vendor.run("b", seconds(30)));

        time.advance(seconds(20));
        assertThat(all).isNotDone();
        time.advance(seconds(10));
        assertThat(ids(Facades.end(all))).containsExactly("a", "b");
    }

    @Test
    void aRunThatEndedAndLivesAgainIsWatchedAnew() {
        RunRef ref = vendor.run("retried", seconds(5));
        RunGroup group = watch(ref);
        assertThat(group.waitForAll()).hasSize(1);
        vendor.run("retried", seconds(30));

        group.watch(ref);

        assertThat(ids(group.waitForAll())).containsExactly("retried");
        assertThat(time.elapsed()).isBetween(seconds(30), seconds(32));
        assertThat(group.counts().total()).isEqualTo(2);
    }

    @Test
    void anEndThatWasNotTakenYetIsKeptWhenItsRunIsWatchedAnew() {
        RunRef ref = vendor.run("retried", seconds(5));
        RunGroup group = watch(ref);
        time.advance(seconds(10));
        vendor.turn(ref, RunPhase.FAILED);

        group.watch(ref);

        assertThat(group.waitForAll()).extracting(completion -> completion.get().phase())
                .containsExactly(RunPhase.SUCCEEDED, RunPhase.FAILED);
    }

    @Test
    void groupsAndPollersOfOneRunShareItsPolls() {
        RunRef ref = vendor.run("shared", seconds(10));
        CompletableFuture<Run> alone = polyrun.poller(ref).completion();
        RunGroup one = watch(ref);
        RunGroup other = watch();
        other.watch(ref);

        RunCompletion completion = one.waitForAny();

        assertThat(other.waitForAny().get()).isSameAs(completion.get());
        assertThat(Facades.end(alone)).isSameAs(completion.get());
        assertThat(vendor.reads()).isEqualTo(1);
        assertThat(vendor.looks()).isBetween(10, 13);
    }

    @Test
    void whoJoinsLateIsToldWhatIsKnown() {
        RunRef ref = vendor.run("known");
        polyrun.poller(ref).completion();
        time.advance(seconds(10));
        int looks = vendor.looks();

        RunGroup group = watch(ref);
        time.advance(Duration.ZERO);

        assertThat(group.counts().byPhase()).containsEntry(RunPhase.RUNNING, 1L);
        assertThat(vendor.looks()).isLessThanOrEqualTo(looks + 1);
    }

    @Test
    void theObserverIsToldThatWaitsAreOver() {
        RunGroup group = watch(vendor.run("good", seconds(5)), MemoryVendor.ref("missing"), vendor.run("endless"));
        time.advance(seconds(60));
        group.close();
        time.advance(Duration.ZERO);

        assertThat(waitEnds).containsExactly("good ended", "missing RunNotFoundException", "endless PollerClosedException");
    }

    @Test
    void theCountsFollowTheRuns() {
        RunRef turning = vendor.run("turning");
        vendor.turn(turning, RunPhase.QUEUED);
        RunGroup group = watch(turning, vendor.run("running"), vendor.run("ending", seconds(5)), MemoryVendor.ref("missing"));
        time.advance(seconds(1));
        assertThat(group.counts()).isEqualTo(new RunCounts(1, Map.of(RunPhase.QUEUED, 1L, RunPhase.RUNNING, 2L), 0));

        vendor.turn(turning, RunPhase.PAUSED);
        time.advance(seconds(10));
        assertThat(group.counts())
                .isEqualTo(new RunCounts(1, Map.of(RunPhase.PAUSED, 1L, RunPhase.RUNNING, 1L, RunPhase.SUCCEEDED, 1L), 0));

        vendor.turn(turning, RunPhase.CANCELLED);
        time.advance(seconds(60));
        group.close();
        RunCounts last = group.counts();
        assertThat(last).isEqualTo(new RunCounts(0, Map.of(RunPhase.SUCCEEDED, 1L, RunPhase.CANCELLED, 1L), 2));
        assertThat(last.ended()).isEqualTo(2);
        assertThat(last.total()).isEqualTo(4);
        assertThat(last.byPhase()).containsOnlyKeys(RunPhase.values());
    }

    @Test
    void runsThatNoLookHasSucceededForAreCountedAsUnseen() {
        vendor.failure = new PolyrunException("passing", null);
        RunGroup group = watch(vendor.run("a"), vendor.run("b"));

        time.advance(seconds(10));

        assertThat(group.counts()).isEqualTo(new RunCounts(2, Map.of(), 0));
    }

    @Test
    void whatWasHandedOutIsCountedStill() {
        RunGroup group = watch(vendor.run("a", seconds(5)), vendor.run("b"));

        group.waitForAny();

        assertThat(group.counts()).isEqualTo(new RunCounts(0, Map.of(RunPhase.SUCCEEDED, 1L, RunPhase.RUNNING, 1L), 0));
    }

    @Test
    void theGroupHoldsNothingOfWhatItHandedOut() {
        RunGroup group = watch(vendor.run("a", seconds(5)), vendor.run("b"));
        WeakReference<Run> run = new WeakReference<>(group.waitForAny().get());

        for (int i = 0; i < 1_000 && run.get() != null; i++) {
            System.gc();
        }

        assertThat(run.get()).isNull();
        assertThat(group.counts().total()).isEqualTo(2);
    }

    @Test
    void takingFromTheMiddleLeavesTheOthersInTheirOrder() {
        List<RunRef> refs = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            refs.add(vendor.run("run" + i));
        }
        RunGroup group = polyrun.watchAll(refs);
        for (int end : new int[] {3, 0, 6, 4}) {
            vendor.turn(refs.get(end), RunPhase.SUCCEEDED);
            assertThat(group.waitForAny().ref()).isEqualTo(refs.get(end));
        }

        group.watch(vendor.run("run7"));

        assertThat(ids(group.waitForAll(seconds(1)))).containsExactly("run1", "run2", "run5", "run7");
    }
}
