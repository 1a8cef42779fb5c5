package dev.polyrun.benchmarks.calls;

import dev.polyrun.benchmarks.MarkdownTable;
import dev.polyrun.benchmarks.Spread;
import dev.polyrun.benchmarks.calls.Mark.Figure;
import dev.polyrun.benchmarks.calls.Situation.Place;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Calls {@link RunServer} with each of the clients, which take turns: in each round, each has a process of its own in each situation. JMH measures;
 * what it prints and its results are kept in {@code target/benchmarks}.
 */
public final class Calls {
    private static final Path RAW = Path.of("target", "benchmarks");
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;
    /** See {@link OneCore}. */
    private static final int WARM_UPS = 2;

    private final int rounds;
    private final int warmUpMillis;
    private final String java;
    private final int port;
    private final Process server;

    private Calls(int rounds, int warmUpMillis, String java, int port, Process server) {
        this.rounds = rounds;
        this.warmUpMillis = warmUpMillis;
        this.java = java;
        this.port = port;
        this.server = server;
    }

    /**
     * Measures and prints.
     *
     * @param words by name: {@code forks}; {@code only}, the situations; {@code clients}, beside ours; {@code millis} to warm up in each process, twice
     *     as long where it is then left one core;
     *     {@code java}, the program for virtual threads when this one has none
     */
    public static void run(Map<String, String> words) throws IOException, RunnerException {
        List<String> clients = list(words.getOrDefault("clients", ""));
        List<String> only = list(words.getOrDefault("only", ""));
        Map<Situation, CallFigures> measured = new LinkedHashMap<>();
        Situation.ALL.stream()
                .filter(situation -> only.isEmpty() || only.contains(situation.name()))
                .forEach(situation -> measured.put(situation.of(clients), new CallFigures()));
        if (measured.isEmpty()) {
            throw new IllegalArgumentException("only=" + only + "; expected some of " + Situation.ALL.stream().map(Situation::name).toList());
        }
        Files.createDirectories(RAW);
        Process server = server();
        try (BufferedReader port = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII))) {
            Calls calls = new Calls(Integer.parseInt(words.getOrDefault("forks", "1")), Integer.parseInt(words.getOrDefault("millis", "4000")), words.getOrDefault("java", ""),
                    Integer.parseInt(port.readLine()), server);
            calls.measure(measured);
        } finally {
            server.destroy();
        }
        System.out.println(CallClients.versions());
        measured.forEach(Calls::print);
        Map<String, CallFigures> byName = new LinkedHashMap<>();
        measured.forEach((situation, figures) -> byName.put(situation.name(), figures));
        printMarks(Mark.ALL, byName);
    }

    static List<String> list(String word) {
        return word.isEmpty() ? List.of() : List.of(word.split(","));
    }

    static Process server() throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-cp", System.getProperty("java.class.path"), RunServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void measure(Map<Situation, CallFigures> measured) throws IOException, RunnerException {
        for (int round = 1; round <= rounds; round++) {
            for (Map.Entry<Situation, CallFigures> entry : measured.entrySet()) {
                Situation situation = entry.getKey();
                if (situation.place() == Place.VIRTUAL_THREADS && java.isEmpty() && Runtime.version().feature() < FIRST_WITH_VIRTUAL_THREADS) {
                    continue;
                }
                Cores.allow(server.pid(), situation.place() == Place.ONE_CORE ? Cores.last() : Cores.all());
                for (CallClients client : situation.clients()) {
                    for (RunResult result : new Runner(options(situation, client, round)).run()) {
                        entry.getValue().add(client, result);
                    }
                }
            }
        }
    }

    private org.openjdk.jmh.runner.options.Options options(Situation situation, CallClients client, int round) {
        String raw = RAW.resolve("calls-" + situation.name() + "-" + client.name() + "-fork" + round).toString();
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + CallBenchmark.class.getName().replace(".", "\\.") + "\\." + situation.method() + "$")
                .param("client", client.name())
                .param("document", situation.document().name())
                .threads(situation.threads())
                .forks(1)
                .warmupIterations(WARM_UPS)
                .warmupTime(TimeValue.milliseconds(situation.place() == Place.ONE_CORE ? warmUpMillis : warmUpMillis / WARM_UPS))
                .measurementIterations(2)
                .measurementTime(TimeValue.milliseconds(700))
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuProfiler.class)
                .shouldFailOnError(true)
                .jvmArgs("-Xms512m", "-Xmx512m", "-XX:+UseG1GC", "-D" + CallBenchmark.PORT + "=" + port)
                .output(raw + ".txt")
                .result(raw + ".json")
                .resultFormat(ResultFormatType.JSON);
        if (situation.place() == Place.ONE_CORE) {
            options.addProfiler(OneCore.class);
        }
        if (situation.place() == Place.VIRTUAL_THREADS) {
            options.jvmArgsAppend("-Djmh.executor=VIRTUAL");
            if (!java.isEmpty()) {
                options.jvm(java);
            }
        }
        return options.build();
    }

    private static void print(Situation situation, CallFigures figures) {
        String ours = situation.ours().title().replace("*", "");
        MarkdownTable table = new MarkdownTable(List.of("client", "time, µs", "CPU, µs", "allocated, B",
                ours + " ÷ it: time", "CPU", "bytes"));
        for (CallClients client : situation.clients()) {
            if (figures.has(client)) {
                table.add(List.of(client.title(), Spread.of(figures.of(client, Figure.TIME)), Spread.of(figures.of(client, Figure.CPU)),
                        Spread.of(figures.of(client, Figure.BYTES)),
                        factor(figures.ratio(situation.ours(), client, Figure.TIME)), factor(figures.ratio(situation.ours(), client, Figure.CPU)),
                        factor(figures.ratio(situation.ours(), client, Figure.BYTES))));
            }
        }
        System.out.printf("%n**%s** (%,d B; `%s`)%n%n%s", situation.title(), situation.document().bytes().length, situation.name(), table);
    }

    /** @param measured by the name of the situation */
    static void printMarks(List<Mark> marks, Map<String, CallFigures> measured) {
        MarkdownTable table = new MarkdownTable(List.of("mark", "at most", "measured", "by CPU", ""));
        for (Mark mark : marks) {
            measured.forEach((situation, figures) -> {
                double ratio = figures.ratio(mark.ours(), mark.theirs(), mark.figure());
                if (situation.equals(mark.situation()) && !Double.isNaN(ratio)) {
                    String byCpu = mark.figure() == Figure.TIME ? factor(figures.ratio(mark.ours(), mark.theirs(), Figure.CPU)) : "";
                    table.add(List.of(mark.situation() + ": " + mark.figure().title() + " of " + mark.ours().title() + " ÷ " + mark.theirs().title(),
                            factor(mark.most()), factor(ratio), byCpu, ratio <= mark.most() ? "held" : "not held"));
                }
            });
        }
        System.out.printf("%n**Marks** (medians of the rounds' ratios)%n%n%s", table);
    }

    static String factor(double ratio) {
        return String.format(Locale.ROOT, ratio < 0.1 ? "%.4f" : "%.2f", ratio);
    }
}
