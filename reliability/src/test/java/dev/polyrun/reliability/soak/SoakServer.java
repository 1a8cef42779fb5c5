package dev.polyrun.reliability.soak;

import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.VendorSimulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The main class of the servers' process. It remembers each run in a file before the answer that names it, and knows them all again when it comes
 * back. Says {@code account …} for each of its accounts, and then {@code ready}; asked for {@code connections}, how many stay open.
 */
final class SoakServer {
    /** What a run was made by is found in whatever the vendor calls its input. */
    private static final Pattern ATTEMPT = Pattern.compile("attempt-\\d+-\\d+");

    private static final int FIELDS = 5;
    private static final int LOOK_EVERY_MILLIS = 20;
    private static final int LOOKS = 3_000;

    private final SoakPlan plan;
    private final Path runs;
    private final Ledger made;
    private final Tallies tallies;
    private final AtomicInteger open = new AtomicInteger();
    private final List<VendorSimulator> servers = new ArrayList<>();

    private SoakServer(Path directory, SoakPlan plan) throws IOException {
        this.plan = plan;
        this.runs = runsFile(directory);
        this.made = Ledger.open(runs);
        this.tallies = tallies(directory);
    }

    static Path runsFile(Path directory) {
        return directory.resolve("made");
    }

    static Tallies tallies(Path directory) throws IOException {
        return Tallies.open(directory.resolve("tallies"));
    }

    /**
     * @param arguments the directory, the plan, how often there were servers before, and the ports of the accounts when there were
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        SoakServer server = new SoakServer(Path.of(arguments[0]), SoakPlan.parse(arguments[1]));
        int life = Integer.parseInt(arguments[2]);
        server.start(life);
        for (int i = 0; i < server.servers.size(); i++) {
            VendorSimulator simulator = server.servers.get(i);
            int port = life == 1 ? 0 : Integer.parseInt(arguments[3 + i]);
            int inner = Integer.parseInt(simulator.baseUrl().replaceAll("http://127\\.0\\.0\\.1:(\\d+).*", "$1"));
            Gate gate = Gate.open(server.plan.address(i), port, inner, server.tallies, server.open);
            System.out.println("account " + Account.of(i, gate.port(), simulator));
        }
        System.out.println("ready");
        server.obey();
    }

    private void start(int life) throws IOException {
        FaultMix faults = new FaultMix(plan, tallies, life);
        for (int i = 0; i < plan.accounts(); i++) {
            int account = i;
            Vendor vendor = plan.vendor(i);
            VendorSimulator simulator = vendor.start();
            simulator.onEachStart((workflowId, runId, input) -> begin(account, workflowId, runId, input));
            simulator.failEach(request -> faults.of(account, request));
            servers.add(simulator);
        }
        for (Made run : Made.read(runs)) {
            RunScript script = Fate.of(run.runId(), plan).script(plan.vendor(run.account()), Instant.ofEpochMilli(run.startedMillis()));
            servers.get(run.account()).addRun(run.workflowId(), run.runId(), script);
        }
        ScheduledExecutorService cleaner = Executors.newSingleThreadScheduledExecutor();
        cleaner.scheduleWithFixedDelay(() -> servers.forEach(VendorSimulator::clearRequests), 1, 1, TimeUnit.SECONDS);
    }

    private RunScript begin(int account, String workflowId, String runId, Map<String, @Nullable Object> input) {
        Instant now = Instant.now();
        Matcher attempt = ATTEMPT.matcher(String.valueOf(input));
        made.write(account, workflowId, runId, now.toEpochMilli(), attempt.find() ? attempt.group() : "-");
        return Fate.of(runId, plan).script(plan.vendor(account), now);
    }

    /** Ends with whoever started this process. */
    private void obey() throws IOException, InterruptedException {
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (orders.readLine() != null) {
                System.out.println(leftOpen());
            }
        }
        Runtime.getRuntime().halt(0);
    }

    /** How many connections stay open when they are given time to close. */
    private int leftOpen() throws InterruptedException {
        for (int looks = 0; open.get() > 0 && looks < LOOKS; looks++) {
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
        return open.get();
    }

    /** A run that a server made. */
    record Made(int account, String workflowId, String runId, long startedMillis, String attempt) {
        static List<Made> read(Path file) throws IOException {
            List<Made> all = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ");
                if (words.length == FIELDS) {
                    all.add(new Made(Integer.parseInt(words[0]), words[1], words[2], Long.parseLong(words[3]), words[4]));
                }
            }
            return all;
        }

        /** How a reference names it, but for the workflow. */
        String key(SoakPlan plan) {
            return plan.vendor(account).vendorName() + "@" + plan.accountName(account) + ":" + runId;
        }
    }
}
