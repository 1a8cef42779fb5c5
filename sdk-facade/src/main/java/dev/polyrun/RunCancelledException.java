package dev.polyrun;

import dev.polyrun.core.PolyrunException;

/** The run was stopped before it could end well. */
public final class RunCancelledException extends PolyrunException {
    private static final long serialVersionUID = 1L;

    private final transient Run run;

    RunCancelledException(Run run) {
        super(run.snapshot().toStringWithError(), null);
        this.run = run;
    }

    /** The run as it ended. */
    public Run run() {
        return run;
    }
}
