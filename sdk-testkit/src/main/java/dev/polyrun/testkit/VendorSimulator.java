package dev.polyrun.testkit;

import dev.polyrun.core.TimeSource;
import dev.polyrun.testkit.LoopbackServer.Reaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * One vendor's server on 127.0.0.1, at a port of its own. Listens from the moment its factory method returns until it is
 * closed; an open simulator does not keep the process alive. Thread-safe.
 */
public abstract sealed class VendorSimulator implements AutoCloseable
        permits GumloopSimulator, ActivepiecesSimulator, RetabSimulator, NoxusSimulator, OnepinSimulator, CustomSimulator {
    /** Guards the runs and all that belongs to them. */
    final Object lock = new Object();

    final RunBook runs;
    private final Router routes;
    private final RequestLog log = new RequestLog();
    private final Faults faults = new Faults();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private @Nullable LoopbackServer server;

    VendorSimulator(RunBook runs) {
        this.runs = runs;
        this.routes = new Router();
    }

    /** Called by the factory methods once the simulator is whole. */
    final void listen() {
        addRoutes(routes);
        server = LoopbackServer.start(this::react);
    }

    /** The address that a client takes as its base URL, with the vendor's base path and without a slash at its end. */
    public abstract String baseUrl();

    /** A credential that this simulator accepts, in the vendor's usual form. */
    public abstract String apiKey();

    /** The id of a workflow to start or to look for; other ids of the vendor's form exist just as well. */
    public abstract String workflowId();

    /**
     * A new HTTP client that reaches this simulator, and nothing else, without a socket: give it to a client's builder beside {@link #baseUrl()}. A
     * call takes some microseconds, and an asynchronous one is answered before the method that starts it returns.
     *
     * <p>Faults are what they are over a socket, with the time that they take being of the given source: with a {@link VirtualTime}, answers are
     * late, and calls without an answer end after their own timeout, when that has moved so far. While such a fault waits to be met, asynchronous
     * calls run on threads of their own.
     *
     * @param time that of the client
     */
    public final OkHttpClient inMemoryClient(TimeSource time) {
        return new MemoryNetwork(HttpUrl.get(rootUrl()), this::react, faults::takeTime, time, closed).client();
    }

    /** Every request so far, in the order of arrival, those that met a fault included. */
    public final List<SimulatedRequest> requests() {
        return log.snapshot();
    }

    /** Forgets the requests so far. */
    public final void clearRequests() {
        log.clear();
    }

    /**
     * Blocks until there have been this many requests.
     *
     * @return every request so far
     * @throws IllegalStateException when the time is over
     * @throws InterruptedException when the thread is interrupted
     */
    public final List<SimulatedRequest> awaitRequests(int count, Duration timeout) throws InterruptedException {
        return log.await(count, timeout);
    }

    /** Lets the next request meet this fault. Faults that wait already come first. */
    public final void failNext(Fault fault) {
        failNext(1, fault);
    }

    /** Lets each of the next requests meet this fault. */
    public final void failNext(int times, Fault fault) {
        faults.plan(times, request -> true, fault);
    }

    /** Lets the next request that the predicate accepts meet this fault. */
    public final void failNext(Predicate<SimulatedRequest> when, Fault fault) {
        faults.plan(1, when, fault);
    }

    /**
     * Asks of each request from now on which fault it meets, such as one in three by a seeded dice; those that {@link #failNext(Fault)} asked for come
     * first. Asked on the threads that serve, for one request at a time.
     *
     * @param faultOf gives null for none
     */
    public final void failEach(Function<SimulatedRequest, @Nullable Fault> faultOf) {
        faults.planForEach(faultOf);
    }

    /** Forgets the faults that no request has met yet, and what {@link #failEach} was given. */
    public final void clearFaults() {
        faults.clear();
    }

    /**
     * Says how the runs live that are started from now on: the first one by the first script and so on, all later ones by the
     * last.
     */
    public final void onStart(RunScript first, RunScript... more) {
        synchronized (lock) {
            runs.onStart(together(first, more));
        }
    }

    /** As {@link #onStart(RunScript, RunScript...)}, for one workflow only. */
    public final void onStart(String workflowId, RunScript first, RunScript... more) {
        synchronized (lock) {
            runs.onStart(workflowId, together(first, more));
        }
    }

    /** Says of each run by itself how it lives that is started from now on, whatever {@link #onStart} says. Asked for one run at a time. */
    public final void onEachStart(RunLives lives) {
        synchronized (lock) {
            runs.onEachStart(lives);
        }
    }

    /**
     * Plants a run of {@link #workflowId()}.
     *
     * @throws IllegalArgumentException when the vendor has no ids of this form or a run of this id exists
     */
    public final void addRun(String runId, RunScript script) {
        addRun(workflowId(), runId, script);
    }

    /**
     * Plants a run.
     *
     * @throws IllegalArgumentException when the vendor has no ids of this form or a run of this id exists
     */
    public final void addRun(String workflowId, String runId, RunScript script) {
        if (!isId(workflowId) || !isId(runId)) {
            throw new IllegalArgumentException("Not an id as this vendor forms them: " + workflowId + " or " + runId);
        }
        synchronized (lock) {
            runs.add(workflowId, runId, Map.of(), script);
        }
    }

    /**
     * Gives a run another script from now on, as when a human decides or a worker picks it up.
     *
     * @throws IllegalArgumentException when there is no such run
     */
    public final void changeRun(String runId, RunScript script) {
        synchronized (lock) {
            SimulatedRun run = runs.find(runId);
            if (run == null) {
                throw new IllegalArgumentException("There is no run " + runId);
            }
            run.turnTo(script);
        }
        runsMayHaveMoved();
    }

    /** The ids of all runs, in the order in which they were started or planted. */
    public final List<String> runIds() {
        synchronized (lock) {
            return runs.ids();
        }
    }

    /** Stops listening and cuts every connection. Closing again does nothing. */
    @Override
    public final void close() {
        closed.complete(null);
        if (server != null) {
            server.close();
        }
    }

    /** The address of the server's root. */
    final String rootUrl() {
        if (server == null) {
            throw new IllegalStateException("Not listening yet");
        }
        return server.url();
    }

    abstract void addRoutes(Router router);

    /** Throws a {@link Refusal} unless the request carries a credential that the vendor takes. */
    abstract void checkCredential(SimulatedRequest request);

    abstract Answer unknownRoute(SimulatedRequest request);

    /** The vendor's body around status 401 or 429. */
    abstract Answer refusal(int status);

    /** Whether the vendor could have made this id. */
    boolean isId(String id) {
        return !id.isEmpty();
    }

    /** Adds what is on every answer of this vendor. */
    Answer dressed(Answer answer) {
        return answer;
    }

    /** Called after whatever may have moved a run, but for time; without the lock. */
    void runsMayHaveMoved() {}

    private Reaction react(SimulatedRequest request) {
        log.add(request);
        try {
            return reaction(request);
        } catch (RuntimeException defect) {
            // Thrown on it would only end the connection; sent as text it shows up in the failing test.
            String text = "Defect of the simulator or of a predicate given to it: " + defect;
            return Reaction.of(Answer.of(500, "text/plain", text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private Reaction reaction(SimulatedRequest request) {
        Fault fault = faults.take(request);
        if (fault == null) {
            return Reaction.of(answer(request));
        }
        Answer lost = fault.afterHandling ? answer(request) : fault.answer;
        return switch (fault.wire) {
            case REFUSE -> Reaction.of(fault.refusal(dressed(refusal(fault.answer.status()))));
            case ANSWER -> Reaction.of(fault.answer);
            case RESET, HANG, RESET_IN_BODY, STALL_IN_BODY, DELAY -> new Reaction(lost, fault.wire, fault.delay.toMillis(), fault.bytes);
        };
    }

    private Answer answer(SimulatedRequest request) {
        try {
            return handled(request);
        } finally {
            runsMayHaveMoved();
        }
    }

    private Answer handled(SimulatedRequest request) {
        try {
            synchronized (lock) {
                Router.Match match = routes.find(request);
                if (match == null) {
                    return dressed(unknownRoute(request));
                }
                if (match.needsCredential()) {
                    checkCredential(request);
                }
                return dressed(match.handler().handle(match.exchange()));
            }
        } catch (Refusal refusal) {
            return dressed(refusal.answer());
        }
    }

    /** What follows "Bearer " in the Authorization header; null when the header is absent or of another scheme. */
    static @Nullable String bearer(SimulatedRequest request) {
        String value = request.header("Authorization");
        return value != null && value.regionMatches(true, 0, "Bearer ", 0, 7) ? value.substring(7) : null;
    }

    private static RunScript[] together(RunScript first, RunScript... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(RunScript[]::new);
    }
}
