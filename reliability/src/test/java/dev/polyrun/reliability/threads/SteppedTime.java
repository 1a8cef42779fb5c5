package dev.polyrun.reliability.threads;

import dev.polyrun.core.TimeSource;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Virtual time that does something at one step of what is asked of it, whoever asks: each look at the clock, each wait, each timer, each begin and
 * end of work is one.
 */
final class SteppedTime implements TimeSource {
    private final VirtualTime time = VirtualTime.create();
    private final AtomicInteger steps = new AtomicInteger();
    private final Object firing = new Object();
    private volatile int at;
    private Runnable what = () -> {};
    private boolean fired;

    VirtualTime virtual() {
        return time;
    }

    /** From now on steps count from 1; at this one it happens. */
    void at(int step, Runnable what) {
        synchronized (firing) {
            steps.set(0);
            fired = false;
            this.what = what;
            at = step;
        }
    }

    /** Nothing more happens. Returns whether it did before. */
    boolean disarm() {
        synchronized (firing) {
            what = () -> {};
            return fired;
        }
    }

    /** How many steps there have been. */
    int steps() {
        return steps.get();
    }

    private void step() {
        if (steps.incrementAndGet() == at) {
            synchronized (firing) {
                fired = true;
                what.run();
            }
        }
    }

    @Override
    public long nanoTime() {
        step();
        return time.nanoTime();
    }

    @Override
    public Instant instant() {
        step();
        return time.instant();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        step();
        time.sleep(duration);
        step();
    }

    @Override
    public void await(CompletableFuture<?> future) throws InterruptedException {
        step();
        time.await(future);
        step();
    }

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
        step();
        return time.schedule(task, delay);
    }

    @Override
    public Alarm alarm(String threadName, Runnable task) {
        return time.alarm(threadName, task);
    }

    @Override
    public void workBegins() {
        time.workBegins();
        step();
    }

    @Override
    public void workEnds() {
        step();
        time.workEnds();
    }
}
