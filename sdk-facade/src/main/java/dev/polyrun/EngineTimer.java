package dev.polyrun;

import dev.polyrun.core.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The one timer of a facade, on one thread. Thread-safe. */
final class EngineTimer implements AutoCloseable {
    /**
     * Polls that are due within the same tick share one wake-up, which costs more than the poll's own bookkeeping. Deadlines are not rounded.
     */
    static final long TICK_NANOS = 10_000_000;

    /** As good as never, and far from where nanoseconds overflow. */
    static final long FOREVER_NANOS = Duration.ofDays(36_500).toNanos();

    private final TimeSource time;
    private final long origin;
    private final TimeSource.Alarm alarm;
    private final Runnable onPollsDue;
    private final ReentrantLock lock = new ReentrantLock();
    private final TimerHeap heap = new TimerHeap();
    private final TickWheel<Watch> polls = new TickWheel<>();
    private boolean pollsHandedOver;
    private boolean alarmSet;
    private long alarmAt;
    private boolean closed;

    /**
     * @param onPollsDue runs on the timer's thread when polls are due; they are to be taken with {@link #takeDuePolls} soon
     */
    EngineTimer(TimeSource time, Runnable onPollsDue) {
        this.time = time;
        this.origin = time.nanoTime();
        this.onPollsDue = onPollsDue;
        this.alarm = time.alarm("polyrun-timer", this::run);
    }

    /** Nanoseconds since the timer was made. */
    long now() {
        return time.nanoTime() - origin;
    }

    /** Schedules the entry, in place of where it was; not at all when the timer is closed. */
    void schedule(TimerHeap.Entry entry, long at) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            heap.put(entry, at);
            wakeFor(at);
        } finally {
            lock.unlock();
        }
    }

    /** Schedules the next poll of a run, at the end of its tick, in place of what was scheduled; not at all when the timer is closed. */
    void schedulePoll(Watch watch, long at) {
        long now = now();
        long ahead = (at + TICK_NANOS - 1) / TICK_NANOS - now / TICK_NANOS;
        lock.lock();
        try {
            if (!closed) {
                polls.skipTo(tick(now));
                polls.put(watch, tick(now) + (int) Math.min(ahead, TickWheel.FURTHEST));
                wakeFor(nanosOf(watch.tick()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** The tick of a time; ticks are whole numbers that begin anew when they run out. */
    static int tick(long nanos) {
        return (int) (nanos / TICK_NANOS);
    }

    /** The time of a tick that is not further from now than ticks last. */
    long nanosOf(int tick) {
        long ticks = now() / TICK_NANOS;
        return (ticks + (tick - (int) ticks)) * TICK_NANOS;
    }

    void cancelPoll(Watch watch) {
        lock.lock();
        try {
            polls.remove(watch);
        } finally {
            lock.unlock();
        }
    }

    /** When the next poll is due, in nanoseconds from now; negative when none is scheduled. */
    long nanosUntilPoll(Watch watch) {
        lock.lock();
        try {
            return watch.isScheduled() ? Math.max(0, nanosOf(watch.tick()) - now()) : -1;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the runs whose polls are due. */
    void takeDuePolls(List<Watch> due) {
        lock.lock();
        try {
            polls.advance(tick(now()), due);
            pollsHandedOver = false;
            setNextAlarm();
        } finally {
            lock.unlock();
        }
    }

    void cancel(TimerHeap.Entry entry) {
        lock.lock();
        try {
            // The alarm stays: a wake-up for nothing costs less than setting it anew each time.
            heap.remove(entry);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        List<TimerHeap.Entry> due = new ArrayList<>(0);
        boolean pollsAreDue;
        lock.lock();
        try {
            alarmSet = false;
            long now = now();
            while (heap.size() > 0 && heap.firstTime() <= now) {
                due.add(heap.poll());
            }
            pollsAreDue = !pollsHandedOver && !polls.isEmpty() && polls.next() - tick(now) <= 0;
            pollsHandedOver |= pollsAreDue;
            setNextAlarm();
        } finally {
            lock.unlock();
        }
        for (TimerHeap.Entry entry : due) {
            entry.due();
        }
        if (pollsAreDue) {
            onPollsDue.run();
        }
    }

    private void setNextAlarm() {
        if (heap.size() > 0) {
            wakeFor(heap.firstTime());
        }
        if (!pollsHandedOver && !polls.isEmpty()) {
            wakeFor(nanosOf(polls.next()));
        }
    }

    private void wakeFor(long at) {
        if (!closed && (!alarmSet || at < alarmAt)) {
            setAlarm(at);
        }
    }

    private void setAlarm(long at) {
        alarmSet = true;
        alarmAt = at;
        alarm.set(origin + at);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        alarm.close();
    }

    /** The nanoseconds of a duration; {@link #FOREVER_NANOS} for all that is longer, as {@code ChronoUnit.FOREVER} is. */
    static long nanos(Duration duration) {
        try {
            return Math.min(duration.toNanos(), FOREVER_NANOS);
        } catch (ArithmeticException e) {
            return FOREVER_NANOS;
        }
    }
}
