package dev.polyrun;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a group until they are handed out: all of them in the order in which they were added, those that have ended in the order of their
 * ends. Thread-safe. Its lock is held for moments only, since the polling thread needs it, too.
 */
final class GroupQueue {
    private static final RunPhase[] PHASES = RunPhase.values();
    private static final Function<PollingException.Seen, PollingException> STOPPED =
            seen -> new PollerClosedException("polling was stopped", seen, null);

    private final PollingEngine engine;
    private final GroupStore store;
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable GroupMember first;
    private @Nullable GroupMember last;
    private final Deque<GroupMember> ended = new ArrayDeque<>();
    /** How many have not ended. */
    private int left;

    private long unseen;
    private final long[] byPhase = new long[PHASES.length];
    private long failed;

    /** Threads that wait for an end; those in front have waited longest. */
    private final Deque<Latch> takers = new ArrayDeque<>();
    /** Threads that wait for all to end. */
    private final Deque<Latch> finishers = new ArrayDeque<>();
    private boolean stopped;

    GroupQueue(PollingEngine engine, GroupStore store) {
        this.engine = engine;
        this.store = store;
    }

    /** A run, and how it ended; null when it has not. */
    record Standing(Watch watch, @Nullable RunCompletion completion) {}

    /** Wakes a thread that waits, once. No code but that which blocks the thread hangs on it, so it may be opened anywhere. */
    private static final class Latch extends TimerHeap.Entry implements Runnable {
        final CompletableFuture<Void> open = new CompletableFuture<>();

        @Override
        void due() {
            run();
        }

        @Override
        public void run() {
            open.complete(null);
        }
    }

    /** Begins to wait for all these runs, which are not in the group yet; before anybody else knows the group. */
    void join(Map<RunRef, VendorAdapter> runs) {
        List<PollingEngine.Wish> wishes = new ArrayList<>(runs.size());
        lock.lock();
        try {
            runs.forEach((ref, adapter) -> wishes.add(new PollingEngine.Wish(adapter, ref, add())));
        } finally {
            lock.unlock();
        }
        engine.attach(wishes);
    }

    /**
     * Begins to wait for a run, unless it is waited for.
     *
     * @throws PollerClosedException when polling was stopped
     */
    void join(RunRef ref, VendorAdapter adapter) {
        lock.lock();
        try {
            if (isStopped()) {
                throw STOPPED.apply(new PollingException.Seen(ref, null, 0));
            }
            if (!isWaitedFor(ref, adapter)) {
                store.begun(ref);
                engine.attach(adapter, ref, add());
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopped() {
        return stopped || engine.isClosed();
    }

    private boolean isWaitedFor(RunRef ref, VendorAdapter adapter) {
        Watch watch = engine.watch(adapter, ref);
        if (watch != null) {
            for (Waiter waiter : watch.waiting()) {
                if (waiter.isOf(this) && !waiter.isOver()) {
                    return true;
                }
            }
        }
        return false;
    }

    private GroupMember add() {
        GroupMember member = new GroupMember(this);
        member.previous = last;
        if (last == null) {
            first = member;
        } else {
            last.next = member;
        }
        last = member;
        left++;
        unseen++;
        return member;
    }

    private void remove(GroupMember member) {
        GroupMember before = member.previous;
        GroupMember after = member.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
    }

    /** A run is in another phase than before. */
    void seen(GroupMember member, RunPhase phase) {
        lock.lock();
        try {
            if (!member.isOver()) {
                uncount(member);
                byPhase[phase.ordinal()]++;
                member.state = phase;
            }
        } finally {
            lock.unlock();
        }
    }

    private void uncount(GroupMember member) {
        if (member.state instanceof RunPhase phase) {
            byPhase[phase.ordinal()]--;
        } else {
            unseen--;
        }
    }

    /**
     * A run has ended, or its wait.
     *
     * @return false when it had before
     */
    boolean end(GroupMember member, @Nullable Run run, @Nullable PollingException failure) {
        lock.lock();
        try {
            if (member.isOver()) {
                return false;
            }
            uncount(member);
            if (run == null) {
                failed++;
            } else {
                byPhase[run.phase().ordinal()]++;
            }
            RunRef ref = member.watch().ref;
            GroupStore.Acknowledgement acknowledgement = store.ended(ref);
            // A run that was only left alone goes on, and is to be watched again after a restart.
            member.state = new RunCompletion(ref, run, failure, failure instanceof PollerClosedException ? null : acknowledgement);
            left--;
            ended.add(member);
            if (left == 0) {
                // Of those who wait for an end, one gets it, and the others must see that there will be no more.
                wake(takers);
                wake(finishers);
            } else {
                wakeTaker();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the waits that have not ended. */
    void stop() {
        List<GroupMember> waiting = new ArrayList<>();
        lock.lock();
        try {
            stopped = true;
            for (GroupMember member = first; member != null; member = member.next) {
                if (!member.isOver()) {
                    waiting.add(member);
                }
            }
            wake(takers);
        } finally {
            lock.unlock();
        }
        waiting.forEach(member -> member.fail(STOPPED));
    }

    /**
     * Takes out the earliest end; waits for it.
     *
     * @param untilStopped whether to wait for runs that are still to be added, too, and not to take those that were only left alone
     * @param closed whether to take no more, asked on this thread; to be followed by {@link #wakeTakers} or an interrupt when it changes
     * @param timeout null for none
     * @return null when there will be none
     * @throws WaitTimeoutException when there is none by then
     * @throws WaitInterruptedException when the thread is interrupted; there is always a run that was waited for
     */
    @Nullable RunCompletion take(boolean untilStopped, BooleanSupplier closed, @Nullable Duration timeout) {
        long deadline = deadline(timeout);
        lock.lock();
        try {
            if (!await(takers, () -> !ended.isEmpty() || closed.getAsBoolean() || isNothingToCome(untilStopped), deadline)) {
                throw new WaitTimeoutException("none of its group ended within " + timeout, firstLeft(), null);
            }
            GroupMember taken = ended.peek();
            if (taken == null || closed.getAsBoolean() || untilStopped && taken.completion().isClosed()) {
                return null;
            }
            ended.remove();
            remove(taken);
            return taken.completion();
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            // This thread may have been woken for an end that it does not take.
            if (!ended.isEmpty()) {
                wakeTaker();
            }
            lock.unlock();
        }
    }

    private boolean isNothingToCome(boolean untilStopped) {
        return left == 0 && (!untilStopped || isStopped());
    }

    /**
     * Waits until all have ended, or time is up, and takes out all ends.
     *
     * @param timeout null for none
     * @return all that were not handed out before, in the order in which they were added
     * @throws WaitInterruptedException when the thread is interrupted
     */
    List<Standing> takeAll(@Nullable Duration timeout) {
        long deadline = deadline(timeout);
        lock.lock();
        try {
            await(finishers, () -> left == 0, deadline);
            List<Standing> all = new ArrayList<>(ended.size() + left);
            for (GroupMember member = first; member != null; member = member.next) {
                all.add(new Standing(member.watch(), member.completion()));
            }
            ended.forEach(this::remove);
            ended.clear();
            return all;
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    private long deadline(@Nullable Duration timeout) {
        return timeout == null ? Long.MAX_VALUE : engine.timer().now() + EngineTimer.nanos(timeout);
    }

    private WaitInterruptedException interrupted() {
        return new WaitInterruptedException("the thread was interrupted while it waited for a group of runs", firstLeft(), null);
    }

    /** The run that has been waited for longest; there must be one. */
    private PollingException.Seen firstLeft() {
        GroupMember member = first;
        while (member.isOver()) {
            member = member.next;
        }
        return member.watch().seen();
    }

    /**
     * Blocks until the condition holds. Needs the lock, and gives it away meanwhile.
     *
     * @return false when time is up and the condition does not hold
     * @throws InterruptedException when the thread is interrupted and the condition does not hold; the thread's flag is set again
     */
    private boolean await(Deque<Latch> threads, BooleanSupplier condition, long deadline) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            if (engine.timer().now() >= deadline) {
                return false;
            }
            Latch latch = new Latch();
            boolean idle = left == 0;
            threads.add(latch);
            lock.unlock();
            boolean interrupted = false;
            try {
                sleep(latch, idle, deadline);
            } catch (InterruptedException e) {
                interrupted = true;
                Thread.currentThread().interrupt();
            } finally {
                lock.lock();
                threads.remove(latch);
            }
            if (interrupted && !condition.getAsBoolean()) {
                throw new InterruptedException();
            }
        }
        return true;
    }

    private void sleep(Latch latch, boolean idle, long deadline) throws InterruptedException {
        if (idle) {
            // Nothing else would tell it that the facade is closed.
            engine.onClose(latch);
        }
        if (deadline != Long.MAX_VALUE) {
            engine.timer().schedule(latch, deadline);
        }
        try {
            engine.time().await(latch.open);
        } finally {
            engine.timer().cancel(latch);
            engine.notOnClose(latch);
        }
    }

    /** Lets all that wait for an end look whether they are still to do so. */
    void wakeTakers() {
        lock.lock();
        try {
            wake(takers);
        } finally {
            lock.unlock();
        }
    }

    private void wakeTaker() {
        Latch taker = takers.poll();
        if (taker != null) {
            taker.run();
        }
    }

    private static void wake(Deque<Latch> threads) {
        threads.forEach(Latch::run);
        threads.clear();
    }

    RunCounts counts() {
        lock.lock();
        try {
            Map<RunPhase, Long> phases = new EnumMap<>(RunPhase.class);
            for (RunPhase phase : PHASES) {
                phases.put(phase, byPhase[phase.ordinal()]);
            }
            return new RunCounts(unseen, phases, failed);
        } finally {
            lock.unlock();
        }
    }
}
