package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ErrorMeaning;
import dev.polyrun.core.ErrorResponse;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hundreds of runs on a bad day of their vendor's: no end is lost, and no deadline missed. */
class FaultScriptTest {
    private static final Duration OUTAGE_BEGIN = Duration.ofSeconds(60);
    private static final Duration OUTAGE_END = Duration.ofSeconds(90);

    private final RateLimiter limiter = RateLimiter.adaptive();
    private int tooMany;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noEndIsLostAndEveryTimedWaitEndsOnItsDeadline(long seed) throws Exception {
        VirtualTime time = VirtualTime.create().withSeed(seed);
        SplittableRandom random = new SplittableRandom(seed);
        VirtualVendor vendor = new VirtualVendor(time)
                .limiter(limiter)
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

    private @Nullable RuntimeException fault(VirtualVendor.Call call, SplittableRandom random) {
        boolean outage = call.at().compareTo(OUTAGE_BEGIN) >= 0 && call.at().compareTo(OUTAGE_END) < 0;
        int draw = random.nextInt(100);
        if (outage || draw < 6) {
            return new PolyrunException("passing", null);
        }
        Duration retryAfter = Duration.ofSeconds(1 + random.nextInt(5));
        return switch (draw) {
            // A few: more would be a limit, and make the account slow for minutes.
            case 6 -> tooMany++ < 3 ? refusal(429, retryAfter, ErrorMeaning.TOO_MANY_REQUESTS, call) : answered();
            case 7, 8, 9, 10, 11 -> refusal(503, retryAfter, ErrorMeaning.SERVER_ERROR, call);
            default -> answered();
        };
    }

    /** Tells the limiter what the transport tells it. */
    private RuntimeException refusal(int status, Duration retryAfter, ErrorMeaning meaning, VirtualVendor.Call call) {
        long now = call.at().toNanos();
        if (status == 429) {
            limiter.onThrottled(now);
            limiter.freeze(now + retryAfter.toNanos());
        } else {
            limiter.onPutOff(now + retryAfter.toNanos());
        }
        return ApiException.of(meaning, new ErrorResponse(status, Map.of(), new byte[0], retryAfter, null), "later");
    }

    private @Nullable RuntimeException answered() {
        limiter.onAnswered();
        return null;
    }

    static Stream<Function<VirtualTime, Fault>> retryAfters() {
        return Stream.of(
                time -> Fault.tooManyRequests(Duration.ofSeconds(3)),
                time -> Fault.tooManyRequests(time.instant().plusSeconds(3)),
                time -> Fault.unavailable(Duration.ofSeconds(3)),
                time -> Fault.unavailable(time.instant().plusSeconds(3)));
    }

    @ParameterizedTest
    @MethodSource("retryAfters")
    void overHttpToo(Function<VirtualTime, Fault> fault) {
        VirtualTime time = VirtualTime.create();
        List<CompletableFuture<Run>> waiting = new ArrayList<>();
        try (NoxusSimulator vendor = NoxusSimulator.start();
                Polyrun polyrun = Polyrun.builder()
                        .noxus(n -> n.apiKey(vendor.apiKey()).baseUrl(vendor.baseUrl()).okHttpClient(vendor.inMemoryClient(time)))
                        .polling(polling -> polling.batching(false))
                        .timeSource(time)
                        .random(time.random())
                        .build()) {
            for (int i = 0; i < 30; i++) {
                vendor.addRun("run-" + i, RunScript.timed(time.clock(), Duration.ofSeconds(20 + i), "running", "completed"));
                waiting.add(polyrun.poller(RunRef.of("noxus", "run-" + i)).completion());
            }
            for (int i = 0; i < 5; i++) {
                time.advance(Duration.ofSeconds(10));
                vendor.failNext(2, fault.apply(time));
            }
            // A vendor that refuses with 429 is asked ever less for some minutes.
            time.advance(Duration.ofMinutes(10));

            assertThat(waiting.stream().map(one -> one.getNow(null)).filter(run -> run != null && run.phase() == RunPhase.SUCCEEDED)).hasSize(30);
        }
    }
}
