package dev.polyrun.benchmarks;

import dev.polyrun.benchmarks.calls.Calls;
import dev.polyrun.benchmarks.calls.ColdStart;
import dev.polyrun.benchmarks.defects.Defects;
import dev.polyrun.benchmarks.load.Events;
import dev.polyrun.benchmarks.load.Figures;
import dev.polyrun.benchmarks.ways.Kind;
import dev.polyrun.benchmarks.ways.Library;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs what its words name ({@code defects}, {@code heap}, {@code cost}, {@code herd}, {@code quota}, {@code faults}, {@code events}, {@code calls}, {@code cold},
 * {@code all}) and prints tables in Markdown. {@code forks=5} repeats each measurement, the libraries taking turns; {@code only=PollerFlux,AsyncWaiter} leaves the
 * other libraries out. Each measurement has a process of its own, whose output is kept in {@code target/benchmarks}.
 */
public final class Benchmarks {
    private static final List<String> FLAGS = List.of("-Xms512m", "-Xmx512m", "-XX:+UseG1GC");
    private static final Path RAW = Path.of("target", "benchmarks");
    private static final long LONGEST_MINUTES = 10;

    private final List<Kind> kinds;
    private final int forks;

    private Benchmarks(List<Kind> kinds, int forks) {
        this.kinds = kinds;
        this.forks = forks;
    }

    public static void main(String[] words) throws IOException, InterruptedException, RunnerException {
        List<String> names = Arrays.stream(words).filter(word -> !word.contains("=")).toList();
        List<String> known = new ArrayList<>(List.of("all", "defects", "events", "calls", "cold"));
        Measurement.ALL.forEach(measurement -> known.add(measurement.name()));
        if (names.isEmpty() || !known.containsAll(names)) {
            throw new IllegalArgumentException("Name what to run: " + String.join(", ", known.stream().distinct().toList()) + "; not " + names);
        }
        List<Kind> kinds = Arrays.stream(Library.values()).map(library -> Kind.of(library).get(0)).toList();
        String only = option(words, "only", "");
        List<Kind> chosen = only.isEmpty() ? kinds : kinds.stream().filter(kind -> List.of(only.split(",")).contains(kind.title())).toList();
        Benchmarks benchmarks = new Benchmarks(chosen, Integer.parseInt(option(words, "forks", "1")));

        System.out.println(machine());
        if (names.contains("all") || names.contains("defects")) {
            awaitEnd(start(Defects.class, List.of(), null));
        }
        if (names.contains("all") || names.contains("events")) {
            awaitEnd(start(Events.class, List.of(), null));
        }
        if (names.contains("calls") || names.contains("all") && only.isEmpty()) {
            Calls.run(options(words));
        }
        if (names.contains("cold") || names.contains("all") && only.isEmpty()) {
            ColdStart.run(options(words));
        }
        for (Measurement measurement : Measurement.ALL) {
            if (names.contains("all") || names.contains(measurement.name())) {
                benchmarks.measure(measurement);
            }
        }
    }

    private static Map<String, String> options(String[] words) {
        return Arrays.stream(words).filter(word -> word.contains("=")).map(word -> word.split("=", 2))
                .collect(Collectors.toMap(word -> word[0], word -> word[1]));
    }

    private static String option(String[] words, String name, String otherwise) {
        return Arrays.stream(words).filter(word -> word.startsWith(name + "=")).map(word -> word.substring(name.length() + 1))
                .findFirst().orElse(otherwise);
    }

    private static String machine() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return String.format(Locale.ROOT, "Java %s, %d cores, %s; load before: %.2f; flags: %s%n", System.getProperty("java.vm.version"),
                Runtime.getRuntime().availableProcessors(), System.getProperty("os.name"), load, String.join(" ", FLAGS));
    }

    private void measure(Measurement measurement) throws IOException, InterruptedException {
        List<Kind> measured = measurement.kinds().isEmpty() ? kinds : kinds.stream().filter(measurement.kinds()::contains).toList();
        Map<Kind, Map<String, List<Double>>> figures = new LinkedHashMap<>();
        for (int fork = 1; fork <= forks; fork++) {
            Map<Kind, Process> processes = new LinkedHashMap<>();
            for (Kind kind : measured) {
                processes.put(kind, start(measurement.program(), arguments(measurement, kind), raw(measurement, kind, fork)));
                if (!measurement.together()) {
                    awaitEnd(processes.get(kind));
                }
            }
            for (Kind kind : measured) {
                awaitEnd(processes.get(kind));
                Map<String, List<Double>> ofKind = figures.computeIfAbsent(kind, any -> new LinkedHashMap<>());
                Figures.in(Files.readAllLines(raw(measurement, kind, fork)))
                        .forEach((name, value) -> ofKind.computeIfAbsent(name, any -> new ArrayList<>()).add(value));
            }
        }
        plot(measurement, measured, figures);
        System.out.printf("%n**%s** (%s)%n%n%s", measurement.title(), forks == 1 ? "one fork" : "median of " + forks + " forks, least–most",
                table(measurement, figures));
    }

    /** Pictures of those figures that are seen better than read, beside the raw results. */
    private void plot(Measurement measurement, List<Kind> measured, Map<Kind, Map<String, List<Double>>> figures) throws IOException {
        Map<String, List<Integer>> polls = new LinkedHashMap<>();
        Map<String, Double> bytes = new LinkedHashMap<>();
        for (Kind kind : measured) {
            List<Integer> series = Figures.series("pollsPerSlot", Files.readAllLines(raw(measurement, kind, forks)));
            if (!series.isEmpty()) {
                polls.put(title(kind), series);
            }
            bytes.put(title(kind), Spread.median(figures.get(kind).getOrDefault("bytesPerWatch", List.of(0.0))));
        }
        if (measurement.name().equals("herd") && measurement.kinds().isEmpty()) {
            Files.writeString(RAW.resolve("herd.svg"), Plots.herd(polls));
        } else if (measurement.name().equals("heap")) {
            Files.writeString(RAW.resolve("heap.svg"), Plots.bars("Heap per watch beyond the run's name, bytes", bytes));
        }
    }

    private static String title(Kind kind) {
        return kind.library().title() + " " + kind.title();
    }

    private static List<String> arguments(Measurement measurement, Kind kind) {
        List<String> arguments = new ArrayList<>(List.of(kind.name()));
        arguments.addAll(measurement.arguments());
        return arguments;
    }

    private static Path raw(Measurement measurement, Kind kind, int fork) {
        return RAW.resolve(measurement.name() + "-" + String.join("-", arguments(measurement, kind)) + "-fork" + fork + ".txt");
    }

    private static MarkdownTable table(Measurement measurement, Map<Kind, Map<String, List<Double>>> figures) {
        List<String> header = new ArrayList<>(List.of("library"));
        header.addAll(measurement.columns().values());
        MarkdownTable table = new MarkdownTable(header);
        figures.forEach((kind, ofKind) -> {
            List<String> row = new ArrayList<>(List.of(kind.library().title() + " " + kind.library().version() + " `" + kind.title() + "`"));
            for (String name : measurement.columns().keySet()) {
                row.add(Spread.of(ofKind.getOrDefault(name, List.of())));
            }
            table.add(row);
        });
        return table;
    }

    /** Output goes to the file, else to ours. */
    private static Process start(Class<?> program, List<String> arguments, @Nullable Path raw) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        if (raw != null) {
            Files.createDirectories(RAW);
            builder.redirectErrorStream(true).redirectOutput(raw.toFile());
        }
        return builder.start();
    }

    /** A process that does not end is ended. */
    private static void awaitEnd(Process process) throws InterruptedException {
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
    }
}
