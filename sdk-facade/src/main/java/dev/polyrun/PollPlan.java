package dev.polyrun;

import dev.polyrun.core.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a run is looked at next: what the vendor said comes first, then what is known of its pause, then the schedule. Learns from the runs
 * that end. Used on the engine's polling thread.
 */
final class PollPlan {
    /** After failures in a row: half a second, doubling up to this. */
    private static final long LONGEST_BACKOFF_NANOS = Duration.ofSeconds(8).toNanos();
    private static final int DOUBLINGS = 4;

    /** A paused run is looked at each tenth of the time for which it has been paused, at least so often, unless the schedule has longer gaps. */
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMinutes(2).toNanos();

    /** So many hints in a row are followed at once; of a flood, one a second. */
    private static final int HINTS_AT_ONCE = 3;
    private static final long HINT_NANOS = Duration.ofSeconds(1).toNanos();

    /** While the vendor tells when a run changes, it is looked at so much less often: events get lost, too. */
    private static final int GAPS_WHILE_TOLD = 4;
    private static final long LONGEST_WHILE_TOLD_NANOS = Duration.ofSeconds(60).toNanos();

    /** No run is believed to be older; the clocks of this machine and of the vendor's differ rather. */
    private static final long OLDEST_NANOS = Duration.ofDays(60).toNanos();

    private final PollSchedule schedule;
    private final @Nullable NanosSchedule builtIn;
    private final EngineTimer timer;
    private final TimeSource time;
    private final RandomGenerator random;
    private final RunHistories histories = new RunHistories();
    private final ScheduleContext context = new ScheduleContext();

    PollPlan(PollSchedule schedule, EngineTimer timer, TimeSource time, RandomGenerator random) {
        this.schedule = schedule;
        this.builtIn = schedule instanceof NanosSchedule nanos ? nanos : null;
        this.timer = timer;
        this.time = time;
        this.random = random;
    }

    /** Someone begins to wait. */
    void begin(Watch watch, long now) {
        watch.beganAtTick = EngineTimer.tick(now);
        if (watch.ref.workflowId() != null) {
            watch.history = histories.of(watch.lane.adapter(), watch.ref.workflowId());
        }
    }

    /** The gap of a run that was not looked at yet. */
    long firstGap(Watch watch, long now) {
        long gap = gap(watch, now);
        watch.gapTicks = gapTicks(gap);
        return gap;
    }

    private static int gapTicks(long gap) {
        return (int) Math.max(1, Math.min(gap / EngineTimer.TICK_NANOS, Integer.MAX_VALUE));
    }

    /** A look succeeded. */
    void seen(Watch watch, RunSnapshot snapshot) {
        Watch.Extras extras = watch.extras;
        if (extras != null) {
            extras.failures = 0;
            extras.failingSince = Watch.Extras.NEVER;
            extras.missingSince = Watch.Extras.NEVER;
        }
        notePause(watch, snapshot);
        if (watch.lastSnapshot == null) {
            int began = EngineTimer.tick(timer.now() - age(snapshot, time.instant()));
            watch.beganAtTick = began - watch.beganAtTick < 0 ? began : watch.beganAtTick;
        }
        if (watch.history == null && snapshot.workflowId() != null) {
            watch.history = histories.of(watch.lane.adapter(), snapshot.workflowId());
        }
        boolean ended = snapshot.phase().isTerminal();
        if (ended && !watch.is(Watch.RECORDED)) {
            record(watch, snapshot);
        }
        watch.set(Watch.RECORDED, ended);
    }

    private void notePause(Watch watch, RunSnapshot snapshot) {
        if (snapshot.phase() == RunPhase.PAUSED) {
            Watch.Extras extras = watch.extras();
            extras.pausedSince = extras.pausedSince < 0 ? timer.now() : extras.pausedSince;
        } else if (watch.extras != null) {
            watch.extras.pausedSince = Watch.Extras.NEVER;
        }
    }

    /** For how long it has been going on by the vendor's account; 0 when that does not say, or cannot be. */
    private static long age(RunSnapshot snapshot, Instant now) {
        OffsetDateTime began = began(snapshot);
        if (began == null) {
            return 0;
        }
        long age = EngineTimer.nanos(Duration.between(began.toInstant(), now));
        return age < 0 || age > OLDEST_NANOS ? 0 : age;
    }

    private static @Nullable OffsetDateTime began(RunSnapshot snapshot) {
        return snapshot.createdAt() == null ? snapshot.startedAt() : snapshot.createdAt();
    }

    /** How long a run took says how long the next of its workflow may take. A cancelled one says nothing. */
    private void record(Watch watch, RunSnapshot ended) {
        if (ended.phase() == RunPhase.CANCELLED || ended.workflowId() == null) {
            return;
        }
        OffsetDateTime began = began(ended);
        OffsetDateTime finished = ended.finishedAt();
        if (began != null && finished != null && !finished.isBefore(began)) {
            histories.of(watch.lane.adapter(), ended.workflowId()).record(EngineTimer.nanos(Duration.between(began, finished)));
        } else if (watch.lastSnapshot != null) {
            histories.of(watch.lane.adapter(), ended.workflowId()).record(elapsed(watch, timer.now()));
        }
    }

    /**
     * When to look next, in nanoseconds of the timer; also notes the reason.
     *
     * @param failure what came of the last look; null when it succeeded
     * @param asked how long the vendor asks to wait; 0 when it does not
     */
    long next(Watch watch, long now, @Nullable Throwable failure, long asked) {
        long gap = gap(watch, now);
        if (failure == null && gap < LONGEST_WHILE_TOLD_NANOS && watch.lane.isToldOf(watch)) {
            gap = Math.min(gap * GAPS_WHILE_TOLD, LONGEST_WHILE_TOLD_NANOS);
        }
        watch.gapTicks = gapTicks(gap);
        watch.reason(NextPoll.Reason.SCHEDULE);
        if (failure != null) {
            return now + afterFailure(watch, gap, asked);
        }
        if (asked > 0) {
            watch.reason(NextPoll.Reason.RETRY_AFTER);
            return now + asked;
        }
        RunSnapshot last = Objects.requireNonNull(watch.lastSnapshot);
        if (last.phase() == RunPhase.PAUSED) {
            return now + whilePaused(watch, last, gap, now);
        }
        // From the tick in which the last look was sent, so that neither the vendor's slowness nor ours adds up; but the vendor gets a pause as well.
        return Math.max(timer.nanosOf(watch.lookedAtTick) + gap, now + gap / 2);
    }

    private long afterFailure(Watch watch, long gap, long asked) {
        if (asked > 0 && asked >= gap) {
            watch.reason(NextPoll.Reason.RETRY_AFTER);
            return asked;
        }
        watch.reason(NextPoll.Reason.FAILURE);
        return Math.max(gap, backoff(watch.extras().failures));
    }

    private static long backoff(int failures) {
        return LONGEST_BACKOFF_NANOS >> Math.max(0, DOUBLINGS - failures + 1);
    }

    /**
     * When to look at a run to which something may have happened; also notes the reason, and that a hint is followed. A time that the vendor asked
     * for stands, and so does the pause after a failure, or whoever hints could make us undercut them.
     *
     * @param scheduled when it would be looked at without the hint, which is returned when that is no later
     */
    long hinted(Watch watch, long now, long scheduled) {
        if (watch.reason() == NextPoll.Reason.RETRY_AFTER) {
            return scheduled;
        }
        Watch.Extras extras = watch.extras();
        long at = Math.max(now, extras.hintsFollowedUntil - (HINTS_AT_ONCE - 1) * HINT_NANOS);
        if (extras.failures > 0) {
            at = Math.max(at, now + backoff(extras.failures));
        }
        if (at >= scheduled) {
            return scheduled;
        }
        extras.hintsFollowedUntil = Math.max(extras.hintsFollowedUntil, at) + HINT_NANOS;
        watch.reason(NextPoll.Reason.HINT);
        return at;
    }

    private long whilePaused(Watch watch, RunSnapshot last, long gap, long now) {
        Pause pause = last.pause();
        long paused = now - watch.extras().pausedSince;
        long slow = Math.max(gap, Math.min(paused / 10, LONGEST_PAUSE_NANOS));
        if (pause != null && pause.resumeAt() != null) {
            long left = EngineTimer.nanos(Duration.between(time.instant(), pause.resumeAt()));
            watch.reason(NextPoll.Reason.RESUME_AT);
            // Someone may end the pause before its time, and the vendor's clock may differ.
            return left <= 0 ? Math.max(gap, EngineTimer.TICK_NANOS) : Math.min(left, LONGEST_PAUSE_NANOS);
        }
        watch.reason(NextPoll.Reason.PAUSED);
        return slow;
    }

    /** As the schedule says; a little earlier, each time differently, so that runs started together drift apart. */
    private long gap(Watch watch, long now) {
        BatchScope scope = watch.scope;
        context.set(elapsed(watch, now), watch.polls, watch.lastSnapshot, scope == null ? 1 : scope.runsPerCall(), watch.history);
        if (builtIn != null) {
            long delay = builtIn.nextDelayNanos(context);
            return builtIn.isJittered() ? (long) (delay * (0.9 + 0.1 * random.nextDouble())) : delay;
        }
        Duration delay = schedule.nextDelay(context);
        if (delay == null || delay.isZero() || delay.isNegative()) {
            throw new IllegalStateException("the poll schedule says to wait " + delay + "; expected more than zero");
        }
        return EngineTimer.nanos(delay);
    }

    private long elapsed(Watch watch, long now) {
        return now - timer.nanosOf(watch.beganAtTick);
    }
}
