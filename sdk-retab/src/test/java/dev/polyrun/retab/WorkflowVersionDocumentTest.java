package dev.polyrun.retab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.contract.Fixtures;
import dev.polyrun.retab.model.WorkflowVersion;
import org.junit.jupiter.api.Test;

/** The graph of a version, whose blocks and edges are written in another way than those of a draft. */
class WorkflowVersionDocumentTest extends DocumentContract<WorkflowVersion> {
    WorkflowVersionDocumentTest() {
        super("retab", WorkflowVersion.class, WorkflowVersion::fromJson, "workflow-version", "version-of-generation-c");
    }

    @Test
    void blocksHaveAPositionAndEdgesASourceAndATarget() {
        WorkflowVersion version = WorkflowVersion.fromJson(Fixtures.document("version-of-generation-c"));

        assertThat(version.blocks().get(0).type()).isEqualTo("start_document");
        assertThat(version.blocks().get(0).position()).containsOnlyKeys("x", "y");
        assertThat(version.blocks().get(0).positionX()).isNull();
        assertThat(version.edges().get(0).source()).isEqualTo("start-1");
        assertThat(version.edges().get(0).target()).isEqualTo("extract-1");
    }
}
