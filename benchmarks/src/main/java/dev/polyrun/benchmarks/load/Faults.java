package dev.polyrun.benchmarks.load;

import dev.polyrun.benchmarks.ways.Kind;
import dev.polyrun.benchmarks.ways.Reply;
import dev.polyrun.benchmarks.ways.Server;
import dev.polyrun.benchmarks.ways.ServerError;
import dev.polyrun.benchmarks.ways.Terms;
import dev.polyrun.benchmarks.ways.Way;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * 2,000 runs on a server with faults, each polled every 5 s: which completions never reach their waiter, as the library is and when it is set
 * to tolerate errors. Of all polls 1 % break off, 5 % meet a 503 that asks for 2 s, 1 % bring a state that is new to the client, 0.5 % hang for 30 s
 * and then break off; and there is an outage of 30 s. All times run faster than told by the factor {@code speed}. Then, in real time: 1,000
 * waits for 2 s each on runs that never end, while 2 % of the polls hang for 3 s: how far from their deadlines they end.
 */
public final class Faults {
    private static final int RUNS = 2_000;
    private static final int TIMED_WAITS = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final double speed;
    private final Random random = new Random(11);
    private final long start = System.nanoTime();

    private Faults(double speed) {
        this.speed = speed;
    }

    /** @param arguments the kind of wait, and the speed */
    public static void main(String[] arguments) throws InterruptedException {
        Kind kind = Kind.valueOf(arguments[0]);
        double speed = Double.parseDouble(arguments[1]);
        Terms terms = Terms.every(Duration.ofNanos((long) (5e9 / speed)));
        new Faults(speed).completions(kind, terms, "asItIs");
        new Faults(speed).completions(kind, terms.toleratingErrors(), "tolerant");
        deadlines(kind);
        System.exit(0);
    }

    private void completions(Kind kind, Terms terms, String name) throws InterruptedException {
        LiveRuns runs = new LiveRuns(45, 1.2, 300, speed);
        LongAdder polls = new LongAdder();
        AtomicInteger seen = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        CountDownLatch ends = new CountDownLatch(RUNS);
        Way way = kind.open(run -> {
            polls.increment();
            return answer(runs, run);
        });
        for (int i = 0; i < RUNS; i++) {
            way.start(runs.start(), terms).end().whenComplete((reply, error) -> {
                if (error == null && reply.state() == Reply.State.SUCCEEDED) {
                    seen.incrementAndGet();
                } else {
                    failed.incrementAndGet();
                }
                ends.countDown();
            });
        }
        ends.await((long) (500_000 / speed), TimeUnit.MILLISECONDS);
        runs.stop();
        // Before the close, which ends what is left with an error where the library ends it at all.
        int endedInError = failed.get();
        int neverEnded = RUNS - seen.get() - endedInError;
        way.close();
        Figures.report(name + "EndedInError", endedInError);
        Figures.report(name + "NeverEnded", neverEnded);
        Figures.report(name + "PollsPerRun", (double) polls.sum() / RUNS);
    }

    private CompletableFuture<Reply> answer(LiveRuns runs, String run) {
        double now = (System.nanoTime() - start) / 1e9 * speed;
        double draw;
        synchronized (random) {
            draw = random.nextDouble();
        }
        if (draw < .01 || now > 60 && now < 90) {
            return CompletableFuture.failedFuture(new IOException("connection reset"));
        }
        if (draw < .06) {
            return CompletableFuture.failedFuture(new ServerError(503, Duration.ofNanos((long) (2e9 / speed))));
        }
        if (draw < .07) {
            return CompletableFuture.completedFuture(new Reply(Reply.State.UNKNOWN, null));
        }
        if (draw < .075) {
            CompletableFuture<Reply> hung = new CompletableFuture<>();
            CompletableFuture.delayedExecutor((long) (30e9 / speed), TimeUnit.NANOSECONDS)
                    .execute(() -> hung.completeExceptionally(new IOException("read timed out")));
            return hung;
        }
        return CompletableFuture.completedFuture(runs.tell(run));
    }

    private static void deadlines(Kind kind) throws InterruptedException {
        Histogram over = new Histogram();
        Histogram early = new Histogram();
        CountDownLatch ends = new CountDownLatch(TIMED_WAITS);
        Random random = new Random(13);
        Server server = run -> {
            synchronized (random) {
                if (random.nextDouble() >= .02) {
                    return Reply.STILL_RUNNING;
                }
            }
            return new CompletableFuture<Reply>().completeOnTimeout(Reply.RUNNING, 3, TimeUnit.SECONDS);
        };
        Way way = kind.open(server);
        for (int i = 0; i < TIMED_WAITS; i++) {
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            way.start(Runs.name(i), Terms.every(Duration.ofMillis(100)).within(TIMEOUT).toleratingErrors()).end().whenComplete((reply, error) -> {
                long off = System.nanoTime() - deadline;
                (off < 0 ? early : over).record(Math.abs(off));
                ends.countDown();
            });
            TimeUnit.MILLISECONDS.sleep(1);
        }
        boolean all = ends.await(30, TimeUnit.SECONDS);
        System.out.println(all ? "all ended" : ends.getCount() + " timed waits never ended");
        Figures.report("timedNeverEnded", ends.getCount());
        Figures.report("overrunP50", over.millis(.5));
        Figures.report("overrunP999", over.millis(.999));
        Figures.report("earlyP999", early.millis(.999));
        Figures.report("earlyPercent", 100.0 * early.count() / TIMED_WAITS);
        way.close();
    }
}
