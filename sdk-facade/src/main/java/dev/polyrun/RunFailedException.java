package dev.polyrun;

import dev.polyrun.core.PolyrunException;

/** The run failed. */
public final class RunFailedException extends PolyrunException {
    private static final long serialVersionUID = 1L;

    private final transient Run run;

    RunFailedException(Run run) {
        super(message(run), null);
        this.run = run;
    }

    /** The run as it ended. */
    public Run run() {
        return run;
    }

    private static String message(Run run) {
        RunError error = run.snapshot().error();
        if (error == null) {
            return run.snapshot().toString();
        }
        return run.snapshot() + (error.step() == null ? "" : " in step " + error.step()) + ": " + error.message();
    }
}
