package dev.polyrun;

import dev.polyrun.ScheduleSimulation.Anchor;
import dev.polyrun.ScheduleSimulation.Cost;
import dev.polyrun.ScheduleSimulation.Past;
import dev.polyrun.ScheduleSimulation.RunTimes;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Polls per run against mean delay, both on logarithmic axes: one panel for each kind of runs. Lower left is better. */
final class SchedulePlot {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 330;
    private static final int MARGIN = 60;
    private static final int LEGEND = 70;
    private static final Map<Past, String> CURVES = Map.of(Past.NONE, "#c77700", Past.RUNS_100, "#0a6ebd");
    private static final String THEIRS = "#444444";

    private final Map<RunTimes, ScheduleSimulation> simulations;
    private final StringBuilder svg = new StringBuilder();

    SchedulePlot(Map<RunTimes, ScheduleSimulation> simulations) {
        this.simulations = simulations;
    }

    String svg() {
        int width = 2 * (WIDTH + MARGIN) + MARGIN;
        int height = LEGEND + (simulations.size() + 1) / 2 * (HEIGHT + MARGIN + 20);
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"11\">", width, height);
        add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", width, height);
        legend();
        int panel = 0;
        for (Map.Entry<RunTimes, ScheduleSimulation> entry : simulations.entrySet()) {
            add("<g transform=\"translate(%d %d)\">", MARGIN + panel % 2 * (WIDTH + MARGIN), LEGEND + panel / 2 * (HEIGHT + MARGIN + 20));
            panel(entry.getKey(), entry.getValue());
            add("</g>");
            panel++;
        }
        add("</svg>");
        return svg.toString();
    }

    private void legend() {
        add("<text x=\"%d\" y=\"20\" font-size=\"14\">Mean delay in seconds (up) against polls per run (right)</text>", MARGIN);
        legend(0, CURVES.get(Past.NONE), "ours, no past runs");
        legend(1, CURVES.get(Past.RUNS_100), "ours, 100 past runs (diamonds: the defaults)");
        legend(3, THEIRS, "the schedules of others");
    }

    private void legend(int column, String colour, String text) {
        int x = MARGIN + 160 * column;
        add("<rect x=\"%d\" y=\"32\" width=\"14\" height=\"4\" fill=\"%s\"/><text x=\"%d\" y=\"38\">%s</text>", x, colour, x + 20, text);
    }

    private void panel(RunTimes runTimes, ScheduleSimulation simulation) {
        Map<Anchor, Cost> anchors = new EnumMap<>(Anchor.class);
        Stream.of(Anchor.values()).forEach(anchor -> anchors.put(anchor, simulation.cost(anchor)));
        Axis across = Axis.around(anchors.values().stream().map(Cost::polls).toList(), 0, WIDTH);
        Axis up = Axis.around(anchors.values().stream().map(Cost::meanDelay).toList(), HEIGHT, 0);
        grid(across, up);
        add("<text x=\"0\" y=\"-6\" font-size=\"12\">%s</text>", runTimes == RunTimes.MIXED ? "mixed, some with a human's pause" : runTimes);
        CURVES.forEach((past, colour) -> curve(simulation, past, colour, across, up));
        List<Rectangle2D> labels = new ArrayList<>();
        anchors.forEach((anchor, cost) -> {
            double x = across.at(cost.polls());
            double y = up.at(cost.meanDelay());
            add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>", x, y, THEIRS);
            String name = anchor.toString().split(":")[0];
            double width = 6 * name.length();
            Rectangle2D label = new Rectangle2D.Double(Math.min(x + 7, WIDTH - width), y - 14, width, 10);
            // Points that lie close together have their labels one above the other.
            while (labels.stream().anyMatch(label::intersects)) {
                label.setRect(label.getX(), label.getY() - label.getHeight(), width, label.getHeight());
            }
            labels.add(label);
            add("<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>", label.getX(), label.getMaxY(), THEIRS, name);
        });
    }

    private void grid(Axis across, Axis up) {
        for (double tick : across.ticks()) {
            add("<path d=\"M%.1f 0V%d\" stroke=\"#e4e4e4\"/>", across.at(tick), HEIGHT);
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>", across.at(tick), HEIGHT + 15, label(tick));
        }
        for (double tick : up.ticks()) {
            add("<path d=\"M0 %.1fH%d\" stroke=\"#e4e4e4\"/>", up.at(tick), WIDTH);
            add("<text x=\"-6\" y=\"%.1f\" text-anchor=\"end\">%s</text>", up.at(tick) + 4, label(tick));
        }
        add("<rect width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#999999\"/>", WIDTH, HEIGHT);
    }

    private void curve(ScheduleSimulation simulation, Past past, String colour, Axis across, Axis up) {
        List<String> points = new ArrayList<>();
        // From the few polls to the many, which take long to simulate.
        double pollWorth = 1e4;
        Cost cost = simulation.cost(ScheduleSimulation.adaptive(pollWorth), past);
        while (cost.polls() < across.most()) {
            if (across.contains(cost.polls()) && up.contains(cost.meanDelay())) {
                points.add(String.format(Locale.ROOT, "%.1f,%.1f", across.at(cost.polls()), up.at(cost.meanDelay())));
            }
            pollWorth /= 1.3;
            cost = simulation.cost(ScheduleSimulation.adaptive(pollWorth), past);
        }
        add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", String.join(" ", points), colour);
        Cost defaults = simulation.cost(PollSchedule.defaults(), past);
        if (across.contains(defaults.polls()) && up.contains(defaults.meanDelay())) {
            add("<path d=\"M%.1f %.1fm-6 0l6 -6l6 6l-6 6z\" fill=\"%s\"/>", across.at(defaults.polls()), up.at(defaults.meanDelay()), colour);
        }
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private static String label(double tick) {
        return tick < 1 ? String.valueOf(tick) : String.format(Locale.ROOT, "%.0f", tick);
    }

    /** From values to pixels. */
    private record Axis(double least, double most, int from, int to) {
        static Axis around(List<Double> values, int from, int to) {
            double least = values.stream().mapToDouble(value -> value).min().orElseThrow();
            double most = values.stream().mapToDouble(value -> value).max().orElseThrow();
            return new Axis(least / 1.6, most * 1.6, from, to);
        }

        double at(double value) {
            return from + (to - from) * Math.log(value / least) / Math.log(most / least);
        }

        boolean contains(double value) {
            return value >= least && value <= most;
        }

        /** 1, 2 and 5 of each power of ten. */
        List<Double> ticks() {
            return IntStream.range(-2, 5).boxed()
                    .flatMap(power -> Stream.of(1, 2, 5).map(digit -> Double.parseDouble(digit + "e" + power)))
                    .filter(this::contains)
                    .toList();
        }
    }
}
