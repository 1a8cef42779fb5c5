package dev.polyrun;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One run that someone waits for; all who wait for it share its polls. There may be a hundred thousand, so each field counts: what most never
 * need is in {@link Extras}.
 *
 * <p>Written on the engine's polling thread, but for the waiters, which the {@link WatchTable} guards. What is volatile may be read anywhere.
 */
final class Watch extends TickWheel.Entry {
    /** What only a run needs that cannot be seen, is paused, or is hinted at. Times are of the engine's timer. */
    static final class Extras {
        static final long NEVER = -1;

        /** The first of failures in a row. */
        long failingSince = NEVER;
        int failures;
        /** The first of looks in a row that the vendor answered with "no such run". */
        long missingSince = NEVER;
        long pausedSince = NEVER;
        /** How often in a row a list did not show it. */
        int missedByLists;
        /** When as many hints as may be followed at once have been followed; it runs ahead of time by as much as there were too many. */
        long hintsFollowedUntil;
    }

    /** Goes before all others when it is due. */
    static final int URGENT = 1;
    /** Something happened while a look was under way, which may have been answered before. */
    static final int AGAIN = 2;
    /** The next call reads the whole run. */
    static final int WHOLE = 4;
    /** The next look is at this run alone. */
    static final int ALONE = 8;
    /** Its end is in the history of its workflow. */
    static final int RECORDED = 16;

    /** It is polled. */
    static final int BEGUN = 32;
    /** A look at it succeeded. */
    static final int LOOKED = 64;
    /** Something may have happened to it since the last look was sent. */
    static final int HINTED = 128;

    private static final AtomicIntegerFieldUpdater<Watch> HINTS = AtomicIntegerFieldUpdater.newUpdater(Watch.class, "hints");

    final PollLane lane;
    final RunRef ref;

    /** Null, a {@link Waiter}, or a {@code Waiter[]} that is never written again. */
    volatile @Nullable Object waiters;

    volatile @Nullable RunSnapshot lastSnapshot;
    volatile int polls;
    /** The call under way, cancelled when nobody waits any more. */
    volatile @Nullable CompletableFuture<?> flight;
    private volatile byte reason;
    /** Nobody waits any more: whatever is still on its way for it is ignored. */
    volatile boolean gone;
    /** Is due, and among those that wait for their turn. */
    volatile boolean queued;

    /** 1 when there was a hint that the polling thread has not taken yet. */
    private volatile int hints;

    @Nullable Extras extras;
    @Nullable RunHistory history;
    @Nullable BatchScope scope;
    int scopeIndex = -1;
    /** Of the constants above; two bytes for what would be eight. */
    private short flags;

    /** When the run began; before the timer itself, maybe. This and what follows are ticks of the timer. */
    int beganAtTick;
    /** From one poll to the next. */
    int gapTicks = 1;
    /** When the last look was sent that succeeded. */
    int lookedAtTick;

    Watch(PollLane lane, RunRef ref) {
        this.lane = lane;
        this.ref = ref;
    }

    private static final NextPoll.Reason[] REASONS = NextPoll.Reason.values();

    NextPoll.Reason reason() {
        return REASONS[reason];
    }

    void reason(NextPoll.Reason reason) {
        this.reason = (byte) reason.ordinal();
    }

    boolean is(int flag) {
        return (flags & flag) != 0;
    }

    void set(int flag, boolean value) {
        flags = (short) (value ? flags | flag : flags & ~flag);
    }

    PollingException.Seen seen() {
        return new PollingException.Seen(ref, lastSnapshot, polls);
    }

    Extras extras() {
        Extras current = extras;
        if (current == null) {
            current = new Extras();
            extras = current;
        }
        return current;
    }

    /** Notes a hint, on any thread; false when the polling thread is to come upon it already. */
    boolean noteHint() {
        return HINTS.compareAndSet(this, 0, 1);
    }

    /** Takes the hints so far; false when there is none. What is sent from now on shows what they were about. */
    boolean takeHints() {
        return hints != 0 && HINTS.compareAndSet(this, 1, 0);
    }

    boolean hasWaiters() {
        Object current = waiters;
        if (current instanceof Waiter one) {
            return !one.isOver();
        }
        if (current instanceof Waiter[] many) {
            for (Waiter waiter : many) {
                if (!waiter.isOver()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static final Waiter[] NONE = {};

    /** Who waits now. */
    Waiter[] waiting() {
        Object current = waiters;
        return current instanceof Waiter one ? new Waiter[] {one} : current instanceof Waiter[] many ? many : NONE;
    }
}
