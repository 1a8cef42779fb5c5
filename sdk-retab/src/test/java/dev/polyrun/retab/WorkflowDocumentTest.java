package dev.polyrun.retab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.contract.Fixtures;
import dev.polyrun.retab.model.Workflow;
import dev.polyrun.retab.model.WorkflowAuthorizationStatus;
import dev.polyrun.retab.model.WorkflowCapability;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

/** One model reads the workflows of all three wire generations. */
class WorkflowDocumentTest extends DocumentContract<Workflow> {
    WorkflowDocumentTest() {
        super(
                "retab",
                Workflow.class,
                Workflow::fromJson,
                "workflow",
                "workflow-of-generation-a",
                "workflow-of-generation-b",
                "workflow-of-generation-c");
    }

    @Test
    void generationASaysInFlatPropertiesWhatIsPublished() {
        Workflow workflow = Workflow.fromJson(Fixtures.document("workflow-of-generation-a"));

        assertThat(workflow.isPublished()).isTrue();
        assertThat(workflow.publishedSnapshotId()).isEqualTo("snap_abc123");
        assertThat(workflow.published()).isNull();
        assertThat(workflow.emailSendersWhitelist()).containsExactly("ap@example.com");
    }

    @Test
    void generationBPublishesSnapshots() {
        Workflow workflow = Workflow.fromJson(Fixtures.document("workflow-of-generation-b"));

        assertThat(workflow.isPublished()).isNull();
        assertThat(workflow.published().snapshotId()).isEqualTo("snapshot_123");
        assertThat(workflow.published().publishedAt()).isEqualTo(OffsetDateTime.parse("2026-04-30T18:00:00Z"));
        assertThat(workflow.emailTrigger().allowedDomains()).containsExactly("acme.com", "acme-subsidiary.com");
    }

    @Test
    void generationCPublishesVersions() {
        Workflow workflow = Workflow.fromJson(Fixtures.document("workflow-of-generation-c"));

        assertThat(workflow.published().versionId()).startsWith("ver_");
        assertThat(workflow.projectId()).isEqualTo("proj_123");
        assertThat(workflow.capabilities()).containsExactly(WorkflowCapability.WORKFLOW_VIEW, WorkflowCapability.WORKFLOW_RUN);
        assertThat(workflow.authzStatus()).isEqualTo(WorkflowAuthorizationStatus.READY);
    }
}
