package dev.polyrun;

import dev.polyrun.core.PolyrunException;

/** The run failed. */
public final class RunFailedException extends PolyrunException {
    private static final long serialVersionUID = 1L;

    private final transient Run run;

    RunFailedException(Run run) {
        super(run.snapshot().toStringWithError(), null);
        this.run = run;
    }

    /** The run as it ended. */
    public Run run() {
        return run;
    }
}
