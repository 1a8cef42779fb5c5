package dev.polyrun.reliability.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.PollSchedule;
import dev.polyrun.Polyrun;
import dev.polyrun.Run;
import dev.polyrun.RunPhase;
import dev.polyrun.core.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A poll that hangs holds up no other run")
class HangingCallTest {
    private static final Duration LONG = Duration.ofSeconds(FaultyServer.PATIENCE_SECONDS);

    @ParameterizedTest
    @EnumSource
    void othersEndMeanwhile(Vendor vendor) throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        WireFault hang = WireFault.onRequest("", "hang", conversation -> {
            hangs.countDown();
            released.await();
            return conversation.tell(conversation.truth());
        });
        try (Bench bench = new Bench(vendor);
                Polyrun polyrun = bench.facade(WireFault.Where.PLAIN, TimeSource.system())
                        .polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofMillis(5))).pollTimeout(LONG))
                        .build()) {
            bench.server(WireFault.Where.PLAIN).plan(1, hang);
            CompletableFuture<Run> hanging = polyrun.poller(vendor.ref(bench.simulator, bench.plantRun())).completion();
            assertThat(hangs.await(FaultyServer.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            List<CompletableFuture<Run>> others = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                others.add(polyrun.poller(vendor.ref(bench.simulator, bench.plantRun())).completion());
            }

            for (CompletableFuture<Run> other : others) {
                assertThat(other.get(FaultyServer.PATIENCE_SECONDS, TimeUnit.SECONDS).phase()).isEqualTo(RunPhase.SUCCEEDED);
            }
            assertThat(hanging).isNotDone();
            released.countDown();
            assertThat(hanging.get(FaultyServer.PATIENCE_SECONDS, TimeUnit.SECONDS).phase()).isEqualTo(RunPhase.SUCCEEDED);
        }
    }
}
