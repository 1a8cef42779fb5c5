package dev.polyrun.reliability.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.PollSchedule;
import dev.polyrun.Polyrun;
import dev.polyrun.Run;
import dev.polyrun.RunCompletion;
import dev.polyrun.RunGroup;
import dev.polyrun.RunPhase;
import dev.polyrun.RunRef;
import dev.polyrun.RunUpdate;
import dev.polyrun.StartRequest;
import dev.polyrun.WorkflowRef;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.RunStep;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.Simulators;
import dev.polyrun.testkit.VendorSimulator;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One facade of all five vendors, shared by 64 threads over real HTTP. */
class SharedFacadeTest {
    private static final int THREADS = 64;
    private static final Map<Vendor, String> RUNNING = new EnumMap<>(Map.of(
            Vendor.GUMLOOP, "RUNNING", Vendor.ACTIVEPIECES, "RUNNING", Vendor.RETAB, "running", Vendor.NOXUS, "running", Vendor.ONEPIN, "running"));

    private final Set<Thread> before = Crowd.ofFacades();
    private final Simulators vendors = Simulators.start();
    private final Polyrun polyrun = Polyrun.builder()
            .gumloop(client -> client.baseUrl(vendors.gumloop().baseUrl())
                    .apiKey(vendors.gumloop().apiKey()).userId(vendors.gumloop().userId()).retryPolicy(RetryPolicy.none()))
            .activepieces(client -> client.baseUrl(vendors.activepieces().baseUrl())
                    .apiKey(vendors.activepieces().apiKey()).projectId(vendors.activepieces().projectId()).retryPolicy(RetryPolicy.none()))
            .retab(client -> client.baseUrl(vendors.retab().baseUrl())
                    .apiKey(vendors.retab().apiKey()).wireGeneration(RetabClient.WireGeneration.A).retryPolicy(RetryPolicy.none()))
            .noxus(client -> client.baseUrl(vendors.noxus().baseUrl()).apiKey(vendors.noxus().apiKey()).retryPolicy(RetryPolicy.none()))
            .onepin(client -> client.baseUrl(vendors.onepin().baseUrl()).apiKey(vendors.onepin().apiKey()).retryPolicy(RetryPolicy.none()))
            .polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofMillis(20))).pollsPerSecond(10_000).eventStreams(0))
            .checkInputs(false)
            .build();

    @AfterEach
    void noThreadOfTheFacadeIsLeft() throws InterruptedException {
        Set<Thread> ours = new HashSet<>(Crowd.ofFacades());
        ours.removeAll(before);
        assertThat(ours).isNotEmpty();
        polyrun.close();
        vendors.close();
        Crowd.assertEnds(ours);
    }

    private RunRef run(Vendor vendor, String mark) {
        RunScript script = RunScript.perRead(RunStep.of(RUNNING.get(vendor)), RunStep.of(vendor.done)).withOutputs(Map.of("mark", mark));
        return vendor.plant(vendors, script);
    }

    private static void assertIsOf(Run run, RunRef ref, String mark) {
        assertThat(run.ref()).isEqualTo(ref);
        assertThat(run.phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(run.outputsJson()).contains("\"" + mark + "\"");
    }

    private interface Wait {
        Run end(RunRef ref) throws Exception;
    }

    @Test
    void whicheverWayTheyWaitEachThreadGetsTheEndOfItsOwnRun() throws InterruptedException {
        List<Wait> ways = List.of(
                ref -> polyrun.poller(ref).waitForCompletion(),
                ref -> polyrun.poller(ref).waitForCompletion(Duration.ofMinutes(1)),
                ref -> polyrun.poller(ref).completion().get(60, TimeUnit.SECONDS),
                ref -> {
                    RunUpdate last = null;
                    for (RunUpdate update : polyrun.poller(ref).updates()) {
                        last = update;
                    }
                    assertThat(Objects.requireNonNull(last).to().ref()).isEqualTo(ref);
                    return polyrun.get(ref);
                });

        Crowd.together(THREADS, thread -> {
            for (Vendor vendor : Vendor.values()) {
                String mark = vendor + "-" + thread;
                RunRef ref = run(vendor, mark);
                assertIsOf(ways.get((thread + vendor.ordinal()) % ways.size()).end(ref), ref, mark);
            }
        });
    }

    @Test
    void workersOfOneGroupTakeEachRunOnce() throws InterruptedException {
        Map<RunRef, String> marks = new ConcurrentHashMap<>();
        for (int i = 0; i < THREADS; i++) {
            for (Vendor vendor : Vendor.values()) {
                marks.put(run(vendor, vendor + "-" + i), vendor + "-" + i);
            }
        }
        Map<RunRef, Run> taken = new ConcurrentHashMap<>();

        try (RunGroup group = polyrun.watchAll(marks.keySet())) {
            Crowd.together(THREADS, thread -> {
                for (RunCompletion completion : group.completedAsTheyFinish()) {
                    assertThat(taken.put(completion.ref(), completion.get())).as("taken before").isNull();
                }
            });
        }

        assertThat(taken).hasSize(marks.size());
        taken.forEach((ref, run) -> assertIsOf(run, ref, marks.get(ref)));
    }

    @Test
    void everyStartIsSentOnceWithItsOwnInputAndNamesItsOwnRun() throws InterruptedException {
        Map<RunRef, String> started = new ConcurrentHashMap<>();
        Crowd.together(THREADS, thread -> {
            for (Vendor vendor : Vendor.values()) {
                // To find a run that Activepieces has started takes reads of all that were started with it.
                if (vendor != Vendor.ACTIVEPIECES || thread < 8) {
                    String mark = "mark-" + vendor + "-" + thread + "-";
                    RunRef ref = polyrun.start(WorkflowRef.of(vendor.name().toLowerCase(Locale.ROOT), workflow(vendor, thread)), input(vendor, mark));
                    assertThat(started.put(ref, mark)).as("named before").isNull();
                }
            }
        });

        assertThat(started).hasSize(4 * THREADS + 8);
        for (Vendor vendor : Vendor.values()) {
            List<SimulatedRequest> starts = vendor.of(vendors).requests().stream()
                    .filter(request -> request.method().equals("POST") && (vendor == Vendor.ONEPIN || request.body().contains("mark-")))
                    .toList();
            assertThat(starts).hasSize(vendor == Vendor.ACTIVEPIECES ? 8 : THREADS);
            assertThat(starts.stream().map(request -> request.path() + request.body()).distinct()).hasSameSizeAs(starts);
            assertThat(vendor.of(vendors).runIds()).as("%s", vendor).hasSameSizeAs(starts);
        }
    }

    /** Onepin runs one at a time of each workflow, and takes no inputs: the workflow is the mark. */
    private String workflow(Vendor vendor, int thread) {
        VendorSimulator simulator = vendor.of(vendors);
        return vendor == Vendor.ONEPIN ? new UUID(7, 0x8000000000000000L + thread).toString() : simulator.workflowId();
    }

    private static StartRequest input(Vendor vendor, String mark) {
        return switch (vendor) {
            case ONEPIN -> StartRequest.empty();
            case RETAB -> StartRequest.input("start-1", Map.of("mark", mark));
            default -> StartRequest.input("mark", mark);
        };
    }
}
