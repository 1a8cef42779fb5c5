package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ErrorMeaning;
import dev.polyrun.core.ErrorResponse;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Five hundred live runs, each followed by another one when it ends, at a vendor that refuses what goes beyond 20 requests in any second. The figures
 * are the same in each run of the test, and are quoted in {@code docs/benchmarks.md}.
 */
@Tag("big")
class QuotaTest {
    private static final int LIVE = 500;
    private static final int REQUESTS_PER_SECOND = 20;
    private static final Duration LENGTH = Duration.ofMinutes(10);

    private final VirtualTime time = VirtualTime.create();
    private final SplittableRandom random = new SplittableRandom(7);
    private final Deque<Duration> lastSecond = new ArrayDeque<>();
    private final List<Double> delays = Collections.synchronizedList(new ArrayList<>());
    private RateLimiter limiter = RateLimiter.perSecond(REQUESTS_PER_SECOND);
    private int started;
    private int refused;

    /** A strict vendor: it counts what it refuses, too. */
    private @Nullable RuntimeException refusal(VirtualVendor.Call call) {
        lastSecond.removeIf(at -> call.at().minus(at).compareTo(Duration.ofSeconds(1)) >= 0);
        lastSecond.add(call.at());
        if (lastSecond.size() <= REQUESTS_PER_SECOND) {
            return null;
        }
        refused++;
        // What the transport does with such an answer.
        limiter.onThrottled(time.nanoTime());
        limiter.freeze(time.nanoTime() + Duration.ofSeconds(1).toNanos());
        return ApiException.of(
                ErrorMeaning.TOO_MANY_REQUESTS,
                new ErrorResponse(429, Map.of(), new byte[0], Duration.ofSeconds(1), null),
                "too many");
    }

    private void begin(PollingEngine engine, VirtualVendor vendor) {
        Duration end = time.elapsed().plus(Duration.ofMillis((long) (45_000 * Math.exp(1.2 * gaussian()))));
        int number = started++;
        OffsetDateTime created = time.instant().atOffset(ZoneOffset.UTC);
        OffsetDateTime finished = created.plus(end.minus(time.elapsed()));
        RunRef ref = vendor.plant(number, now -> {
            boolean ended = now.compareTo(end) >= 0;
            return RunSnapshot.builder(VirtualVendor.ref(number), ended ? RunPhase.SUCCEEDED : RunPhase.RUNNING, ended ? "ENDED" : "RUNNING")
                    .workflowId("workflow")
                    .times(created, created, ended ? finished : null)
                    .build();
        });
        new RunPoller(engine, vendor, ref).completion().thenAccept(run -> {
            delays.add(time.elapsed().minus(end).toNanos() / 1e9);
            begin(engine, vendor);
        });
    }

    private double gaussian() {
        synchronized (random) {
            return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
        }
    }

    private double meanDelay(VirtualVendor vendor) {
        vendor.limiter(limiter).fault(this::refusal).latency(call -> Duration.ofMillis(50));
        try (PollingEngine engine = new PollingEngine(time, PollingPolicy.builder().build(), null, time.random())) {
            for (int i = 0; i < LIVE; i++) {
                begin(engine, vendor);
            }
            time.advance(LENGTH);
            assertThat(started - delays.size()).as("live, or just ended").isEqualTo(LIVE);
        }
        return delays.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @Test
    void singleLooksStayWithinTheLimitAndSeeEveryEnd() {
        assertThat(meanDelay(new VirtualVendor(time))).isBetween(28.0, 30.0);
        assertThat(refused).isZero();
    }

    @Test
    void withListsOfAHundredAnEndIsSeenWithinASecond() {
        assertThat(meanDelay(new VirtualVendor(time).listing(100))).isBetween(0.2, 0.4);
        assertThat(refused).isZero();
    }

    @Test
    void aLimitThatNobodyKnowsIsFoundAtThePriceOfAFewRefusals() {
        limiter = RateLimiter.adaptive();
        assertThat(meanDelay(new VirtualVendor(time).listing(100))).isLessThan(1);
        assertThat(refused).isLessThan(5);
    }

    @Test
    void aLimitThatNobodyKnowsIsFoundWithoutListsToo() {
        limiter = RateLimiter.adaptive();
        VirtualVendor vendor = new VirtualVendor(time);
        assertThat(meanDelay(vendor)).isBetween(28.0, 30.0);
        assertThat(refused).isLessThan(5);
    }
}
