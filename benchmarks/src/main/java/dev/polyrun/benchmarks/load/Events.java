package dev.polyrun.benchmarks.load;

import dev.polyrun.Polyrun;
import dev.polyrun.RunRef;
import dev.polyrun.benchmarks.MarkdownTable;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Noxus runs on loopback, over real connections and in real time, eight at a time: how long after its end a run is told to have ended, outputs read,
 * and how many requests that takes, with the vendor's events and without.
 */
public final class Events {
    private static final int RUNS = 240;
    private static final int AT_ONCE = 8;
    private static final long SHORTEST_MILLIS = 1_000;
    private static final long LONGEST_MILLIS = 8_000;

    private Events() {}

    /** Takes no words. */
    public static void main(String[] none) throws InterruptedException {
        MarkdownTable table = new MarkdownTable(List.of(
                "events", "delay p50, ms", "p99, ms", "largest, ms", "looks a run", "streams a run", "reads of the whole a run"));
        // What is loaded and compiled once should not count for the one that comes first.
        row(true, AT_ONCE);
        table.add(row(true, RUNS));
        table.add(row(false, RUNS));
        System.out.printf("%n**%d runs that take %d to %d s, %d at a time**%n%n%s", RUNS, SHORTEST_MILLIS / 1000, LONGEST_MILLIS / 1000, AT_ONCE, table);
        System.exit(0);
    }

    private static List<String> row(boolean events, int runs) throws InterruptedException {
        Histogram delays = new Histogram();
        Random lives = new Random(17);
        try (NoxusSimulator vendor = NoxusSimulator.start();
                Polyrun polyrun = Polyrun.builder()
                        .noxus(n -> n.apiKey(vendor.apiKey()).baseUrl(vendor.baseUrl()))
                        .polling(polling -> polling.eventStreams(events ? AT_ONCE : 0))
                        .build()) {
            for (int first = 0; first < runs; first += AT_ONCE) {
                CountDownLatch ends = new CountDownLatch(AT_ONCE);
                for (int i = first; i < first + AT_ONCE; i++) {
                    live(vendor, polyrun, "run-" + i, SHORTEST_MILLIS + lives.nextLong(LONGEST_MILLIS - SHORTEST_MILLIS), delays, ends);
                }
                ends.await();
            }
            String whole = "/v1/workflows/" + vendor.workflowId() + "/runs/";
            double streams = vendor.requests().stream().filter(request -> request.path().endsWith("/events")).count();
            double wholes = vendor.requests().stream().filter(request -> request.path().startsWith(whole)).count();
            // A read of the whole is two requests. A list counts once, for however many runs.
            double looks = vendor.requests().size() - streams - 2 * wholes;
            return List.of(events ? "on" : "off", millis(delays.millis(.5)), millis(delays.millis(.99)), millis(delays.millis(1)),
                    perRun(looks / runs), perRun(streams / runs), perRun(wholes / runs));
        }
    }

    /** A run that is watched from its start. */
    private static void live(NoxusSimulator vendor, Polyrun polyrun, String id, long millis, Histogram delays, CountDownLatch ends) {
        vendor.addRun(id, RunScript.perRead("running"));
        AtomicLong endedAt = new AtomicLong();
        polyrun.poller(RunRef.of("noxus", id)).completion().whenComplete((run, failure) -> {
            if (failure == null) {
                delays.record(System.nanoTime() - endedAt.get());
            }
            ends.countDown();
        });
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(() -> {
            endedAt.set(System.nanoTime());
            vendor.changeRun(id, RunScript.perRead("completed"));
        });
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String perRun(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
