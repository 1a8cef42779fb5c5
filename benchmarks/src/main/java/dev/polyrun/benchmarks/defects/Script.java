package dev.polyrun.benchmarks.defects;

import dev.polyrun.benchmarks.ways.Reply;
import dev.polyrun.benchmarks.ways.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** A server with one run, whose answer to the n-th poll (from 1) is written down beforehand. It remembers when it was polled. */
final class Script implements Server {
    private final IntFunction<CompletableFuture<Reply>> answers;
    private final List<Long> times = new ArrayList<>();
    private volatile boolean over;

    Script(IntFunction<CompletableFuture<Reply>> answers) {
        this.answers = answers;
    }

    static Script neverEnds() {
        return new Script(poll -> Reply.STILL_RUNNING);
    }

    static CompletableFuture<Reply> answer(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    static CompletableFuture<Reply> error(Throwable error) {
        return CompletableFuture.failedFuture(error);
    }

    static CompletableFuture<Reply> late(Reply reply, Duration delay) {
        return new CompletableFuture<Reply>().completeOnTimeout(reply, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletableFuture<Reply> poll(String run) {
        int number;
        synchronized (times) {
            times.add(System.nanoTime());
            number = times.size();
            times.notifyAll();
        }
        return over ? answer(Reply.SUCCEEDED) : answers.apply(number);
    }

    int polls() {
        synchronized (times) {
            return times.size();
        }
    }

    /** Waits until there were so many polls; false if there were not by the limit. */
    boolean awaitPolls(int polls, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (times) {
            while (times.size() < polls) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                times.wait(left);
            }
        }
        return true;
    }

    /** What a library does with an answer cannot be waited for; it takes far less than this, and an interval far more. */
    static void letTheLibraryFinishItsPoll() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(20);
    }

    /** How many polls come within the next so long. */
    int pollsWithin(Duration time) throws InterruptedException {
        int before = polls();
        awaitPolls(Integer.MAX_VALUE, time);
        return polls() - before;
    }

    /** "1 poll", "20 polls". */
    static String polls(int count) {
        return count == 1 ? "1 poll" : count + " polls";
    }

    /** The times between the polls from the first on, in ms, such as "100, 101". */
    String gaps(int most) {
        List<Long> gaps = new ArrayList<>();
        synchronized (times) {
            for (int i = 1; i < times.size() && gaps.size() < most; i++) {
                gaps.add(Math.round((times.get(i) - times.get(i - 1)) / 1e6));
            }
        }
        return gaps.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** Polls per slot of so long, from the first poll on. */
    int[] perSlot(Duration slot, int slots) {
        int[] counts = new int[slots];
        synchronized (times) {
            for (long time : times) {
                long index = (time - times.get(0)) / slot.toNanos();
                if (index < slots) {
                    counts[(int) index]++;
                }
            }
        }
        return counts;
    }

    /** From now on every poll finds the run succeeded, so that waits that go on after their scenario come to an end. */
    void end() {
        over = true;
    }
}
