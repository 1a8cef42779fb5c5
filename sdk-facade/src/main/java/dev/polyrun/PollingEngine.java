package dev.polyrun;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What all polling of one facade shares. Thread-safe. */
final class PollingEngine implements AutoCloseable {
    private static final int CALLBACK_THREADS = 2;

    private final EngineTimer timer;
    private final PollSchedule schedule;
    private final PollingObserver observer;
    private final ExecutorService callbacks = callbackThreads();
    private final Set<PollLoop> loops = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    PollingEngine(EngineTimer timer, PollSchedule schedule, PollingObserver observer) {
        this.timer = timer;
        this.schedule = schedule;
        this.observer = observer;
    }

    /** Adds a loop and lets it begin. */
    CompletableFuture<Run> begin(PollLoop loop) {
        loops.add(loop);
        CompletableFuture<Run> future = loop.begin();
        if (closed) {
            loop.fail(closedException(loop));
        }
        return future;
    }

    void remove(PollLoop loop) {
        loops.remove(loop);
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

    ExecutorService callbacks() {
        return callbacks;
    }

    /** Ends every wait with a typed error, then the threads. */
    @Override
    public void close() {
        closed = true;
        List.copyOf(loops).forEach(loop -> loop.fail(closedException(loop)));
        timer.close();
        callbacks.shutdown();
    }

    private static PollerClosedException closedException(PollLoop loop) {
        return new PollerClosedException("the facade was closed", loop.watch(), null);
    }

    private static ExecutorService callbackThreads() {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                CALLBACK_THREADS, CALLBACK_THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "polyrun-callback-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        // After closing there is nobody left to tell.
        executor.setRejectedExecutionHandler((task, pool) -> {});
        return executor;
    }
}
