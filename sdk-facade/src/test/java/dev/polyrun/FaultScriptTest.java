package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.PolyrunException;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hundreds of runs on a bad day of their vendor's: no end is lost, and no deadline missed. */
class FaultScriptTest {
    private static final Duration OUTAGE_BEGIN = Duration.ofSeconds(60);
    private static final Duration OUTAGE_END = Duration.ofSeconds(90);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noEndIsLostAndEveryTimedWaitEndsOnItsDeadline(long seed) throws Exception {
        VirtualTime time = VirtualTime.create().withSeed(seed);
        SplittableRandom random = new SplittableRandom(seed);
        VirtualVendor vendor = new VirtualVendor(time)
                .fault(call -> fault(call, random))
                .latency(call -> random.nextInt(200) == 0 ? null : Duration.ofMillis(20 + random.nextInt(200)));
        PollingPolicy policy = PollingPolicy.builder().pollTimeout(Duration.ofSeconds(10)).build();
        List<CompletableFuture<Run>> unlimited = new ArrayList<>();
        List<CompletableFuture<Duration>> timed = new ArrayList<>();
        try (PollingEngine engine = new PollingEngine(time, policy, null, time.random())) {
            for (int i = 0; i < 200; i++) {
                Duration until = Duration.ofMillis(100 + random.nextInt(240_000));
                RunRef ref = vendor.plant(i, life(i, until));
                unlimited.add(new RunPoller(engine, vendor, ref).completion());
                Duration timeout = Duration.ofNanos(1 + random.nextLong(until.toNanos()));
                timed.add(new RunPoller(engine, vendor, ref)
                        .completion(WaitOptions.builder().timeout(timeout).build())
                        .handle((run, failure) -> time.elapsed().minus(timeout)));
            }
            time.advance(Duration.ofMinutes(20));
        }

        assertThat(unlimited).allSatisfy(one -> assertThat(one.get().phase()).isEqualTo(RunPhase.SUCCEEDED));
        assertThat(timed).allSatisfy(one -> assertThat(one.get()).isZero());
    }

    /** Skips states, and shows one that nobody knows. */
    private static Function<Duration, RunSnapshot> life(int number, Duration until) {
        return now -> {
            if (now.compareTo(until) >= 0) {
                return VirtualVendor.snapshot(number, RunPhase.SUCCEEDED);
            }
            boolean odd = now.toMillis() / 1000 % 3 == 1;
            return VirtualVendor.snapshot(number, odd ? RunPhase.UNKNOWN : RunPhase.RUNNING);
        };
    }

    private static RuntimeException fault(VirtualVendor.Call call, SplittableRandom random) {
        boolean outage = call.at().compareTo(OUTAGE_BEGIN) >= 0 && call.at().compareTo(OUTAGE_END) < 0;
        return outage || random.nextInt(100) < 6 ? new PolyrunException("passing", null) : null;
    }
}
