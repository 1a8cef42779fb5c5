package dev.polyrun.onepin;

import static dev.polyrun.testkit.JsonAssertions.assertSameJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.contract.Fixtures;
import dev.polyrun.onepin.model.GraphNode;
import dev.polyrun.onepin.model.NodeType;
import dev.polyrun.onepin.model.PatchWorkflowRequest;
import dev.polyrun.onepin.model.RunStatus;
import dev.polyrun.onepin.model.Workflow;
import org.junit.jupiter.api.Test;

/** The workflow as get, create, replace, patch and duplicate answer it. */
class WorkflowDocumentTest extends DocumentContract<Workflow> {
    WorkflowDocumentTest() {
        super("onepin", Workflow.class, Workflow::fromJson, "workflow", "workflow-of-the-sdk", "workflow-of-the-docs");
    }

    @Test
    void theGraphIsReadIntoItsNodesAndEdges() {
        Workflow workflow = Workflow.fromJson(Fixtures.document("workflow-of-the-sdk"));

        assertThat(workflow.lastRunStatus()).isEqualTo(RunStatus.COMPLETED);
        assertThat(workflow.definition().graph().nodes())
                .extracting(GraphNode::type)
                .containsExactly(NodeType.SOURCE_SCRIPT, NodeType.SINK_PREVIEW);
        assertThat(workflow.definition().graph().edges().get(0).targetPort()).isEqualTo("lines");
    }

    @Test
    void aDefinitionOfAnotherFormIsKeptAsUnknownProperties() {
        Workflow workflow = Workflow.fromJson(Fixtures.document("workflow-of-the-docs"));

        assertThat(workflow.definition().graph()).isNull();
        assertThat(workflow.definition().additionalProperties()).containsOnlyKeys("steps", "triggers");
    }

    @Test
    void aDefinitionThatIsSentBackLosesNothing() {
        Workflow workflow = Workflow.fromJson("{\"definition\":{\"graph\":{\"nodes\":[{\"id\":\"n\",\"locked\":true}],\"zoom\":1.50},\"v\":2}}");

        assertSameJson(
                "{\"definition\":{\"graph\":{\"nodes\":[{\"id\":\"n\",\"locked\":true}],\"zoom\":1.50},\"v\":2}}",
                PatchWorkflowRequest.builder().definition(workflow.definition()).build().toJson());
    }
}
