package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.polyrun.core.TimeSource.Cancellable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Time that a test moves by hand. */
class VirtualTimeTest {
    private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    private final VirtualTime time = VirtualTime.create();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @Test
    void startsAtAKnownMoment() {
        assertThat(time.instant()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(time.nanoTime()).isZero();
        assertThat(time.elapsed()).isZero();
        assertThat(VirtualTime.startingAt(Instant.EPOCH).instant()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void allItsReadingsMoveTogether() {
        time.advance(Duration.ofMinutes(90));

        assertThat(time.instant()).isEqualTo("2026-01-01T01:30:00Z");
        assertThat(time.nanoTime()).isEqualTo(5_400_000_000_000L);
        assertThat(time.elapsed()).isEqualTo(Duration.ofMinutes(90));
        assertThat(time.clock().instant()).isEqualTo(time.instant());
        assertThat(time).hasToString("VirtualTime[2026-01-01T01:30:00Z, PT1H30M after its start, seed 0]");
    }

    @Test
    void nothingRunsWhileTimeStandsStill() {
        schedule("at once", Duration.ZERO);

        assertThat(events).isEmpty();
    }

    @Test
    void whatIsDueRunsInOrderOfTimeOnTheCallingThread() {
        schedule("third", Duration.ofSeconds(30));
        schedule("first", Duration.ofSeconds(10));
        schedule("second", Duration.ofSeconds(20));
        AtomicReference<Thread> thread = new AtomicReference<>();
        time.schedule(() -> thread.set(Thread.currentThread()), Duration.ofSeconds(5));

        time.advance(Duration.ofMinutes(1));

        assertThat(events).containsExactly("first at PT10S", "second at PT20S", "third at PT30S");
        assertThat(thread).hasValue(Thread.currentThread());
        assertThat(time.elapsed()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void whatIsDueTogetherRunsInTheOrderOfSetting() {
        time.advance(Duration.ofSeconds(1));
        for (String name : List.of("a", "b", "c", "d")) {
            schedule(name, Duration.ofSeconds(1));
        }

        time.advance(Duration.ofSeconds(1));

        assertThat(events).containsExactly("a at PT2S", "b at PT2S", "c at PT2S", "d at PT2S");
    }

    @Test
    void whatIsDueLaterWaits() {
        schedule("on the moment", Duration.ofSeconds(10));
        schedule("a moment later", Duration.ofSeconds(10).plusNanos(1));

        time.advance(Duration.ofSeconds(10));

        assertThat(events).containsExactly("on the moment at PT10S");
    }

    @Test
    void advanceByZeroRunsWhatIsDueNow() {
        schedule("now", Duration.ZERO);
        schedule("overdue", Duration.ofSeconds(-5));
        schedule("soon", Duration.ofNanos(1));

        time.advance(Duration.ZERO);

        assertThat(events).containsExactly("now at PT0S", "overdue at PT0S");
    }

    @Test
    void whatATaskSchedulesRunsInTheSameAdvance() {
        time.schedule(() -> {
            schedule("later", Duration.ofSeconds(1));
            schedule("same moment", Duration.ZERO);
            schedule("on the last moment", Duration.ofSeconds(9));
            schedule("too late", Duration.ofSeconds(10));
        }, Duration.ofSeconds(1));
        schedule("set before", Duration.ofSeconds(1));

        time.advance(Duration.ofSeconds(10));

        assertThat(events)
                .containsExactly("set before at PT1S", "same moment at PT1S", "later at PT2S", "on the last moment at PT10S");
    }

    @Test
    void advanceEndsWithTheLastTaskOfItsLastMoment() {
        time.schedule(() -> schedule("second", Duration.ZERO), Duration.ofSeconds(1));

        time.advance(Duration.ofSeconds(1));

        assertThat(events).containsExactly("second at PT1S");
    }

    @Test
    void aCancelledTaskNeverRuns() {
        schedule("cancelled", Duration.ofSeconds(1)).cancel();
        Cancellable cancelledInTime = schedule("cancelled in time", Duration.ofSeconds(3));
        time.schedule(cancelledInTime::cancel, Duration.ofSeconds(2));
        Cancellable kept = schedule("kept", Duration.ofSeconds(1));

        time.advance(Duration.ofMinutes(1));
        kept.cancel();

        assertThat(events).containsExactly("kept at PT1S");
    }

    @Test
    void whatIsSetForTheEndOfAllDaysNeverRuns() {
        schedule("never", FOREVER);

        time.advance(FOREVER);

        assertThat(events).isEmpty();
    }

    @Test
    void timeEndsAfter146YearsAndStaysThere() {
        time.advance(FOREVER);
        Instant end = time.instant();
        schedule("at the end", Duration.ZERO);

        time.advance(FOREVER);

        assertThat(end).isBetween("2172-01-01T00:00:00Z", "2173-01-01T00:00:00Z");
        assertThat(time.instant()).isEqualTo(end);
        assertThat(events).hasSize(1);
    }

    @Test
    void timeNeverGoesBack() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> time.advance(Duration.ofSeconds(-1)))
                .withMessage("Time goes forward only, but was to move by PT-1S");
    }

    @Test
    void patienceIsPositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> time.withPatience(Duration.ZERO)).withMessage("Patience must be positive, but is PT0S");
    }

    @Test
    void whatATaskThrowsSurfacesAndTheRestStaysScheduled() {
        IllegalStateException thrown = new IllegalStateException("from a task");
        time.schedule(() -> {
            throw thrown;
        }, Duration.ofSeconds(1));
        schedule("same moment", Duration.ofSeconds(1));
        schedule("later", Duration.ofSeconds(2));

        assertThatIllegalStateException().isThrownBy(() -> time.advance(Duration.ofSeconds(10))).isSameAs(thrown);
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(1));
        assertThat(events).isEmpty();

        time.advance(Duration.ofSeconds(1));

        assertThat(events).containsExactly("same moment at PT1S", "later at PT2S");
    }

    @Test
    void aTaskMustNotWait() {
        time.schedule(() -> time.advance(Duration.ofSeconds(1)), Duration.ofSeconds(1));

        assertThatIllegalStateException()
                .isThrownBy(() -> time.advance(Duration.ofSeconds(10)))
                .withMessageContaining("A task must not wait")
                .withMessageContaining("executor()");
    }

    @Test
    void advanceWaitsUntilNoWorkIsUnderWay() {
        for (int run = 0; run < 200; run++) {
            VirtualTime fresh = VirtualTime.create();
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            fresh.schedule(() -> {
                fresh.workBegins();
                new Thread(() -> {
                    order.add("work at " + fresh.elapsed());
                    fresh.schedule(() -> order.add("its follower at " + fresh.elapsed()), Duration.ofSeconds(1));
                    fresh.workEnds();
                }).start();
            }, Duration.ofSeconds(1));
            fresh.schedule(() -> order.add("the next at " + fresh.elapsed()), Duration.ofSeconds(3));

            fresh.advance(Duration.ofSeconds(10));

            assertThat(order).containsExactly("work at PT1S", "its follower at PT2S", "the next at PT3S");
        }
    }

    @Test
    void workOfTheLastMomentHasEndedWhenAdvanceReturns() {
        for (int run = 0; run < 200; run++) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            time.schedule(() -> {
                time.workBegins();
                new Thread(() -> {
                    done.complete(null);
                    time.workEnds();
                }).start();
            }, Duration.ofSeconds(1));

            time.advance(Duration.ofSeconds(1));

            assertThat(done).isDone();
        }
    }

    @Test
    void workThatDoesNotEndIsReported() {
        VirtualTime impatient = time.withPatience(Duration.ofMillis(20));
        impatient.schedule(impatient::workBegins, Duration.ofSeconds(7));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> impatient.advance(Duration.ofSeconds(10)))
                .withMessageContaining("stood still at 2026-01-01T00:00:07Z for PT0.02S of real time, its patience")
                .withMessageContaining("1 begun by workBegins() and not ended by workEnds()");
    }

    @Test
    void tasksThatKeepTimeFromMovingAreReported() {
        time.schedule(new Runnable() {
            @Override
            public void run() {
                time.schedule(this, Duration.ZERO);
            }
        }, Duration.ofSeconds(1));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> time.advance(Duration.ofSeconds(10)))
                .withMessageContaining("1000000 tasks ran at 2026-01-01T00:00:01Z")
                .withMessageContaining("set each other for the same moment");
    }

    @Test
    void workEndsOnlyAfterItBegan() {
        assertThatIllegalStateException().isThrownBy(time::workEnds).withMessageContaining("workBegins()");
    }

    @Test
    void anInterruptEndsAnAdvanceWithTheFlagSet() {
        time.workBegins();
        Thread.currentThread().interrupt();

        assertThatIllegalStateException()
                .isThrownBy(() -> time.advance(Duration.ofSeconds(1)))
                .withCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void clocksOfAllZonesShowTheSameTime() {
        Clock tokyo = time.clock().withZone(ZoneId.of("Asia/Tokyo"));

        time.advance(Duration.ofHours(1));

        assertThat(time.clock().getZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(tokyo.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
        assertThat(tokyo.instant()).isEqualTo("2026-01-01T01:00:00Z");
    }

    @Test
    void randomNumbersDependOnTheSeedAlone() {
        assertThat(numbers(VirtualTime.create())).isEqualTo(numbers(VirtualTime.startingAt(Instant.EPOCH).withSeed(0)));
        assertThat(numbers(VirtualTime.create())).isNotEqualTo(numbers(VirtualTime.create().withSeed(1)));
        assertThat(time.random()).isSameAs(time.random());
    }

    private static List<Double> numbers(VirtualTime time) {
        RandomGenerator random = time.random();
        return List.of(random.nextDouble(), random.nextDouble(), random.nextDouble());
    }

    private Cancellable schedule(String name, Duration delay) {
        return time.schedule(() -> events.add(name + " at " + time.elapsed()), delay);
    }
}
