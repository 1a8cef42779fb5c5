package dev.polyrun;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One run that someone waits for; all who wait for it share its polls. There may be a hundred thousand, so each field counts: what most never
 * need is in {@link Trouble}.
 *
 * <p>Written on the engine's polling thread, but for the waiters, which the {@link WatchTable} guards. What is volatile may be read anywhere.
 */
final class Watch extends TickWheel.Entry {
    /** What only a run needs that cannot be seen, or is paused. Times are of the engine's timer. */
    static final class Trouble {
        static final long NEVER = -1;

        /** The first of failures in a row. */
        long failingSince = NEVER;
        int failures;
        /** The first of looks in a row that the vendor answered with "no such run". */
        long missingSince = NEVER;
        long pausedSince = NEVER;
        /** How often in a row a list did not show it. */
        int missedByLists;
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

    @Nullable Trouble trouble;
    @Nullable RunHistory history;
    @Nullable BatchScope scope;
    int scopeIndex = -1;
    /** Of the constants above; a byte for what would be seven. */
    private byte flags;

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
        flags = (byte) (value ? flags | flag : flags & ~flag);
    }

    PollingException.Seen seen() {
        return new PollingException.Seen(ref, lastSnapshot, polls);
    }

    Trouble trouble() {
        Trouble current = trouble;
        if (current == null) {
            current = new Trouble();
            trouble = current;
        }
        return current;
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
