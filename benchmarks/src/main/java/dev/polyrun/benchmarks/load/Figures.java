package dev.polyrun.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The figures that one measurement reports to the program that forked it, one to a line of its output. */
public final class Figures {
    private static final String MARK = "figure ";
    private static final String SERIES = "series ";

    private Figures() {}

    static void report(String name, double value) {
        System.out.printf(Locale.ROOT, "%s%s=%.6g%n", MARK, name, value);
    }

    static void reportSeries(String name, IntStream values) {
        System.out.println(SERIES + name + "=" + values.mapToObj(String::valueOf).collect(Collectors.joining(" ")));
    }

    /** The series of that name in a measurement's output; empty, if it was not reported. */
    public static List<Integer> series(String name, List<String> output) {
        String start = SERIES + name + "=";
        return output.stream().filter(line -> line.startsWith(start))
                .flatMap(line -> Stream.of(line.substring(start.length()).split(" "))).map(Integer::valueOf).toList();
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
