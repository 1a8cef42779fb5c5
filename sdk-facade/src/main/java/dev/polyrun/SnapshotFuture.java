package dev.polyrun;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Waits until a run is seen in a certain way, or has ended; or for a single look, whatever it shows. */
final class SnapshotFuture extends WaiterFuture<RunSnapshot> {
    private final @Nullable Predicate<? super RunSnapshot> condition;

    /**
     * @param condition null for a single look
     */
    SnapshotFuture(int poller, @Nullable Predicate<? super RunSnapshot> condition) {
        super(poller);
        this.condition = condition;
    }

    @Override
    boolean isHandedOut() {
        return false;
    }

    @Override
    public void seen(RunSnapshot now) {
        try {
            // After its end, nothing more will come.
            if (condition == null || condition.test(now) || now.phase().isTerminal()) {
                succeed(now);
            }
        } catch (Throwable e) {
            fail(seen -> new PollingFailedException("the condition that was waited for threw " + e, seen, e));
        }
    }

    @Override
    public boolean takesLastLook() {
        return condition != null;
    }

    @Override
    public boolean wantsRun(RunSnapshot now) {
        return false;
    }

    @Override
    public void read(Run run) {
        seen(run.snapshot());
    }

    @Override
    public void lookFailed(Throwable failure) {
        if (condition == null) {
            failWith(failure);
        }
    }
}
