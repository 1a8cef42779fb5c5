package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text form of references. */
class RefsTest {
    private static final String AWKWARD = "/:@%+ ?#&=\\\"'\u0000\n\t\u00e9\u4e2d\uFFFD";

    @ParameterizedTest
    @CsvSource({
        "gumloop:B7uiXDng, gumloop, , , B7uiXDng",
        "onepin:7c9e6679/3fa85f64, onepin, , 7c9e6679, 3fa85f64",
        "retab@team-2:run_1, retab, team-2, , run_1",
        "onepin@eu:wf/run, onepin, eu, wf, run",
        "noxus:a%2Fb, noxus, , , a/b",
        "noxus:a:b, noxus, , , a:b",
        "noxus:a+b, noxus, , , a+b",
        "noxus:a@b, noxus, , , a@b",
    })
    void aRunsTextFormIsRead(String text, String vendor, String account, String workflow, String run) {
        RunRef ref = RunRef.parse(text);

        assertThat(ref.vendor()).isEqualTo(vendor);
        assertThat(ref.account()).isEqualTo(account);
        assertThat(ref.workflowId()).isEqualTo(workflow);
        assertThat(ref.runId()).isEqualTo(run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gumloop:B7uiXDng", "onepin:7c9e6679-7425/3fa85f64", "retab@team-2:run_1", "onepin@eu:wf/run", "noxus:a%2Fb%25%20c"})
    void aRunPrintsAsItWasRead(String text) {
        assertThat(RunRef.parse(text)).hasToString(text);
    }

    @Test
    void anyIdComesBackFromItsTextForm() {
        Random random = new Random(20260501);
        for (int i = 0; i < 5_000; i++) {
            String workflow = id(random);
            String run = id(random);
            RunRef ref = random.nextBoolean() ? RunRef.of("onepin", workflow, run) : RunRef.of("retab", run);
            ref = random.nextBoolean() ? ref.withAccount("team-" + random.nextInt(100)) : ref;

            assertThat(RunRef.parse(ref.toString())).isEqualTo(ref).hasSameHashCodeAs(ref);
            WorkflowRef start = new WorkflowRef(ref.vendor(), ref.account(), workflow);
            assertThat(WorkflowRef.parse(start.toString())).isEqualTo(start);
        }
    }

    @Test
    void theTextFormIsOneLineOfPrintableAscii() {
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            assertThat(RunRef.of("onepin", id(random), id(random)).toString()).matches("onepin:[!-.0-~]+/[!-.0-~]+");
        }
    }

    private static String id(Random random) {
        while (true) {
            StringBuilder id = new StringBuilder();
            int length = 1 + random.nextInt(12);
            for (int i = 0; i < length; i++) {
                id.appendCodePoint(switch (random.nextInt(4)) {
                    case 0 -> AWKWARD.charAt(random.nextInt(AWKWARD.length()));
                    case 1 -> 'a' + random.nextInt(26);
                    case 2 -> random.nextInt(0xD800);
                    // every plane
                    default -> (random.nextInt(17) << 16) + 0xE000 + random.nextInt(0x2000);
                });
            }
            if (!id.toString().isBlank()) {
                return id.toString();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "B7uiXDng | names no vendor",
        ":run | names no vendor",
        "'' | names no vendor",
        "Retab:run | lower-case",
        "re tab:run | lower-case",
        "1retab:run | lower-case",
        "retab@:run | account",
        "retab@Team:run | account",
        "retab@a@b:run | account",
        "@team:run | vendor",
        "retab: | no reference to a run",
        "retab:/run | no reference to a run",
        "retab:wf/ | no reference to a run",
        "retab:a/b/c | no reference to a run",
        "retab:100% | hexadecimal",
        "retab:%zz | hexadecimal",
        "retab:%-1 | hexadecimal",
        "retab:%20 | blank",
        "retab:%FF | no UTF-8",
        "retab:%ED%A0%BD | no UTF-8",
        "retab:half\ud83d | surrogate",
    })
    void aTextThatIsNoRunSaysWhy(String text, String why) {
        assertThatThrownBy(() -> RunRef.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "wf_1 | names no vendor",
        "RETAB:wf_1 | lower-case",
        "retab: | no reference to a workflow",
        "onepin:wf/run | no reference to a workflow",
        "retab:%2 | hexadecimal",
        "retab:%20 | blank",
    })
    void aTextThatIsNoWorkflowSaysWhy(String text, String why) {
        assertThatThrownBy(() -> WorkflowRef.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
    }

    @Test
    void aWorkflowIsReadAndPrinted() {
        assertThat(WorkflowRef.parse("retab@team:wf_1")).isEqualTo(new WorkflowRef("retab", "team", "wf_1")).hasToString("retab@team:wf_1");
        assertThat(WorkflowRef.of("noxus", "a/b")).hasToString("noxus:a%2Fb");
    }

    @Test
    void blankIdsAndWrongNamesAreRefusedWhenReferencesAreBuilt() {
        for (Runnable mistake : List.<Runnable>of(
                () -> RunRef.of("retab", " "),
                () -> RunRef.of("onepin", "", "run"),
                () -> RunRef.of("Retab", "run"),
                () -> RunRef.of("retab", "run").withAccount("a/b"),
                () -> WorkflowRef.of("retab", ""),
                () -> new WorkflowRef("retab", "", "wf"))) {
            assertThatThrownBy(mistake::run).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void runsOfManyIdsAndVendorsHaveDifferentHashCodes() {
        List<Integer> hashCodes = new ArrayList<>();
        for (int run = 0; run < 1_000; run++) {
            hashCodes.add(RunRef.of("retab", "run-" + run).hashCode());
        }
        hashCodes.add(RunRef.of("noxus", "run-1").hashCode());

        assertThat(hashCodes).doesNotHaveDuplicates();
    }

    @Test
    void anIdWithHalfOfASurrogatePairIsRefusedSinceItsTextFormWouldNotBringItBack() {
        for (Runnable mistake : List.<Runnable>of(
                () -> RunRef.of("retab", "half a pair: \ud83d"),
                () -> RunRef.of("onepin", "half a pair: \ude00", "run"),
                () -> WorkflowRef.of("retab", "half a pair: \ud83d"))) {
            assertThatThrownBy(mistake::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("half a pair: ")
                    .hasMessageContaining("surrogate");
        }
    }

    @Test
    void aRunThatWasStartedUnderSuchAnIdCannotBeNamed() {
        assertThatThrownBy(() -> StartedRun.of(WorkflowRef.of("retab", "wf"), "\ud83d")).isInstanceOf(StartOutcomeUnknownException.class);
        assertThatThrownBy(() -> StartedRun.underWorkflow(WorkflowRef.of("onepin", "wf"), "\ud83d")).isInstanceOf(StartOutcomeUnknownException.class);
    }

    @Test
    void referencesDifferByEachPart() {
        assertThat(List.of(
                        RunRef.parse("retab:1"),
                        RunRef.parse("retab:2"),
                        RunRef.parse("noxus:1"),
                        RunRef.parse("retab@a:1"),
                        RunRef.parse("retab:1/1")))
                .doesNotHaveDuplicates();
    }
}
