package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.WorkflowInput.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is published of an input of a workflow. */
class WorkflowInputTest {
    private static final WorkflowInput INPUT = WorkflowInput.of("topic", Kind.TEXT);

    @Test
    void inputsDifferInWhateverTheySay() {
        assertThat(List.of(
                        INPUT,
                        WorkflowInput.of("topics", Kind.TEXT),
                        WorkflowInput.of("topic", Kind.FILE),
                        INPUT.withId("node-1"),
                        INPUT.withLabel("The topic"),
                        INPUT.withDescription("What it is about"),
                        INPUT.withRequired(true)))
                .doesNotHaveDuplicates();
        assertThat(INPUT.hashCode()).isNotEqualTo(WorkflowInput.of("topics", Kind.TEXT).hashCode());
    }

    @Test
    void inputsThatSayTheSameAreEqual() {
        assertThat(INPUT.withId("node-1").withRequired(true))
                .isEqualTo(WorkflowInput.of("topic", Kind.TEXT).withRequired(true).withId("node-1"))
                .hasSameHashCodeAs(WorkflowInput.of("topic", Kind.TEXT).withRequired(true).withId("node-1"));
    }

    @Test
    void itTellsAllThatItWasMadeOf() {
        WorkflowInput input = INPUT.withId("node-1").withLabel("The topic").withDescription("What it is about").withRequired(true);

        assertThat(input.name()).isEqualTo("topic");
        assertThat(input.kind()).isEqualTo(Kind.TEXT);
        assertThat(input.id()).isEqualTo("node-1");
        assertThat(input.label()).isEqualTo("The topic");
        assertThat(input.description()).isEqualTo("What it is about");
        assertThat(input.required()).isTrue();
        assertThat(INPUT.required()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "topic"})
    void aLabelThatSaysNoMoreThanTheNameIsNone(String label) {
        assertThat(INPUT.withLabel(label).label()).isNull();
        assertThat(INPUT.withLabel("Topic").withLabel(null).label()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void aBlankDescriptionIsNone(String description) {
        assertThat(INPUT.withDescription(description).description()).isNull();
        assertThat(INPUT.withDescription("About").withDescription(null).description()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"topic, true", "node-1, true", "node-1::value, true", "Topic, false", "node-1:value, false", "node, false"})
    void itIsNamedByItsNameOrByTheIdOfItsNode(String given, boolean named) {
        assertThat(INPUT.withId("node-1").isNamed(given)).isEqualTo(named);
    }

    @Test
    void withoutAnIdItIsNamedByItsNameAlone() {
        assertThat(INPUT.isNamed("topic")).isTrue();
        assertThat(INPUT.isNamed("null::value")).isFalse();
    }

    @Test
    void itPrintsItsNameAndItsKind() {
        assertThat(INPUT).hasToString("topic (TEXT)");
        assertThat(INPUT.withRequired(true)).hasToString("topic (TEXT, required)");
    }

    @Test
    void onlyAnInputForFilesOrForAnythingTakesAFile() {
        assertThat(Kind.values()).filteredOn(Kind::excludesFiles).containsExactly(Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN, Kind.JSON);
    }
}
