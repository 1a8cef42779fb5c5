package dev.polyrun.benchmarks;

import java.util.List;
import java.util.Locale;

/** One cell for the same figure of several forks: the median, and between which values all of them lie. */
public final class Spread {
    private Spread() {}

    public static String of(List<Double> values) {
        if (values.isEmpty()) {
            return "none (did not end)";
        }
        List<Double> sorted = values.stream().sorted().toList();
        String median = text(median(sorted));
        return sorted.size() == 1 ? median : median + " (" + text(sorted.get(0)) + "–" + text(sorted.get(sorted.size() - 1)) + ")";
    }

    static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static String text(double value) {
        double size = Math.abs(value);
        String format = value == Math.rint(value) || size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
