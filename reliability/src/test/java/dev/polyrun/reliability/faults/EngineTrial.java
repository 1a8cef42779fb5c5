package dev.polyrun.reliability.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.PollSchedule;
import dev.polyrun.PollingFailedException;
import dev.polyrun.Polyrun;
import dev.polyrun.Run;
import dev.polyrun.RunNotFoundException;
import dev.polyrun.RunPhase;
import dev.polyrun.RunRef;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What comes of a fault that polls meet. Pauses between polls take no real time. */
final class EngineTrial {
    private static final Duration SHORT = Duration.ofMillis(400);

    private final Bench bench;
    private final WireFault fault;
    private final FaultyServer server;

    EngineTrial(Bench bench, WireFault fault) {
        this.bench = bench;
        this.fault = fault;
        this.server = bench.server(fault.where());
    }

    /** For the table: what a wait comes to that meets the fault twice, and then no more. */
    String passing() throws Exception {
        Ending ending = waited(2, Duration.ofMinutes(30));
        assertThat(bench.leavesNoConnection(fault.where())).as("no connection is left by the engine").isTrue();
        if (ending.failure() == null) {
            assertThat(((Run) ending.value()).phase()).isEqualTo(RunPhase.SUCCEEDED);
            return "goes on";
        }
        return ended(ending);
    }

    /** What a wait comes to that has no patience with errors. Not for a fault that ends in an answer: that one is polled on. */
    String lasting() throws Exception {
        Ending ending = waited(Integer.MAX_VALUE, Duration.ZERO);
        assertThat(ending.failure()).isInstanceOfAny(PollingFailedException.class, RunNotFoundException.class);
        return ended(ending);
    }

    private static String ended(Ending ending) {
        assertThat(ending.failure().getCause()).isNotNull();
        return ending.failure().getClass().getSimpleName().replace("Exception", "") + " of "
                + ending.failure().getCause().getClass().getSimpleName().replace("Exception", "");
    }

    private Ending waited(int times, Duration budget) throws Exception {
        VirtualTime time = VirtualTime.create().withPatience(Duration.ofSeconds(FaultyServer.PATIENCE_SECONDS));
        RunRef ref = bench.vendor.ref(bench.simulator, bench.plantRun());
        try (Polyrun polyrun = bench.facade(fault.where(), time)
                .random(time.random())
                .polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofSeconds(10)))
                        .pollTimeout(fault.isSlow() ? SHORT : Duration.ofSeconds(FaultyServer.PATIENCE_SECONDS))
                        .errorBudget(budget)
                        .notFoundGrace(budget))
                .build()) {
            bench.forgetConnections();
            server.plan(times, fault);
            CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
            return Ending.of(() -> {
                time.await(waiting);
                return waiting.get(FaultyServer.PATIENCE_SECONDS, TimeUnit.SECONDS);
            }, bench.secret());
        } finally {
            server.heal();
        }
    }
}
