package dev.polyrun.reliability.soak;

import dev.polyrun.FileWatchStore;
import dev.polyrun.PollSchedule;
import dev.polyrun.Polyrun;
import dev.polyrun.PolyrunBuilder;
import dev.polyrun.Run;
import dev.polyrun.RunCompletion;
import dev.polyrun.RunCompletions;
import dev.polyrun.RunGroup;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.http.ClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The main class of the process that starts runs, watches them and is killed. All that it sees goes into a ledger before it is acknowledged, see
 * {@link Verdict}. Says {@code end} for each end, and {@code closed} when it has closed everything and holds nothing any more; ends when told to.
 */
final class SoakWatcher {
    private static final int STARTERS = 48;
    private static final int HANDLERS = 4;

    /** What the vendor's contract would say. Without it the first 429 would be taken for a limit at the pace of that moment. */
    private static final double READS_PER_SECOND = 200;

    private static final Pattern OUTPUT = Pattern.compile("\"soak\":\"([^\"]*)\"");
    private static final long LOOK_EVERY_MILLIS = 200;
    static final int TIMER_OF_THE_PROCESS = 1;

    private final SoakPlan plan;
    private final List<Account> accounts;
    private final Path directory;
    private final Ledger ledger;
    private final Ledger samples;
    private final int life;
    private final @Nullable OkHttpClient ownClient;
    private final AtomicLong ended = new AtomicLong();

    private SoakWatcher(Path directory, SoakPlan plan, int life, List<Account> accounts) throws IOException {
        this.directory = directory;
        this.plan = plan;
        this.life = life;
        this.accounts = accounts;
        this.ownClient = plan.isLong() ? null : new OkHttpClient();
        this.ledger = Ledger.open(ledgerFile(directory));
        this.samples = Ledger.open(samplesFile(directory));
    }

    static Path ledgerFile(Path directory) {
        return directory.resolve("ledger");
    }

    static Path samplesFile(Path directory) {
        return directory.resolve("samples");
    }

    /**
     * @param arguments the directory, the plan, the number of this life, and the accounts
     */
    public static void main(String[] arguments) throws Exception {
        endWithParent();
        List<Account> accounts = Arrays.stream(arguments).skip(3).map(Account::parse).toList();
        new SoakWatcher(Path.of(arguments[0]), SoakPlan.parse(arguments[1]), Integer.parseInt(arguments[2]), accounts).live();
    }

    private static void endWithParent() {
        Thread thread = new Thread(() -> {
            try {
                System.in.read();
            } catch (IOException e) {
                // As good as told.
            }
            Runtime.getRuntime().halt(0);
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void live() throws Exception {
        ledger.write("L", life);
        Resources before = Resources.now();
        try (Polyrun polyrun = polyrun();
                FileWatchStore store = FileWatchStore.open(directory.resolve("runs.journal"));
                RunGroup group = polyrun.restore(store)) {
            Thread sampler = new Thread(() -> sample(group), "sampler");
            sampler.setDaemon(true);
            sampler.start();
            watch(polyrun, store, group);
            sampler.interrupt();
            sampler.join();
            samples.write("F", Resources.now());
        }
        ledger.write("Z", life);
        samples.write("B", before);
        close();
        System.out.println("closed");
        Thread.currentThread().join();
    }

    private Polyrun polyrun() {
        PolyrunBuilder builder = Polyrun.builder()
                .startTimeout(Duration.ofSeconds(plan.isLong() ? 30 : 4))
                .polling(p -> {
                    p.pollTimeout(Duration.ofMillis(plan.pollTimeoutMillis()));
                    if (plan.pollMillis() > 0) {
                        p.schedule(PollSchedule.fixed(Duration.ofMillis(plan.pollMillis())));
                    }
                });
        for (Account account : accounts) {
            String name = plan.accountName(account.index());
            switch (plan.vendor(account.index())) {
                case GUMLOOP -> builder.gumloop(name, c -> configure(c, account).apiKey(account.apiKey()).userId(account.owner()));
                case ACTIVEPIECES -> builder.activepieces(name, c -> configure(c, account).apiKey(account.apiKey()).projectId(account.owner()));
                case RETAB -> builder.retab(name, c -> configure(c, account).apiKey(account.apiKey()));
                case NOXUS -> builder.noxus(name, c -> configure(c, account).apiKey(account.apiKey()));
                case ONEPIN -> builder.onepin(name, c -> configure(c, account).apiKey(account.apiKey()));
            }
        }
        return builder.build();
    }

    private <B extends ClientBuilder<B>> B configure(B client, Account account) {
        Vendor vendor = plan.vendor(account.index());
        client.baseUrl("http://" + plan.address(account.index()) + ":" + account.port() + vendor.basePath);
        client.rateLimiter(RateLimiter.perSecond(READS_PER_SECOND));
        return ownClient == null ? client : client.okHttpClient(ownClient);
    }

    private void watch(Polyrun polyrun, FileWatchStore store, RunGroup group) throws Exception {
        int known = Verdict.watchedBefore(ledgerFile(directory), store.all());
        Semaphore room = new Semaphore(plan.live() - store.all().size());
        SoakStarter starter = new SoakStarter(plan, life, accounts, ledger, polyrun, group, room, known);
        RunCompletions whileStarting = group.completedUntilStopped();
        List<Thread> handlers = new ArrayList<>();
        for (int i = 0; i < HANDLERS; i++) {
            handlers.add(started("handler", () -> {
                for (RunCompletion completion : whileStarting) {
                    handle(completion);
                    room.release();
                }
            }));
        }
        List<Thread> starters = new ArrayList<>();
        for (int i = 0; i < STARTERS; i++) {
            starters.add(started("starter", starter::startAll));
        }
        join(starters);
        // From here on it is as the README shows.
        whileStarting.close();
        join(handlers);
        for (RunCompletion completion : group.completedAsTheyFinish()) {
            handle(completion);
        }
    }

    private void handle(RunCompletion completion) {
        Run run = completion.run();
        if (run == null) {
            ledger.force("F", completion.ref(), String.valueOf(completion.failure()).replace('\n', ' '));
        } else {
            ledger.force("E", completion.ref(), run.phase(), output(run), delayMillis(run));
        }
        completion.acknowledge();
        ledger.write("A", completion.ref());
        ended.incrementAndGet();
        System.out.println("end");
    }

    /** What the run put out, "-" when it is nothing of the servers'. */
    private static String output(Run run) {
        TreeSet<String> outputs = new TreeSet<>();
        for (Matcher matcher = OUTPUT.matcher(run.outputsJson()); matcher.find(); ) {
            outputs.add(matcher.group(1));
        }
        return outputs.isEmpty() ? "-" : String.join("+", outputs);
    }

    /** How long ago the run ended; -1 when the vendor does not say. */
    private static long delayMillis(Run run) {
        OffsetDateTime end = run.snapshot().finishedAt();
        return end == null ? -1 : Duration.between(end, OffsetDateTime.now()).toMillis();
    }

    private void sample(RunGroup group) {
        try {
            while (true) {
                Thread.sleep(plan.sampleMillis());
                long watched = group.counts().total() - group.counts().ended();
                samples.write("M", life, ended.get(), watched, Resources.now());
            }
        } catch (InterruptedException e) {
            // All have ended.
        }
    }

    /** Waits until nothing is left of what was closed: of the HTTP client that Polyrun brings, the last idle connections are let go in time. */
    private void close() throws Exception {
        if (ownClient != null) {
            ownClient.connectionPool().evictAll();
            ownClient.dispatcher().executorService().shutdown();
        }
        long start = System.nanoTime();
        Resources now = Resources.now();
        samples.write("C", 0, now);
        while (isLeft(now) && System.nanoTime() - start < plan.idleWait().toNanos()) {
            Thread.sleep(LOOK_EVERY_MILLIS);
            if (ownClient != null) {
                // Calls that were cancelled give their connections back a moment later.
                ownClient.connectionPool().evictAll();
            }
            now = Resources.now();
        }
        samples.write("C", Duration.ofNanos(System.nanoTime() - start).toMillis(), now);
    }

    /** The HTTP timer and the threads of OkHttp go when they have been idle for a minute, which is waited for only where there is time. */
    private boolean isLeft(Resources now) {
        return now.sockets() > 0 || (plan.isLong() ? now.ours() > 0 || now.http() > 0 : now.ours() > TIMER_OF_THE_PROCESS);
    }

    private static Thread started(String name, Runnable task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                e.printStackTrace();
                // Shows as a process that ended by itself, which no part of the plan is.
                Runtime.getRuntime().halt(1);
            }
        }, name);
        thread.start();
        return thread;
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
