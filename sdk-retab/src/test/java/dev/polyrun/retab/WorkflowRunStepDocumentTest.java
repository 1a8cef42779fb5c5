package dev.polyrun.retab;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.retab.model.WorkflowRunStep;

/** Steps carry the outputs since generation B. */
class WorkflowRunStepDocumentTest extends DocumentContract<WorkflowRunStep> {
    WorkflowRunStepDocumentTest() {
        super("retab", WorkflowRunStep.class, WorkflowRunStep::fromJson, "workflow-run-step", "step-of-the-docs");
    }
}
