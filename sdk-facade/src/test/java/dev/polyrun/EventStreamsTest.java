package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.PolyrunException;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of whose changes the vendor tells: seen at once when it does, and not much later when it does not. */
class EventStreamsTest {
    private static final Duration GAP = Duration.ofSeconds(10);

    private final VirtualTime time = VirtualTime.create();
    private final FakeEvents events = new FakeEvents();
    private final VirtualVendor vendor = new VirtualVendor(time).events(events);
    private final PollingPolicy.Builder policy = PollingPolicy.builder().eventStreams(8).schedule(PollSchedule.fixed(GAP));
    private PollingEngine engine = engine();

    private PollingEngine engine() {
        return new PollingEngine(time, policy.build(), null, time.random());
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private CompletableFuture<Run> watched(RunRef ref) {
        CompletableFuture<Run> waiting = new RunPoller(engine, vendor, ref).completion();
        time.advance(Duration.ZERO);
        return waiting;
    }

    private List<Duration> looks() {
        return vendor.times("look");
    }

    private static Duration[] seconds(int... seconds) {
        return IntStream.of(seconds).mapToObj(Duration::ofSeconds).toArray(Duration[]::new);
    }

    @Test
    void anEventIsFollowedByOneLookAndTheEnd() {
        CompletableFuture<Run> waiting = watched(vendor.plant(1, Duration.ofSeconds(23)));
        time.advance(Duration.ofSeconds(23));
        int before = vendor.calls().size();

        events.last().listener.changed();
        time.advance(Duration.ZERO);

        assertThat(Facades.end(waiting).phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(23));
        assertThat(vendor.calls()).as("a look, and the read of the whole").hasSize(before + 2);
    }

    @Test
    void listeningBeginsWhenTheRunIsFirstSeenAndEndsWithIt() {
        RunRef ref = vendor.plant(1, Duration.ofSeconds(23));
        watched(ref);
        assertThat(events.streams()).singleElement().satisfies(stream -> assertThat(stream.run.ref()).isEqualTo(ref));
        assertThat(events.open()).isEqualTo(1);

        time.advance(Duration.ofMinutes(2));

        assertThat(events.streams()).hasSize(1);
        assertThat(events.open()).isZero();
    }

    @Test
    void aRunThatHasEndedIsNotListenedTo() {
        watched(vendor.plant(1, Duration.ZERO));

        assertThat(events.streams()).isEmpty();
    }

    @Test
    void whatChangedBeforeTheStreamWasOpenIsNotMissed() {
        events.onListen(stream -> {});
        CompletableFuture<Run> waiting = watched(vendor.plant(1, Duration.ofSeconds(2)));
        time.advance(Duration.ofSeconds(3));

        events.last().listener.opened();
        time.advance(Duration.ZERO);

        assertThat(waiting).isCompleted();
    }

    @Test
    void whileEventsAreToldTheRunIsLookedAtAQuarterAsOften() {
        watched(vendor.plant(1, Duration.ofDays(1)));

        time.advance(Duration.ofSeconds(130));

        assertThat(looks()).containsExactly(seconds(0, 0, 40, 80, 120));
    }

    @Test
    void untilTheStreamIsOpenTheScheduleGoesOnAsUsual() {
        events.onListen(stream -> {});
        watched(vendor.plant(1, Duration.ofDays(1)));

        time.advance(Duration.ofSeconds(25));

        assertThat(looks()).containsExactly(seconds(0, 10, 20));
        assertThat(events.streams()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "15, 60", "30, 60", "300, 300"})
    void aSafetyLookComesWithinAMinuteUnlessTheScheduleHasLongerGaps(int gap, int looked) {
        policy.schedule(PollSchedule.fixed(Duration.ofSeconds(gap)));
        engine = engine();
        watched(vendor.plant(1, Duration.ofDays(1)));

        time.advance(Duration.ofSeconds(looked));

        assertThat(looks()).containsExactly(seconds(0, 0, looked));
    }

    @Test
    void anEndWhoseEventIsLostIsSeenByTheSafetyLook() {
        CompletableFuture<Run> waiting = watched(vendor.plant(1, Duration.ofSeconds(1)));

        time.advance(Duration.ofSeconds(40));

        assertThat(Facades.end(waiting).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void aSourceThatFloodsCostsALookASecondAndItsLastWordIsHeard() {
        CompletableFuture<Run> waiting = watched(vendor.plant(1, Duration.ofMillis(20_005)));
        for (int i = 0; i < 2_000; i++) {
            events.last().listener.changed();
            time.advance(Duration.ofMillis(10));
        }
        assertThat(looks()).hasSizeBetween(20, 25);
        assertThat(waiting).isNotDone();

        time.advance(Duration.ofMillis(10));
        events.last().listener.changed();
        time.advance(Duration.ofSeconds(1));

        assertThat(waiting).isCompleted();
    }

    @Test
    void aChangeToldDuringTheFirstLookIsNotLost() {
        vendor.latency(call -> Duration.ofMillis(300));
        RunRef ref = vendor.plant(1, Duration.ofMillis(250));
        CompletableFuture<Run> waiting = new RunPoller(engine, vendor, ref).completion();
        time.advance(Duration.ofMillis(100));
        assertThat(vendor.calls()).hasSize(1);

        engine.hint(ref);
        time.advance(Duration.ofMillis(650));

        assertThat(waiting).isCompleted();
    }

    @Test
    void aChangeToldWhileALookIsUnderWayBringsOneMore() {
        vendor.latency(call -> Duration.ofMillis(300));
        watched(vendor.plant(1, Duration.ofDays(1)));
        time.advance(Duration.ofSeconds(40).plusMillis(400));
        int before = vendor.calls().size();

        events.last().listener.changed();
        events.last().listener.changed();
        time.advance(Duration.ofSeconds(2));

        assertThat(vendor.calls()).hasSizeBetween(before + 1, before + 2);
    }

    @Test
    void whenTheStreamBreaksTheRunIsLookedAtAndPolledAsUsual() {
        watched(vendor.plant(1, Duration.ofDays(1)));
        time.advance(Duration.ofSeconds(15));
        events.onListen(stream -> {});

        events.last().listener.broken(new PolyrunException("reset", null));
        time.advance(Duration.ofSeconds(25));

        assertThat(looks()).containsExactly(seconds(0, 0, 15, 25, 35));
        assertThat(events.streams()).as("listened to again at the next look").hasSize(2);
        assertThat(events.streams().get(0).closed).isEqualTo(1);
    }

    static List<String> points() {
        return List.of("throws", "breaks at once", "breaks before it is open", "breaks when open", "breaks after a change", "breaks twice");
    }

    @ParameterizedTest
    @MethodSource("points")
    void whereverAStreamBreaksTheEndIsSeenAndStreamsAreFew(String point) {
        events.onListen(stream -> {
            switch (point) {
                case "throws" -> throw new IllegalStateException("no stream today");
                case "breaks at once" -> stream.listener.broken(null);
                case "breaks before it is open" -> time.schedule(() -> stream.listener.broken(new PolyrunException("x", null)), GAP);
                case "breaks when open" -> {
                    stream.listener.opened();
                    stream.listener.broken(null);
                }
                case "breaks after a change" -> {
                    stream.listener.opened();
                    stream.listener.changed();
                    stream.listener.broken(new PolyrunException("x", null));
                }
                default -> {
                    stream.listener.broken(null);
                    stream.listener.broken(null);
                    stream.listener.changed();
                }
            }
        });
        CompletableFuture<Run> waiting = watched(vendor.plant(1, Duration.ofMinutes(30)));

        time.advance(Duration.ofMinutes(31));

        assertThat(Facades.end(waiting).phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(events.streams()).as("a stream a minute or so, after the first").hasSizeBetween(15, 60);
        assertThat(looks()).as("the schedule's, and one for each that broke").hasSizeBetween(180, 180 + 70);
        assertThat(events.streams()).filteredOn(stream -> stream.closed == 0).hasSize("throws".equals(point) ? events.streams().size() : 0);
    }

    @Test
    void aStreamThatEndsBecauseItsRunHasEndedIsNoFailure() {
        for (int i = 0; i < 20; i++) {
            Duration end = time.elapsed().plusSeconds(5);
            CompletableFuture<Run> waiting = watched(vendor.plant(i, end));
            time.advance(Duration.ofSeconds(5));
            events.last().listener.broken(null);
            time.advance(Duration.ZERO);
            assertThat(waiting).as("run " + i).isCompleted();
        }

        assertThat(events.streams()).as("each was listened to").hasSize(20);
    }

    @Test
    void aStreamThatLivedLongIsReplacedSoonHoweverManyBrokeBefore() {
        watched(vendor.plant(1, Duration.ofDays(1)));
        for (int streams = 1; streams <= 10; streams++) {
            assertThat(events.streams()).hasSize(streams);
            time.advance(Duration.ofMinutes(2));
            events.last().listener.broken(new PolyrunException("a proxy's idle timeout", null));
            time.advance(GAP.plusMillis(10));
        }
    }

    @Test
    void streamsThatBreakTogetherAreOneTrouble() {
        for (int i = 0; i < 8; i++) {
            watched(vendor.plant(i, Duration.ofDays(1)));
        }
        time.advance(Duration.ofSeconds(15));
        events.streams().forEach(stream -> stream.listener.broken(new PolyrunException("the server restarts", null)));

        time.advance(Duration.ofSeconds(30));

        assertThat(events.streams()).as("each run is listened to again").hasSize(16);
        assertThat(events.open()).isEqualTo(8);
    }

    @Test
    void noMoreRunsAreListenedToThanThePolicySays() {
        policy.eventStreams(3);
        engine = engine();
        for (int i = 0; i < 10; i++) {
            watched(vendor.plant(i, i == 0 ? Duration.ofSeconds(15) : Duration.ofDays(1)));
        }
        assertThat(events.streams()).hasSize(3);

        events.streams().get(0).listener.changed();
        time.advance(Duration.ofSeconds(60));

        assertThat(events.streams()).as("one that waited took the place of the one that ended").hasSize(4);
        assertThat(events.open()).isEqualTo(3);
    }

    @Test
    void withNoStreamsRunsArePolledAsUsual() {
        policy.eventStreams(0);
        engine = engine();
        watched(vendor.plant(1, Duration.ofDays(1)));

        time.advance(Duration.ofSeconds(25));

        assertThat(events.streams()).isEmpty();
        assertThat(looks()).containsExactly(seconds(0, 10, 20));
    }

    @Test
    void thePolicyTakesNoNegativeNumber() {
        assertThatThrownBy(() -> policy.eventStreams(-1)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("-1");
    }

    @Test
    void cancellingTheWaitEndsListening() {
        CompletableFuture<Run> waiting = watched(vendor.plant(1, Duration.ofDays(1)));

        waiting.cancel(true);
        time.advance(Duration.ZERO);

        assertThat(events.open()).isZero();
        events.last().listener.changed();
        events.last().listener.broken(null);
        time.advance(Duration.ofHours(1));
        assertThat(looks()).hasSize(2);
    }

    @Test
    void closingTheFacadeEndsAllListening() {
        for (int i = 0; i < 5; i++) {
            watched(vendor.plant(i, Duration.ofDays(1)));
        }
        time.advance(Duration.ofSeconds(1));
        assertThat(events.open()).isEqualTo(5);

        engine.close();

        assertThat(events.open()).isZero();
    }

    @Test
    void aStreamThatOpensWhileTheFacadeIsClosedIsEnded() {
        events.onListen(stream -> engine.close());

        watched(vendor.plant(1, Duration.ofHours(1)));

        assertThat(events.streams()).hasSize(1);
        assertThat(events.open()).isZero();
    }
}
