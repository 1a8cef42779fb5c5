package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.testkit.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Watching goes on after a restart, and each end is dealt with at least once. */
class RestoreTest {
    private final VirtualTime time = VirtualTime.create();
    private final MemoryVendor vendor = new MemoryVendor(time);
    private final MemoryStore store = new MemoryStore();
    private final List<Polyrun> started = new ArrayList<>();

    @AfterEach
    void close() {
        started.forEach(Polyrun::close);
    }

    /** What outlives the processes of a test. */
    private static class MemoryStore implements WatchStore {
        private final Set<RunRef> refs = Collections.synchronizedSet(new LinkedHashSet<>());
        private volatile boolean broken;

        private void check() {
            if (broken) {
                throw new UncheckedIOException(new IOException("the disk is full"));
            }
        }

        @Override
        public void put(RunRef ref) {
            check();
            refs.add(ref);
        }

        @Override
        public void remove(RunRef ref) {
            check();
            refs.remove(ref);
        }

        @Override
        public Set<RunRef> all() {
            return new LinkedHashSet<>(refs);
        }
    }

    /** A process that starts, while the one before may have been killed at any moment. */
    private RunGroup restart() {
        return restart(store);
    }

    private RunGroup restart(WatchStore watchStore) {
        Polyrun polyrun = vendor.polyrun();
        started.add(polyrun);
        return polyrun.restore(watchStore);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void whatWasWatchedIsWatchedAgain() {
        RunGroup group = restart();
        group.watch(vendor.run("a", seconds(60)));
        group.watch(vendor.run("b", seconds(20)));

        List<RunCompletion> all = restart().waitForAll();

        assertThat(all).extracting(completion -> completion.get().ref().runId()).containsExactly("a", "b");
    }

    @Test
    void aRunIsInTheStoreBeforeItIsWatched() {
        List<Long> watchedAtPut = new ArrayList<>();
        List<RunGroup> groups = new ArrayList<>();
        groups.add(restart(new MemoryStore() {
            @Override
            public void put(RunRef ref) {
                watchedAtPut.add(groups.get(0).counts().total());
                super.put(ref);
            }
        }));

        groups.get(0).watch(vendor.run("a"));

        assertThat(watchedAtPut).containsExactly(0L);
        assertThat(groups.get(0).counts().total()).isEqualTo(1);
    }

    @Test
    void aRunThatTheStoreCannotTakeIsNotWatched() {
        RunGroup group = restart();
        store.broken = true;

        assertThatThrownBy(() -> group.watch(vendor.run("a"))).isInstanceOf(UncheckedIOException.class);

        assertThat(group.counts().total()).isZero();
    }

    @Test
    void aReferenceThatLeadsNowhereDoesNotComeIntoTheStore() {
        RunGroup group = restart();

        assertThatThrownBy(() -> group.watch(RunRef.of("gumloop", "x"))).isInstanceOf(IllegalStateException.class);

        assertThat(store.all()).isEmpty();
    }

    @Test
    void restoringPutsNothing() {
        store.put(vendor.run("a", seconds(5)));
        store.broken = true;

        assertThat(restart().waitForAll()).hasSize(1);
    }

    @Test
    void anEndThatWasNotAcknowledgedIsHandedOutAgain() {
        RunGroup group = restart();
        group.watch(vendor.run("a", seconds(5)));
        assertThat(group.waitForAny().get().phase()).isEqualTo(RunPhase.SUCCEEDED);

        RunGroup again = restart();

        assertThat(again.waitForAny().get().phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void anEndThatWasAcknowledgedIsOverForGood() {
        RunGroup group = restart();
        group.watch(vendor.run("a", seconds(5)));
        group.watch(vendor.run("b"));

        group.waitForAny().acknowledge();

        assertThat(store.all()).containsExactly(MemoryVendor.ref("b"));
        assertThat(restart().counts().total()).isEqualTo(1);
    }

    @Test
    void aRunThatCannotBeWatchedIsOverWhenThatIsAcknowledged() {
        RunGroup group = restart();
        group.watch(MemoryVendor.ref("missing"));
        RunCompletion completion = group.waitForAny();
        assertThat(completion.failure()).isInstanceOf(RunNotFoundException.class);
        assertThat(store.all()).hasSize(1);

        completion.acknowledge();

        assertThat(store.all()).isEmpty();
    }

    @Test
    void acknowledgingARunThatGoesOnDoesNotForgetIt() {
        RunGroup group = restart();
        group.watch(vendor.run("a"));

        group.waitForAll(seconds(10)).forEach(RunCompletion::acknowledge);
        assertThat(store.all()).hasSize(1);
        group.close();
        RunCompletion stopped = group.waitForAny();
        assertThat(stopped.failure()).isInstanceOf(PollerClosedException.class);
        stopped.acknowledge();

        assertThat(store.all()).hasSize(1);
    }

    @Test
    void acknowledgingTwiceDoesNothing() {
        RunGroup group = restart();
        RunRef ref = vendor.run("a", seconds(5));
        group.watch(ref);
        RunCompletion completion = group.waitForAny();
        completion.acknowledge();
        store.put(ref);

        completion.acknowledge();

        assertThat(store.all()).hasSize(1);
    }

    @Test
    void anAcknowledgementThatTheStoreDidNotTakeCanBeRepeated() {
        RunGroup group = restart();
        group.watch(vendor.run("a", seconds(5)));
        RunCompletion completion = group.waitForAny();
        store.broken = true;
        assertThatThrownBy(completion::acknowledge).isInstanceOf(UncheckedIOException.class);
        store.broken = false;

        completion.acknowledge();

        assertThat(store.all()).isEmpty();
    }

    @Test
    void acknowledgingAnEarlierEndDoesNotForgetARunThatIsWatchedAnew() {
        RunGroup group = restart();
        RunRef ref = vendor.run("retried", seconds(5));
        group.watch(ref);
        RunCompletion first = group.waitForAny();
        vendor.run("retried", seconds(60));
        group.watch(ref);

        first.acknowledge();
        assertThat(store.all()).as("while it is watched").hasSize(1);
        time.advance(Duration.ofMinutes(2));
        first.acknowledge();
        assertThat(store.all()).as("before its second end was handed out").hasSize(1);
        RunCompletion second = group.waitForAny();
        first.acknowledge();
        assertThat(store.all()).as("before its second end was acknowledged").hasSize(1);

        second.acknowledge();
        assertThat(store.all()).isEmpty();
    }

    @Test
    void acknowledgingAnEarlierEndDoesNotForgetARunThatWasWatchedAnewAndThenStopped() {
        RunGroup group = restart();
        RunRef ref = vendor.run("retried", seconds(5));
        group.watch(ref);
        RunCompletion first = group.waitForAny();
        vendor.run("retried");
        group.watch(ref);
        group.close();

        first.acknowledge();

        assertThat(store.all()).hasSize(1);
    }

    @Test
    void aRunThatIsWatchedAnewAfterItsAcknowledgementIsInTheStoreAgain() {
        RunGroup group = restart();
        RunRef ref = vendor.run("retried", seconds(5));
        group.watch(ref);
        group.waitForAny().acknowledge();
        vendor.run("retried", seconds(60));

        group.watch(ref);

        assertThat(store.all()).containsExactly(ref);
        group.waitForAny().acknowledge();
        assertThat(store.all()).isEmpty();
    }

    @Test
    void aRunThatIsWatchedAnewWhileItsEarlierEndIsAcknowledgedIsNeverForgotten() {
        for (int round = 0; round < 300; round++) {
            RunGroup group = restart();
            RunRef ref = vendor.run("round" + round, Duration.ZERO);
            group.watch(ref);
            RunCompletion first = group.waitForAny();
            CompletableFuture<Void> acknowledged = Facades.elsewhere(() -> {
                first.acknowledge();
                return null;
            });

            group.watch(ref);

            Facades.end(acknowledged);
            assertThat(store.all()).contains(ref);
            group.waitForAny().acknowledge();
            assertThat(store.all()).isEmpty();
        }
    }

    @Test
    void aRunThatIsAddedToAStoppedGroupIsWatchedAfterTheRestart() {
        RunGroup group = restart();
        group.close();

        assertThatThrownBy(() -> group.watch(vendor.run("a", seconds(60)))).isInstanceOf(PollerClosedException.class);

        assertThat(restart().waitForAny().get().phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void runsOfAccountsThatAreNotThereStayInTheStoreAndHoldUpNobody() {
        List<RunRef> others = List.of(
                RunRef.of("gumloop", "x"),
                RunRef.of("nobody", "x"),
                MemoryVendor.ref("x").withAccount("other"),
                RunRef.of("memory", "workflow", "x"));
        others.forEach(store::put);
        store.put(vendor.run("good", seconds(5)));

        RunGroup group = restart();
        List<RunCompletion> all = group.waitForAll();
        all.forEach(RunCompletion::acknowledge);

        assertThat(all).extracting(RunCompletion::ref).containsExactly(MemoryVendor.ref("good"));
        assertThat(store.all()).containsExactlyElementsOf(others);
    }

    @Test
    void firstLooksAfterARestartAreSpread() {
        for (int i = 0; i < 1_000; i++) {
            store.put(vendor.run("run" + i));
        }

        RunGroup group = restart();
        time.advance(Duration.ofMillis(100));

        assertThat(vendor.looks()).isBetween(50, 200);
        time.advance(Duration.ofSeconds(1));
        assertThat(group.counts().unseen()).isZero();
    }

    @Test
    void ofAGroupWithoutAStoreThereIsNothingToAcknowledge() {
        RunGroup group = vendor.polyrun().watchAll(List.of(vendor.run("a", seconds(5))));

        RunCompletion completion = group.waitForAny();
        completion.acknowledge();
        completion.acknowledge();

        assertThat(completion.get().phase()).isEqualTo(RunPhase.SUCCEEDED);
    }
}
