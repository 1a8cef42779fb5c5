package dev.polyrun.reliability.soak;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs the servers and the watching process, and kills them as the plan says. */
final class Soak implements AutoCloseable {
    private final SoakPlan plan;
    private final Path directory;
    private final long start = System.nanoTime();
    private final List<Account> accounts = new ArrayList<>();
    private final ScheduledExecutorService end = Executors.newSingleThreadScheduledExecutor();
    private volatile Process server;
    private volatile Process watcher;
    private BufferedReader fromServer;
    private PrintStream toServer;
    private int servers;
    private int watchers;
    private Duration serverCpu = Duration.ZERO;
    private Duration watcherCpu = Duration.ZERO;

    /** What came of it. */
    record Outcome(
            SoakPlan plan,
            Verdict verdict,
            SteadyState steadyState,
            Tallies tallies,
            int servers,
            int watchers,
            Duration serverCpu,
            Duration watcherCpu,
            Duration wall,
            int connectionsAtEnd) {}

    private Soak(SoakPlan plan, Path directory) {
        this.plan = plan;
        this.directory = directory;
        // Reading what a process says cannot be interrupted, but ends with it.
        end.schedule(this::kill, plan.patience().toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Runs it to its end.
     *
     * @param directory an empty one
     */
    static Outcome run(SoakPlan plan, Path directory) throws IOException, InterruptedException {
        try (Soak soak = new Soak(plan, directory)) {
            return soak.run();
        }
    }

    private Outcome run() throws IOException, InterruptedException {
        startServer();
        Deque<Integer> watcherKills = new ArrayDeque<>(plan.watcherKillsAt());
        Deque<Integer> serverKills = new ArrayDeque<>(plan.serverKillsAt());
        BufferedReader said = startWatcher();
        int ends = 0;
        for (String line = said.readLine(); !"closed".equals(line); line = said.readLine()) {
            if (line == null) {
                throw new IllegalStateException("The watching process ended by itself after " + ends + " ends, or was given up; its errors are in "
                        + errors("watcher", watchers));
            }
            ends++;
            if (!serverKills.isEmpty() && ends >= serverKills.peek()) {
                serverKills.remove();
                serverCpu = serverCpu.plus(killed(server));
                startServer();
            }
            if (!watcherKills.isEmpty() && ends >= watcherKills.peek()) {
                watcherKills.remove();
                watcherCpu = watcherCpu.plus(killed(watcher));
                ends += (int) said.lines().count();
                said = startWatcher();
            }
        }
        int connectionsAtEnd = connectionsLeft();
        watcherCpu = watcherCpu.plus(killed(watcher));
        serverCpu = serverCpu.plus(killed(server));
        return new Outcome(
                plan,
                Verdict.of(plan, directory),
                SteadyState.of(directory, watchers),
                SoakServer.tallies(directory),
                servers,
                watchers,
                serverCpu,
                watcherCpu,
                Duration.ofNanos(System.nanoTime() - start),
                connectionsAtEnd);
    }

    private void startServer() throws IOException {
        List<String> arguments = new ArrayList<>(List.of(directory.toString(), plan.toString(), String.valueOf(++servers)));
        accounts.forEach(account -> arguments.add(String.valueOf(account.port())));
        server = java(SoakServer.class, "server", servers, "-Xmx1g", arguments);
        fromServer = server.inputReader(StandardCharsets.UTF_8);
        toServer = new PrintStream(server.getOutputStream(), true, StandardCharsets.UTF_8);
        accounts.clear();
        for (String line = fromServer.readLine(); !"ready".equals(line); line = fromServer.readLine()) {
            if (line == null) {
                throw new IllegalStateException("The servers could not start; their errors are in " + errors("server", servers));
            }
            accounts.add(Account.parse(line.substring("account ".length())));
        }
    }

    private BufferedReader startWatcher() throws IOException {
        List<String> arguments = new ArrayList<>(List.of(directory.toString(), plan.toString(), String.valueOf(++watchers)));
        accounts.forEach(account -> arguments.add(account.toString()));
        watcher = java(SoakWatcher.class, "watcher", watchers, "-Xmx256m", arguments);
        return watcher.inputReader(StandardCharsets.UTF_8);
    }

    private Process java(Class<?> main, String name, int life, String heap, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", heap));
        if (!plan.isLong()) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectError(errors(name, life)).start();
    }

    private File errors(String name, int life) {
        return directory.resolve(name + "-" + life + ".err").toFile();
    }

    /** Kills a process as {@code kill -9} does, and says how much CPU time it has used. */
    private static Duration killed(Process process) throws InterruptedException {
        Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
        process.toHandle().destroyForcibly();
        process.waitFor();
        return cpu;
    }

    /** The watching process lives still, and has closed what it had; the servers learn of it when the network says so. */
    private int connectionsLeft() throws IOException {
        toServer.println("connections");
        return Integer.parseInt(fromServer.readLine());
    }

    private void kill() {
        for (Process process : new Process[] {server, watcher}) {
            if (process != null) {
                process.toHandle().destroyForcibly();
            }
        }
    }

    @Override
    public void close() {
        end.shutdownNow();
        kill();
    }
}
