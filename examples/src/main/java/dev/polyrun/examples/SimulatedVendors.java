package dev.polyrun.examples;

import dev.polyrun.PollSchedule;
import dev.polyrun.PollingObserver;
import dev.polyrun.Polyrun;
import dev.polyrun.RunRef;
import dev.polyrun.StartRequest;
import dev.polyrun.WorkflowRef;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.Simulators;
import dev.polyrun.testkit.VendorSimulator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The five vendors on this machine, each with a run to watch. */
final class SimulatedVendors implements AutoCloseable {
    static final List<String> VENDORS = List.of("gumloop", "activepieces", "retab", "noxus", "onepin");

    /**
     * How fast simulated runs live, and how often they are looked at.
     *
     * @param script a life from its statuses
     */
    record Pace(Function<String[], RunScript> script, PollSchedule polls) {
        /** Some seconds in all, to look at. */
        static Pace toWatch() {
            return new Pace(
                    statuses -> RunScript.timed(Clock.systemUTC(), Duration.ofMillis(350), statuses),
                    PollSchedule.fixed(Duration.ofMillis(150)));
        }
    }

    private final Simulators simulators = Simulators.start(RetabSimulator.Generation.C);
    private final Pace pace;

    /**
     * @param failing the vendor whose run is to fail; null for none
     */
    SimulatedVendors(Pace pace, @Nullable String failing) {
        this.pace = pace;
        life(simulators.gumloop(), "QUEUED STARTED RUNNING RUNNING RUNNING RUNNING", "gumloop".equals(failing) ? "FAILED" : "DONE");
        life(
                simulators.activepieces(),
                "QUEUED QUEUED RUNNING RUNNING PAUSED PAUSED PAUSED RUNNING RUNNING",
                "activepieces".equals(failing) ? "FAILED" : "SUCCEEDED");
        life(
                simulators.retab(),
                "pending running running awaiting_review awaiting_review awaiting_review running running",
                "retab".equals(failing) ? "error" : "completed");
        life(
                simulators.noxus(),
                "queued running running running running running running running running running",
                "noxus".equals(failing) ? "failed" : "completed");
        life(
                simulators.onepin(),
                "pending running running running running paused paused running running running running",
                "onepin".equals(failing) ? "failed" : "completed");
    }

    private void life(VendorSimulator simulator, String statuses, String end) {
        simulator.onStart(pace.script().apply((statuses + " " + end).split(" ")));
    }

    /** A facade for all five. */
    Polyrun connect(PollingObserver observer) {
        return Polyrun.builder()
                .gumloop(g -> g.apiKey(simulators.gumloop().apiKey())
                        .userId(simulators.gumloop().userId())
                        .baseUrl(simulators.gumloop().baseUrl()))
                .activepieces(a -> a.apiKey(simulators.activepieces().apiKey())
                        .projectId(simulators.activepieces().projectId())
                        .baseUrl(simulators.activepieces().baseUrl()))
                .retab(r -> r.apiKey(simulators.retab().apiKey()).baseUrl(simulators.retab().baseUrl()))
                .noxus(n -> n.apiKey(simulators.noxus().apiKey()).baseUrl(simulators.noxus().baseUrl()))
                .onepin(o -> o.apiKey(simulators.onepin().apiKey()).baseUrl(simulators.onepin().baseUrl()))
                .polling(polling -> polling.schedule(pace.polls()))
                .pollingObserver(observer)
                .build();
    }

    /** Starts a run with each. */
    List<RunRef> startRuns(Polyrun polyrun) {
        return List.of(
                polyrun.start(
                        WorkflowRef.of("gumloop", simulators.gumloop().workflowId()),
                        StartRequest.input("topic", "polyrun/polyrun")),
                polyrun.start(
                        WorkflowRef.of("activepieces", simulators.activepieces().workflowId()),
                        StartRequest.input("customer", "Ada")),
                polyrun.start(
                        WorkflowRef.of("retab", simulators.retab().workflowId()),
                        StartRequest.input("start-json-1", Map.of("customer_id", "C-7"))),
                polyrun.start(
                        WorkflowRef.of("noxus", simulators.noxus().workflowId()),
                        StartRequest.input("User Question", "What is machine learning?")),
                polyrun.start(
                        WorkflowRef.of("onepin", simulators.onepin().workflowId()),
                        StartRequest.input("script_text", "Good evening.").and("source_language", "en")));
    }

    @Override
    public void close() {
        simulators.close();
    }
}
