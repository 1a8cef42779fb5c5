package dev.polyrun;

/** The run is paused, and whoever waited for it does not wait for that: see {@link WaitOptions.OnPause#FAIL}. */
public final class RunPausedException extends PollingException {
    private static final long serialVersionUID = 1L;

    RunPausedException(String what, Seen seen) {
        super(what, seen, null);
    }
}
