package dev.polyrun.benchmarks.defects;

import dev.polyrun.benchmarks.ways.Reply;
import dev.polyrun.benchmarks.ways.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** How a wait ended, in words. */
record Outcome(@Nullable Reply reply, @Nullable Throwable error, long millis) {
    private static final int LONGEST_MESSAGE = 90;

    /** Waits for the end, but no longer than so long. */
    static Outcome of(Wait wait, Duration limit) throws InterruptedException {
        long start = System.nanoTime();
        Reply reply = null;
        Throwable error = null;
        try {
            reply = wait.end().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            error = e.getCause();
        } catch (CancellationException e) {
            error = e;
        } catch (TimeoutException e) {
            // The wait goes on: neither reply nor error.
        }
        return new Outcome(reply, error, Math.round((System.nanoTime() - start) / 1e6));
    }

    boolean goesOn() {
        return reply == null && error == null;
    }

    @Override
    public String toString() {
        if (reply != null) {
            return "returns " + reply.state();
        }
        return error == null ? "still waiting after " + millis + " ms" : text(error);
    }

    String withTime() {
        return goesOn() ? toString() : this + " after " + millis + " ms";
    }

    /** The chain of causes by their classes, with the message of the outermost. */
    static String text(Throwable error) {
        List<String> chain = new ArrayList<>();
        for (Throwable cause = error; cause != null && chain.size() < 5; cause = cause.getCause()) {
            chain.add("`" + cause.getClass().getSimpleName() + "`");
        }
        String message = error.getMessage() == null || error.getCause() != null ? "" : " \"" + shortened(error.getMessage()) + "\"";
        return String.join(" ← ", chain) + message;
    }

    private static String shortened(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
    }
}
