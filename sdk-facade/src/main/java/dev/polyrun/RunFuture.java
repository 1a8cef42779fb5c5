package dev.polyrun;

/** Waits for the end of a run, and for the whole of it. */
final class RunFuture extends WaiterFuture<Run> {
    // There may be a hundred thousand: with an object in place of the two, each would be 8 bytes larger.
    private final boolean pauseFails;
    private final boolean pauseEnds;
    private final boolean handedOut;

    RunFuture(int poller, WaitOptions.OnPause onPause, boolean handedOut) {
        super(poller);
        this.pauseFails = onPause == WaitOptions.OnPause.FAIL;
        this.pauseEnds = onPause == WaitOptions.OnPause.RETURN;
        this.handedOut = handedOut;
    }

    @Override
    boolean isHandedOut() {
        return handedOut;
    }

    @Override
    public void seen(RunSnapshot now) {
        if (pauseFails && now.phase() == RunPhase.PAUSED) {
            fail(seen -> new RunPausedException("it is paused", seen));
        }
    }

    @Override
    public boolean wantsRun(RunSnapshot now) {
        return now.phase().isTerminal() || pauseEnds && now.phase() == RunPhase.PAUSED;
    }

    @Override
    public void read(Run run) {
        succeed(run);
    }
}
