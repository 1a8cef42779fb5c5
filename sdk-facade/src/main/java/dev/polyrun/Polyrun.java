package dev.polyrun;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ConflictException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.Download;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.UndecodableBodyException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    private final @Nullable InputChecks inputChecks;

    /**
     * @param inputChecks null for none
     */
    Polyrun(Accounts accounts, PollingEngine engine, @Nullable InputChecks inputChecks) {
        this.accounts = accounts;
        this.engine = engine;
        this.inputChecks = inputChecks;
    }

    /** A builder; it wants at least one vendor. */
    public static PolyrunBuilder builder() {
        return new PolyrunBuilder(Vendors.of(Polyrun.class.getClassLoader()));
    }

    /**
     * All vendors whose credentials are among the environment variables, such as {@code RETAB_API_KEY}; each client's {@code fromEnv} names its
     * own. So it is with vendors that do not come with Polyrun but stand on the class path, see {@link VendorProvider}.
     *
     * @throws IllegalStateException when there is none
     */
    public static Polyrun fromEnv() {
        return builder().environment(System.getenv()).build();
    }

    /**
     * What can be started with a vendor, read as the stream is consumed, and no further than that. Each page takes a call, and each workflow of
     * Gumloop and Retab one more, since their lists do not show the inputs; all of them go through the account's rate limiter. The stream is
     * sequential, throws in the middle what a call throws, {@link UnsupportedOperationException} when the vendor has no such list, and reads no
     * more once it is closed.
     *
     * @param vendor the vendor's name, or {@code vendor@account}
     * @throws IllegalArgumentException when the vendor is unknown
     * @throws IllegalStateException when the vendor, or a setting that it needs for this, is not configured
     */
    public Stream<Workflow> workflows(String vendor) {
        Accounts.Key key = RefText.key(vendor);
        return WorkflowList.stream(engine.time(), accounts.adapter(key.vendor(), key.account(), key), key);
    }

    /**
     * Reads a workflow with its inputs, also when it cannot be started now.
     *
     * @throws IllegalArgumentException when the workflow's vendor is unknown
     * @throws IllegalStateException when the vendor, or a setting that it needs for this, is not configured
     * @throws UnsupportedOperationException when the vendor shows no workflows
     */
    public Workflow workflow(WorkflowRef workflow) {
        VendorAdapter adapter = accounts.adapter(workflow.vendor(), workflow.account(), workflow);
        return Futures.call(engine.time(), () -> adapter.workflow(workflow));
    }

    /**
     * Starts a run, once. Its inputs are checked before, see {@link PolyrunBuilder#checkInputs}.
     *
     * @return the reference to the run
     * @throws StartOutcomeUnknownException when it is not known which run was made, or whether one was; also when the thread is interrupted
     *     meanwhile, whose flag then stays set
     * @throws dev.polyrun.core.CallInterruptedException when the thread is interrupted before anything was started; its flag stays set
     * @throws IllegalArgumentException when the workflow's vendor is unknown, or does not take an input of that name or type
     * @throws IllegalStateException when the vendor, or a setting that it needs for this, is not configured
     */
    public RunRef start(WorkflowRef workflow, StartRequest request) {
        Objects.requireNonNull(request, "request");
        VendorAdapter adapter = accounts.adapter(workflow.vendor(), workflow.account(), workflow);
        adapter.check(workflow, request);
        if (inputChecks != null) {
            inputChecks.check(adapter, workflow, request);
        }
        StartRequest prepared = prepared(adapter, workflow, request);
        String correlation = adapter.newCorrelation();
        Futures.requireNoInterrupt();
        try {
            return Futures.join(engine.time(), adapter.start(workflow, prepared, correlation), () -> new StartOutcomeUnknownException(
                    "the thread was interrupted while the start was under way", workflow, correlation, null));
        } catch (OutcomeUnknownException e) {
            throw new StartOutcomeUnknownException("the start was sent, but no whole answer came", workflow, correlation, e);
        } catch (UndecodableBodyException e) {
            throw new StartOutcomeUnknownException("the start was taken, but its answer cannot be read", workflow, correlation, e);
        }
    }

    private StartRequest prepared(VendorAdapter adapter, WorkflowRef workflow, StartRequest request) {
        try {
            return Futures.call(engine.time(), () -> adapter.prepare(workflow, request));
        } catch (OutcomeUnknownException | UndecodableBodyException e) {
            throw new ConnectionException(
                    workflow + ": it is not known whether a file has arrived; nothing was started, and starting again does no harm", e);
        }
    }

    /**
     * The files that a run put out, as far as the vendor says so. Onepin: zip files of all that a completed run made, and of what each of its final
     * nodes made. Retab: the documents of nodes, in the generation that has their addresses. Gumloop does not say which outputs are names of files:
     * {@link RunFile#of} makes one of a name. For the others there are none: an output that is an address is not taken for a file.
     *
     * @param run as {@link #get} or a wait gave it; most vendors need no further call
     * @throws IllegalArgumentException when the run's vendor is unknown
     * @throws IllegalStateException when the vendor is not configured
     */
    public List<RunFile> files(Run run) {
        return Futures.call(engine.time(), () -> adapter(run.ref()).files(run));
    }

    /**
     * Fetches a file of a run. Nothing of it is read yet, and it is never in memory as a whole. Addresses that the vendor signs are fetched without
     * the credential.
     *
     * @return to be closed; saving it closes it
     * @throws IllegalArgumentException when the run's vendor is unknown, or knows no file by such an id
     * @throws IllegalStateException when the vendor is not configured
     * @throws UnsupportedOperationException when the vendor gives no files
     */
    public Download download(RunFile file) {
        return Futures.call(engine.time(), () -> adapter(file.ref()).download(file));
    }

    /**
     * Reads a run, with its outputs when it has ended.
     *
     * @throws IllegalArgumentException when the reference's vendor is unknown, or wants another form of reference
     * @throws IllegalStateException when the vendor is not configured
     */
    public Run get(RunRef ref) {
        return Futures.call(engine.time(), () -> adapter(ref).run(ref, RequestOptions.none()));
    }

    /**
     * Asks the vendor to stop a run, and looks what came of it. Asking twice does no harm.
     *
     * @throws IllegalArgumentException when the reference's vendor is unknown, or wants another form of reference
     * @throws IllegalStateException when the vendor, or a setting that it needs for this, is not configured
     */
    public CancelResult cancel(RunRef ref) {
        VendorAdapter adapter = adapter(ref);
        RunSnapshot before = Futures.call(engine.time(), () -> adapter.snapshot(ref, RequestOptions.none()));
        if (before.phase().isTerminal()) {
            return new CancelResult(CancelResult.Outcome.ALREADY_ENDED, before);
        }
        boolean taken = isTaken(adapter, before);
        RunSnapshot after = Futures.call(engine.time(), () -> adapter.snapshot(ref, RequestOptions.none()));
        if (after.phase().isTerminal() && !(taken && after.phase() == RunPhase.CANCELLED)) {
            // It ended by itself in between.
            return new CancelResult(CancelResult.Outcome.ALREADY_ENDED, after);
        }
        return new CancelResult(taken ? CancelResult.Outcome.REQUESTED : CancelResult.Outcome.NOT_POSSIBLE, after);
    }

    private boolean isTaken(VendorAdapter adapter, RunSnapshot before) {
        try {
            return Futures.call(engine.time(), () -> adapter.cancel(before));
        } catch (ConflictException e) {
            // The state does not allow it; the next look tells whether that is so because the run has ended meanwhile.
            return false;
        }
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

    /**
     * Waits for many runs together, of whichever vendors. Their first looks are spread over some seconds when there are many.
     *
     * @param refs one that is there twice is watched once
     * @throws IllegalArgumentException when a reference's vendor is unknown, or wants another form of reference; nothing is watched then
     * @throws IllegalStateException when a vendor is not configured; nothing is watched then
     */
    public RunGroup watchAll(Collection<RunRef> refs) {
        return RunGroup.of(engine, this::adapter, refs);
    }

    /**
     * Goes on with the runs that a store remembers, and adds those to it that are {@linkplain RunGroup#watch watched} from now on. A run leaves the
     * store when its end is {@linkplain RunCompletion#acknowledge() acknowledged}; until then each restart brings it back, so that it is handed out
     * at least once. One group at a time is for one store; many runs are added to it at once by {@link WatchStore#putAll} before.
     *
     * <p>Runs that this facade has no account for are not watched, which the log warns about, and stay in the store.
     *
     * @throws java.io.UncheckedIOException when the store cannot be read
     */
    public RunGroup restore(WatchStore store) {
        return RunGroup.restored(engine, this::adapter, store);
    }

    /**
     * Says that something may have happened to a run, because a webhook came, for instance. Whoever waits for the run with this facade gets a look at
     * it as soon as the account's limits allow, ahead of runs that are merely due; polling then goes on as scheduled. A hint is never taken for the
     * truth, so it need not come from anyone who is trusted: of a flood, three hints are followed at once, and then one a second for each run, the
     * last one always. A time that the vendor asked to wait, and the pause after a failure, are not cut short.
     *
     * <p>A vendor that calls a URL when a run ends, such as Noxus ({@code callback_url}), gets one before there is a reference. Put a value of your
     * own into it, and remember under that value what the start returned:
     *
     * <pre>{@code
     * String order = UUID.randomUUID().toString(); // callback URL: https://app.example/runs?order=…
     * refs.put(order, polyrun.start(workflow, …)); // may come after the callback: then there is nothing to hint at, and polling finds the end
     * }</pre>
     *
     * <p>Never blocks. Thread-safe.
     *
     * @param ref as it is watched: with the same account, and with the workflow if the vendor names runs by it
     * @return whether anyone waits for the run; when nobody does, nothing happens
     */
    public boolean hint(RunRef ref) {
        return engine.hint(Objects.requireNonNull(ref, "ref"));
    }

    /** Ends every wait with a {@link PollerClosedException}, and all threads. Runs go on. */
    @Override
    public void close() {
        engine.close();
    }

    private VendorAdapter adapter(RunRef ref) {
        VendorAdapter adapter = accounts.adapter(ref.vendor(), ref.account(), ref);
        adapter.check(ref);
        return adapter;
    }
}
