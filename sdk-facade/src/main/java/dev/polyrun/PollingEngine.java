package dev.polyrun;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all polling of one facade shares. Thread-safe.
 *
 * <p>Whose code runs where: the timer's thread and the HTTP client's only hand over; polling, with the observer, the schedule and credential
 * suppliers, is on a thread of its own; users' futures end on the callback threads. So none of them can hold up a deadline, or another's wait.
 */
final class PollingEngine implements AutoCloseable {
    private static final int CALLBACK_THREADS = 2;

    private final EngineTimer timer;
    private final PollSchedule schedule;
    private final PollingObserver observer;
    // After closing there is nothing to poll for any more, but nobody must be left untold.
    private final ExecutorService steps = threads("polyrun-poller", 1, (task, pool) -> {});
    private final ExecutorService callbacks = threads("polyrun-callback", CALLBACK_THREADS, (task, pool) -> task.run());
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** What ends when the facade is closed. */
    interface Waiting {
        /** Called once or twice, on any thread; must not block. */
        void onClose();
    }

    PollingEngine(EngineTimer timer, PollSchedule schedule, PollingObserver observer) {
        this.timer = timer;
        this.schedule = schedule;
        this.observer = observer;
    }

    /** Adds something that waits; it ends at once when the facade is closed already. */
    void add(Waiting added) {
        waiting.add(added);
        if (closed) {
            added.onClose();
        }
    }

    void remove(Waiting ended) {
        waiting.remove(ended);
    }

    /** Runs a piece of polling soon; not at all when the facade is closed. It must not throw. */
    void execute(Runnable step) {
        steps.execute(step);
    }

    /** Runs a piece of polling later; not at all when the facade is closed. It must not throw. */
    EngineTimer.Cancellable schedule(Duration delay, Runnable step) {
        return timer.schedule(delay, () -> execute(step));
    }

    /** Runs what may call users' code that waited for an end. Never lost, even when the facade is closed. */
    void tell(Runnable callback) {
        callbacks.execute(callback);
    }

    EngineTimer timer() {
        return timer;
    }

    PollSchedule schedule() {
        return schedule;
    }

    PollingObserver observer() {
        return observer;
    }

    /** Ends every wait with a typed error, then the threads. */
    @Override
    public void close() {
        closed = true;
        List.copyOf(waiting).forEach(Waiting::onClose);
        timer.close();
        steps.shutdown();
        callbacks.shutdown();
    }

    private static ExecutorService threads(String name, int size, RejectedExecutionHandler afterClosing) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                task -> EngineThread.create(task, name + "-" + count.incrementAndGet()));
        executor.allowCoreThreadTimeOut(true);
        executor.setRejectedExecutionHandler(afterClosing);
        return executor;
    }
}
