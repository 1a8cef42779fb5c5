package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.WorkflowInput.Kind;
import dev.polyrun.gumloop.model.FlowInputs;
import dev.polyrun.gumloop.model.FlowRun;
import dev.polyrun.gumloop.model.SavedFlow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a vendor tells of a workflow. */
class WorkflowTest {
    private static final WorkflowRef REF = WorkflowRef.of("gumloop", "wf_1");
    private static final SavedFlow FLOW = SavedFlow.builder().build();
    private static final FlowInputs INPUTS = FlowInputs.builder().build();

    private static Workflow.Builder workflow() {
        return Workflow.builder(REF);
    }

    @Test
    void aWorkflowOfWhichNothingIsToldIsNamedByItsIdAndCanBeStarted() {
        Workflow workflow = workflow().build();

        assertThat(workflow.ref()).isEqualTo(REF);
        assertThat(workflow.name()).isEqualTo("wf_1");
        assertThat(workflow.description()).isNull();
        assertThat(workflow.canStart()).isTrue();
        assertThat(workflow.publishesInputs()).isFalse();
        assertThat(workflow.inputs()).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void blankTextsSayNothing(String blank) {
        Workflow workflow = workflow().name("Invoices").name(blank).description("Reads them").description(blank).build();

        assertThat(workflow.name()).isEqualTo("wf_1");
        assertThat(workflow.description()).isNull();
    }

    @Test
    void aWorkflowThatTakesNoInputsSaysSo() {
        Workflow workflow = workflow().inputs(List.of()).build();

        assertThat(workflow.publishesInputs()).isTrue();
        assertThat(workflow.inputs()).isEmpty();
        assertThat(workflow).hasToString("gumloop:wf_1 \"wf_1\" []");
    }

    @Test
    void itPrintsItsNameAndTheNamesOfItsInputs() {
        Workflow.Builder workflow = workflow().name("Invoices");

        assertThat(workflow.build()).hasToString("gumloop:wf_1 \"Invoices\"");
        assertThat(workflow.inputs(List.of(WorkflowInput.of("topic", Kind.TEXT), WorkflowInput.of("file", Kind.FILE))).build())
                .hasToString("gumloop:wf_1 \"Invoices\" [topic, file]");
    }

    @Test
    void whatAVendorToldIsToBeHadAsItToldIt() {
        Workflow workflow = workflow().documents(FLOW, INPUTS).build();

        assertThat(workflow.raw(SavedFlow.class)).isSameAs(FLOW);
        assertThat(workflow.raw(FlowInputs.class)).isSameAs(INPUTS);
    }

    @Test
    void aDocumentThatIsNotThereIsAMistakeThatNamesThoseThatAre() {
        assertThatThrownBy(() -> workflow().documents(FLOW, INPUTS).build().raw(FlowRun.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("gumloop:wf_1 has no dev.polyrun.gumloop.model.FlowRun; it has dev.polyrun.gumloop.model.SavedFlow, "
                        + "dev.polyrun.gumloop.model.FlowInputs");
        assertThatThrownBy(() -> workflow().build().raw(FlowRun.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("gumloop:wf_1 has no dev.polyrun.gumloop.model.FlowRun; it has none");
    }

    @Test
    void aCopyTellsTheSame() {
        Workflow workflow = workflow()
                .name("Invoices")
                .description("Reads them")
                .canStart(false)
                .inputs(List.of(WorkflowInput.of("topic", Kind.TEXT)))
                .documents(FLOW)
                .build();
        Workflow copy = workflow.toBuilder().build();

        assertThat(copy.ref()).isEqualTo(REF);
        assertThat(copy.name()).isEqualTo("Invoices");
        assertThat(copy.description()).isEqualTo("Reads them");
        assertThat(copy.canStart()).isFalse();
        assertThat(copy.inputs()).isEqualTo(workflow.inputs());
        assertThat(copy.raw(SavedFlow.class)).isSameAs(FLOW);
    }
}
