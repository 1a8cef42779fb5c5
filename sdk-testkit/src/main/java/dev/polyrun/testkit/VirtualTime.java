package dev.polyrun.testkit;

import dev.polyrun.core.TimeSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Time for tests, in which hours pass in milliseconds and in every run alike. Give it to whatever takes a {@link TimeSource}, and its
 * {@link #clock()} to {@link RunScript#timed simulated runs}, so that all of them live in the same time.
 *
 * <p>It stands still, except
 * <ul>
 *   <li>while {@link #advance} moves it, and
 *   <li>while a thread waits in {@link #sleep} or {@link #await}: then it jumps from one moment at which something is due to the next, until that
 *       wait is over.
 * </ul>
 *
 * <p>The waiting thread itself runs what is due, in order of time, and at the same moment in the order in which it was set; when several threads
 * wait, one of them does. Between two tasks it waits, in real time, until no {@linkplain #workBegins work} is under way, so that all that follows
 * from one task has happened before the next. What a task throws ends the wait of the thread that runs it; what else is scheduled stays so.
 *
 * <p>No wait hangs a build. It ends with an {@link AssertionError} that says why when for 20 seconds of real time ({@link #withPatience}) nothing has
 * run, because work does not end or nothing is scheduled; when a future is not done after a hundred days and those 20 seconds; and when a million
 * tasks have run at one moment. Interrupting a waiting thread ends its wait at once.
 *
 * <p>Code that waits in the background of a test runs on {@link #executor()}. Thread-safe.
 */
public final class VirtualTime implements TimeSource {
    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(20);

    private final Instant start;
    private final long seed;
    private final Duration patience;
    private final Timeline timeline;
    private final RandomGenerator random;

    private VirtualTime(Instant start, long seed, Duration patience) {
        this.start = start;
        this.seed = seed;
        this.patience = patience;
        this.timeline = new Timeline(start, nanos(patience));
        SplittableRandom source = new SplittableRandom(seed);
        this.random = () -> {
            synchronized (source) {
                return source.nextLong();
            }
        };
    }

    /** A time that starts at 2026-01-01T00:00:00Z, with random numbers of seed 0. */
    public static VirtualTime create() {
        return startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** As {@link #create()}, with another start. */
    public static VirtualTime startingAt(Instant start) {
        return new VirtualTime(start, 0, USUAL_PATIENCE);
    }

    /** A new time, at its start, that differs from this one in the seed of its {@link #random()}. */
    public VirtualTime withSeed(long seed) {
        return new VirtualTime(start, seed, patience);
    }

    /**
     * A new time, at its start, that differs from this one in its patience.
     *
     * @param patience how long, in real time, a wait puts up with a time that does not move; long enough for a breakpoint, for instance
     * @throws IllegalArgumentException when it is not positive
     */
    public VirtualTime withPatience(Duration patience) {
        if (patience.isZero() || patience.isNegative()) {
            throw new IllegalArgumentException("Patience must be positive, but is " + patience);
        }
        return new VirtualTime(start, seed, patience);
    }

    /**
     * Moves time forward, from one moment at which something is due to the next, and runs it. When this returns, all that was due by then has run and
     * no work is under way. {@link Duration#ZERO} runs what is due right now. While another thread waits here too, tasks may run on that one, and
     * time may have moved further.
     *
     * @param duration up to 146 years after the start, where this time ends
     * @throws IllegalArgumentException when the duration is negative
     * @throws AssertionError when time cannot move on
     * @throws IllegalStateException when the thread is interrupted, with its flag set, or when a task calls this
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("Time goes forward only, but was to move by " + duration);
        }
        try {
            timeline.advance(nanos(duration));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while time moved on by " + duration, e);
        }
    }

    /** How far time has moved since its start. */
    public Duration elapsed() {
        return Duration.ofNanos(timeline.now());
    }

    /** This time as a clock, in UTC. */
    public Clock clock() {
        return new View(timeline, ZoneOffset.UTC);
    }

    /** Random numbers, the same in every run; for the jitter of whatever lives in this time. Always the same generator. Thread-safe. */
    public RandomGenerator random() {
        return random;
    }

    /**
     * Runs each task on a daemon thread of its own that takes part in this time: time stands still while the task runs, and passes while it waits in
     * {@link #sleep} or {@link #await}, but only as far as another thread moves it. So a test holds the reins while it looks on:
     * <pre>{@code
     * CompletableFuture<Result> later = CompletableFuture.supplyAsync(() -> codeThatWaits(time), time.executor());
     * time.advance(Duration.ofMinutes(5));
     * assertThat(later).isNotDone();
     * }</pre>
     * A task starts when time is moved next, and runs until it waits or ends before another one goes on; of several the order is always the same.
     * Wait for their ends with {@link #await}, not with {@code get} or {@code join}, in which no time passes.
     */
    public Executor executor() {
        return task -> timeline.after(0, () -> startThread(task));
    }

    /** Runs a task as {@link #executor()} does, from now on. */
    void startThread(Runnable task) {
        timeline.startThread(task);
    }

    /** As {@link #await}, for a thread in the middle of a call over HTTP: that counts as work, but its answer takes time. */
    void awaitAnswer(CompletableFuture<?> future) throws InterruptedException {
        timeline.await(future, true);
    }

    /** Nanoseconds since the start. */
    @Override
    public long nanoTime() {
        return timeline.now();
    }

    @Override
    public Instant instant() {
        return timeline.instant();
    }

    /**
     * {@inheritDoc} Zero and less is over at once; what reaches beyond 146 years after the start never is.
     *
     * @throws AssertionError when time cannot move on
     * @throws IllegalStateException when a task calls this
     */
    @Override
    public void sleep(Duration duration) throws InterruptedException {
        long nanos = nanos(duration);
        if (nanos > 0) {
            timeline.sleep(nanos);
        }
    }

    /**
     * {@inheritDoc} What else follows from its completion may still be under way; {@code advance(Duration.ZERO)} waits for that.
     *
     * @throws AssertionError when time cannot move on, or has moved on for long without the future being done
     * @throws IllegalStateException when a task calls this and the future is not done
     */
    @Override
    public void await(CompletableFuture<?> future) throws InterruptedException {
        if (!future.isDone()) {
            timeline.await(future, false);
        }
    }

    /** {@inheritDoc} Here that is the thread that moves time. Less than zero counts as zero; what is due after 146 years never runs. */
    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
        Timeline.Event event = timeline.after(nanos(delay), task);
        return () -> timeline.remove(event);
    }

    /** {@inheritDoc} Here it has no thread: its task runs on the one that moves time. */
    @Override
    public Alarm alarm(String threadName, Runnable task) {
        return new VirtualAlarm(timeline, task);
    }

    @Override
    public void workBegins() {
        timeline.workBegins();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException when as many have ended as have begun
     */
    @Override
    public void workEnds() {
        timeline.workEnds();
    }

    @Override
    public String toString() {
        return "VirtualTime[" + instant() + ", " + elapsed() + " after its start, seed " + seed + "]";
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : duration.isNegative() ? 0 : duration.toNanos();
    }

    private static final class View extends Clock {
        private final Timeline timeline;
        private final ZoneId zone;

        View(Timeline timeline, ZoneId zone) {
            this.timeline = timeline;
            this.zone = zone;
        }

        @Override
        public Instant instant() {
            return timeline.instant();
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new View(timeline, other);
        }
    }

    private static final class VirtualAlarm implements Alarm {
        private final Timeline timeline;
        private final Runnable task;
        private Timeline.@Nullable Event event;
        private boolean closed;

        VirtualAlarm(Timeline timeline, Runnable task) {
            this.timeline = timeline;
            this.task = task;
        }

        @Override
        public synchronized void set(long nanoTime) {
            removeEvent();
            event = closed ? null : timeline.at(nanoTime, task);
        }

        @Override
        public synchronized void close() {
            closed = true;
            removeEvent();
        }

        private void removeEvent() {
            if (event != null) {
                timeline.remove(event);
            }
        }
    }
}
