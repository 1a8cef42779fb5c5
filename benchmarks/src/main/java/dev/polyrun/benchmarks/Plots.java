package dev.polyrun.benchmarks;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Pictures for {@code docs/benchmarks.md}, as SVG. The first entry is ours and has its own colour. */
final class Plots {
    private static final int WIDTH = 860;
    private static final int LABELS = 210;
    private static final String OURS = "#0a6ebd";
    private static final String THEIRS = "#888888";

    private final StringBuilder svg = new StringBuilder();

    private Plots(String title, int height) {
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">", WIDTH, height);
        add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, height);
        add("<text x=\"10\" y=\"22\" font-size=\"14\">%s</text>", title);
    }

    /** One bar for each value, from nought on, with its value behind it. */
    static String bars(String title, Map<String, Double> values) {
        Plots plot = new Plots(title, 45 + 26 * values.size());
        double most = values.values().stream().mapToDouble(value -> value).max().orElseThrow();
        int y = 40;
        for (Map.Entry<String, Double> bar : values.entrySet()) {
            double width = (WIDTH - LABELS - 80) * bar.getValue() / most;
            plot.label(bar.getKey(), y + 13);
            plot.add("<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\" fill=\"%s\"/>", LABELS, y, width, y == 40 ? OURS : THEIRS);
            plot.add("<text x=\"%.1f\" y=\"%d\">%,.0f</text>", LABELS + width + 6, y + 13, bar.getValue());
            y += 26;
        }
        return plot.end();
    }

    /** One row for each library: how many polls fell into each tenth of a second. Upwards it is logarithmic, and all rows have the same scale. */
    static String herd(Map<String, List<Integer>> pollsPerSlot) {
        Plots plot = new Plots("Polls in each tenth of a second of the second minute, 10,000 watches every 5 s (even: 200; logarithmic)",
                50 + 86 * pollsPerSlot.size());
        int most = pollsPerSlot.values().stream().mapToInt(Collections::max).max().orElseThrow();
        int top = 40;
        for (Map.Entry<String, List<Integer>> row : pollsPerSlot.entrySet()) {
            List<Integer> slots = row.getValue();
            plot.label(row.getKey(), top + 40);
            plot.add("<text x=\"10\" y=\"%d\" fill=\"#666666\">at most %,d</text>", top + 56, Collections.max(slots));
            plot.add("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"70\" fill=\"none\" stroke=\"#dddddd\"/>", LABELS, top, WIDTH - LABELS - 10);
            StringBuilder path = new StringBuilder();
            for (int slot = 0; slot < slots.size(); slot++) {
                double height = 70 * Math.log1p(slots.get(slot)) / Math.log1p(most);
                double x = LABELS + (WIDTH - LABELS - 10.0) * slot / slots.size();
                path.append(String.format(Locale.ROOT, "M%.1f %dv%.1f", x, top + 70, -height));
            }
            plot.add("<path d=\"%s\" stroke=\"%s\"/>", path, top == 40 ? OURS : THEIRS);
            top += 86;
        }
        return plot.end();
    }

    private void label(String text, int y) {
        add("<text x=\"10\" y=\"%d\">%s</text>", y, text);
    }

    private String end() {
        add("</svg>");
        return svg.toString();
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
