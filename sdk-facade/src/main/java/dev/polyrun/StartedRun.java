package dev.polyrun;

import org.jspecify.annotations.Nullable;

/** What is left to do when a vendor says that a run was started. */
final class StartedRun {
    private StartedRun() {}

    /** The id in the answer to a start. Without it the run exists, but cannot be named. */
    static String id(WorkflowRef workflow, @Nullable String id) {
        if (id == null || id.isBlank()) {
            throw new StartOutcomeUnknownException("the run was started, but the answer does not name it", workflow, null, null);
        }
        return id;
    }
}
