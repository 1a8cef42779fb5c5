package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ErrorMeaning;
import dev.polyrun.core.ErrorResponse;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two thousand runs at a vendor that answers some looks, or all, with 503 and a {@code Retry-After}. The figures are quoted in
 * {@code docs/decisions/0012}.
 */
@Tag("big")
class BusyVendorTest {
    private static final int RUNS = 2_000;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final VirtualTime time = VirtualTime.create();
    private final SplittableRandom random = new SplittableRandom(7);
    private final List<Double> delays = Collections.synchronizedList(new ArrayList<>());
    private final RateLimiter limiter = RateLimiter.adaptive();
    private final VirtualVendor vendor = new VirtualVendor(time).limiter(limiter).latency(call -> Duration.ofMillis(50));

    /** Runs of up to five minutes, each looked at every five seconds. */
    private void watch(Predicate<VirtualVendor.Call> busy, Duration retryAfter, Duration longest) {
        vendor.fault(call -> answer(busy.test(call), retryAfter));
        PollingPolicy policy = PollingPolicy.builder().schedule(PollSchedule.fixed(Duration.ofSeconds(5))).pollsPerSecond(10_000).build();
        try (PollingEngine engine = new PollingEngine(time, policy, null, time.random())) {
            for (int i = 0; i < RUNS; i++) {
                Duration end = Duration.ofMillis(random.nextLong(longest.toMillis()));
                new RunPoller(engine, vendor, vendor.plant(i, end)).completion().thenAccept(
                        run -> delays.add(time.elapsed().minus(end).toNanos() / 1e9));
            }
            time.advance(longest.plusMinutes(10));
        }
    }

    /** Tells the limiter what the transport tells it. */
    private @Nullable RuntimeException answer(boolean busy, Duration retryAfter) {
        if (!busy) {
            limiter.onAnswered();
            return null;
        }
        limiter.onPutOff(time.nanoTime() + retryAfter.toNanos());
        return ApiException.of(ErrorMeaning.SERVER_ERROR, new ErrorResponse(503, Map.of(), new byte[0], retryAfter, null), "busy");
    }

    private double meanDelay() {
        assertThat(delays).as("ends seen").hasSize(RUNS);
        return delays.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private double worstDelay() {
        return Collections.max(delays);
    }

    @Test
    void oneLookInTwentyThatIsPutOffCostsTheFleetLittle() {
        watch(call -> random.nextDouble() < 0.05, Duration.ofSeconds(2), LONGEST);

        // Half the interval and the read of the whole is 2.6; what is put off is asked again after the interval.
        assertThat(meanDelay()).isBetween(2.5, 3.6);
        assertThat(callsPerSecond()).as("as many as without").isGreaterThan(100);
    }

    @Test
    void oneLookInFourThatIsPutOffDoesNotStopTheOthers() {
        watch(call -> random.nextDouble() < 0.25, Duration.ofSeconds(2), LONGEST);

        assertThat(meanDelay()).isBetween(2.5, 7.5);
    }

    @Test
    void aVendorInMaintenanceIsLeftInPeaceAndAskedAgainWhenItSays() {
        Duration begin = Duration.ofSeconds(60);
        Duration end = begin.plusMinutes(4);
        watch(call -> call.at().compareTo(begin) >= 0 && call.at().compareTo(end) < 0, Duration.ofSeconds(30), LONGEST);

        List<Duration> during = vendor.times("look").stream().filter(at -> at.compareTo(begin) >= 0 && at.compareTo(end) < 0).toList();
        // Those that were under way when the eighth came back, then one or two each half minute.
        assertThat(during).hasSizeBetween(8, 30);
        assertThat(meanDelay()).isPositive();
        assertThat(worstDelay()).as("none is seen much later than the vendor is back").isLessThan(Duration.ofMinutes(4).plusSeconds(45).toSeconds());
    }

    private double callsPerSecond() {
        return vendor.times("look").stream().filter(at -> at.compareTo(LONGEST) < 0).count() / (double) LONGEST.toSeconds();
    }
}
