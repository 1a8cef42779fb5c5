package dev.polyrun.reliability.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.RunPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a soak would find, if it were there. */
class VerdictTest {
    private static final int GUMLOOP = 0;

    /** Two runs are enough here. */
    private static final SoakPlan PLAN = SoakPlan.whole(2);

    private static final String ONE = idOf(RunPhase.SUCCEEDED, 1);
    private static final String TWO = idOf(RunPhase.FAILED, 1);
    private static final String THREE = idOf(RunPhase.SUCCEEDED, 2);

    @TempDir
    Path directory;

    private final List<String> made = new ArrayList<>(List.of(made(ONE, "attempt-1-1"), made(TWO, "attempt-1-2")));
    private final List<String> ledger = new ArrayList<>();

    VerdictTest() {
        add("L 1");
        add("T attempt-1-1");
        add("T attempt-1-2");
        add("S attempt-1-1 " + ref(ONE));
        add("W " + ref(ONE));
        add("S attempt-1-2 " + ref(TWO));
        add("W " + ref(TWO));
    }

    /** The id of the n-th run that ends so. */
    private static String idOf(RunPhase end, int n) {
        int found = 0;
        for (int i = 1; ; i++) {
            String id = String.format(Locale.ROOT, "GumloopRun%012d", i);
            if (Fate.of(id, PLAN).end() == end && ++found == n) {
                return id;
            }
        }
    }

    private static String ref(String runId) {
        return "gumloop@a0:" + runId;
    }

    private static String made(String runId, String attempt) {
        return String.join(" ", String.valueOf(GUMLOOP), "flow", runId, "1700000000000", attempt);
    }

    private void add(String line) {
        ledger.add(line);
    }

    private void ends(String runId, RunPhase phase, String output) {
        add("E " + ref(runId) + " " + phase + " " + output + " 7");
    }

    private void endsAsItShould(String runId) {
        RunPhase end = Fate.of(runId, PLAN).end();
        ends(runId, end, end == RunPhase.SUCCEEDED ? runId : "-");
        add("A " + ref(runId));
    }

    private void bothEndAsTheyShould() {
        endsAsItShould(ONE);
        endsAsItShould(TWO);
    }

    private Verdict verdict() throws IOException {
        Files.write(SoakServer.runsFile(directory), made);
        Files.write(SoakWatcher.ledgerFile(directory), ledger);
        return Verdict.of(PLAN, directory);
    }

    private void assertOnlyProblem(String text) throws IOException {
        assertThat(verdict().problems).singleElement().asString().contains(text);
    }

    @Test
    void runsThatEndAsTheyShouldAreNoProblem() throws IOException {
        bothEndAsTheyShould();
        add("Z 1");

        Verdict verdict = verdict();

        assertThat(verdict.problems).isEmpty();
        assertThat(verdict.runs()).isEqualTo(2);
        assertThat(verdict.runs(Vendor.GUMLOOP)).isEqualTo(2);
        assertThat(verdict.ends()).isEqualTo(2);
        assertThat(verdict.duplicates()).isZero();
        assertThat(verdict.inFlight()).isZero();
        assertThat(verdict.attempts('S')).isEqualTo(2);
    }

    @Test
    void aRunThatNeverEndsIsLost() throws IOException {
        endsAsItShould(ONE);
        add("Z 1");

        assertThat(verdict().problems).containsExactly(ref(TWO) + " is lost", "1 runs have ended, but 2 were to be watched");
    }

    @Test
    void anEndIsSeenOnceInAProcess() throws IOException {
        bothEndAsTheyShould();
        endsAsItShould(TWO);

        assertThat(verdict().problems).contains(ref(TWO) + " was handed out twice by one process");
    }

    @Test
    void anEndMayComeAgainAfterAKillWhenItWasInFlight() throws IOException {
        endsAsItShould(ONE);
        ends(TWO, RunPhase.FAILED, "-");
        add("L 2");
        endsAsItShould(TWO);
        add("Z 2");

        Verdict verdict = verdict();

        assertThat(verdict.problems).isEmpty();
        assertThat(verdict.duplicates()).isEqualTo(1);
        assertThat(verdict.duplicatesOfAcknowledged()).isZero();
        assertThat(verdict.inFlight()).as("the last words of the first process are of no put").isEqualTo(2);
    }

    @Test
    void anEndWhoseAcknowledgementWasForcedByALaterPutMustNotComeAgain() throws IOException {
        endsAsItShould(ONE);
        add("T attempt-1-3");
        add("S attempt-1-3 " + ref(THREE));
        add("W " + ref(THREE));
        made.add(made(THREE, "attempt-1-3"));
        add("L 2");
        bothEndAsTheyShould();
        endsAsItShould(THREE);
        add("Z 2");

        assertThat(verdict().problems).contains(ref(ONE) + " was handed out again, though its acknowledgement was on the disk");
    }

    @Test
    void anEndOfAProcessThatClosedItsStoreMustNotComeAgain() throws IOException {
        bothEndAsTheyShould();
        add("Z 1");
        add("L 2");
        endsAsItShould(TWO);
        add("Z 2");

        assertProblem(ref(TWO) + " was handed out again");
    }

    private void assertProblem(String text) throws IOException {
        assertThat(verdict().problems).anyMatch(problem -> problem.startsWith(text));
    }

    @Test
    void theEndHasToBeTheRightOne() throws IOException {
        endsAsItShould(ONE);
        ends(TWO, RunPhase.SUCCEEDED, TWO);

        assertOnlyProblem(ref(TWO) + " was seen SUCCEEDED");
    }

    @Test
    void theOutputsHaveToBeThoseOfTheRun() throws IOException {
        ends(ONE, RunPhase.SUCCEEDED, THREE);
        endsAsItShould(TWO);

        assertOnlyProblem(ref(ONE) + " was seen SUCCEEDED with the output " + THREE);
    }

    @Test
    void aRunThatSucceededHasOutputs() throws IOException {
        ends(ONE, RunPhase.SUCCEEDED, "-");
        endsAsItShould(TWO);

        assertOnlyProblem("with the output -");
    }

    @Test
    void aRunThatNobodyStartedIsInvented() throws IOException {
        bothEndAsTheyShould();
        ends(THREE, RunPhase.SUCCEEDED, THREE);

        assertProblem(ref(THREE) + " has ended, but no server has made it");
    }

    @Test
    void aWaitThatFailsIsAProblem() throws IOException {
        bothEndAsTheyShould();
        add("F " + ref(TWO) + " PollingFailedException");

        assertOnlyProblem("PollingFailedException");
    }

    @Test
    void aStartNamesTheRunThatItMade() throws IOException {
        bothEndAsTheyShould();
        made.set(1, made(TWO, "attempt-1-1"));

        assertProblem("attempt-1-2 was told to have started " + ref(TWO) + ", which is of attempt-1-1");
    }

    @Test
    void noStartMakesTwoRuns() throws IOException {
        bothEndAsTheyShould();
        made.add(made(THREE, "attempt-1-1"));

        assertOnlyProblem("attempt-1-1, whose outcome is S, has made");
    }

    @Test
    void aStartThatSaysSoHasMadeNoRun() throws IOException {
        bothEndAsTheyShould();
        made.add(made(THREE, "attempt-1-3"));
        add("T attempt-1-3");
        add("R attempt-1-3 TooManyRequestsException");

        assertOnlyProblem("attempt-1-3, whose outcome is R, has made");
    }

    @Test
    void aStartThatCannotTellMayHaveMadeARun() throws IOException {
        bothEndAsTheyShould();
        made.add(made(THREE, "attempt-1-3"));
        add("T attempt-1-3");
        add("U attempt-1-3");

        Verdict verdict = verdict();

        assertThat(verdict.problems).isEmpty();
        assertThat(verdict.unnamed()).isEqualTo(1);
        assertThat(verdict.attempts('U')).isEqualTo(1);
    }

    @Test
    void aRunThatWasNamedWhenTheProcessWasKilledMayBeUnwatched() throws IOException {
        bothEndAsTheyShould();
        made.add(made(THREE, "attempt-1-3"));
        add("T attempt-1-3");
        add("S attempt-1-3 " + ref(THREE));
        add("L 2");
        add("Z 2");

        Verdict verdict = verdict();

        assertThat(verdict.problems).isEmpty();
        assertThat(verdict.unwatched()).isEqualTo(1);
    }
}
