package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import org.jspecify.annotations.Nullable;

/** References and their text form, for any id that a vendor, or somebody wishing ill, may think of. */
class RefsPropertiesTest {
    private static final String[] NASTY = {
        "../", "..%2f", "..", ".", "%2e%2e", "%", "%00", "\0", "\r\nX-Injected: 1", "\r\n ", "?", "&api_key=", "#", ";", "=", "/", "\\", "@", ":", "+",
        " ", "\ud83d", "\ude00", "\ufeff", "\u202e"
    };

    /** Of any code point, halves of surrogate pairs included. */
    @Provide
    Arbitrary<String> ids() {
        Arbitrary<String> pieces = Arbitraries.integers().between(0, 2 * 0x110000 - 1).withDistribution(RandomDistribution.uniform())
                .map(number -> number < 0x110000 ? Character.toString(number) : NASTY[number % NASTY.length]);
        return pieces.list().ofMaxSize(8).map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("retab", "onepin", "a", "team-2", "x--9");
    }

    /** Any text, and such as is nearly a reference. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> start = Arbitraries.of("", "retab", "onepin:", "retab@team:", "retab@:", "@:", "noxus:%", "a:/", "Retab:", "retab:wf/");
        return Combinators.combine(start, ids()).as((before, after) -> before + after);
    }

    private static boolean isWritable(String id) {
        return !id.isBlank() && StandardCharsets.UTF_8.newEncoder().canEncode(id);
    }

    @Property
    void aRunComesBackFromItsTextForm(
            @ForAll("names") String vendor,
            @ForAll("names") String account,
            @ForAll("ids") String workflow,
            @ForAll("ids") String run,
            @ForAll int form) {
        if (!isWritable(run)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RunRef.of(vendor, run))
                    .withMessageContaining("run id")
                    .withMessageContaining(run.strip());
            return;
        }
        RunRef ref = form % 2 == 0 || !isWritable(workflow) ? RunRef.of(vendor, run) : RunRef.of(vendor, workflow, run);
        ref = form % 3 == 0 ? ref.withAccount(account) : ref;

        assertThat(RunRef.parse(ref.toString())).isEqualTo(ref).hasSameHashCodeAs(ref).hasToString(ref.toString());
        assertThat(ref.toString()).as("one word of printable ASCII").matches("[!-~]+");
        assertThat(ref.toString().substring(ref.toString().indexOf(':') + 1)).as("nothing to climb, to inject, or to smuggle with")
                .matches("[A-Za-z0-9%._*-]+(/[A-Za-z0-9%._*-]+)?");
    }

    @Property
    void aWorkflowComesBackFromItsTextForm(
            @ForAll("names") String vendor, @ForAll("names") String account, @ForAll("ids") String id, @ForAll boolean named) {
        if (!isWritable(id)) {
            assertThatIllegalArgumentException().isThrownBy(() -> WorkflowRef.of(vendor, id)).withMessageContaining("workflow id");
            return;
        }
        WorkflowRef ref = new WorkflowRef(vendor, named ? account : null, id);

        assertThat(WorkflowRef.parse(ref.toString())).isEqualTo(ref);
        assertThat(ref.toString()).matches("[!-~]+");
    }

    @Property
    void anyTextIsAReferenceOrAnErrorThatNamesIt(@ForAll("texts") String text) {
        RunRef run = run(text);
        if (run != null) {
            assertThat(RunRef.parse(run.toString())).isEqualTo(run);
        }
        WorkflowRef workflow = workflow(text);
        if (workflow != null) {
            assertThat(WorkflowRef.parse(workflow.toString())).isEqualTo(workflow);
            assertThat(run).as("what names a workflow could name a run as well").isEqualTo(workflow.run(workflow.workflowId()));
        }
    }

    private static @Nullable RunRef run(String text) {
        try {
            return RunRef.parse(text);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).matches(message -> message.contains(text) || message.contains("blank"));
            return null;
        }
    }

    private static @Nullable WorkflowRef workflow(String text) {
        try {
            return WorkflowRef.parse(text);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).matches(message -> message.contains(text) || message.contains("blank"));
            return null;
        }
    }
}
