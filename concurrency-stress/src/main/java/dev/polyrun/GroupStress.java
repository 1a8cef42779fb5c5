package dev.polyrun;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The ends of a group's runs, on their way from the polling thread to whoever takes them. */
public class GroupStress {
    private static final AtomicLong RUNS = new AtomicLong();

    /** A group of one run, which no other test waits for. */
    private static final class Group {
        final GroupQueue queue = new GroupQueue(StressWorld.ENGINE, new GroupStore(null));
        final Waiter member;

        Group() {
            RunRef ref = RunRef.of("stress", "run-" + RUNS.incrementAndGet());
            queue.join(Map.of(ref, StressWorld.ADAPTER));
            member = StressWorld.ENGINE.watch(StressWorld.ADAPTER, ref).waiting()[0];
        }
    }

    private static int take(GroupQueue queue) {
        try {
            return queue.take(false, () -> false, null) == null ? 0 : 1;
        } catch (WaitInterruptedException e) {
            Thread.interrupted();
            return -1;
        }
    }

    /** A run ends while somebody begins to wait for an end. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Taken.")
    @Outcome(expect = FORBIDDEN, desc = "Whoever waits sleeps on, or is told that there is none.")
    @State
    public static class EndAndTake {
        private final Group group = new Group();

        @Actor
        public void ends() {
            group.member.read(StressWorld.END);
        }

        @Actor
        public void takes(I_Result result) {
            result.r1 = take(group.queue);
        }
    }

    /** Two wait for one end. */
    @JCStressTest
    @Outcome(id = {"1, 0", "0, 1"}, expect = ACCEPTABLE, desc = "One has it, the other one is told that there is none.")
    @Outcome(expect = FORBIDDEN, desc = "Taken twice, or not at all, or somebody sleeps on.")
    @State
    public static class TakeAndTake {
        private final Group group = new Group();

        public TakeAndTake() {
            group.member.read(StressWorld.END);
        }

        @Actor
        public void one(II_Result result) {
            result.r1 = take(group.queue);
        }

        @Actor
        public void other(II_Result result) {
            result.r2 = take(group.queue);
        }
    }

    /** A run ends while polling is stopped. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Handed out once: as its end, or as stopped.")
    @Outcome(expect = FORBIDDEN, desc = "Handed out twice, or never.")
    @State
    public static class EndAndStop {
        private final Group group = new Group();

        @Actor
        public void ends() {
            group.member.read(StressWorld.END);
        }

        @Actor
        public void stops() {
            group.queue.stop();
        }

        @Arbiter
        public void look(II_Result result) {
            result.r1 = take(group.queue);
            result.r2 = take(group.queue);
        }
    }

    /** An end is acknowledged while its run is watched anew. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The store has it.")
    @Outcome(expect = FORBIDDEN, desc = "A run is watched that the store has forgotten: a restart would lose it.")
    @State
    public static class AcknowledgeAndWatch {
        private final Set<RunRef> stored = ConcurrentHashMap.newKeySet();
        private final GroupStore store = new GroupStore(new WatchStore() {
            @Override
            public void put(RunRef ref) {
                stored.add(ref);
            }

            @Override
            public void remove(RunRef ref) {
                stored.remove(ref);
            }

            @Override
            public Set<RunRef> all() {
                return Set.copyOf(stored);
            }
        });
        private final GroupStore.Acknowledgement end;

        public AcknowledgeAndWatch() {
            store.watch(StressWorld.REF, () -> store.begun(StressWorld.REF));
            end = store.ended(StressWorld.REF);
        }

        @Actor
        public void acknowledges() {
            end.give();
        }

        @Actor
        public void watches() {
            store.watch(StressWorld.REF, () -> store.begun(StressWorld.REF));
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = stored.size();
        }
    }
}
