package dev.polyrun;

import dev.polyrun.ScheduleSimulation.Anchor;
import dev.polyrun.ScheduleSimulation.Cost;
import dev.polyrun.ScheduleSimulation.Past;
import dev.polyrun.ScheduleSimulation.RunTimes;
import dev.polyrun.ScheduleSimulation.Told;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How late the end of a run is seen, at equal polls per run: our schedule beside those of others. Prints tables in Markdown, the same ones each time,
 * and writes a plot to the path that is given, if any.
 */
public final class ScheduleComparison {
    private static final Set<Anchor> MUST_BE_BEATEN = Set.of(Anchor.GAX, Anchor.OCI);
    private static final Set<RunTimes> WHERE = Set.of(RunTimes.SHORT, RunTimes.TYPICAL);
    private static final List<Past> ENOUGH = List.of(Past.RUNS_100, Past.RUNS_500);

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private double leastGain = Double.MAX_VALUE;
    private double mostLoss;

    private ScheduleComparison() {}

    public static void main(String[] arguments) throws IOException {
        new ScheduleComparison().run(arguments.length == 0 ? null : Path.of(arguments[0]));
    }

    private void run(@Nullable Path plot) throws IOException {
        Map<RunTimes, ScheduleSimulation> simulations = new EnumMap<>(RunTimes.class);
        Stream.of(RunTimes.values()).forEach(runTimes -> simulations.put(runTimes, new ScheduleSimulation(runTimes)));

        out.println("## Mean delay at equal polls per run");
        out.println();
        out.println("In seconds. Ours is `PollSchedule.adaptive`, tuned to the polls of each row by what a poll is worth, and nothing else. Its bounds are wide, 50 ms and");
        out.println("10 min, so that nothing but the density of polls is compared; the longest wait, which is 30 s by default, also bounds the p99.");
        simulations.forEach(this::compare);
        out.println();
        out.println("## Marks");
        out.println();
        line("- With 100 and with 500 past runs, GAX and OCI are at least %.2f times as late as ours on short and typical runs (mark: 1.30).", leastGain);
        line("- With 100 and with 500 past runs, ours is at most %.1f %% later than anything here, on any runs (mark: 10 %%).", 100 * (mostLoss - 1));
        withoutKnowledge();
        withProgress(simulations.get(RunTimes.TYPICAL));
        withDefaults(simulations);
        if (plot != null) {
            Files.writeString(plot, new SchedulePlot(simulations).svg());
        }
    }

    private void compare(RunTimes runTimes, ScheduleSimulation simulation) {
        out.println();
        line("**%s**", runTimes);
        out.println();
        Past[] pasts = Past.values();
        row("schedule", "polls", "mean", "median", "p99", "ours, past runs: " + joined(pasts), "p99 with " + Past.RUNS_100);
        row(Stream.generate(() -> "---").limit(6 + pasts.length).toArray());
        for (Anchor anchor : Anchor.values()) {
            Cost theirs = simulation.cost(anchor);
            Map<Past, Cost> ours = new EnumMap<>(Past.class);
            for (Past past : pasts) {
                ours.put(past, simulation.costAt(theirs.polls(), past));
            }
            for (Past past : ENOUGH) {
                double gain = theirs.meanDelay() / ours.get(past).meanDelay();
                mostLoss = Math.max(mostLoss, 1 / gain);
                leastGain = MUST_BE_BEATEN.contains(anchor) && WHERE.contains(runTimes) ? Math.min(leastGain, gain) : leastGain;
            }
            row(anchor, number(theirs.polls()), number(theirs.meanDelay()), number(theirs.medianDelay()), number(theirs.delayOfOneInHundred()),
                    ours.values().stream().map(cost -> number(cost.meanDelay())).collect(Collectors.joining(" | ")),
                    number(ours.get(Past.RUNS_100).delayOfOneInHundred()));
        }
    }

    private void withoutKnowledge() {
        out.println();
        out.println("## Without any knowledge");
        out.println();
        out.println("What polls and delay cost, as a multiple of what they cost with the best fixed interval in hindsight. The bound is √2 = 1.414, and rounding.");
        out.println();
        row("length of the run / worth of a poll", "cost");
        row("---", "---");
        for (double length : List.of(4.0, 10.0, 30.0, 100.0, 1_000.0, 10_000.0, 100_000.0, 1_000_000.0)) {
            row(String.format(Locale.ROOT, "%,.0f", length), String.format(Locale.ROOT, "%.3f", ScheduleSimulation.costToHindsight(length)));
        }
    }

    private void withProgress(ScheduleSimulation simulation) {
        double pollWorth = 1;
        PollSchedule schedule = ScheduleSimulation.adaptive(pollWorth);
        List<Past> pasts = List.of(Past.NONE, Past.RUNS_100);
        out.println();
        out.println("## With progress");
        out.println();
        line("Typical runs, where a poll is worth %s. The cost is that of polls and delay together, as a multiple of what it is without progress.", "1 s");
        out.println();
        row("the vendor tells", pasts.stream().map(past -> past + " past runs: polls | mean delay | cost").collect(Collectors.joining(" | ")));
        row(Stream.generate(() -> "---").limit(1 + 3 * pasts.size()).toArray());
        for (Told told : Told.values()) {
            row(told, pasts.stream().map(past -> {
                Cost without = simulation.cost(schedule, past, Told.NOTHING);
                Cost with = simulation.cost(schedule, past, told);
                double cost = (pollWorth * with.polls() + with.meanDelay()) / (pollWorth * without.polls() + without.meanDelay());
                return number(with.polls()) + " | " + number(with.meanDelay()) + " | " + number(cost);
            }).collect(Collectors.joining(" | ")));
        }
    }

    private void withDefaults(Map<RunTimes, ScheduleSimulation> simulations) {
        List<Past> pasts = List.of(Past.NONE, Past.RUNS_100);
        out.println();
        out.println("## `PollSchedule.defaults()`");
        out.println();
        row("runs", pasts.stream().map(past -> past + " past runs: polls | mean delay | p99").collect(Collectors.joining(" | ")));
        row(Stream.generate(() -> "---").limit(1 + 3 * pasts.size()).toArray());
        simulations.forEach((runTimes, simulation) -> row(runTimes, pasts.stream().map(past -> {
            Cost cost = simulation.cost(PollSchedule.defaults(), past);
            return number(cost.polls()) + " | " + number(cost.meanDelay()) + " | " + number(cost.delayOfOneInHundred());
        }).collect(Collectors.joining(" | "))));
    }

    private static String joined(Object[] cells) {
        return Stream.of(cells).map(Object::toString).collect(Collectors.joining(" | "));
    }

    private void row(Object... cells) {
        out.println("| " + joined(cells) + " |");
    }

    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }
}
