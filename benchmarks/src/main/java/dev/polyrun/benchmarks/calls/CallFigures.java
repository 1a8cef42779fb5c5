package dev.polyrun.benchmarks.calls;

import dev.polyrun.benchmarks.calls.Mark.Figure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;

/** What was measured in one situation: for each client, a figure of each round. */
final class CallFigures {
    private final Map<CallClients, Map<Figure, List<Double>>> figures = new EnumMap<>(CallClients.class);

    void add(CallClients client, RunResult result) {
        add(client, Figure.TIME, result.getPrimaryResult().getScore() / 1e3);
        add(client, Figure.CPU, secondary(result, CpuProfiler.CPU) / 1e3);
        add(client, Figure.BYTES, secondary(result, "gc.alloc.rate.norm"));
    }

    private static double secondary(RunResult result, String name) {
        var secondary = result.getSecondaryResults().get(name);
        return secondary == null ? Double.NaN : secondary.getScore();
    }

    void add(CallClients client, Figure figure, double value) {
        figures.computeIfAbsent(client, first -> new EnumMap<>(Figure.class))
                .computeIfAbsent(figure, first -> new ArrayList<>())
                .add(value);
    }

    boolean has(CallClients client) {
        return figures.containsKey(client);
    }

    /** µs or bytes, of each round. */
    List<Double> of(CallClients client, Figure figure) {
        return figures.getOrDefault(client, Map.of()).getOrDefault(figure, List.of());
    }

    /** The median of the rounds' own ratios: what slows a round down slows down both. NaN when one of the two is not there. */
    double ratio(CallClients ours, CallClients theirs, Figure figure) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < Math.min(of(ours, figure).size(), of(theirs, figure).size()); round++) {
            ratios.add(of(ours, figure).get(round) / of(theirs, figure).get(round));
        }
        ratios.sort(null);
        return ratios.isEmpty() ? Double.NaN : ratios.get(ratios.size() / 2);
    }
}
