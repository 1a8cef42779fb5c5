package dev.polyrun.examples;

import dev.polyrun.PollingObserver;
import dev.polyrun.Polyrun;
import dev.polyrun.Run;
import dev.polyrun.RunCancelledException;
import dev.polyrun.RunFailedException;
import dev.polyrun.RunRef;
import dev.polyrun.RunSnapshot;
import dev.polyrun.RunUpdate;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches several runs at once and shows how they get on. What polling sees comes in on the facade's threads and is put in a queue; the
 * thread that called {@link #watch} is the only one that draws.
 */
final class RunWatch implements PollingObserver {
    /** How often a terminal is redrawn when nothing changes but the time. */
    private static final Duration TICK = Duration.ofMillis(100);

    /**
     * How the watch of one run ended.
     *
     * @param run null when the watch ended before the run
     * @param problem null when the run succeeded
     */
    record Outcome(RunRef ref, @Nullable Run run, @Nullable String problem) {}

    /** A change, or an end. */
    private record News(RunRef ref, @Nullable RunSnapshot change, @Nullable Outcome end) {}

    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
    private final Terminal terminal;
    private final PrintStream out;
    private final Clock clock;

    RunWatch(Terminal terminal, PrintStream out, Clock clock) {
        this.terminal = terminal;
        this.out = out;
        this.clock = clock;
    }

    @Override
    public void onChange(RunUpdate update) {
        news.add(new News(update.to().ref(), update.to(), null));
    }

    /**
     * Watches until all runs have ended, or the time is over.
     *
     * @param polyrun a facade that has this object as its observer
     * @param timeout null for as long as it takes
     * @return an outcome for each reference, in their order
     */
    List<Outcome> watch(Polyrun polyrun, List<RunRef> refs, @Nullable Duration timeout) throws InterruptedException {
        long start = System.nanoTime();
        Map<RunRef, Outcome> outcomes = new HashMap<>();
        Map<RunRef, RunSnapshot> last = new HashMap<>();
        LiveView view = new LiveView(refs, terminal, clock);
        List<CompletableFuture<Run>> completions = new ArrayList<>();
        try (Screen screen = new Screen(view, out, terminal)) {
            refs.forEach(ref -> completions.add(polyrun.poller(ref).completion()));
            for (int i = 0; i < refs.size(); i++) {
                RunRef ref = refs.get(i);
                completions.get(i).whenComplete((run, failure) -> news.add(new News(ref, null, outcome(ref, run, failure))));
            }
            while (outcomes.size() < refs.size() && !isOver(start, timeout)) {
                News next = news.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
                if (next == null) {
                    screen.tick();
                } else if (next.end() != null) {
                    outcomes.put(next.ref(), next.end());
                } else if (next.change() != null) {
                    last.put(next.ref(), next.change());
                    view.show(next.change());
                    screen.changed(next.ref());
                }
            }
        } finally {
            // Stops the polling, not the runs.
            completions.forEach(completion -> completion.cancel(true));
        }
        return refs.stream().map(ref -> outcomes.getOrDefault(ref, tooLate(ref, last.get(ref), timeout))).toList();
    }

    private static boolean isOver(long start, @Nullable Duration timeout) {
        return timeout != null && System.nanoTime() - start >= timeout.toNanos();
    }

    private static Outcome outcome(RunRef ref, @Nullable Run run, @Nullable Throwable failure) {
        if (run == null) {
            String message = failure == null ? null : failure.getMessage();
            return new Outcome(ref, null, message == null ? ref + ": " + failure : message);
        }
        try {
            return new Outcome(ref, run.requireSucceeded(), null);
        } catch (RunFailedException | RunCancelledException e) {
            return new Outcome(ref, run, e.getMessage());
        }
    }

    private static Outcome tooLate(RunRef ref, @Nullable RunSnapshot last, @Nullable Duration timeout) {
        String seen = last == null ? "was not seen" : "is " + last.phase() + " (" + last.vendorStatus() + ")";
        String limit = timeout == null ? "in time" : "within " + Texts.elapsed(timeout);
        return new Outcome(ref, null, ref + ": did not end " + limit + "; it " + seen + " and goes on");
    }
}
