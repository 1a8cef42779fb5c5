package dev.polyrun;

import dev.polyrun.core.DaemonThread;
import dev.polyrun.core.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What all polling of one facade shares. Thread-safe.
 *
 * <p>Whose code runs where: the timer's thread and the HTTP client's only hand over; polling, with the observer, the schedule and credential
 * suppliers, is on one thread of its own; users' futures end on the callback threads. So none of them can hold up a deadline, or another's wait.
 */
final class PollingEngine implements AutoCloseable {
    private static final int CALLBACK_THREADS = 2;

    private final TimeSource time;
    private final PollingPolicy policy;
    private final EngineTimer timer;
    private final ObserverCalls told;
    private final PollCycle cycle;
    private final BatchPolls batches;
    // After closing there is nothing to poll for any more, but nobody must be left untold.
    private final ExecutorService steps = threads("polyrun-poller", 1, (task, pool) -> ((Step) task).dropped());
    private final ExecutorService callbacks = threads("polyrun-callback", CALLBACK_THREADS, (task, pool) -> task.run());
    private final WatchTable table = new WatchTable();
    private final Map<VendorAdapter, PollLane> lanes = new ConcurrentHashMap<>();
    private final Set<CompletableFuture<?>> shared = ConcurrentHashMap.newKeySet();
    private final Set<Runnable> onClose = ConcurrentHashMap.newKeySet();
    /** Used on the polling thread, again and again. */
    private final List<Watch> due = new ArrayList<>();
    private volatile boolean closed;

    /**
     * @param observer null when there is none
     */
    PollingEngine(TimeSource time, PollingPolicy policy, @Nullable PollingObserver observer, RandomGenerator random) {
        this.time = time;
        this.policy = policy;
        this.timer = new EngineTimer(time, this::onPollsDue);
        this.told = new ObserverCalls(observer);
        this.cycle = new PollCycle(this, new PollPlan(policy.schedule(), timer, time, random));
        this.batches = new BatchPolls(this, cycle);
    }

    TimeSource time() {
        return time;
    }

    PollingPolicy policy() {
        return policy;
    }

    EngineTimer timer() {
        return timer;
    }

    PollCycle cycle() {
        return cycle;
    }

    BatchPolls batches() {
        return batches;
    }

    ObserverCalls told() {
        return told;
    }

    /** Begins to wait, all of them together. */
    void attach(VendorAdapter adapter, RunRef ref, Waiter waiter) {
        attach(List.of(new Wish(adapter, ref, waiter)));
    }

    void attach(Collection<Wish> wishes) {
        for (Wish wish : wishes) {
            if (!table.attach(lane(wish.adapter()), wish.ref(), wish.waiter())) {
                wish.waiter().fail(PollingEngine::closedException);
            }
        }
        execute(() -> {
            for (Wish wish : wishes) {
                cycle.joined(wish.waiter().watch(), wish.waiter());
            }
        });
    }

    /** Who waits for what. */
    record Wish(VendorAdapter adapter, RunRef ref, Waiter waiter) {}

    private PollLane lane(VendorAdapter adapter) {
        return lanes.computeIfAbsent(adapter, key -> new PollLane(this, key));
    }

    /** The watch of a run; null when nobody waits for it. */
    @Nullable Watch watch(VendorAdapter adapter, RunRef ref) {
        PollLane lane = lanes.get(adapter);
        return lane == null ? null : table.get(lane, ref);
    }

    /**
     * Something may have happened to a run; called on any thread. Of a flood, one at a time is on its way to the polling thread.
     *
     * @return whether anyone waits for it
     */
    boolean hint(RunRef ref) {
        boolean watched = false;
        for (PollLane lane : lanes.values()) {
            Watch watch = table.get(lane, ref);
            if (watch != null) {
                watched = true;
                hint(watch);
            }
        }
        return watched;
    }

    void hint(Watch watch) {
        if (watch.noteHint()) {
            execute(() -> cycle.hinted(watch));
        }
    }

    /** A waiter waits no more; called on any thread, once. When it was the last one, polling ends with it. */
    void release(Waiter waiter, @Nullable PollingException failure) {
        Watch watch = waiter.watch();
        boolean last = table.detach(watch, waiter);
        if (last) {
            halt(watch);
        }
        if (last || told.listens()) {
            execute(() -> {
                if (last) {
                    watch.lane.forget(watch);
                }
                told.waitEnd(watch.ref, failure);
            });
        }
    }

    private void halt(Watch watch) {
        timer.cancelPoll(watch);
        CompletableFuture<?> flight = watch.flight;
        if (flight != null) {
            flight.cancel(true);
        }
    }

    /** Ends a watch, on the polling thread. */
    Waiter[] end(Watch watch) {
        Waiter[] waiting = table.end(watch);
        halt(watch);
        watch.lane.forget(watch);
        return waiting;
    }

    /** Runs a piece of polling soon; not at all when the facade is closed. It must not throw. */
    void execute(Runnable step) {
        time.workBegins();
        steps.execute(new Step(time, step));
    }

    private record Step(TimeSource time, Runnable work) implements Runnable {
        @Override
        public void run() {
            try {
                work.run();
            } finally {
                time.workEnds();
            }
        }

        void dropped() {
            time.workEnds();
        }
    }

    /** Runs a piece of polling later; not at all when the facade is closed. It must not throw. */
    TimerHeap.Entry schedule(Duration delay, Runnable step) {
        return onTimer(delay, () -> execute(step));
    }

    /** Runs something on the timer's own thread, which it must not hold up. */
    TimerHeap.Entry onTimer(Duration delay, Runnable task) {
        TimerHeap.Entry entry = new TimerHeap.Entry() {
            @Override
            void due() {
                task.run();
            }
        };
        timer.schedule(entry, timer.now() + EngineTimer.nanos(delay));
        return entry;
    }

    /** Runs what may call users' code that waited for an end. Never lost, even when the facade is closed. */
    void tell(Runnable callback) {
        time.workBegins();
        callbacks.execute(new Step(time, callback));
    }

    /** One hand-over for all runs that are due together, however many. */
    private void onPollsDue() {
        execute(() -> {
            timer.takeDuePolls(due);
            for (Watch watch : due) {
                if (watch.flight == null) {
                    watch.lane.offer(watch);
                } else {
                    cycle.giveUpCall(watch);
                }
            }
            due.clear();
        });
    }

    /** A call for many runs, which ends with the facade. */
    void underWay(CompletableFuture<?> call) {
        shared.add(call);
        call.whenComplete((answer, failure) -> shared.remove(call));
        if (closed) {
            call.cancel(true);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Adds what is to run when the facade is closed, at once when it is; once or twice, on any thread, and it must not block. */
    void onClose(Runnable task) {
        onClose.add(task);
        if (closed) {
            task.run();
        }
    }

    void notOnClose(Runnable task) {
        onClose.remove(task);
    }

    static PollerClosedException closedException(PollingException.Seen seen) {
        return new PollerClosedException("the facade was closed", seen, null);
    }

    /** Ends every wait with a typed error, then the threads. */
    @Override
    public void close() {
        closed = true;
        for (Watch watch : table.close()) {
            for (Waiter waiter : table.end(watch)) {
                waiter.fail(PollingEngine::closedException);
            }
            halt(watch);
        }
        lanes.values().forEach(PollLane::close);
        List.copyOf(onClose).forEach(Runnable::run);
        List.copyOf(shared).forEach(call -> call.cancel(true));
        timer.close();
        steps.shutdown();
        callbacks.shutdown();
    }

    private static ExecutorService threads(String name, int size, RejectedExecutionHandler afterClosing) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                task -> DaemonThread.create(task, name + "-" + count.incrementAndGet()));
        executor.allowCoreThreadTimeOut(true);
        executor.setRejectedExecutionHandler(afterClosing);
        return executor;
    }
}
