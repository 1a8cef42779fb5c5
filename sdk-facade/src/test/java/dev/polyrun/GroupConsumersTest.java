package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Those who iterate take from a group as from a queue. */
class GroupConsumersTest {
    private static final int CONSUMERS = 8;

    private final VirtualTime time = VirtualTime.create();
    private final MemoryVendor vendor = new MemoryVendor(time);
    private final Polyrun polyrun = vendor.polyrun();

    @AfterEach
    void close() {
        polyrun.close();
    }

    private List<RunRef> runs(int count) {
        List<RunRef> refs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            refs.add(vendor.run("run" + i, Duration.ofSeconds(1 + i * 37 % 60)));
        }
        return refs;
    }

    private CompletableFuture<List<RunRef>> consumer(Iterable<RunCompletion> completions) {
        return CompletableFuture.supplyAsync(() -> {
            List<RunRef> taken = new ArrayList<>();
            completions.forEach(completion -> taken.add(completion.get().ref()));
            return taken;
        }, time.executor());
    }

    private List<RunRef> end(CompletableFuture<List<RunRef>> consumer) {
        time.advance(Duration.ZERO);
        return Facades.end(consumer);
    }

    @Test
    void theRunsComeInTheOrderOfTheirEnds() {
        List<RunRef> refs = List.of(
                vendor.run("late", Duration.ofSeconds(90)),
                vendor.run("early", Duration.ofSeconds(10)),
                vendor.run("middle", Duration.ofSeconds(50)));

        List<String> order = new ArrayList<>();
        for (RunCompletion completion : polyrun.watchAll(refs).completedAsTheyFinish()) {
            order.add(completion.ref().runId() + " " + time.elapsed().toSeconds() / 10);
        }

        assertThat(order).containsExactly("early 1", "middle 5", "late 9");
    }

    @Test
    void ofManyConsumersEachRunIsTakenByOne() {
        List<RunRef> refs = runs(2_000);
        RunGroup group = polyrun.watchAll(refs);
        List<CompletableFuture<List<RunRef>>> consumers = new ArrayList<>();
        for (int i = 0; i < CONSUMERS; i++) {
            consumers.add(consumer(group.completedAsTheyFinish()));
        }

        time.advance(Duration.ofMinutes(2));

        List<RunRef> taken = new ArrayList<>();
        consumers.forEach(consumer -> taken.addAll(end(consumer)));
        assertThat(taken).hasSize(refs.size());
        assertThat(new HashSet<>(taken)).isEqualTo(Set.copyOf(refs));
    }

    @Test
    void consumersMayShareOneObject() {
        List<RunRef> refs = runs(200);
        RunCompletions completions = polyrun.watchAll(refs).completedAsTheyFinish();
        List<CompletableFuture<List<RunRef>>> consumers = new ArrayList<>();
        for (int i = 0; i < CONSUMERS; i++) {
            consumers.add(consumer(completions));
        }

        time.advance(Duration.ofMinutes(2));

        List<RunRef> taken = new ArrayList<>();
        consumers.forEach(consumer -> taken.addAll(end(consumer)));
        assertThat(taken).containsExactlyInAnyOrderElementsOf(refs);
    }

    @Test
    void whateverTakesARunTheOthersDoNotGetIt() {
        List<RunRef> refs = runs(300);
        RunGroup group = polyrun.watchAll(refs);
        CompletableFuture<List<RunRef>> iterating = consumer(group.completedAsTheyFinish());
        CompletableFuture<List<RunRef>> asking = CompletableFuture.supplyAsync(() -> {
            List<RunRef> taken = new ArrayList<>();
            for (RunCompletion completion = group.waitForAny(); completion != null; completion = group.waitForAny()) {
                taken.add(completion.ref());
            }
            return taken;
        }, time.executor());
        time.advance(Duration.ofSeconds(30));
        CompletableFuture<List<RunRef>> all = CompletableFuture.supplyAsync(
                () -> group.waitForAll().stream().map(RunCompletion::ref).toList(), time.executor());

        time.advance(Duration.ofMinutes(2));

        List<RunRef> taken = new ArrayList<>();
        List.of(iterating, asking, all).forEach(consumer -> taken.addAll(end(consumer)));
        assertThat(taken).containsExactlyInAnyOrderElementsOf(refs);
    }

    @Test
    void anIterationEndsOnlyWhenNothingIsLeftToBeTaken() {
        RunGroup group = polyrun.watchAll(List.of(vendor.run("a", Duration.ofSeconds(10))));
        CompletableFuture<List<RunRef>> taker = consumer(group.completedAsTheyFinish());
        CompletableFuture<List<RunRef>> idle = consumer(group.completedAsTheyFinish());

        time.advance(Duration.ofSeconds(5));
        assertThat(taker).isNotDone();
        assertThat(idle).isNotDone();
        time.advance(Duration.ofSeconds(10));

        List<RunRef> taken = new ArrayList<>(end(taker));
        taken.addAll(end(idle));
        assertThat(taken).containsExactly(MemoryVendor.ref("a"));
    }

    @Test
    void anIterationUntilStoppedWaitsForRunsThatAreStillToBeAdded() {
        RunGroup group = polyrun.watchAll(List.of());
        CompletableFuture<List<RunRef>> worker = consumer(group.completedUntilStopped());
        CompletableFuture<List<RunRef>> colleague = consumer(group.completedUntilStopped());
        for (int i = 0; i < 20; i++) {
            group.watch(vendor.run("run" + i, time.elapsed().plusSeconds(5)));
            time.advance(Duration.ofMinutes(1));
            assertThat(worker).isNotDone();
            assertThat(colleague).isNotDone();
        }

        group.close();

        List<RunRef> taken = new ArrayList<>(end(worker));
        taken.addAll(end(colleague));
        assertThat(taken).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void whoNeedsNoMoreThanThisGroupIsNotHeldUpByThoseWhoWaitUntilItIsStopped() {
        RunGroup group = polyrun.watchAll(List.of(vendor.run("a", Duration.ofSeconds(10))));
        CompletableFuture<List<RunRef>> worker = consumer(group.completedUntilStopped());
        time.advance(Duration.ofSeconds(5));
        CompletableFuture<List<RunRef>> guest = consumer(group.completedAsTheyFinish());
        time.advance(Duration.ofSeconds(10));

        assertThat(guest).isDone();
        assertThat(worker).isNotDone();

        group.close();
        List<RunRef> taken = new ArrayList<>(end(worker));
        taken.addAll(end(guest));
        assertThat(taken).containsExactly(MemoryVendor.ref("a"));
    }

    @Test
    void whoGivesUpWaitingLeavesItsPlaceInTheQueue() {
        RunGroup group = polyrun.watchAll(List.of(vendor.run("a", Duration.ofSeconds(10)), vendor.run("endless")));
        CompletableFuture<RunCompletion> impatient = CompletableFuture.supplyAsync(() -> group.waitForAny(Duration.ofSeconds(2)), time.executor());
        time.advance(Duration.ofSeconds(1));
        CompletableFuture<RunCompletion> patient = CompletableFuture.supplyAsync(group::waitForAny, time.executor());
        time.advance(Duration.ofSeconds(15));

        assertThat(impatient).isCompletedExceptionally();
        assertThat(patient).isDone();
        assertThat(Facades.end(patient).ref().runId()).isEqualTo("a");
    }

    @Test
    void closingAnIterationEndsThoseThatBlockAndLeavesTheRunsToOthers() {
        RunGroup group = polyrun.watchAll(runs(50));
        RunCompletions closed = group.completedAsTheyFinish();
        CompletableFuture<List<RunRef>> blocked = consumer(closed);
        CompletableFuture<List<RunRef>> other = consumer(group.completedAsTheyFinish());
        time.advance(Duration.ofMillis(500));

        closed.close();

        assertThat(end(blocked)).isEmpty();
        assertThat(closed).isEmpty();
        time.advance(Duration.ofMinutes(2));
        assertThat(end(other)).hasSize(50);
    }

    @Test
    void nextNeedsNoHasNextBeforeItAndSaysWhenThereIsNone() {
        Iterator<RunCompletion> iterator = polyrun.watchAll(runs(2)).completedAsTheyFinish().iterator();

        assertThat(iterator.next().ref()).isNotEqualTo(iterator.next().ref());

        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        assertThat(iterator.hasNext()).isFalse();
    }

    @Test
    void askingWhetherThereIsANextTakesNoMoreThanOne() {
        RunGroup group = polyrun.watchAll(runs(2));
        Iterator<RunCompletion> iterator = group.completedAsTheyFinish().iterator();

        assertThat(iterator.hasNext()).isTrue();
        assertThat(iterator.hasNext()).isTrue();

        assertThat(List.of(iterator.next().ref(), group.waitForAny().ref())).doesNotHaveDuplicates();
        assertThat(iterator.hasNext()).isFalse();
    }
}
