package dev.polyrun;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Waits for the end of a run on behalf of its group. There may be a hundred thousand, so it is 32 bytes, its place in the group included. */
final class GroupMember implements Waiter {
    private final GroupQueue group;
    private volatile @Nullable Watch watch;

    /** Null until the run is seen, then its {@link RunPhase}, and in the end its {@link RunCompletion}. Written by the group. */
    volatile @Nullable Object state;

    // Of those in its group, in the order in which they were added; the group's own.
    @Nullable GroupMember previous;
    @Nullable GroupMember next;

    GroupMember(GroupQueue group) {
        this.group = group;
    }

    @Override
    public void attached(Watch watch) {
        this.watch = watch;
    }

    @Override
    public Watch watch() {
        return Objects.requireNonNull(watch, "watch");
    }

    @Override
    public boolean isOf(Object owner) {
        return owner == group;
    }

    @Override
    public boolean isOver() {
        return completion() != null;
    }

    /** How it ended; null while it is waited for. */
    @Nullable RunCompletion completion() {
        return state instanceof RunCompletion completion ? completion : null;
    }

    @Override
    public void seen(RunSnapshot now) {
        // Most looks show nothing new, and the group's lock is not needed for them.
        if (state != now.phase()) {
            group.seen(this, now.phase());
        }
    }

    @Override
    public boolean wantsRun(RunSnapshot now) {
        return now.phase().isTerminal();
    }

    @Override
    public void read(Run run) {
        end(run, null);
    }

    @Override
    public void fail(Function<PollingException.Seen, PollingException> exception) {
        if (!isOver()) {
            end(null, exception.apply(watch().seen()));
        }
    }

    private void end(@Nullable Run run, @Nullable PollingException failure) {
        if (group.end(this, run, failure)) {
            watch().lane.engine().release(this, failure);
        }
    }
}
