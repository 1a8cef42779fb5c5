package dev.polyrun.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.Pause;
import dev.polyrun.Progress;
import dev.polyrun.RunPhase;
import dev.polyrun.RunRef;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveViewTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final RunRef GUMLOOP = RunRef.parse("gumloop:B7uiXDng");
    private static final RunRef RETAB = RunRef.parse("retab:run_1");
    private static final RunRef NOXUS = RunRef.parse("noxus:3c90c3cc-0d44-4b50-8888-000000000007");
    private static final RunRef ONEPIN = RunRef.parse("onepin:7c9e6679-7425-40de-944b-000000000001/3fa85f64-5717-4562-8000-000000000008");

    private final VirtualTime time = VirtualTime.startingAt(START);

    @Test
    void aFrameHasALineForEachRun() {
        LiveView view = fourRuns(new Terminal(true, 120, 24, false));

        time.advance(Duration.ofMillis(3250));

        assertThat(String.join("\n", view.frame()))
                .isEqualTo(
                        """
                        gumloop:B7uiXDng                                             -                                3.2s  not seen yet
                        retab:run_1                                                  PAUSED      waits for a human    3.2s  awaiting_review
                        noxus:3c90c3cc-0d44-4b50-8888-000000000007                   RUNNING     [####------]  45%    3.2s  running
                        onepin:7c9e6679-7425-40de-944..-5717-4562-8000-000000000008  SUCCEEDED   [##########] 100%    2.5s  completed""");
    }

    @Test
    void aLineIsNeverLongerThanTheTerminalIsWide() {
        for (int width = 1; width <= 140; width++) {
            int columns = width;
            assertThat(fourRuns(new Terminal(true, width, 24, false)).frame())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
        }
    }

    @Test
    void atTheUsualWidthLongReferencesLoseTheirMiddle() {
        assertThat(String.join("\n", fourRuns(new Terminal(true, 80, 24, false)).frame()))
                .isEqualTo(
                        """
                        gumloop:B7uiXDng            -                                0.0s  not seen yet
                        retab:run_1                 PAUSED      waits for a human    0.0s  awaiting_revi
                        noxus:3c90c3..000000000007  RUNNING     [####------]  45%    0.0s  running
                        onepin:7c9e6..000000000008  SUCCEEDED   [##########] 100%    2.5s  completed""");
    }

    @Test
    void aCharacterOutsideTheBasicPlaneIsNeverHalved() {
        LiveView view = new LiveView(List.of(RETAB), new Terminal(true, 60, 24, false), time.clock());
        view.show(row(RETAB, RunPhase.UNKNOWN, "\uD83D\uDE80".repeat(40), null, null));

        String line = view.frame().get(0);

        assertThat(line.codePointCount(0, line.length())).isEqualTo(60);
        assertThat(line.codePoints()).allMatch(point -> !(point >= 0xD800 && point <= 0xDFFF));
    }

    @Test
    void whatAVendorWritesCannotSteerTheTerminal() {
        LiveView view = new LiveView(List.of(RETAB), new Terminal(true, 80, 24, false), time.clock());
        view.show(row(RETAB, RunPhase.UNKNOWN, "odd\u001b[2J\nstatus\u009b1m", null, null));

        assertThat(view.frame()).singleElement().asString().endsWith("  odd [2J status 1m").doesNotContainPattern("\\p{Cc}");
        assertThat(view.plainLine(RETAB)).isEqualTo("retab:run_1  UNKNOWN  0.0s  odd [2J status 1m");
    }

    @Test
    void onlyThePhaseIsColouredAndOnlyWhenAsked() {
        LiveView view = new LiveView(List.of(RETAB), new Terminal(true, 80, 24, true), time.clock());
        view.show(row(RETAB, RunPhase.FAILED, "error", null, null));

        assertThat(view.frame()).containsExactly("retab:run_1  \u001b[31mFAILED    \u001b[0m                       0.0s  error");
    }

    @Test
    void aPlainLineIsWholeAndWithoutPadding() {
        LiveView view = fourRuns(Terminal.none());
        view.show(row(GUMLOOP, RunPhase.PAUSED, "PAUSED", null, new Pause(Pause.Kind.TIMER, OffsetDateTime.parse("2026-01-01T12:05:00Z"))));

        assertThat(view.plainLine(GUMLOOP)).isEqualTo("gumloop:B7uiXDng  PAUSED  0.0s  PAUSED, waits for a timer, until 2026-01-01T12:05Z");
        assertThat(view.plainLine(ONEPIN)).isEqualTo(ONEPIN + "  SUCCEEDED  100%  2.5s  completed");
        assertThatThrownBy(() -> view.plainLine(RunRef.parse("retab:other"))).hasMessageContaining("retab:other");
    }

    @Test
    void moreRunsThanTheTerminalHasLinesShowThoseThatGoOn() {
        LiveView view = fourRuns(new Terminal(true, 80, 4, false));
        view.show(ended(GUMLOOP, START));

        assertThat(view.frame()).hasSize(3);
        assertThat(view.frame().get(0)).startsWith("retab:run_1");
        assertThat(view.frame().get(1)).startsWith("noxus:");
        assertThat(view.frame().get(2)).isEqualTo("and 2 more, 2 of them ended");
    }

    @Test
    void anEndedRunsTimeStandsStill() {
        LiveView view = new LiveView(List.of(GUMLOOP), Terminal.none(), time.clock());
        view.show(ended(GUMLOOP, START.plusSeconds(185)));

        time.advance(Duration.ofHours(2));

        assertThat(view.plainLine(GUMLOOP)).isEqualTo("gumloop:B7uiXDng  SUCCEEDED  3m05s  DONE");
    }

    @Test
    void aVendorsClockThatIsAheadGivesNoNegativeTime() {
        LiveView view = new LiveView(List.of(GUMLOOP), Terminal.none(), time.clock());
        view.show(new RunRow(GUMLOOP, RunPhase.RUNNING, "STARTED", null, null, START.plusSeconds(300), null));

        assertThat(view.plainLine(GUMLOOP)).isEqualTo("gumloop:B7uiXDng  RUNNING  0.0s  STARTED");
    }

    @Test
    void aRedrawGoesUpByWhatWasDrawnAndClearsEachLine() {
        assertThat(Screen.redraw(List.of("one", "two"), 0)).isEqualTo("\u001b[?7l\r\u001b[2Kone\n\u001b[2Ktwo\n\u001b[J\u001b[?7h");
        assertThat(Screen.redraw(List.of("three"), 2)).isEqualTo("\u001b[?7l\u001b[2A\r\u001b[2Kthree\n\u001b[J\u001b[?7h");
    }

    private LiveView fourRuns(Terminal terminal) {
        LiveView view = new LiveView(List.of(GUMLOOP, RETAB, NOXUS, ONEPIN), terminal, time.clock());
        view.show(row(RETAB, RunPhase.PAUSED, "awaiting_review", null, new Pause(Pause.Kind.HUMAN, null)));
        view.show(row(NOXUS, RunPhase.RUNNING, "running", new Progress(45, 100), null));
        view.show(new RunRow(ONEPIN, RunPhase.SUCCEEDED, "completed", new Progress(3, 3), null, START, START.plusMillis(2500)));
        return view;
    }

    private static RunRow row(RunRef ref, RunPhase phase, String status, @Nullable Progress progress, @Nullable Pause pause) {
        return new RunRow(ref, phase, status, progress, pause, START, null);
    }

    private static RunRow ended(RunRef ref, Instant end) {
        return new RunRow(ref, RunPhase.SUCCEEDED, "DONE", null, null, START, end);
    }
}
