package dev.polyrun.examples;

import dev.polyrun.Run;
import dev.polyrun.RunSnapshot;
import dev.polyrun.examples.RunWatch.Outcome;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is printed once the watch is over. */
final class Report {
    private static final int MOST_LINES = 40;
    private static final int LONGEST_LINE = 200;

    private final PrintStream out;
    private final Charset charset;

    Report(PrintStream out, Charset charset) {
        this.out = out;
        this.charset = charset;
    }

    /** Each run's normalised result and its outputs. */
    void print(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            out.println();
            out.println(outcome.ref());
            if (outcome.run() == null) {
                line("result", "unknown: " + outcome.problem());
            } else {
                print(outcome.run());
            }
        }
    }

    private void print(Run run) {
        RunSnapshot snapshot = run.snapshot();
        line("phase", snapshot.phase() + " (" + snapshot.vendorStatus() + ")");
        line("reason", snapshot.reason());
        if (snapshot.error() != null) {
            line("error", snapshot.error().message());
            line("in step", snapshot.error().step());
        }
        line("created", snapshot.createdAt());
        line("started", snapshot.startedAt());
        line("finished", snapshot.finishedAt());
        OffsetDateTime first = snapshot.startedAt() == null ? snapshot.createdAt() : snapshot.startedAt();
        if (first != null && snapshot.finishedAt() != null) {
            line("took", Texts.elapsed(Duration.between(first, snapshot.finishedAt())));
        }
        List<String> json = PrettyJson.lines(run.outputs(), charset);
        line("outputs", shortened(json.get(0)));
        json.stream().skip(1).limit(MOST_LINES).forEach(line -> out.println("            " + shortened(line)));
        if (json.size() > MOST_LINES + 1) {
            out.println("            ... " + (json.size() - MOST_LINES - 1) + " more lines are left out here; run.outputs() has them");
        }
    }

    private void line(String name, @Nullable Object value) {
        if (value != null) {
            String text = Texts.harmless(value.toString()).replace("\n", System.lineSeparator() + "            ");
            out.println("  " + Texts.padded(name, 10) + text);
        }
    }

    private static String shortened(String line) {
        int more = line.codePointCount(0, line.length()) - LONGEST_LINE;
        return more <= 0 ? line : Texts.cut(line, LONGEST_LINE) + " ... (" + more + " more characters)";
    }
}
