package dev.polyrun.retab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.contract.Fixtures;
import dev.polyrun.retab.model.WorkflowBlock;
import dev.polyrun.retab.model.WorkflowEntities;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The graph of a workflow, which names the inputs of its runs. */
class WorkflowEntitiesDocumentTest extends DocumentContract<WorkflowEntities> {
    WorkflowEntitiesDocumentTest() {
        super("retab", WorkflowEntities.class, WorkflowEntities::fromJson, "workflow-entities", "entities-of-generation-a");
    }

    @Test
    void theInputsAreTheBlocksThatStart() {
        WorkflowEntities entities = WorkflowEntities.fromJson(Fixtures.document("entities-of-generation-a"));

        assertThat(entities.blocks())
                .filteredOn(block -> block.type().startsWith("start"))
                .extracting(WorkflowBlock::id)
                .containsExactly("start-1", "json-1");
        assertThat(entities.blocks().get(1).config()).isEqualTo(Map.of("json_schema", Map.of("type", "object")));
    }
}
