package dev.polyrun;

import dev.polyrun.core.CallTimeoutException;
import dev.polyrun.core.Download;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An adapter that somebody else wrote, held to what {@link VendorAdapter} says: whatever it does wrong ends in an error that names it, and nothing of
 * it is waited for without end.
 */
final class GuardedAdapter implements VendorAdapter {
    /** For calls that have no timeout of their own. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger("dev.polyrun.vendors");

    private final String vendor;
    private final VendorAdapter adapter;
    private final RateLimiter rateLimiter;
    private final PollingEngine engine;
    private final AtomicBoolean warned = new AtomicBoolean();

    private GuardedAdapter(String vendor, VendorAdapter adapter, RateLimiter rateLimiter, PollingEngine engine) {
        this.vendor = vendor;
        this.adapter = adapter;
        this.rateLimiter = rateLimiter;
        this.engine = engine;
    }

    /** Makes guarded adapters; throws nothing but {@link IllegalStateException} and {@link IllegalArgumentException}. */
    static VendorAdapter.Factory factory(String vendor, VendorAdapter.Factory factory) {
        return context -> {
            try {
                VendorAdapter adapter = factory.create(context);
                if (adapter == null || adapter.rateLimiter() == null) {
                    throw new IllegalStateException(
                            "The factory of " + vendor + " gave " + (adapter == null ? "no adapter" : "an adapter without a rate limiter"));
                }
                return new GuardedAdapter(vendor, adapter, adapter.rateLimiter(), context.engine());
            } catch (IllegalStateException | IllegalArgumentException e) {
                throw e;
            } catch (RuntimeException | LinkageError e) {
                throw new IllegalStateException("The adapter of " + vendor + " cannot be made: " + e, e);
            }
        };
    }

    @Override
    public RateLimiter rateLimiter() {
        return rateLimiter;
    }

    @Override
    public void check(RunRef ref) {
        try {
            adapter.check(ref);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalStateException("The adapter of " + vendor + " could not check " + ref + ": " + e, e);
        }
    }

    @Override
    public void check(WorkflowRef workflow, StartRequest request) {
        try {
            adapter.check(workflow, request);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalStateException("The adapter of " + vendor + " could not check a start of " + workflow + ": " + e, e);
        }
    }

    @Override
    public CompletableFuture<WorkflowPage> workflows(WorkflowQuery query) {
        String what = "the list of workflows";
        return bounded(call(what, () -> adapter.workflows(query), page -> {
            present(page, what).workflows().forEach(workflow -> checked(query.workflow(workflow.ref().workflowId()), workflow));
            return page.completedBy(workflow -> bounded(
                    call("the rest of " + workflow.ref(), () -> page.completed(workflow), whole -> checked(workflow.ref(), whole)),
                    "the rest of " + workflow.ref()));
        }), what);
    }

    @Override
    public CompletableFuture<Workflow> workflow(WorkflowRef workflow) {
        return bounded(
                call("a read of " + workflow, () -> adapter.workflow(workflow), answer -> checked(workflow, answer)), "a read of " + workflow);
    }

    private Workflow checked(WorkflowRef ref, @Nullable Workflow answer) {
        if (!present(answer, ref.toString()).ref().equals(ref)) {
            throw defect("was asked for " + ref + ", and answered for " + answer.ref());
        }
        return answer;
    }

    @Override
    public CompletableFuture<Optional<List<WorkflowInput>>> inputs(WorkflowRef workflow, RequestOptions options) {
        String what = "the inputs of " + workflow;
        return call(what, () -> adapter.inputs(workflow, options), answer -> present(answer, what).map(List::copyOf));
    }

    @Override
    public CompletableFuture<StartRequest> prepare(WorkflowRef workflow, StartRequest request) {
        String what = "the preparation of a start";
        return bounded(call(what, () -> adapter.prepare(workflow, request), answer -> present(answer, what)), what);
    }

    @Override
    public CompletableFuture<List<RunFile>> files(Run run) {
        String what = "the files of " + run.ref();
        return bounded(call(what, () -> adapter.files(run), answer -> List.copyOf(present(answer, what))), what);
    }

    @Override
    public CompletableFuture<Download> download(RunFile file) {
        String what = "the download of " + file;
        return bounded(call(what, () -> adapter.download(file), answer -> present(answer, what)), what);
    }

    private <T> T present(@Nullable T answer, String what) {
        if (answer == null) {
            throw defect("answered null for " + what);
        }
        return answer;
    }

    @Override
    public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
        CompletableFuture<RunSnapshot> look = call("a look at " + ref, () -> adapter.snapshot(ref, options), answer -> checked(ref, answer));
        return options.timeout() == null ? bounded(look, "a look at " + ref) : look;
    }

    @Override
    public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
        CompletableFuture<Run> read = call("a read of " + ref, () -> adapter.run(ref, options), answer -> {
            checked(ref, answer == null ? null : answer.snapshot());
            return answer;
        });
        return options.timeout() == null ? bounded(read, "a read of " + ref) : read;
    }

    private RunSnapshot checked(RunRef ref, @Nullable RunSnapshot answer) {
        if (answer == null) {
            throw defect("answered null for " + ref);
        }
        if (!answer.ref().equals(ref)) {
            throw defect("was asked for " + ref + ", and answered for " + answer.ref());
        }
        return answer;
    }

    @Override
    public CompletableFuture<Boolean> cancel(RunSnapshot current) {
        String what = "the cancelling of " + current.ref();
        return bounded(call(what, () -> adapter.cancel(current), answer -> {
            if (answer == null) {
                throw defect("answered null to " + what);
            }
            return answer;
        }), what);
    }

    @Override
    public @Nullable String newCorrelation() {
        return adapter.newCorrelation();
    }

    @Override
    public CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, @Nullable String correlation) {
        // Thrown at once it says that nothing was sent.
        CompletableFuture<RunRef> sent = adapter.start(workflow, request, correlation);
        CompletableFuture<RunRef> named = call("the start", () -> sent, ref -> {
            if (ref == null || !ref.vendor().equals(workflow.vendor())) {
                throw defect("was to name the run that it started, and named " + ref);
            }
            return ref.withAccount(workflow.account());
        });
        CompletableFuture<RunRef> started = Futures.handle(named, (ref, failure) -> {
            if (failure instanceof PolyrunException exception) {
                throw exception;
            }
            if (ref == null) {
                throw new StartOutcomeUnknownException("the start may have been sent, but then came " + failure, workflow, correlation, failure);
            }
            return ref;
        });
        return bounded(started, why -> new StartOutcomeUnknownException("there was no answer to the start " + why, workflow, correlation, null));
    }

    @Override
    public @Nullable RunEvents events() {
        try {
            return adapter.events();
        } catch (RuntimeException | LinkageError e) {
            // Runs can be polled. It is asked once, so that this is said once.
            LOG.warn("The adapter of {} could not say whether there are events", vendor, e);
            return null;
        }
    }

    @Override
    public @Nullable RunBatch batch(RunSnapshot run) {
        try {
            RunBatch batch = adapter.batch(run);
            return batch == null || batch.limit() < 2 ? null : new GuardedBatch(this, batch, batch.limit(), batch.price());
        } catch (RuntimeException | LinkageError e) {
            // Each run can be looked at by itself.
            if (warned.compareAndSet(false, true)) {
                LOG.warn("The adapter of {} could not say which list answers for {}", vendor, run.ref(), e);
            }
            return null;
        }
    }

    private record GuardedBatch(GuardedAdapter account, RunBatch batch, int limit, double price) implements RunBatch {
        @Override
        public CompletableFuture<Map<RunRef, RunSnapshot>> snapshots(List<RunSnapshot> runs, RequestOptions options) {
            return account.call("a list", () -> batch.snapshots(runs, options), answer -> account.among(runs, answer));
        }
    }

    private Map<RunRef, RunSnapshot> among(List<RunSnapshot> runs, @Nullable Map<RunRef, RunSnapshot> answer) {
        if (answer == null) {
            throw defect("answered null for a list");
        }
        Map<RunRef, RunSnapshot> shown = new LinkedHashMap<>();
        for (RunSnapshot run : runs) {
            RunSnapshot snapshot = answer.get(run.ref());
            if (snapshot != null) {
                shown.put(run.ref(), checked(run.ref(), snapshot));
            }
        }
        return shown;
    }

    private IllegalStateException defect(String what) {
        return new IllegalStateException("The adapter of " + vendor + " " + what);
    }

    /**
     * A future of ours over one of theirs, so that it can be cancelled whatever theirs makes of it.
     *
     * @param check throws when the answer cannot be
     */
    private <T> CompletableFuture<T> call(String what, Supplier<@Nullable CompletableFuture<T>> send, Function<@Nullable T, T> check) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            CompletableFuture<T> sent = send.get();
            if (sent == null) {
                throw defect("gave no future for " + what);
            }
            sent.whenComplete((answer, failure) -> {
                try {
                    if (failure == null) {
                        Futures.give(result, check.apply(answer));
                    } else {
                        result.completeExceptionally(Futures.unwrap(failure));
                    }
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
            result.whenComplete((answer, failure) -> {
                if (!sent.isDone()) {
                    sent.cancel(true);
                }
            });
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    private <T> CompletableFuture<T> bounded(CompletableFuture<T> call, String what) {
        return bounded(call, why -> new CallTimeoutException(vendor + " gave no answer to " + what + " " + why, null));
    }

    /** Ends the call when the facade is closed, or when nothing has come for so long that nothing will. */
    private <T> CompletableFuture<T> bounded(CompletableFuture<T> call, Function<String, PolyrunException> failure) {
        if (call.isDone()) {
            return call;
        }
        Runnable onClose = () -> call.completeExceptionally(failure.apply("before the facade was closed"));
        TimerHeap.Entry end = engine.schedule(PATIENCE, () -> call.completeExceptionally(failure.apply("within " + PATIENCE)));
        engine.onClose(onClose);
        call.whenComplete((answer, problem) -> {
            engine.timer().cancel(end);
            engine.notOnClose(onClose);
        });
        return call;
    }

    @Override
    public String toString() {
        return "GuardedAdapter[" + vendor + "]";
    }
}
