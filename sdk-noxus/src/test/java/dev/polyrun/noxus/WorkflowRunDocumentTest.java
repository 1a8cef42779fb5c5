package dev.polyrun.noxus;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.noxus.model.WorkflowRun;

/** The run with its outputs. */
class WorkflowRunDocumentTest extends DocumentContract<WorkflowRun> {
    WorkflowRunDocumentTest() {
        super("noxus", WorkflowRun.class, WorkflowRun::fromJson, "workflow-run", "workflow-run-of-the-sdk");
    }
}
