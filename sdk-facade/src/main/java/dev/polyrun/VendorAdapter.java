package dev.polyrun;

import dev.polyrun.core.Download;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.http.ApiCall;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One account with one vendor, in the terms that all vendors share: what to implement to bring a vendor under {@link Polyrun}. The vendors that come
 * with Polyrun implement it as well. {@link VendorProvider} lets the facade find it, {@link PolyrunBuilder#vendor} takes it directly.
 *
 * <p><b>Threads.</b> Implementations are thread-safe. {@link #snapshot}, {@link #run}, {@link #batch} and the methods of a {@link RunBatch} are called
 * by callers of the facade, and on the one thread that all its polling shares: they send and return, and never wait for an answer. An adapter over a
 * blocking client hands the call to an executor of its own. All else is called by callers of the facade, who can be interrupted while they wait for
 * a future, but not while a method blocks. Futures may end on any thread.
 *
 * <p><b>Failures.</b> The two {@code check} methods throw {@link IllegalArgumentException}; {@link #start} throws at once what is wrong with a call
 * of which nothing was sent. All else ends the future, with an exception of {@code dev.polyrun.core} that says what it means: polling goes on after a
 * {@link dev.polyrun.core.ConnectionException}, a {@link dev.polyrun.core.CallTimeoutException}, a {@link dev.polyrun.core.ServerErrorException} or a
 * {@link dev.polyrun.core.TooManyRequestsException}, for a while after a {@link dev.polyrun.core.NotFoundException}, and not after what no waiting
 * mends, such as a {@link dev.polyrun.core.UnauthorizedException}. An exception that is no {@link dev.polyrun.core.PolyrunException} counts as a
 * defect of the adapter, and ends the wait. {@link dev.polyrun.core.ApiException#of} makes the exception for an answer of the vendor; clients that
 * are generated with Polyrun's templates end their calls in these exceptions anyway. No message may hold a secret.
 *
 * <p><b>Ends.</b> Cancelling a future cancels the call that is under way, and sends no other; it must not block. {@link Futures} keeps that promise
 * through a chain of calls. Polls are given up after their timeout, and whatever else has not ended after ten minutes.
 *
 * <p>An answer that cannot be, such as null or a snapshot of another run, ends the call with an {@link IllegalStateException} that names the adapter.
 * More methods may come; those will have a default.
 */
public interface VendorAdapter {
    /** Makes the adapter of an account when the facade is built. */
    @FunctionalInterface
    interface Factory {
        /**
         * The adapter.
         *
         * @param context what it needs of the facade
         * @throws IllegalStateException when a setting is missing; the message says which, and how to give it
         */
        VendorAdapter create(VendorContext context);
    }

    /** The limit that all reads of the account share, always the same object: polls take their tokens here, ordinary reads in the client. */
    RateLimiter rateLimiter();

    /**
     * Sends a look, and notes when the vendor wants the next one ({@code Retry-After}).
     *
     * @param call with the options that {@link #snapshot} was given
     * @param mapping from the vendor's document
     */
    static <T> CompletableFuture<RunSnapshot> look(ApiCall<T> call, Function<T, RunSnapshot> mapping) {
        return Futures.map(
                call.executeForResponseAsync(), response -> mapping.apply(response.body()).askedBackAfter(response.retryAfter()));
    }

    /**
     * Looks at a run with the cheapest call that tells its phase.
     *
     * @param ref one that {@link #check} has let pass
     * @param options for the call: a poll has a timeout, and neither retries nor waits for the {@link #rateLimiter()}, since the engine does both
     * @return a snapshot of this reference
     */
    CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options);

    /**
     * The list that can answer for this run together with others. Sends nothing.
     *
     * @param run as it was seen last; {@link RunPhase#UNKNOWN} and nothing else when it never was
     * @return null when it takes a call of its own
     */
    default @Nullable RunBatch batch(RunSnapshot run) {
        return null;
    }

    /**
     * The vendor's own word of changes; asked for once.
     *
     * @return null when the vendor sends none
     */
    default @Nullable RunEvents events() {
        return null;
    }

    /**
     * Reads a run with its outputs.
     *
     * @param options for each call that this takes
     */
    CompletableFuture<Run> run(RunRef ref, RequestOptions options);

    /** A value by which a run can be recognised at the vendor; null when the vendor carries none. */
    default @Nullable String newCorrelation() {
        return null;
    }

    /**
     * One page of what the account has, see {@link Polyrun#workflows}. By default the vendor does not tell.
     *
     * @return ends with an {@link UnsupportedOperationException} when the vendor has no such list
     */
    default CompletableFuture<WorkflowPage> workflows(WorkflowQuery query) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException(
                query.vendor() + " does not say which workflows it has; start one with WorkflowRef.of(\"" + query.vendor() + "\", ID)"));
    }

    /**
     * One workflow with its inputs, whether it can be started or not. By default the vendor does not tell.
     *
     * @return ends with an {@link UnsupportedOperationException} when the vendor cannot show it
     */
    default CompletableFuture<Workflow> workflow(WorkflowRef workflow) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException(workflow.vendor() + " does not show its workflows, and so not " + workflow));
    }

    /**
     * The inputs that a start may name, by which starts are checked before they are sent. In doubt there are none to check by: a start that would
     * have been good must not be refused.
     *
     * @param options for each call that this takes: it must be short, since a start waits for it
     * @return empty when starts cannot be checked, as by default
     */
    default CompletableFuture<Optional<List<WorkflowInput>>> inputs(WorkflowRef workflow, RequestOptions options) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /**
     * Says what is wrong with a start, before anything is sent, and without asking the vendor. By default nothing.
     *
     * @throws IllegalArgumentException when the vendor takes no such input
     * @throws IllegalStateException when a setting is missing that starting needs
     */
    default void check(WorkflowRef workflow, StartRequest request) {}

    /**
     * Hands over what must be at the vendor before the start, such as files, and says what is to be started with then. Whatever it fails with,
     * nothing was started. By default there is nothing to do.
     *
     * @return ends with the request that {@link #start} is given
     */
    default CompletableFuture<StartRequest> prepare(WorkflowRef workflow, StartRequest request) {
        return CompletableFuture.completedFuture(request);
    }

    /**
     * Starts a run, once: what may have arrived is not sent again. A call that was sent and never answered ends in an
     * {@link dev.polyrun.core.OutcomeUnknownException}, which the caller sees as a {@link StartOutcomeUnknownException}.
     *
     * @param correlation a {@link #newCorrelation()}
     * @return the reference to the run, made by {@link StartedRun}
     * @throws IllegalArgumentException when the vendor does not take such an input
     * @throws IllegalStateException when a setting is missing that starting needs
     */
    CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, @Nullable String correlation);

    /**
     * Asks to stop a run. Doing so twice does no harm.
     *
     * @param current as it was seen just now, not ended
     * @return false when the vendor does not stop a run in this state; so does a {@link dev.polyrun.core.ConflictException}
     * @throws IllegalStateException when a setting is missing that this needs
     */
    CompletableFuture<Boolean> cancel(RunSnapshot current);

    /**
     * The files that a run put out. By default none, as for vendors that do not say which of their outputs are files.
     *
     * @param run as {@link #run} gave it, or as the caller made it
     */
    default CompletableFuture<List<RunFile>> files(Run run) {
        return CompletableFuture.completedFuture(List.of());
    }

    /**
     * Fetches a file of a run.
     *
     * @return ends when the headers are there, and with an {@link UnsupportedOperationException} when the vendor gives no files
     * @throws IllegalArgumentException when the vendor knows no file by such an id
     */
    default CompletableFuture<Download> download(RunFile file) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException(file.ref().vendor() + " has no call that gives a file of a run, and so not " + file));
    }

    /**
     * Says what is wrong with a reference, before anything is sent. By default it is wrong to name a workflow.
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
