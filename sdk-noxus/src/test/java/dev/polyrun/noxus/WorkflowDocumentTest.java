package dev.polyrun.noxus;

import static dev.polyrun.testkit.JsonAssertions.assertSameJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.contract.Fixtures;
import dev.polyrun.noxus.model.UpdateWorkflowRequest;
import dev.polyrun.noxus.model.Workflow;
import dev.polyrun.noxus.model.WorkflowNode;
import dev.polyrun.noxus.model.WorkflowType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The workflow as get, create and update answer it, in both formats of its definition. */
class WorkflowDocumentTest extends DocumentContract<Workflow> {
    WorkflowDocumentTest() {
        super("noxus", Workflow.class, Workflow::fromJson, "workflow", "workflow-of-the-sdk");
    }

    @Test
    void theLabelsOfItsInputsAreInTheirConfiguration() {
        Workflow workflow = Workflow.fromJson(Fixtures.document("workflow-of-the-sdk"));

        List<WorkflowNode> inputs = workflow.definition().nodes().stream().filter(node -> node.type().startsWith("InputNode")).toList();

        assertThat(workflow.type()).isEqualTo(WorkflowType.FLOW);
        assertThat(inputs).singleElement().satisfies(
                input -> assertThat(input.nodeConfig()).containsEntry("label", "User Question").containsEntry("type", "str"));
    }

    @Test
    void aDefinitionThatIsSentBackLosesNothing() {
        Workflow workflow = Workflow.fromJson(
                "{\"definition\":{\"flow_version\":\"v2\",\"nodes\":[{\"id\":\"n\",\"subtitle\":null}],\"edges\":[],\"canvas\":{\"zoom\":1.50}}}");

        UpdateWorkflowRequest update = UpdateWorkflowRequest.builder().name("Renamed").definition(workflow.definition()).build();

        assertSameJson(
                "{\"name\":\"Renamed\",\"definition\":{\"flow_version\":\"v2\",\"nodes\":[{\"id\":\"n\",\"subtitle\":null}],\"edges\":[],"
                        + "\"canvas\":{\"zoom\":1.50}}}",
                update.toJson());
    }
}
