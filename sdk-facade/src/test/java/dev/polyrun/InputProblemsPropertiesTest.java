package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Whatever a workflow publishes and whatever it is given, a start is refused only for an input that is missing or unknown, and told which. */
class InputProblemsPropertiesTest {
    private static final WorkflowRef WORKFLOW = WorkflowRef.of("acme", "workflow");

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.oneOf(Arbitraries.of("a", "b", "ab", "id", "id::x", "Invoice", "invoice", ""), Arbitraries.strings().all().ofMaxLength(8));
    }

    @Provide
    Arbitrary<List<WorkflowInput>> inputs() {
        return Combinators.combine(
                        names(),
                        Arbitraries.of(WorkflowInput.Kind.values()),
                        names().injectNull(0.5),
                        names().injectNull(0.5),
                        Arbitraries.of(true, false))
                .as((name, kind, id, label, required) -> WorkflowInput.of(name, kind).withId(id).withLabel(label).withRequired(required))
                .list().ofMaxSize(5);
    }

    @Property
    void eachUnknownAndEachMissingInputIsNamedAndNothingElseIsAProblem(
            @ForAll("inputs") List<WorkflowInput> known, @ForAll("names") String one, @ForAll("names") String other) {
        Map<String, @Nullable Object> given = new HashMap<>();
        given.put(one, "value");
        given.put(other, null);

        String problem = InputProblems.of(WORKFLOW, given, known);

        List<String> unknown = given.keySet().stream().filter(name -> known.stream().noneMatch(input -> input.isNamed(name))).toList();
        List<WorkflowInput> missing = known.stream().filter(input -> input.required() && given.keySet().stream().noneMatch(input::isNamed)).toList();
        assertThat(problem == null).isEqualTo(unknown.isEmpty() && missing.isEmpty());
        if (problem != null) {
            unknown.forEach(name -> assertThat(problem).contains("there is no input \"" + name + "\""));
            missing.forEach(input -> assertThat(problem).contains("the input \"" + input.name() + "\" is required"));
        }
    }
}
