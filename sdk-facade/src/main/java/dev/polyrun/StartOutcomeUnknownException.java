package dev.polyrun;

import dev.polyrun.core.PolyrunException;
import org.jspecify.annotations.Nullable;

/**
 * A start was sent, and it is not known which run it made, or whether it made one. It was sent once and is not sent again; look at the vendor's
 * runs before doing so.
 */
public final class StartOutcomeUnknownException extends PolyrunException {
    private static final long serialVersionUID = 1L;

    private final transient WorkflowRef workflow;
    private final @Nullable String correlation;

    StartOutcomeUnknownException(String what, WorkflowRef workflow, @Nullable String correlation, @Nullable Throwable cause) {
        super(workflow + ": " + what + (correlation == null ? "" : " (correlation " + correlation + ")"), cause);
        this.workflow = workflow;
        this.correlation = correlation;
    }

    /** What was to be started. */
    public WorkflowRef workflow() {
        return workflow;
    }

    /** The value by which the run can be recognised at the vendor; null when the vendor carries none. */
    public @Nullable String correlation() {
        return correlation;
    }
}
