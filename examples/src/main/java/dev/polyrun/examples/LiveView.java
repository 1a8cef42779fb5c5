package dev.polyrun.examples;

import dev.polyrun.Pause;
import dev.polyrun.Progress;
import dev.polyrun.RunPhase;
import dev.polyrun.RunRef;
import dev.polyrun.RunSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs as text: a frame with a line for each, or one plain line for one change. Prints nothing, waits for nothing. Not thread-safe.
 *
 * <p>ASCII only: a terminal without UTF-8 shows it as well.
 */
final class LiveView {
    private static final int PHASE_WIDTH = 10;
    private static final int BAR_WIDTH = 10;
    private static final int PROGRESS_WIDTH = BAR_WIDTH + 7;
    private static final int ELAPSED_WIDTH = 6;
    /** What is kept free for the status at the end of a line, when references are long; on wide terminals a sixth. */
    private static final int STATUS_MINIMUM = 12;
    private static final int STATUS_MAXIMUM = 24;
    private static final int REFERENCE_MINIMUM = 12;
    private static final String GAP = "  ";

    private final Map<RunRef, RunRow> rows = new LinkedHashMap<>();
    private final Terminal terminal;
    private final Clock clock;

    LiveView(Collection<RunRef> refs, Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
        refs.forEach(ref -> rows.put(ref, RunRow.unseen(ref, clock.instant())));
    }

    /** Takes in what was seen of a run. */
    void show(RunSnapshot snapshot) {
        rows.computeIfPresent(snapshot.ref(), (ref, row) -> row.seen(snapshot, clock.instant()));
    }

    /** Takes in a row as it is. */
    void show(RunRow row) {
        rows.put(row.ref(), row);
    }

    /** The lines for all runs as they are now. Never more than the terminal has: what moves comes first then. */
    List<String> frame() {
        List<RunRow> shown = new ArrayList<>(rows.values());
        // One line stays free for the cursor.
        int room = Math.max(2, terminal.rows() - 1);
        String more = null;
        if (shown.size() > room) {
            shown.sort((left, right) -> Boolean.compare(left.hasEnded(), right.hasEnded()));
            List<RunRow> hidden = shown.subList(room - 1, shown.size());
            long ended = hidden.stream().filter(RunRow::hasEnded).count();
            more = "and " + hidden.size() + " more, " + ended + " of them ended";
            shown = shown.subList(0, room - 1);
        }
        List<String> lines = new ArrayList<>();
        int referenceWidth = referenceWidth();
        shown.forEach(row -> lines.add(line(row, referenceWidth)));
        if (more != null) {
            lines.add(Texts.cut(more, terminal.columns()));
        }
        return lines;
    }

    /** One line about one run, whole and without escape codes, for a file or a pipe. */
    String plainLine(RunRef ref) {
        RunRow row = rows.get(ref);
        if (row == null) {
            throw new IllegalArgumentException(ref + " is not among the runs of this view");
        }
        String progress = row.progress() == null ? "" : GAP + percent(row.progress());
        String detail = detail(row, true);
        return ref + GAP + phase(row) + progress + GAP + elapsed(row) + (detail.isEmpty() ? "" : GAP + detail);
    }

    private int referenceWidth() {
        int longest = rows.keySet().stream().mapToInt(ref -> ref.toString().length()).max().orElse(0);
        int status = Math.min(STATUS_MAXIMUM, Math.max(STATUS_MINIMUM, terminal.columns() / 6));
        int others = PHASE_WIDTH + PROGRESS_WIDTH + ELAPSED_WIDTH + status + 4 * GAP.length();
        return Math.min(longest, Math.max(REFERENCE_MINIMUM, terminal.columns() - others));
    }

    private String line(RunRow row, int referenceWidth) {
        String reference = Texts.padded(Texts.shortened(row.ref().toString(), referenceWidth), referenceWidth);
        String before = reference + GAP;
        String phase = Texts.padded(phase(row), PHASE_WIDTH);
        String elapsed = elapsed(row);
        String after = GAP
                + Texts.padded(progress(row), PROGRESS_WIDTH)
                + GAP
                + " ".repeat(Math.max(0, ELAPSED_WIDTH - elapsed.length()))
                + elapsed
                + GAP
                // Where there is no progress, its place says what the run waits for.
                + detail(row, row.progress() != null);
        int width = terminal.columns();
        if (before.length() + PHASE_WIDTH > width) {
            return Texts.cut(before + phase, width);
        }
        return before + coloured(phase, row.phase()) + Texts.cut(after, width - before.length() - PHASE_WIDTH).stripTrailing();
    }

    private static String phase(RunRow row) {
        return row.phase() == null ? "-" : row.phase().name();
    }

    private static String progress(RunRow row) {
        return row.progress() == null ? waits(row.pause()) : bar(row.progress());
    }

    private static String bar(Progress progress) {
        int done = (int) (progress.fraction() * BAR_WIDTH);
        String percent = percent(progress);
        return "[" + "#".repeat(done) + "-".repeat(BAR_WIDTH - done) + "]" + " ".repeat(5 - percent.length()) + percent;
    }

    private static String percent(Progress progress) {
        return (int) (progress.fraction() * 100) + "%";
    }

    private String elapsed(RunRow row) {
        Instant end = row.ended();
        return Texts.elapsed(Duration.between(row.began(), end == null ? clock.instant() : end));
    }

    private static String detail(RunRow row, boolean withPause) {
        if (row.phase() == null) {
            return "not seen yet";
        }
        String status = Texts.harmless(row.vendorStatus()).replace('\n', ' ');
        String waits = withPause ? waits(row.pause()) : "";
        String until = row.pause() == null || row.pause().resumeAt() == null ? "" : "until " + row.pause().resumeAt();
        return Stream.of(status, waits, until).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
    }

    private static String waits(@Nullable Pause pause) {
        if (pause == null) {
            return "";
        }
        return switch (pause.kind()) {
            case HUMAN -> "waits for a human";
            case TIMER -> "waits for a timer";
            case WEBHOOK -> "waits for a call";
            case UNKNOWN -> "";
        };
    }

    private String coloured(String text, @Nullable RunPhase phase) {
        if (!terminal.colours() || phase == null) {
            return text;
        }
        int colour = switch (phase) {
            case QUEUED, UNKNOWN -> 90;
            case RUNNING -> 36;
            case PAUSED, CANCELLING, CANCELLED -> 33;
            case SUCCEEDED -> 32;
            case FAILED -> 31;
        };
        return "\u001b[" + colour + "m" + text + "\u001b[0m";
    }
}
