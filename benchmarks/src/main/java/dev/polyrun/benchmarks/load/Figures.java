package dev.polyrun.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures that one measurement reports to the program that forked it, one to a line of its output. */
public final class Figures {
    private static final String MARK = "figure ";

    private Figures() {}

    static void report(String name, double value) {
        System.out.printf(Locale.ROOT, "%s%s=%.6g%n", MARK, name, value);
    }

    /** The figures in a measurement's output. */
    public static Map<String, Double> in(List<String> output) {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (String line : output) {
            if (line.startsWith(MARK)) {
                int equals = line.indexOf('=');
                figures.put(line.substring(MARK.length(), equals), Double.valueOf(line.substring(equals + 1)));
            }
        }
        return figures;
    }
}
