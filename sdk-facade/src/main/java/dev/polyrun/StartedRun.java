package dev.polyrun;

import org.jspecify.annotations.Nullable;

/** For adapters: the reference to a run that a vendor says it has started, through the account that started it. */
public final class StartedRun {
    private StartedRun() {}

    /**
     * The reference where runs are named by their id alone.
     *
     * @param id as the answer has it; null or blank when it has none
     * @throws StartOutcomeUnknownException when there is no id: the run exists, but cannot be named
     */
    public static RunRef of(WorkflowRef workflow, @Nullable String id) {
        return workflow.run(checked(workflow, id));
    }

    /**
     * The reference where runs are named under their workflow.
     *
     * @param id as the answer has it; null or blank when it has none
     * @throws StartOutcomeUnknownException when there is no id: the run exists, but cannot be named
     */
    public static RunRef underWorkflow(WorkflowRef workflow, @Nullable String id) {
        return RunRef.of(workflow.vendor(), workflow.workflowId(), checked(workflow, id)).withAccount(workflow.account());
    }

    private static String checked(WorkflowRef workflow, @Nullable String id) {
        if (id == null || !RefText.isId(id)) {
            throw new StartOutcomeUnknownException("the run was started, but the answer does not name it", workflow, null, null);
        }
        return id;
    }
}
