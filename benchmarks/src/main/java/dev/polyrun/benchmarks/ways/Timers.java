package dev.polyrun.benchmarks.ways;

import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The executors that we hand to libraries which take one: one thread, and what is cancelled leaves the queue. */
final class Timers {
    private Timers() {}

    static ScheduledThreadPoolExecutor real() {
        return prepared(new ScheduledThreadPoolExecutor(1, Timers::thread));
    }

    /** One that waits for nothing, to see many polls in little time. */
    static ScheduledThreadPoolExecutor hurried() {
        return prepared(new Hurried());
    }

    private static ScheduledThreadPoolExecutor prepared(ScheduledThreadPoolExecutor timer) {
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "timer given to the library");
        thread.setDaemon(true);
        return thread;
    }

    private static final class Hurried extends ScheduledThreadPoolExecutor {
        Hurried() {
            super(1, Timers::thread);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            return super.schedule(work, 0, unit);
        }

        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
            return super.schedule(work, 0, unit);
        }
    }
}
