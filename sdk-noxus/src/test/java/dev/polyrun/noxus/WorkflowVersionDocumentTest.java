package dev.polyrun.noxus;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.noxus.model.WorkflowVersion;

/** A saved version of a workflow. */
class WorkflowVersionDocumentTest extends DocumentContract<WorkflowVersion> {
    WorkflowVersionDocumentTest() {
        super("noxus", WorkflowVersion.class, WorkflowVersion::fromJson, "workflow-version", "workflow-version-of-the-sdk");
    }
}
