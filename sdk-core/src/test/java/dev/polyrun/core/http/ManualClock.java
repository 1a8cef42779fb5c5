package dev.polyrun.core.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Time that also runs what is scheduled, once a test has moved it that far. */
final class ManualClock extends FakeClock {
    private record Task(Runnable task, long at) {}

    private final List<Task> tasks = new ArrayList<>();
    private long moved;

    @Override
    public synchronized long nanoTime() {
        return super.nanoTime() + moved;
    }

    @Override
    public synchronized Cancellable schedule(Runnable task, Duration delay) {
        Task planned = new Task(task, nanoTime() + delay.toNanos());
        tasks.add(planned);
        return () -> remove(planned);
    }

    private synchronized void remove(Task task) {
        tasks.remove(task);
    }

    /** How many tasks wait. */
    synchronized int waiting() {
        return tasks.size();
    }

    void move(Duration duration) {
        List<Task> due = new ArrayList<>();
        synchronized (this) {
            moved += duration.toNanos();
            for (Iterator<Task> all = tasks.iterator(); all.hasNext(); ) {
                Task next = all.next();
                if (next.at <= nanoTime()) {
                    all.remove();
                    due.add(next);
                }
            }
        }
        due.forEach(next -> next.task.run());
    }
}
