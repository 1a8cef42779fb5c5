package dev.polyrun.testkit;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The base for a simulator of a vendor that this test kit does not have. It says what the vendor's routes answer; the server, the runs and their
 * scripts, faults, the log of requests and the client in memory are those of all simulators.
 *
 * <p>A factory method makes the object and then calls {@link #open()}. Routes are answered one at a time.
 */
public abstract non-sealed class CustomSimulator extends VendorSimulator {
    /**
     * @param meaning what a status of the vendor's means; {@link WireState#UNKNOWN} for a text that the vendor does not know
     * @param usualLife of runs that are started without {@link #onStart} having said otherwise
     */
    protected CustomSimulator(Function<String, WireState> meaning, RunScript usualLife) {
        super(new RunBook(meaning, usualLife));
    }

    /** Begins to listen; to be called once, when the object is whole. */
    protected final void open() {
        listen();
    }

    /** The address of the server's root, without a slash at its end. */
    protected final String rootAddress() {
        return rootUrl();
    }

    /** Names the routes and what answers to them. */
    protected abstract void routes(Router router);

    /** Whether the request carries a credential that the vendor takes. Those that do not are answered with {@link #error} 401. */
    protected abstract boolean isAuthorized(SimulatedRequest request);

    /**
     * The vendor's own form of an error: 401, 404 for a route that there is not, 429 for {@link Fault#tooManyRequests}, and whatever the routes
     * answer with.
     */
    protected abstract Answer error(int status);

    /** Starts a run, which lives as {@link #onStart} said. */
    protected final SimulatedRun startRun(String workflowId, String runId, Map<String, @Nullable Object> input) {
        return runs.start(workflowId, runId, input);
    }

    /**
     * A run.
     *
     * @throws Refusal with {@link #error} 404 when there is none of this id
     */
    protected final SimulatedRun existingRun(String runId) {
        SimulatedRun run = runs.find(runId);
        if (run == null) {
            throw new Refusal(error(404));
        }
        return run;
    }

    /** All runs, the newest first. */
    protected final List<SimulatedRun> newestFirst() {
        return runs.newestFirst();
    }

    /** A number that no simulator of this process had before, to make ids of. */
    protected static long nextSerial() {
        return RunBook.nextSerial();
    }

    @Override
    final void addRoutes(Router router) {
        routes(router);
    }

    @Override
    final void checkCredential(SimulatedRequest request) {
        if (!isAuthorized(request)) {
            throw new Refusal(error(401));
        }
    }

    @Override
    final Answer unknownRoute(SimulatedRequest request) {
        return error(404);
    }

    @Override
    final Answer refusal(int status) {
        return error(status);
    }
}
