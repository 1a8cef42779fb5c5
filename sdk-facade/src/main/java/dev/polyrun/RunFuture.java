package dev.polyrun;

/** Waits for the end of a run, and for the whole of it. */
final class RunFuture extends WaiterFuture<Run> {
    private final WaitOptions.OnPause onPause;
    private final boolean handedOut;

    RunFuture(Object owner, WaitOptions.OnPause onPause, boolean handedOut) {
        super(owner);
        this.onPause = onPause;
        this.handedOut = handedOut;
    }

    @Override
    boolean isHandedOut() {
        return handedOut;
    }

    @Override
    public void seen(RunSnapshot now) {
        if (now.phase() == RunPhase.PAUSED && onPause == WaitOptions.OnPause.FAIL) {
            fail(seen -> new RunPausedException("it is paused", seen));
        }
    }

    @Override
    public boolean wantsRun(RunSnapshot now) {
        return now.phase().isTerminal() || now.phase() == RunPhase.PAUSED && onPause == WaitOptions.OnPause.RETURN;
    }

    @Override
    public void read(Run run) {
        succeed(run);
    }
}
