package dev.polyrun.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.PollSchedule;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchRunsTest {
    private static final SimulatedVendors.Pace FAST =
            new SimulatedVendors.Pace(RunScript::perRead, PollSchedule.fixed(Duration.ofMillis(1)));

    private final RetabSimulator retab = RetabSimulator.generation(RetabSimulator.Generation.C);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void stop() {
        retab.close();
    }

    @Test
    void oneRunOnEachSimulatedVendorIsWatchedToItsEnd() throws InterruptedException {
        assertThat(run(Map.of(), Terminal.none())).isZero();

        assertThat(err()).isEmpty();
        assertThat(out()).doesNotContain("\u001b");
        assertThat(out().lines())
                .anyMatch(line -> line.matches("gumloop:\\w+  RUNNING  \\d+\\.\\ds  STARTED"))
                .anyMatch(line -> line.matches("activepieces:\\w+  SUCCEEDED  \\d+\\.\\ds  SUCCEEDED"))
                .anyMatch(line -> line.matches("retab:\\w+  PAUSED  \\d+\\.\\ds  awaiting_review, waits for a human"))
                .anyMatch(line -> line.matches("noxus:[\\w-]+  RUNNING  \\d+%  \\d+\\.\\ds  running"))
                .anyMatch(line -> line.matches("onepin:[\\w-]+/[\\w-]+  SUCCEEDED  100%  \\d+\\.\\ds  completed"));
        assertThat(out().lines())
                .containsSubsequence(
                        "  phase     SUCCEEDED (DONE)",
                        "              \"Summary\": \"# Three files read\",",
                        "  phase     SUCCEEDED (SUCCEEDED)",
                        "                \"hello\": \"Ada\"",
                        "  phase     SUCCEEDED (completed)",
                        "                    \"invoice_number\": \"INV-2024-001\",",
                        "  phase     SUCCEEDED (completed)",
                        "              \"Answer\": \"A field of study that lets machines learn from data.\"",
                        "  phase     SUCCEEDED (completed)",
                        "                    \"recordsProcessed\": 150");
    }

    @Test
    void inATerminalTheFrameIsRedrawnAndTheCursorComesBack() throws InterruptedException {
        assertThat(run(Map.of(), new Terminal(true, 120, 24, false))).isZero();

        String[] frames = out().split("\u001b\\[\\?7l");
        assertThat(frames[0]).endsWith("\u001b[?25l");
        assertThat(frames[1]).startsWith("\r").contains("not seen yet");
        assertThat(frames[2]).startsWith("\u001b[5A\r");
        String last = frames[frames.length - 1];
        assertThat(last.substring(last.indexOf("\u001b[2K"), last.indexOf("\u001b[J")).lines())
                .hasSize(5)
                .allMatch(line -> line.contains("  SUCCEEDED   "));
        assertThat(last).contains("\u001b[J\u001b[?7h\u001b[?7h\u001b[?25h");
    }

    @ParameterizedTest
    @CsvSource({
        "gumloop, FAILED, memory",
        "activepieces, FAILED, boom",
        "retab, error, in step end-node-1: Extraction failed",
        "noxus, failed, failed",
        "onepin, failed, The generator node failed."
    })
    void aFailedRunIsNamedWithWhatItsVendorSays(String vendor, String status, String said) throws InterruptedException {
        assertThat(run(Map.of(), Terminal.none(), "--fail", vendor)).isEqualTo(1);

        assertThat(err().lines().toList().subList(0, 2)).containsExactly("", "1 of 5 did not succeed:");
        assertThat(err()).contains("  " + vendor + ":").contains(" FAILED (" + status + ")").contains(said).doesNotContain("\tat ");
        assertThat(out()).contains("  phase     FAILED (" + status + ")").contains("  phase     SUCCEEDED (");
    }

    @Test
    void withoutAVendorItIsRetabsRunThatFails() throws InterruptedException {
        assertThat(run(Map.of(), Terminal.none(), "--fail")).isEqualTo(1);
        assertThat(err()).contains("  retab:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run_1 | \"run_1\" names no vendor; expected vendor[@account]:[workflow/]run",
                "retab: | \"retab:\" is no reference to a run; expected vendor",
                "zapier:1 | \"zapier:1\" names the vendor \"zapier\"; expected one of gumloop, activepieces, retab, noxus, onepin",
                "onepin:run_1 | onepin:WORKFLOW/RUN",
                "--colour | There is no option --colour; expected --fail, --timeout or --help",
                "--fail zapier | --fail zapier: expected one of gumloop, activepieces",
                "--fail noxus retab:run_1 | --fail is for simulated runs",
                "--timeout soon | --timeout soon; expected a duration such as 90s, 10m or 2h",
                "--timeout 0s | --timeout 0s; expected a duration",
                "--timeout | --timeout has no value; expected a duration",
                "start | start names no workflow; expected one such as retab:wf_1",
                "start wf_1 | \"wf_1\" names no vendor"
            })
    void aWrongCommandLineIsExplainedOnOneLine(String arguments, String message) throws InterruptedException {
        assertThat(run(Map.of("ONEPIN_API_KEY", "op_live_1"), Terminal.none(), arguments.split(" "))).isEqualTo(2);

        assertThat(err().lines()).singleElement().asString().contains(message);
        assertThat(out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "retab:run_1, , RETAB_API_KEY",
        "retab:run_1, NOXUS_API_KEY, RETAB_API_KEY",
        "onepin:wf/run, NOXUS_API_KEY, ONEPIN_API_KEY",
        "gumloop:run_1, GUMLOOP_API_KEY, GUMLOOP_USER_ID"
    })
    void aMissingVariableIsNamed(String reference, String present, String missing) throws InterruptedException {
        assertThat(run(present == null ? Map.of() : Map.of(present, "key"), Terminal.none(), reference)).isEqualTo(2);

        assertThat(err().lines()).singleElement().asString().contains(missing);
    }

    @Test
    void runsOfTheEnvironmentsVendorsAreWatched() throws InterruptedException {
        retab.addRun("run_mine", RunScript.perRead("running", "completed"));
        try (GumloopSimulator gumloop = GumloopSimulator.start()) {
            gumloop.addRun("B7uiXDng", RunScript.perRead("RUNNING", "DONE"));
            Map<String, String> environment = Map.of(
                    "RETAB_API_KEY", retab.apiKey(),
                    "RETAB_BASE_URL", retab.baseUrl(),
                    "GUMLOOP_API_KEY", gumloop.apiKey(),
                    "GUMLOOP_USER_ID", gumloop.userId(),
                    "GUMLOOP_BASE_URL", gumloop.baseUrl());

            assertThat(run(environment, Terminal.none(), "retab:run_mine", "gumloop:B7uiXDng", "retab:run_mine")).isZero();
        }
        assertThat(out().lines().filter(line -> !line.startsWith(" ") && !line.isEmpty()).toList())
                .hasSize(6)
                .endsWith("retab:run_mine", "gumloop:B7uiXDng");
    }

    @Test
    void aWorkflowCanBeStartedAndWatched() throws InterruptedException {
        retab.onStart(RunScript.perRead("completed"));

        assertThat(run(retabEnvironment(), Terminal.none(), "start", "retab:" + retab.workflowId(), "start-json-1=a=b"))
                .isZero();

        assertThat(retab.requests()).filteredOn(request -> request.method().equals("POST")).singleElement().satisfies(request ->
                assertThat(request.body()).contains(retab.workflowId()).contains("start-json-1").contains("a=b"));
        assertThat(out()).contains("retab:" + retab.runIds().get(0));
    }

    @ParameterizedTest
    @CsvSource({"failed, FAILED (failed)", "cancelled, CANCELLED (cancelled)"})
    void aRunThatEndsBadlyMakesTheExitCodeOne(String status, String shown) throws InterruptedException {
        retab.addRun("run_bad", RunScript.perRead(status));

        assertThat(run(retabEnvironment(), Terminal.none(), "retab:run_bad")).isEqualTo(1);

        assertThat(err()).contains("1 of 1 did not succeed:").contains("retab:run_bad " + shown);
    }

    @Test
    void aWatchCanBeBounded() throws InterruptedException {
        retab.addRun("run_long", RunScript.perRead("running"));

        assertThat(run(retabEnvironment(), Terminal.none(), "retab:run_long", "--timeout", "300ms")).isEqualTo(1);

        assertThat(err())
                .containsPattern("retab:run_long: did not end within 0\\.3s; it (is RUNNING \\(running\\)|was not seen) and goes on");
        assertThat(out()).contains("  result    unknown: retab:run_long: did not end within 0.3s");
    }

    @Test
    void aRunThatTheVendorDoesNotKnowIsReportedAtOnce() throws InterruptedException {
        assertThat(run(retabEnvironment(), Terminal.none(), "retab:run_none")).isEqualTo(2);
        assertThat(err().lines()).singleElement().asString().startsWith("retab:run_none: ").contains("404");
    }

    @Test
    void aRefusedKeyNamesItsVariable() throws InterruptedException {
        Map<String, String> environment = Map.of("RETAB_API_KEY", "wrong", "RETAB_BASE_URL", retab.baseUrl());

        assertThat(run(environment, Terminal.none(), "retab:run_1")).isEqualTo(2);
        assertThat(err().lines()).singleElement().asString().contains("401").contains("RETAB_API_KEY");
    }

    @ParameterizedTest
    @CsvSource({"nonsense, RETAB_BASE_URL", "http://127.0.0.1:1, 127.0.0.1"})
    void aServerThatCannotBeReachedIsExplainedOnOneLine(String baseUrl, String message) throws InterruptedException {
        Map<String, String> environment = Map.of("RETAB_API_KEY", "key", "RETAB_BASE_URL", baseUrl);

        assertThat(run(environment, Terminal.none(), "retab:run_1")).isEqualTo(2);
        assertThat(err().lines()).singleElement().asString().contains(message);
    }

    @Test
    void helpExplainsItselfWithinAHundredAndTwentyColumns() throws InterruptedException {
        assertThat(run(Map.of(), Terminal.none(), "--help")).isZero();
        assertThat(out()).contains("--timeout DURATION").contains("RETAB_API_KEY").contains("Exit code");
        assertThat(out().lines()).allMatch(line -> line.length() <= 120);
    }

    private Map<String, String> retabEnvironment() {
        return Map.of("RETAB_API_KEY", retab.apiKey(), "RETAB_BASE_URL", retab.baseUrl());
    }

    private int run(Map<String, String> environment, Terminal terminal, String... arguments) throws InterruptedException {
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new WatchRuns(environment, terminal, outStream, errStream, FAST).run(List.of(arguments));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
