package dev.polyrun.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The moment at hand, what is due at it and after it, and who waits.
 *
 * <p>One of the waiting threads drives: whenever no work is under way, it moves time to what is due next and runs it. It passes that on when its own
 * wait is over. Thread-safe; tasks and callers' code run outside the lock.
 */
final class Timeline {
    /** 146 years; half of what a long holds, so that a caller who adds as much to the moment at hand does not overflow either. */
    static final long END = Long.MAX_VALUE / 2;

    /** Added to the number of what is to run last of all that is due at its moment. */
    private static final long LAST = 1L << 62;

    private static final long SUSPICIOUSLY_LONG = Duration.ofDays(100).toNanos();
    private static final long SUSPICIOUSLY_MANY = 1_000_000;

    private final Instant start;
    private final long patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeSet<Event> events = new TreeSet<>();
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private final Set<TimedThread> threads = new LinkedHashSet<>();
    private @Nullable Waiter driver;
    private boolean taskRuns;
    private long numbers;
    private int work;
    /** How much of the work is that of threads and calls that wait here, and so holds up nothing. */
    private int paused;
    /** In real time: when a task ended last or, if that is later, a wait began. */
    private long quietSince;
    /** Since a wait began. */
    private long tasksAtThisMoment;
    private volatile long now;

    Timeline(Instant start, long patience) {
        this.start = start;
        this.patience = patience;
    }

    /** A task and when it is due. */
    record Event(long due, long number, Runnable task) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(due, other.due);
            return byTime == 0 ? Long.compare(number, other.number) : byTime;
        }
    }

    /** A thread that takes part: it counts as work except while it waits here, and never drives. */
    static final class TimedThread extends Thread {
        private final Timeline timeline;
        private boolean waiting;

        private TimedThread(Timeline timeline, Runnable task, String name) {
            super(task, name);
            this.timeline = timeline;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                super.run();
            } finally {
                timeline.ended(this);
            }
        }
    }

    /** A thread that waits, until it is told that its wait is over. */
    private final class Waiter {
        final Thread thread = Thread.currentThread();
        final @Nullable TimedThread timed = thread instanceof TimedThread own && own.timeline == Timeline.this ? own : null;
        /** How much work this wait puts off. */
        final int pauses;
        final Condition wake = lock.newCondition();
        final long since = now;
        final long sinceInRealTime = System.nanoTime();
        @Nullable Event end;
        boolean over;

        /** @param withinCall whether a call counts as work meanwhile that waits here itself */
        Waiter(boolean withinCall) {
            pauses = (timed == null ? 0 : 1) + (withinCall ? 1 : 0);
        }

        /** Called with or without the lock. */
        void finish() {
            lock.lock();
            try {
                if (!over) {
                    over = true;
                    // Before time can move on: from here on it runs again.
                    paused -= pauses;
                    if (timed != null) {
                        timed.waiting = false;
                    }
                    wake.signal();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Nanoseconds since the start. */
    long now() {
        return now;
    }

    Instant instant() {
        return start.plusNanos(now);
    }

    /** @param delay in nanoseconds; 0 or less is at once, and what is due after the end of time never runs */
    Event after(long delay, Runnable task) {
        lock.lock();
        try {
            return add(delay, 0, task);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #after}, with the moment in place of the delay. */
    Event at(long moment, Runnable task) {
        lock.lock();
        try {
            return add(moment - now, 0, task);
        } finally {
            lock.unlock();
        }
    }

    void remove(Event event) {
        lock.lock();
        try {
            events.remove(event);
        } finally {
            lock.unlock();
        }
    }

    void workBegins() {
        lock.lock();
        work++;
        lock.unlock();
    }

    void workEnds() {
        lock.lock();
        try {
            if (work == 0) {
                throw new IllegalStateException("workEnds() without a workBegins() before it");
            }
            work--;
            wakeDriver();
        } finally {
            lock.unlock();
        }
    }

    void startThread(Runnable task) {
        lock.lock();
        try {
            TimedThread thread = new TimedThread(this, task, "polyrun-virtual-" + ++numbers);
            threads.add(thread);
            work++;
            thread.start();
        } finally {
            lock.unlock();
        }
    }

    private void ended(TimedThread thread) {
        lock.lock();
        try {
            threads.remove(thread);
            workEnds();
        } finally {
            lock.unlock();
        }
    }

    void sleep(long nanos) throws InterruptedException {
        await(false, waiter -> waiter.end = add(nanos, 0, waiter::finish));
    }

    /** Waits until all that is due by then has run, with what follows from it. */
    void advance(long nanos) throws InterruptedException {
        await(false, waiter -> waiter.end = add(Math.min(nanos, END - now), LAST, waiter::finish));
    }

    void await(CompletableFuture<?> future, boolean withinCall) throws InterruptedException {
        await(withinCall, waiter -> future.whenComplete((value, failure) -> waiter.finish()));
    }

    /** @param arrangement sees to it that the wait will be over */
    private void await(boolean withinCall, Consumer<Waiter> arrangement) throws InterruptedException {
        lock.lock();
        try {
            Waiter waiter = new Waiter(withinCall);
            enter(waiter);
            try {
                arrangement.accept(waiter);
                while (!waiter.over) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                    if (driver == waiter) {
                        drive(waiter);
                    } else if (waiter.timed == null) {
                        waiter.wake.awaitNanos(patienceLeft());
                    } else {
                        waiter.wake.await();
                    }
                }
            } finally {
                leave(waiter);
            }
        } finally {
            lock.unlock();
        }
    }

    private void enter(Waiter waiter) {
        if (driver != null && driver.thread == waiter.thread) {
            throw new IllegalStateException("A task must not wait for time to pass: it runs on the thread that moves it. "
                    + "Schedule another task instead, or run the code that waits on executor()");
        }
        paused += waiter.pauses;
        if (waiter.timed == null) {
            waiters.add(waiter);
            quietSince = waiter.sinceInRealTime;
            tasksAtThisMoment = 0;
            driver = driver == null ? waiter : driver;
        } else {
            waiter.timed.waiting = true;
        }
        wakeDriver();
    }

    private void leave(Waiter waiter) {
        waiter.finish();
        if (waiter.end != null) {
            events.remove(waiter.end);
        }
        waiters.remove(waiter);
        if (driver == waiter) {
            driver = waiters.peekFirst();
            wakeDriver();
        }
    }

    /** Runs what is due next, or waits for a change when there is nothing or when it must not run yet. */
    private void drive(Waiter waiter) throws InterruptedException {
        if (work > paused || events.isEmpty()) {
            waiter.wake.awaitNanos(patienceLeft());
            return;
        }
        Event next = events.first();
        if (next.due == now) {
            tasksAtThisMoment++;
            if (tasksAtThisMoment > SUSPICIOUSLY_MANY) {
                throw explained(SUSPICIOUSLY_MANY + " tasks ran at " + instant() + ", and more are due: they set each other for the same moment");
            }
        } else {
            if (waiter.end == null && now - waiter.since > SUSPICIOUSLY_LONG && System.nanoTime() - waiter.sinceInRealTime > patience) {
                throw explained("Waited for " + Duration.ofNanos(now - waiter.since) + ", until " + instant() + ", which took more than "
                        + Duration.ofNanos(patience) + " of real time, and the future is still not done. Does what it waits for ever happen?");
            }
            now = next.due;
            tasksAtThisMoment = 0;
        }
        events.pollFirst();
        taskRuns = true;
        lock.unlock();
        try {
            next.task.run();
        } finally {
            lock.lock();
            taskRuns = false;
            quietSince = System.nanoTime();
        }
    }

    private long patienceLeft() {
        long left = patience - (System.nanoTime() - quietSince);
        if (left <= 0) {
            throw explained("Time has stood still at " + instant() + " for " + Duration.ofNanos(patience) + " of real time, its patience: "
                    + reason());
        }
        return left;
    }

    private String reason() {
        if (driver != null && taskRuns) {
            return "a task does not return, on " + driver.thread.getName();
        }
        if (work > paused) {
            return work - paused + " begun by workBegins() and not ended by workEnds(). A call over a socket that is not answered holds time up, "
                    + "and so does code that waits for time to pass while it counts as work itself";
        }
        return "nothing is scheduled and no work is under way, so that what is waited for cannot happen by itself";
    }

    private Event add(long delay, long order, Runnable task) {
        boolean everDue = delay <= END - now;
        Event event = new Event(everDue ? now + Math.max(0, delay) : Long.MAX_VALUE, order + ++numbers, task);
        if (everDue) {
            events.add(event);
            wakeDriver();
        }
        return event;
    }

    private void wakeDriver() {
        if (driver != null && work <= paused) {
            driver.wake.signal();
        }
    }

    private AssertionError explained(String text) {
        AssertionError error = new AssertionError(text);
        for (TimedThread thread : threads) {
            if (!thread.waiting) {
                error.addSuppressed(stackOf(thread));
            }
        }
        if (driver != null && taskRuns) {
            error.addSuppressed(stackOf(driver.thread));
        }
        return error;
    }

    private static Throwable stackOf(Thread thread) {
        Throwable stack = new Throwable("This is what " + thread.getName() + " is doing");
        stack.setStackTrace(thread.getStackTrace());
        return stack;
    }
}
