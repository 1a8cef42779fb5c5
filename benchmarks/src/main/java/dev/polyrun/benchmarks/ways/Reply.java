package dev.polyrun.benchmarks.ways;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a server says about a run, and when it wants to be asked again, if it says so. */
public record Reply(State state, @Nullable Duration retryAfter) {
    public static final Reply RUNNING = new Reply(State.RUNNING, null);
    public static final Reply SUCCEEDED = new Reply(State.SUCCEEDED, null);
    public static final Reply FAILED = new Reply(State.FAILED, null);

    /** {@link #RUNNING}, answered already. */
    public static final CompletableFuture<Reply> STILL_RUNNING = CompletableFuture.completedFuture(RUNNING);

    /** {@code UNKNOWN} is a state that the vendor added after the client was written. */
    public enum State { RUNNING, PAUSED, UNKNOWN, SUCCEEDED, FAILED }

    public boolean isEnd() {
        return state == State.SUCCEEDED || state == State.FAILED;
    }
}
