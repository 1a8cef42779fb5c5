package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.helpers.NOPLogger;

/** Many threads at one store. */
@Timeout(60)
class SharedWatchStoreTest {
    private static final RunRef FIRST = RunRef.parse("retab:first");
    private static final RunRef SECOND = RunRef.parse("retab:second");
    private static final RunRef THIRD = RunRef.parse("retab:third");

    @TempDir
    Path directory;

    /** Where the next thread that is to force the disk will stop; null for nowhere. */
    private final AtomicReference<@Nullable Gate> gate = new AtomicReference<>();

    private final AtomicInteger forces = new AtomicInteger();

    /** Holds a thread that is in the middle of a force. */
    private static final class Gate {
        final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);
        private volatile boolean broken;

        void pass() throws IOException {
            reached.countDown();
            awaitDespiteInterrupts(opened);
            if (broken) {
                throw new IOException("the disk is broken");
            }
        }

        void open() {
            opened.countDown();
        }

        void fail() {
            broken = true;
            open();
        }
    }

    private Path file() {
        return directory.resolve("runs.journal");
    }

    private FileWatchStore open() {
        return FileWatchStore.open(file(), new HookedDisk(this::before), NOPLogger.NOP_LOGGER);
    }

    private void before(String operation) throws IOException {
        if (!operation.equals("force")) {
            return;
        }
        forces.incrementAndGet();
        Gate here = gate.getAndSet(null);
        if (here != null) {
            here.pass();
        }
    }

    private static void awaitDespiteInterrupts(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Set<RunRef> reopened() {
        try (FileWatchStore store = FileWatchStore.open(file())) {
            return store.all();
        }
    }

    /** A thread and how it ended. */
    private record Other(Thread thread, CompletableFuture<Boolean> interruptedAtTheEnd) {
        static Other runs(Runnable task) {
            CompletableFuture<Boolean> end = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    task.run();
                    end.complete(Thread.currentThread().isInterrupted());
                } catch (Throwable e) {
                    end.completeExceptionally(e);
                }
            });
            thread.start();
            return new Other(thread, end);
        }

        Other waiting() {
            while (thread.getState() != Thread.State.WAITING) {
                assertThat(thread.isAlive()).isTrue();
                Thread.onSpinWait();
            }
            return this;
        }

        boolean ends() {
            return interruptedAtTheEnd.orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    /** Stops the next thread that forces the disk. */
    private Gate closedGate() {
        Gate closed = new Gate();
        gate.set(closed);
        return closed;
    }

    /** A thread that is stopped at a gate. */
    private static Other at(Gate gate, Runnable task) {
        Other thread = Other.runs(task);
        awaitDespiteInterrupts(gate.reached);
        return thread;
    }

    @Test
    void allThatWaitWhileTheDiskIsForcedShareTheNextForce() {
        List<RunRef> refs = new ArrayList<>(List.of(FIRST));
        try (FileWatchStore store = open()) {
            Gate disk = closedGate();
            List<Other> threads = new ArrayList<>(List.of(at(disk, () -> store.put(FIRST))));
            forces.set(0);
            for (int i = 0; i < 50; i++) {
                RunRef ref = RunRef.of("noxus", "run_" + i);
                refs.add(ref);
                threads.add(Other.runs(() -> store.put(ref)).waiting());
            }
            disk.open();
            threads.forEach(Other::ends);

            assertThat(forces).hasValue(1);
            assertThat(store.all()).containsExactlyElementsOf(refs);
        }
        assertThat(reopened()).containsExactlyElementsOf(refs);
    }

    @Test
    void aRunThatIsBeingPutIsNotThereYetAndASecondPutOfItWaitsToo() {
        try (FileWatchStore store = open()) {
            Gate disk = closedGate();
            Other first = at(disk, () -> store.put(FIRST));
            Other again = Other.runs(() -> store.put(FIRST)).waiting();

            assertThat(store.all()).isEmpty();
            disk.open();
            first.ends();
            again.ends();
            assertThat(store.all()).containsExactly(FIRST);
        }
    }

    @Test
    void aRemoveDoesNotWaitForTheDiskAndWinsOverPutsThatBeganBefore() {
        try (FileWatchStore store = open()) {
            store.put(THIRD);
            Gate disk = closedGate();
            Other writing = at(disk, () -> store.put(FIRST));
            Other waiting = Other.runs(() -> store.put(SECOND)).waiting();

            List.of(FIRST, SECOND, THIRD).forEach(store::remove);

            assertThat(store.all()).isEmpty();
            disk.open();
            writing.ends();
            waiting.ends();
            assertThat(store.all()).isEmpty();
        }
        assertThat(reopened()).isEmpty();
    }

    @Test
    void whatIsRemovedWhileTheDiskIsForcedIsWrittenAfterwardsThoughNobodyWaitsForIt() {
        try (FileWatchStore store = open()) {
            Gate disk = closedGate();
            Other writing = at(disk, () -> store.put(FIRST));
            store.remove(FIRST);
            disk.open();
            writing.ends();

            assertThat(file()).content().endsWith(JournalRecord.remove(FIRST));
        }
    }

    @Test
    void aRunThatIsPutAgainOutlivesARemoveThatFailed() {
        try (FileWatchStore store = open()) {
            store.put(FIRST);
            Gate before = closedGate();
            Other other = at(before, () -> store.put(THIRD));
            store.remove(FIRST);
            Other withTheRemove = Other.runs(() -> store.put(SECOND)).waiting();
            Gate remove = closedGate();
            before.open();
            other.ends();
            awaitDespiteInterrupts(remove.reached);
            Other again = Other.runs(() -> store.put(FIRST)).waiting();
            remove.fail();

            assertThatThrownBy(withTheRemove::ends).cause().isInstanceOf(UncheckedIOException.class);
            again.ends();
            assertThat(store.all()).containsExactly(THIRD, FIRST);
        }
        assertThat(reopened()).containsExactly(THIRD, FIRST);
    }

    @Test
    void anInterruptNeitherEndsAPutNorTheStore() {
        try (FileWatchStore store = open()) {
            Gate disk = closedGate();
            Other writing = at(disk, () -> store.put(FIRST));
            Other waiting = Other.runs(() -> store.put(SECOND)).waiting();
            writing.thread().interrupt();
            waiting.thread().interrupt();
            disk.open();

            assertThat(writing.ends()).as("flag of the thread that wrote").isTrue();
            assertThat(waiting.ends()).as("flag of the thread that waited").isTrue();
            store.put(THIRD);
        }
        assertThat(reopened()).containsExactly(FIRST, SECOND, THIRD);
    }

    @Test
    void aForceThatFailsFailsForAllWhoSharedItAndForNobodyElse() {
        try (FileWatchStore store = open()) {
            Gate disk = closedGate();
            Other first = at(disk, () -> store.put(FIRST));
            List<Other> sharing = List.of(Other.runs(() -> store.put(SECOND)).waiting(), Other.runs(() -> store.put(THIRD)).waiting());
            Gate shared = closedGate();
            disk.open();
            first.ends();
            shared.fail();

            for (Other other : sharing) {
                assertThatThrownBy(other::ends).cause().isInstanceOf(UncheckedIOException.class).hasMessageContaining("the disk is broken");
            }
            store.put(THIRD);
        }
        assertThat(reopened()).containsExactly(FIRST, THIRD);
    }

    @Test
    void closingLetsPutsThatAreUnderWayEnd() {
        FileWatchStore store = open();
        Gate disk = closedGate();
        Other writing = at(disk, () -> store.put(FIRST));
        Other waiting = Other.runs(() -> store.put(SECOND)).waiting();
        Other closing = Other.runs(store::close).waiting();

        assertThatThrownBy(store::all).isInstanceOf(IllegalStateException.class);
        disk.open();
        List.of(writing, waiting, closing).forEach(Other::ends);
        assertThat(reopened()).containsExactly(FIRST, SECOND);
    }

    @Test
    void putsAndRemovesOfManyThreadsSurviveCompactionsAndReopening() {
        Set<RunRef> expected = ConcurrentHashMap.newKeySet();
        AtomicInteger compactions = new AtomicInteger();
        HookedDisk disk = new HookedDisk(operation -> compactions.addAndGet(operation.equals("replace") ? 1 : 0));
        try (FileWatchStore store = FileWatchStore.open(file(), disk, NOPLogger.NOP_LOGGER)) {
            List<Other> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int thread = t;
                threads.add(Other.runs(() -> passThrough(store, thread, expected)));
            }
            threads.forEach(Other::ends);
            assertThat(store.all()).isEqualTo(expected);
        }

        assertThat(compactions).hasValueGreaterThan(3);
        assertThat(reopened()).isEqualTo(expected);
    }

    private static void passThrough(FileWatchStore store, int thread, Set<RunRef> expected) {
        Random random = new Random(thread);
        for (int round = 0; round < 20; round++) {
            List<RunRef> some = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                some.add(RunRef.of("retab", thread + "-" + round + "-" + i));
            }
            store.putAll(some);
            RunRef lasting = some.remove(random.nextInt(some.size()));
            expected.add(lasting);
            some.forEach(store::remove);
        }
    }
}
