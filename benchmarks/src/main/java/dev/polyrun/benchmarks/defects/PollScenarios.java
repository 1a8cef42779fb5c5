package dev.polyrun.benchmarks.defects;

import dev.polyrun.benchmarks.ways.Kind;
import dev.polyrun.benchmarks.ways.Reply;
import dev.polyrun.benchmarks.ways.Terms;
import dev.polyrun.benchmarks.ways.Wait;
import dev.polyrun.benchmarks.ways.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** When waits poll, how often, and what that costs. */
final class PollScenarios {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MANY_POLLS = 100_000;
    private static final int MANY_WAITERS = 4_000;

    private PollScenarios() {}

    static List<Scenario> all() {
        List<Kind> ordinary = EndScenarios.ordinary();
        List<Kind> async = EndScenarios.kinds(kind -> !kind.blocking());
        List<Kind> blocking = EndScenarios.kinds(Kind::blocking, Kind.EXECUTE_FOR_SUCCESS, Kind.SYNC_POLLER_UNTIL, Kind.SYNC_POLLER_OF_FLUX);
        return List.of(
                Scenario.of("1", "The server asks for 600 ms with each answer, the interval is 100 ms: gaps in ms", ordinary,
                        PollScenarios::retryAfter),
                Scenario.of("9, 17", "The future is cancelled between two polls, every 50 ms: polls in the next second", async,
                        PollScenarios::cancel),
                Scenario.of("9b", "The future is cancelled while a poll is under way: polls in the next second", async,
                        PollScenarios::cancelInFlight),
                Scenario.of("16", "Every 50 ms, all else as the library has it: polls in the first second", ordinary, PollScenarios::ownJitter),
                Scenario.of("18", "One wait, 100,000 polls without delay, then the run succeeds: heap per poll, stack, end", true, async,
                        PollScenarios::manyPolls),
                Scenario.of("A", "Restart: 1,000 waits every 500 ms started together: the most polls in 50 ms, from the 3rd second on (even: 100)",
                        true, async, PollScenarios::restart),
                Scenario.of("B", "Ten waits on the same run every 100 ms: polls in the first second", async, PollScenarios::sameRun),
                Scenario.of("C", "The run is paused for a human, every 100 ms: polls in a second", async, PollScenarios::paused),
                Scenario.of("D", "Closed with 100 waits pending (azure-core: nothing to close; else the executor it was given is stopped): "
                                + "futures that ended within a second, and how; polls in that second", async,
                        PollScenarios::close),
                // The last one: azure-core's pool goes on with what is left of these waits for minutes.
                Scenario.of("8", "4,000 blocking waits every 1 s, each poll takes 50 ms: 3,810 polls/s are asked for", true, blocking,
                        PollScenarios::manyBlockingWaits));
    }

    private static String retryAfter(Kind kind) throws Exception {
        Script server = new Script(poll -> Script.answer(new Reply(Reply.State.RUNNING, Duration.ofMillis(600))));
        try (Way way = kind.open(server)) {
            way.start("run", Terms.every(Duration.ofMillis(100)));
            server.awaitPolls(5, LIMIT);
            String gaps = server.gaps(4);
            server.end();
            return gaps;
        }
    }

    private static String cancel(Kind kind) throws Exception {
        Script server = Script.neverEnds();
        try (Way way = kind.open(server)) {
            Wait wait = way.start("run", Terms.every(Duration.ofMillis(50)));
            server.awaitPolls(3, LIMIT);
            Script.letTheLibraryFinishItsPoll();
            wait.cancel();
            String fact = Script.polls(server.pollsWithin(SECOND));
            server.end();
            return fact;
        }
    }

    private static String cancelInFlight(Kind kind) throws Exception {
        Script server = new Script(poll -> poll == 3 ? Script.late(Reply.RUNNING, Duration.ofMillis(200)) : Reply.STILL_RUNNING);
        try (Way way = kind.open(server)) {
            Wait wait = way.start("run", Terms.every(Duration.ofMillis(50)));
            server.awaitPolls(3, LIMIT);
            Script.letTheLibraryFinishItsPoll();
            wait.cancel();
            String fact = Script.polls(server.pollsWithin(SECOND));
            server.end();
            return fact;
        }
    }

    private static String ownJitter(Kind kind) throws Exception {
        Script server = Script.neverEnds();
        try (Way way = kind.open(server)) {
            way.start("run", Terms.every(Duration.ofMillis(50)).allElseUntouched());
            String fact = Script.polls(server.pollsWithin(SECOND));
            server.end();
            return fact;
        }
    }

    /** The polls themselves look at the heap, so that nothing else has to stop in between. */
    private static String manyPolls(Kind kind) throws Exception {
        AtomicLong early = new AtomicLong();
        AtomicLong late = new AtomicLong();
        AtomicLong frames = new AtomicLong();
        CountDownLatch last = new CountDownLatch(1);
        AtomicLong polls = new AtomicLong();
        try (Way way = kind.openHurried(run -> {
            long poll = polls.incrementAndGet();
            if (poll == MANY_POLLS / 10) {
                early.set(usedHeap());
            } else if (poll == MANY_POLLS) {
                late.set(usedHeap());
                frames.set(StackWalker.getInstance().walk(stack -> stack.count()));
                last.countDown();
            }
            return poll <= MANY_POLLS ? Reply.STILL_RUNNING : Script.answer(Reply.SUCCEEDED);
        })) {
            Wait wait = way.start("run", Terms.every(Duration.ofNanos(1)));
            if (!last.await(20, TimeUnit.SECONDS)) {
                return "only " + polls.get() + " polls in 20 s, " + Outcome.of(wait, Duration.ZERO);
            }
            Outcome outcome = Outcome.of(wait, LIMIT);
            long growth = Math.max(0, Math.round((late.get() - early.get()) / (0.9 * MANY_POLLS)));
            return growth + " B/poll, " + frames.get() + " frames deep, "
                    + (outcome.goesOn() ? "the future never ends (waited " + outcome.millis() + " ms)" : outcome);
        }
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static String manyBlockingWaits(Kind kind) throws Exception {
        int threadsBefore = Thread.activeCount();
        LongAdder polls = new LongAdder();
        AtomicBoolean over = new AtomicBoolean();
        ScheduledExecutorService network = Executors.newScheduledThreadPool(1, PollScenarios::daemon);
        List<Wait> waits = new ArrayList<>();
        try (Way way = kind.open(run -> {
            polls.increment();
            if (over.get()) {
                return Script.answer(Reply.SUCCEEDED);
            }
            CompletableFuture<Reply> answer = new CompletableFuture<>();
            network.schedule(() -> answer.complete(Reply.RUNNING), 50, TimeUnit.MILLISECONDS);
            return answer;
        })) {
            for (int i = 0; i < MANY_WAITERS; i++) {
                waits.add(way.start("run-" + i, Terms.every(SECOND)));
            }
            TimeUnit.SECONDS.sleep(2);
            int threads = Thread.activeCount() - threadsBefore;
            long before = polls.sum();
            TimeUnit.SECONDS.sleep(4);
            double perSecond = (polls.sum() - before) / 4.0;
            over.set(true);
            for (Wait wait : waits) {
                wait.cancel();
            }
            for (Wait wait : waits) {
                Outcome.of(wait, LIMIT);
            }
            return String.format(Locale.ROOT, "%,.0f polls/s, one every %.1f s, %,d threads", perSecond, MANY_WAITERS / perSecond, threads);
        } finally {
            network.shutdown(); // after the answers that are still on their way
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "network");
        thread.setDaemon(true);
        return thread;
    }

    private static String restart(Kind kind) throws Exception {
        Script server = Script.neverEnds();
        try (Way way = kind.open(server)) {
            for (int i = 0; i < 1_000; i++) {
                way.start("run-" + i, Terms.every(Duration.ofMillis(500)));
            }
            server.awaitPolls(Integer.MAX_VALUE, Duration.ofSeconds(4));
            int[] slots = server.perSlot(Duration.ofMillis(50), 80);
            int[] later = Arrays.copyOfRange(slots, 40, 80);
            server.end();
            return Arrays.stream(later).max().orElse(0) + " (" + Arrays.stream(later).sum() / 2 + " polls/s)";
        }
    }

    private static String sameRun(Kind kind) throws Exception {
        Script server = Script.neverEnds();
        try (Way way = kind.open(server)) {
            for (int i = 0; i < 10; i++) {
                way.start("run", Terms.every(Duration.ofMillis(100)));
            }
            server.awaitPolls(Integer.MAX_VALUE, SECOND);
            String fact = Script.polls(server.polls());
            server.end();
            return fact;
        }
    }

    private static String paused(Kind kind) throws Exception {
        Script server = new Script(poll -> Script.answer(new Reply(Reply.State.PAUSED, null)));
        try (Way way = kind.open(server)) {
            Wait wait = way.start("run", Terms.every(Duration.ofMillis(100)));
            Outcome outcome = Outcome.of(wait, SECOND);
            String fact = Script.polls(server.polls()) + (outcome.goesOn() ? "" : ", " + outcome);
            server.end();
            return fact;
        }
    }

    private static String close(Kind kind) throws Exception {
        Script server = Script.neverEnds();
        List<Wait> waits = new ArrayList<>();
        try (Way way = kind.open(server)) {
            for (int i = 0; i < 100; i++) {
                waits.add(way.start("run-" + i, Terms.every(Duration.ofMillis(100))));
            }
            server.awaitPolls(200, LIMIT);
        }
        int polls = server.pollsWithin(SECOND);
        int ended = 0;
        String how = "";
        for (Wait wait : waits) {
            Outcome outcome = Outcome.of(wait, Duration.ZERO);
            if (!outcome.goesOn()) {
                ended++;
                how = ": " + outcome;
            }
        }
        server.end();
        return ended + " of 100" + how + ", " + Script.polls(polls);
    }
}
