package dev.polyrun.onepin;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.onepin.model.WorkflowRun;

/** The run as the status call and the starts answer it. */
class WorkflowRunDocumentTest extends DocumentContract<WorkflowRun> {
    WorkflowRunDocumentTest() {
        super("onepin", WorkflowRun.class, WorkflowRun::fromJson, "workflow-run", "status-of-the-docs");
    }
}
