package dev.polyrun;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.RequestOptions;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/**
 * Runs on all vendors, seen as one.
 *
 * <pre>{@code
 * try (Polyrun polyrun = Polyrun.fromEnv()) {
 *     RunRef ref = polyrun.start(WorkflowRef.parse("retab:wf_1"), StartRequest.input("start-1", Map.of("name", "Ada")));
 *     Run end = polyrun.poller(ref).waitForCompletion(Duration.ofMinutes(10));
 *     end.requireSucceeded().outputs();
 * }
 * }</pre>
 *
 * <p>Thread-safe; make one and share it. {@link #close()} ends its waits and threads. What the vendors answer with is thrown as
 * {@link ApiException} and the other exceptions of {@code dev.polyrun.core}.
 */
public final class Polyrun implements AutoCloseable {
    private final Accounts accounts;
    private final PollingEngine engine;

    Polyrun(Accounts accounts, PollingEngine engine) {
        this.accounts = accounts;
        this.engine = engine;
    }

    /** A builder; it wants at least one vendor. */
    public static PolyrunBuilder builder() {
        return new PolyrunBuilder();
    }

    /**
     * All vendors whose credentials are among the environment variables, such as {@code RETAB_API_KEY}; each client's {@code fromEnv} names its
     * own.
     *
     * @throws IllegalStateException when there is none
     */
    public static Polyrun fromEnv() {
        return builder().environment(System.getenv()).build();
    }

    /**
     * Starts a run, once.
     *
     * @return the reference to the run
     * @throws StartOutcomeUnknownException when it is not known which run was made, or whether one was
     * @throws IllegalArgumentException when the workflow's vendor is unknown, or does not take an input of that name or type
     * @throws IllegalStateException when the vendor, or a setting that it needs for this, is not configured
     */
    public RunRef start(WorkflowRef workflow, StartRequest request) {
        Objects.requireNonNull(request, "request");
        RunAdapter adapter = accounts.adapter(workflow.vendor(), workflow.account(), workflow);
        return Futures.join(adapter.start(workflow, request).exceptionally(failure -> {
            Throwable cause = Futures.unwrap(failure);
            if (cause instanceof OutcomeUnknownException) {
                throw new StartOutcomeUnknownException("the start was sent, but no whole answer came", workflow, null, cause);
            }
            throw new CompletionException(cause);
        }));
    }

    /**
     * Reads a run, with its outputs when it has ended.
     *
     * @throws IllegalArgumentException when the reference's vendor is unknown, or wants another form of reference
     * @throws IllegalStateException when the vendor is not configured
     */
    public Run get(RunRef ref) {
        return Futures.join(adapter(ref).run(ref, RequestOptions.none()));
    }

    /**
     * Asks the vendor to stop a run, and looks what came of it. Asking twice does no harm.
     *
     * @throws IllegalArgumentException when the reference's vendor is unknown, or wants another form of reference
     * @throws IllegalStateException when the vendor, or a setting that it needs for this, is not configured
     */
    public CancelResult cancel(RunRef ref) {
        RunAdapter adapter = adapter(ref);
        RunSnapshot before = Futures.join(adapter.snapshot(ref, RequestOptions.none()));
        if (before.phase().isTerminal()) {
            return new CancelResult(CancelResult.Outcome.ALREADY_ENDED, before);
        }
        boolean taken = Futures.join(adapter.cancel(before));
        RunSnapshot after = taken ? Futures.join(adapter.snapshot(ref, RequestOptions.none())) : before;
        if (after.phase().isTerminal() && after.phase() != RunPhase.CANCELLED) {
            return new CancelResult(CancelResult.Outcome.ALREADY_ENDED, after);
        }
        return new CancelResult(taken ? CancelResult.Outcome.REQUESTED : CancelResult.Outcome.NOT_POSSIBLE, after);
    }

    /**
     * A way to wait for a run. Sends nothing.
     *
     * @throws IllegalArgumentException when the reference's vendor is unknown, or wants another form of reference
     * @throws IllegalStateException when the vendor is not configured
     */
    public RunPoller poller(RunRef ref) {
        return new RunPoller(engine, adapter(ref), ref);
    }

    /** Ends every wait with a {@link PollerClosedException}, and all threads. Runs go on. */
    @Override
    public void close() {
        engine.close();
    }

    private RunAdapter adapter(RunRef ref) {
        RunAdapter adapter = accounts.adapter(ref.vendor(), ref.account(), ref);
        adapter.check(ref);
        return adapter;
    }
}
