package dev.polyrun.benchmarks.calls;

import dev.polyrun.benchmarks.MarkdownTable;
import dev.polyrun.benchmarks.Spread;
import dev.polyrun.benchmarks.calls.Mark.Figure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a process spends until it has the answer to its first call: {@link ColdCall} in a new process each time, with a class path of the jars that
 * its client takes a class from and no others, by turns, with and without an archive of the client's classes (AppCDS).
 *
 * <p>The time is from before the process is started until its first line has been read, and the CPU is that of all its threads by then, in steps of
 * 10 ms where the system counts so.
 */
public final class ColdStart {
    static final String PLAIN = "cold";
    static final String ARCHIVED = "cold-archived";
    static final List<CallClients> CLIENTS = List.of(CallClients.POLYRUN, CallClients.OKHTTP, CallClients.HAND, CallClients.DATABIND2,
            CallClients.DATABIND3, CallClients.OKHTTP_GSON, CallClients.NATIVE);

    private static final Path RAW = Path.of("target", "benchmarks");
    private static final List<String> FLAGS = List.of("-Xms512m", "-Xmx512m", "-XX:+UseG1GC");

    private final String java;
    private final Path kept;
    private final String baseUrl;
    private final Map<CallClients, List<Path>> classPaths = new EnumMap<>(CallClients.class);
    private final Map<CallClients, Long> classes = new EnumMap<>(CallClients.class);

    ColdStart(String java, Path kept, String baseUrl) {
        this.java = java;
        this.kept = kept;
        this.baseUrl = baseUrl;
    }

    /**
     * Measures and prints.
     *
     * @param words by name: {@code forks}; {@code clients}, beside ours; {@code java}, the program to measure with when it is not to be this one
     */
    public static void run(Map<String, String> words) throws IOException, InterruptedException {
        List<String> names = Calls.list(words.getOrDefault("clients", ""));
        List<CallClients> clients = CLIENTS.stream()
                .filter(client -> client == CallClients.POLYRUN || names.isEmpty() || names.contains(client.name()))
                .toList();
        Map<String, CallFigures> measured = new LinkedHashMap<>();
        measured.put(PLAIN, new CallFigures());
        measured.put(ARCHIVED, new CallFigures());
        String java = words.getOrDefault("java", Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Process server = Calls.server();
        try (BufferedReader port = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII))) {
            ColdStart cold = new ColdStart(java, RAW, "http://127.0.0.1:" + port.readLine());
            cold.prepare(clients);
            for (int round = 1; round <= Integer.parseInt(words.getOrDefault("forks", "1")); round++) {
                for (CallClients client : clients) {
                    cold.measure(client, PLAIN, List.of(), round, measured.get(PLAIN));
                    cold.measure(client, ARCHIVED, List.of("-Xshare:on", "-XX:SharedArchiveFile=" + cold.archive(client)), round,
                            measured.get(ARCHIVED));
                }
            }
            System.out.println(CallClients.versions() + "; measured with " + cold.version());
            cold.print("Until the first answer of a new process", PLAIN, clients, measured.get(PLAIN));
            cold.print("The same, with an archive of its classes", ARCHIVED, clients, measured.get(ARCHIVED));
        } finally {
            server.destroy();
        }
        Calls.printMarks(Mark.COLD, measured);
    }

    /** Finds out what each client loads, and archives it. */
    void prepare(List<CallClients> clients) throws IOException, InterruptedException {
        List<Path> all = ColdClassPath.jars(System.getProperty("java.class.path"), kept.resolve("cold"));
        for (CallClients client : clients) {
            Path log = kept.resolve("cold-" + client.name() + "-classes.txt");
            classPaths.put(client, all);
            call(client, List.of("-Xlog:class+load=info:file=" + log + ":none"), null);
            List<String> loaded = Files.readAllLines(log).stream().filter(line -> line.contains(" source: ")).toList();
            classes.put(client, (long) loaded.size());
            classPaths.put(client, ColdClassPath.used(all, loaded));
            call(client, List.of("-XX:ArchiveClassesAtExit=" + archive(client)), null);
        }
    }

    /** The jars on the class path of a client. */
    List<Path> classPath(CallClients client) {
        return classPaths.getOrDefault(client, List.of());
    }

    private Path archive(CallClients client) {
        return kept.resolve("cold").resolve(client.name() + ".jsa").toAbsolutePath();
    }

    void measure(CallClients client, String situation, List<String> flags, int round, CallFigures figures) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        Map<Figure, Double> micros = call(client, flags, lines);
        Files.write(kept.resolve(situation + "-" + client.name() + "-fork" + round + ".txt"), lines);
        micros.forEach((figure, value) -> figures.add(client, figure, value));
    }

    /** One process; the figures are in ms. */
    private Map<Figure, Double> call(CallClients client, List<String> flags, @Nullable List<String> raw) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(FLAGS);
        command.addAll(flags);
        command.addAll(List.of("-cp", ColdClassPath.text(classPath(client)), ColdCall.class.getName(), client.name(), baseUrl));
        Path errors = kept.resolve("cold").resolve("errors.txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        long start = System.nanoTime();
        Process process = builder.start();
        String answer;
        double time;
        double cpu;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            answer = out.readLine();
            time = (System.nanoTime() - start) / 1e6;
            cpu = process.info().totalCpuDuration().map(total -> total.toNanos() / 1e6).orElse(Double.NaN);
            process.getOutputStream().close();
            // An archive is written at the end, and said to be.
            out.transferTo(Writer.nullWriter());
            process.waitFor();
        }
        if (answer == null || !answer.equals(ColdCall.expected(client.name()))) {
            throw new IllegalStateException(client + " answered " + answer + "; see " + errors + "; the command was " + String.join(" ", command));
        }
        if (raw != null) {
            raw.addAll(List.of(String.join(" ", command), answer, "time, ms: " + time, "CPU, ms: " + cpu));
        }
        return Map.of(Figure.TIME, time, Figure.CPU, cpu);
    }

    private String version() throws IOException {
        Process process = new ProcessBuilder(java, "-version").redirectErrorStream(true).start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            return String.join(", ", out.lines().toList());
        }
    }

    private void print(String title, String situation, List<CallClients> clients, CallFigures figures) {
        MarkdownTable table = new MarkdownTable(List.of("client", "time, ms", "CPU, ms", "classes", "jars",
                "Polyrun ÷ it: time", "CPU"));
        for (CallClients client : clients) {
            table.add(List.of(client.title(), Spread.of(figures.of(client, Figure.TIME)), Spread.of(figures.of(client, Figure.CPU)),
                    "%,d".formatted(classes.get(client)), String.valueOf(classPath(client).size()),
                    Calls.factor(figures.ratio(CallClients.POLYRUN, client, Figure.TIME)),
                    Calls.factor(figures.ratio(CallClients.POLYRUN, client, Figure.CPU))));
        }
        System.out.printf("%n**%s** (%,d B; `%s`)%n%n%s", title, RunDocument.SMALL.bytes().length, situation, table);
    }
}
