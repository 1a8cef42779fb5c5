package dev.polyrun.reliability.soak;

import dev.polyrun.RunPhase;
import dev.polyrun.reliability.soak.Soak.Outcome;
import dev.polyrun.reliability.soak.Tallies.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes {@code docs/soak.md}. */
final class SoakReport {
    private static final double MEGABYTE = 1 << 20;

    private final Outcome outcome;
    private final StringBuilder text = new StringBuilder();

    private SoakReport(Outcome outcome) {
        this.outcome = outcome;
    }

    /** Writes it into the checkout in which the test runs. */
    static Path write(Outcome outcome) throws IOException {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("specs"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new IllegalStateException("No checkout: no specs above " + Path.of("").toAbsolutePath());
            }
        }
        Path file = directory.resolve("docs/soak.md");
        Files.writeString(file, text(outcome));
        return file;
    }

    static String text(Outcome outcome) {
        SoakReport report = new SoakReport(outcome);
        report.whatWasDone();
        report.whatWasSeen();
        report.starts();
        report.faults();
        report.resources();
        return report.text.toString();
    }

    private void whatWasDone() {
        SoakPlan plan = outcome.plan();
        Tallies tallies = outcome.tallies();
        add("# Soak%n%n");
        add("Made by `mvn -q -pl reliability -am test -Dtest=SoakTest -Dsurefire.failIfNoSpecifiedTests=false -Dsoak`; a small one of %,d runs%n"
                        + "is a test of every build. These are the figures of one run; [reliability.md](reliability.md) says what they mean.%n%n",
                SoakPlan.small().runs());
        add("%,d runs of 1 to %d s on simulators of the five vendors, two accounts each, over real connections. They are%n"
                        + "started through the facade's `start`, and watched by a process with a `FileWatchStore`, up to %,d at a time. Three in%n"
                        + "ten requests meet a fault. The watching process is killed by `kill -9` %d times and the servers' %d times; either comes%n"
                        + "back at once and goes on. How a run ends, and what it puts out, follows from its id.%n%n",
                plan.runs(), plan.longestRunMillis() / 1000, plan.live(), plan.watcherKills(), plan.serverKills());
        add("| | |%n|---|---|%n");
        row("Java, processors", System.getProperty("java.vm.version") + ", " + Runtime.getRuntime().availableProcessors());
        row("wall time until all was closed and the last idle connection gone", seconds(outcome.wall()));
        row("of which waiting for idle connections and threads to end", seconds(Duration.ofMillis(outcome.steadyState().idleMillis)));
        row("CPU time of the watching process, of the servers'", seconds(outcome.watcherCpu()) + ", " + seconds(outcome.serverCpu()));
        row("kills of the watching process, of the servers'", outcome.watchers() - 1 + ", " + (outcome.servers() - 1));
        row("requests", number(tallies.requests()));
        double share = 100.0 * tallies.faults() / tallies.requests();
        row("requests that met a fault", String.format(Locale.ROOT, "%,d (%.1f %%)", tallies.faults(), share));
        row("connections", number(tallies.get(Tally.CONNECTIONS)));
    }

    private void whatWasSeen() {
        Verdict verdict = outcome.verdict();
        add("%n## Ends%n%n| | |%n|---|---|%n");
        row("runs watched", number(outcome.plan().runs()));
        row("runs whose end was seen", number(verdict.runs()));
        row("**lost**", number(outcome.plan().runs() - verdict.runs()));
        row("**seen in a wrong phase, with wrong outputs, twice by one process, invented, or started twice**", number(verdict.problems.size()));
        row("succeeded, failed, cancelled",
                Stream.of(RunPhase.SUCCEEDED, RunPhase.FAILED, RunPhase.CANCELLED)
                        .map(phase -> number(verdict.runs(phase)))
                        .collect(Collectors.joining(", ")));
        row("ends handed out", number(verdict.ends()));
        row("of which once more, after a kill", number(verdict.duplicates()));
        row("of which acknowledged before, but not yet on the disk", number(verdict.duplicatesOfAcknowledged()));
        row("bound: ends in flight at the kills", number(verdict.inFlight()));
        List<Long> delays = verdict.delaysOfLastLife();
        if (!delays.isEmpty()) {
            row("from the end at the vendor until it was handed out, last process: p50, p99",
                    delays.get(delays.size() / 2) + " ms, " + delays.get(delays.size() * 99 / 100) + " ms");
        }
        add("%n| vendor | runs | requests |%n|---|---|---|%n");
        for (Vendor vendor : Vendor.values()) {
            Tally tally = Tally.valueOf(vendor.name());
            add("| %s | %,d | %,d |%n", tally.text, verdict.runs(vendor), outcome.tallies().get(tally));
        }
    }

    private void starts() {
        Verdict verdict = outcome.verdict();
        add("%n## Starts%n%nThe servers remember which attempt made which run, so that each can be held against what its caller was told.%n%n");
        add("| | |%n|---|---|%n");
        row("attempts", number(verdict.attempts()));
        row("returned a run", number(verdict.attempts('S')));
        row("outcome unknown, as they said", number(verdict.attempts('U')));
        row("surely nothing was started, as they said (429, a conflict, no connection)", number(verdict.attempts('R')));
        row("another error (5xx)", number(verdict.attempts('X')));
        row("cut off by a kill", number(verdict.attempts('T')));
        row("runs that were made, and whose attempt could not tell", number(verdict.unnamed()));
        row("runs that were named, but not yet in the store when the process was killed", number(verdict.unwatched()));
    }

    private void faults() {
        add("%n## Faults%n%n| fault | times |%n|---|---|%n");
        for (Tally tally : Tally.values()) {
            if (tally.isFault()) {
                add("| %s | %,d |%n", tally.text, outcome.tallies().get(tally));
            }
        }
    }

    private void resources() {
        SteadyState steady = outcome.steadyState();
        if (steady.steady.size() < 2) {
            return;
        }
        long ends = steady.steady.get(steady.steady.size() - 1).ended() - steady.steady.get(0).ended();
        add("%n## What the watching process held%n%n");
        List<Long> watched = steady.steady.stream().map(SteadyState.Sample::watched).sorted().toList();
        add("The last process, looked at %d times over %,d ends, each time after a collection, while it watched up to %,d runs (%,d in the%n"
                        + "median). Growth is the median of the slopes between all pairs of looks at which about as many runs were watched. Most of%n"
                        + "the heap are buffers of calls under way, which come and go; what is kept for each run by mistake would show among%n"
                        + "Polyrun's own objects.%n%n",
                steady.steady.size(), ends, watched.get(watched.size() - 1), watched.get(watched.size() / 2));
        add("| | median | peak | growth a run that ended | all have ended | just closed | in the end |%n|---|---|---|---|---|---|---|%n");
        held("heap, MB", held -> held.heap() / MEGABYTE, bytes(Resources::heap), "%.1f");
        held("of which of Polyrun's own classes, kB", held -> held.objects() / 1024.0, bytes(Resources::objects), "%.0f");
        held("threads of Polyrun", Resources::ours, growth(Resources::ours), "%.0f");
        held("threads of OkHttp's own", Resources::http, growth(Resources::http), "%.0f");
        held("sockets", Resources::sockets, growth(Resources::sockets), "%.0f");
        held("open files, sockets included", Resources::files, growth(Resources::files), "%.0f");
        add("%nConnections open at the servers in the end: %d.%n", outcome.connectionsAtEnd());
    }

    private String bytes(ToDoubleFunction<Resources> what) {
        return String.format(Locale.ROOT, "%.1f B", outcome.steadyState().growthPerEnd(what));
    }

    private String growth(ToDoubleFunction<Resources> what) {
        return String.format(Locale.ROOT, "%.4f", outcome.steadyState().growthPerEnd(what));
    }

    private void held(String name, ToDoubleFunction<Resources> what, String growth, String format) {
        SteadyState steady = outcome.steadyState();
        text.append("| ").append(name);
        for (double value : new double[] {steady.median(what), steady.peak(what)}) {
            add(" | " + format, value);
        }
        text.append(" | ").append(growth);
        for (Resources end : steady.atEnd) {
            add(" | " + format, what.applyAsDouble(end));
        }
        add(" |%n");
    }

    private void row(String name, String value) {
        text.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.0f s", duration.toMillis() / 1000.0);
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
