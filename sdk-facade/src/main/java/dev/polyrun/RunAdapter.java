package dev.polyrun;

import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.http.ApiCall;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One account with one vendor, in the terms that all vendors share. Thread-safe. Mistakes that can be seen without asking the vendor are thrown
 * at once; all else ends the future. Cancelling a future cancels the call that is under way, and sends no other.
 */
interface RunAdapter {
    /** The limit that all reads of the account share. */
    RateLimiter rateLimiter();

    /** Sends a look, and notes when the vendor wants the next one. */
    static <T> CompletableFuture<RunSnapshot> look(ApiCall<T> call, Function<T, RunSnapshot> mapping) {
        return Futures.map(
                call.executeForResponseAsync(), response -> mapping.apply(response.body()).askedBackAfter(response.retryAfter()));
    }

    /** Looks at a run with the cheapest call that tells its phase. */
    CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options);

    /**
     * The list that can answer for this run together with others.
     *
     * @param run as it was seen last
     * @return null when it takes a call of its own
     */
    default @Nullable RunBatch batch(RunSnapshot run) {
        return null;
    }

    /** Reads a run with its outputs. */
    CompletableFuture<Run> run(RunRef ref, RequestOptions options);

    /** A value by which a run can be recognised at the vendor; null when the vendor carries none. */
    default @Nullable String newCorrelation() {
        return null;
    }

    /**
     * Starts a run, once.
     *
     * @param correlation a {@link #newCorrelation()}
     */
    CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, @Nullable String correlation);

    /**
     * Asks to stop a run that has not ended.
     *
     * @return false when the vendor does not stop a run in this state
     */
    CompletableFuture<Boolean> cancel(RunSnapshot current);

    /**
     * Says what is wrong with a reference, before anything is sent.
     *
     * @throws IllegalArgumentException when the vendor needs a part that is missing, or has no use for one that is there
     */
    default void check(RunRef ref) {
        if (ref.workflowId() != null) {
            throw new IllegalArgumentException(
                    "\"" + ref + "\" names a workflow, but " + ref.vendor() + " names runs by their id alone; expected " + ref.vendor() + ":RUN");
        }
    }
}
