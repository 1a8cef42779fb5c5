package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ErrorMeaning;
import dev.polyrun.core.ErrorResponse;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine sends, and when. */
class PollingEngineTest {
    private final VirtualTime time = VirtualTime.create();
    private final VirtualVendor vendor = new VirtualVendor(time);
    private final PollingPolicy.Builder policy = PollingPolicy.builder().schedule(PollSchedule.fixed(Duration.ofSeconds(5)));
    private PollingEngine engine = engine();

    private PollingEngine engine() {
        return new PollingEngine(time, policy.build(), null, time.random());
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private RunPoller poller(RunRef ref) {
        return new RunPoller(engine, vendor, ref);
    }

    @Test
    void aLoneWaitersFirstPollIsImmediateAndTheNextOnesAreExactlyAsScheduled() {
        RunRef ref = vendor.plant(1, Duration.ofSeconds(18));

        assertThat(poller(ref).waitForCompletion().phase()).isEqualTo(RunPhase.SUCCEEDED);

        assertThat(vendor.times("look")).containsExactly(seconds(0, 5, 10, 15, 20));
        assertThat(vendor.times("read")).containsExactly(seconds(20));
    }

    @Test
    void theVendorsSlownessDoesNotAddUp() {
        RunRef ref = vendor.plant(1, Duration.ofSeconds(18));
        vendor.latency(call -> Duration.ofMillis(1500));

        poller(ref).waitForCompletion();

        assertThat(vendor.times("look")).containsExactly(seconds(0, 5, 10, 15, 20));
    }

    @Test
    void aVendorSlowerThanTheScheduleGetsAPauseAllTheSame() {
        RunRef ref = vendor.plant(1, Duration.ofSeconds(18));
        vendor.latency(call -> Duration.ofSeconds(9));

        poller(ref).waitForCompletion();

        assertThat(vendor.times("look")).containsExactly(Duration.ZERO, Duration.ofMillis(11_500));
    }

    @Test
    void aWaitEndsOnItsDeadlineExactly() {
        RunRef ref = vendor.plant(1, Duration.ofDays(1));

        assertThatThrownBy(() -> poller(ref).waitForCompletion(Duration.ofNanos(12_345_678_901L))).isInstanceOf(WaitTimeoutException.class);

        assertThat(time.elapsed()).isEqualTo(Duration.ofNanos(12_345_678_901L));
    }

    @Test
    void aWaitEndsOnItsDeadlineThoughThePollHangs() {
        RunRef ref = vendor.plant(1, Duration.ofDays(1));
        vendor.latency(call -> null);

        assertThatThrownBy(() -> poller(ref).waitForCompletion(Duration.ofSeconds(7))).isInstanceOf(WaitTimeoutException.class);

        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void allWhoWaitForARunShareItsPolls() {
        RunRef ref = vendor.plant(1, Duration.ofSeconds(12));
        List<CompletableFuture<Run>> waiting = IntStream.range(0, 64).mapToObj(i -> poller(ref).completion()).toList();

        time.advance(Duration.ofMinutes(1));

        assertThat(vendor.times("look")).containsExactly(seconds(0, 5, 10, 15));
        assertThat(vendor.calls("read")).hasSize(1);
        assertThat(waiting).allSatisfy(one -> assertThat(Facades.end(one)).isSameAs(Facades.end(waiting.get(0))));
    }

    @Test
    void aLookThatIsUnderWayServesAllWhoAskForOne() {
        RunRef ref = vendor.plant(1, Duration.ofHours(1));
        vendor.latency(call -> Duration.ofSeconds(1));
        List<CompletableFuture<RunSnapshot>> looks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            looks.add(CompletableFuture.supplyAsync(() -> poller(ref).poll(), time.executor()));
        }

        time.advance(Duration.ofMinutes(1));

        assertThat(looks).allSatisfy(look -> assertThat(Facades.end(look).phase()).isEqualTo(RunPhase.RUNNING));
        assertThat(vendor.calls()).hasSize(1);
    }

    @Test
    void whoeverJoinsALongGapGetsALookOfTheirOwn() {
        policy.schedule(PollSchedule.fixed(Duration.ofMinutes(10)));
        engine = engine();
        RunRef ref = vendor.plant(1, Duration.ofSeconds(30));
        CompletableFuture<Run> first = poller(ref).completion();
        time.advance(Duration.ofMinutes(1));
        assertThat(first).isNotDone();

        assertThat(poller(ref).waitForCompletion().phase()).isEqualTo(RunPhase.SUCCEEDED);

        assertThat(time.elapsed()).isEqualTo(Duration.ofMinutes(1));
        time.advance(Duration.ZERO);
        assertThat(first).isCompleted();
    }

    @Test
    void whoeverAsksForALookGetsOneAtOnceThoughTheRunWasLookedAtJustBefore() {
        CompletableFuture<Run> waiting = poller(vendor.plant(1, Duration.ofHours(1))).completion();
        time.advance(Duration.ofMillis(500));

        assertThat(poller(VirtualVendor.ref(1)).poll().phase()).isEqualTo(RunPhase.RUNNING);

        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(500));
        assertThat(vendor.times("look")).containsExactly(Duration.ZERO, Duration.ofMillis(500));
        assertThat(waiting).isNotDone();
    }

    @Test
    void whoeverAsksForALookLongAfterTheLastSendsOneRequest() {
        poller(vendor.plant(1, Duration.ofHours(1))).completion();
        time.advance(Duration.ofSeconds(3));

        poller(VirtualVendor.ref(1)).poll();
        time.advance(Duration.ofSeconds(1));

        assertThat(vendor.times("look")).containsExactly(seconds(0, 3));
    }

    @Test
    void whoeverJoinsSoonAfterALookWaitsForTheNext() {
        poller(vendor.plant(1, Duration.ofHours(1))).completion();
        time.advance(Duration.ofMillis(10_500));

        poller(VirtualVendor.ref(1)).completion();
        time.advance(Duration.ofMillis(4_400));

        assertThat(vendor.times("look")).containsExactly(seconds(0, 5, 10));
    }

    @Test
    void pollNowMovesTheNextPollToNow() {
        RunRef ref = vendor.plant(1, Duration.ofSeconds(7));
        CompletableFuture<Run> waiting = poller(ref).completion();
        time.advance(Duration.ofSeconds(8));

        poller(ref).pollNow();
        time.advance(Duration.ZERO);

        assertThat(waiting).isCompleted();
        assertThat(vendor.times("look")).containsExactly(seconds(0, 5, 8));
    }

    @Test
    void pollNowDuringALookLooksAgainSinceThatOneMayHaveBeenAnsweredBefore() {
        RunRef ref = vendor.plant(1, Duration.ofMillis(1500));
        vendor.latency(call -> Duration.ofSeconds(1));
        CompletableFuture<Run> waiting = poller(ref).completion();
        time.advance(Duration.ofMillis(500));

        poller(ref).pollNow();
        time.advance(Duration.ofMinutes(1));

        assertThat(waiting).isCompleted();
        assertThat(vendor.times("look")).startsWith(Duration.ZERO, Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({"look, PT2.5S", "read, PT40.5S"})
    void aCallThatDoesNotEndIsGivenUpHalfASecondAfterItsTimeout(String kind, Duration patience) {
        List<Duration> latencies = new ArrayList<>();
        policy.pollTimeout(Duration.ofSeconds(2));
        engine = new PollingEngine(time, policy.build(), new PollingObserver() {
            @Override
            public void onPollEnd(PollEnd end) {
                latencies.add(end.latency());
            }
        }, time.random());
        vendor.latency(call -> call.kind().equals(kind) && vendor.calls(kind).size() == 1 ? null : Duration.ZERO);

        assertThat(poller(vendor.plant(1, Duration.ZERO)).waitForCompletion().phase()).isEqualTo(RunPhase.SUCCEEDED);

        assertThat(latencies).containsOnlyOnce(patience);
        assertThat(vendor.calls(kind)).hasSize(2);
    }

    @Test
    void pollNowDuringALookLooksAgainOnce() {
        vendor.latency(call -> Duration.ofSeconds(1));
        poller(vendor.plant(1, Duration.ofHours(1))).completion();
        time.advance(Duration.ofMillis(500));
        poller(VirtualVendor.ref(1)).pollNow();
        time.advance(Duration.ofMillis(5_000));

        assertThat(vendor.times("look")).containsExactly(seconds(0, 1));
    }

    @ParameterizedTest
    @CsvSource({"NOT_FOUND, RunNotFoundException", "SERVER_ERROR, PollingFailedException"})
    void aFailureIsOutlivedForAsLongAsThePolicySaysAndNoLonger(ErrorMeaning meaning, String end) {
        policy.notFoundGrace(Duration.ofSeconds(10)).errorBudget(Duration.ofSeconds(10));
        engine = engine();
        vendor.fault(call -> ApiException.of(meaning, new ErrorResponse(500, Map.of(), new byte[0], null, null), "no run"));
        CompletableFuture<Run> waiting = poller(vendor.plant(1, Duration.ofHours(1))).completion();
        time.advance(Duration.ofMillis(9_900));
        assertThat(waiting).isNotDone();

        time.advance(Duration.ofMillis(100));

        assertThatThrownBy(() -> Facades.end(waiting)).satisfies(failure -> assertThat(failure.getClass().getSimpleName()).isEqualTo(end));
        assertThat(vendor.times("look")).containsExactly(seconds(0, 5, 10));
    }

    @Test
    void theNextPollAndItsReasonCanBeAskedFor() {
        RunRef ref = vendor.plant(1, Duration.ofHours(1));
        assertThat(poller(ref).nextPoll()).isNull();
        CompletableFuture<Run> waiting = poller(ref).completion();
        time.advance(Duration.ofSeconds(2));

        assertThat(poller(ref).nextPoll()).isEqualTo(new NextPoll(Duration.ofSeconds(3), NextPoll.Reason.SCHEDULE));
        waiting.cancel(true);
        assertThat(poller(ref).nextPoll()).isNull();
    }

    @Test
    void whoeverWaitsForTheirTurnIsToldSo() {
        policy.pollsPerSecond(1);
        engine = engine();
        vendor.latency(call -> null);
        for (int run = 0; run < 2; run++) {
            poller(vendor.plant(run, Duration.ofHours(1))).completion();
        }
        time.advance(Duration.ofMillis(100));

        assertThat(vendor.calls()).hasSize(1);
        assertThat(poller(VirtualVendor.ref(0)).nextPoll().reason()).as("of the one that is looked at").isNotEqualTo(NextPoll.Reason.QUOTA);
        assertThat(poller(VirtualVendor.ref(1)).nextPoll()).isEqualTo(new NextPoll(Duration.ZERO, NextPoll.Reason.QUOTA));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void soIsWhoeverWouldBeLookedAtLaterIfItWereNotHintedAtOrAskedFor(boolean asked) {
        policy.pollsPerSecond(1).schedule(PollSchedule.fixed(Duration.ofMinutes(10)));
        engine = engine();
        for (int run = 0; run < 2; run++) {
            poller(vendor.plant(run, Duration.ofHours(1))).completion();
        }
        time.advance(Duration.ofSeconds(100));
        for (int run = 0; run < 2; run++) {
            if (asked) {
                poller(VirtualVendor.ref(run)).pollNow();
            } else {
                engine.hint(engine.watch(vendor, VirtualVendor.ref(run)));
            }
        }
        time.advance(Duration.ofMillis(100));

        assertThat(vendor.calls()).hasSize(3);
        assertThat(poller(VirtualVendor.ref(1)).nextPoll()).isEqualTo(new NextPoll(Duration.ZERO, NextPoll.Reason.QUOTA));
    }

    @Test
    void afterTheLastCancelThereIsNoPollAndNoThreadIsNeeded() {
        RunRef ref = vendor.plant(1, Duration.ofHours(1));
        CompletableFuture<Run> one = poller(ref).completion();
        CompletableFuture<Run> two = poller(ref).completion();
        time.advance(Duration.ofSeconds(1));

        one.cancel(true);
        time.advance(Duration.ofSeconds(5));
        assertThat(vendor.calls()).as("someone waits still").hasSize(2);
        two.cancel(true);
        time.advance(Duration.ofHours(1));

        assertThat(vendor.calls()).hasSize(2);
    }

    @Test
    void aCrowdThatStartsTogetherIsSpreadOverItsInterval() {
        policy.pollsPerSecond(100_000);
        engine = engine();
        int runs = 2_000;
        for (int i = 0; i < runs; i++) {
            poller(vendor.plant(i, Duration.ofDays(1))).completion();
        }
        time.advance(Duration.ofSeconds(30));

        long[] perTenth = new long[300];
        vendor.times("look").forEach(at -> perTenth[(int) Math.min(299, at.toMillis() / 100)]++);
        double mean = runs / 50.0;
        for (int tenth = 50; tenth < 300; tenth++) {
            assertThat(perTenth[tenth]).isBetween((long) (mean * 0.7), (long) (mean * 1.3));
        }
        assertThat(vendor.calls()).as("no extra polls").hasSizeLessThan(runs * 6 + runs / 10);
    }

    @Test
    void admissionHoldsEvenACrowdToTheAccountsRate() {
        policy.pollsPerSecond(50);
        engine = engine();
        for (int i = 0; i < 1_000; i++) {
            poller(vendor.plant(i, Duration.ofDays(1))).completion();
        }
        time.advance(Duration.ofSeconds(60));

        long[] perSecond = new long[61];
        vendor.times("look").forEach(at -> perSecond[(int) at.toSeconds()]++);
        assertThat(LongStream.of(perSecond).max().orElseThrow()).isLessThanOrEqualTo(50);
        assertThat(vendor.calls()).hasSizeBetween(2_800, 3_000);
        assertThat(vendor.calls().stream().map(VirtualVendor.Call::ref).distinct()).as("nobody starves").hasSize(1_000);
    }

    @Test
    void theLimitOfTheVendorsClientHoldsForPollsToo() {
        vendor.limiter(RateLimiter.perSecond(2));
        engine = engine();
        for (int i = 0; i < 20; i++) {
            poller(vendor.plant(i, Duration.ofDays(1))).completion();
        }
        time.advance(Duration.ofSeconds(60));

        assertThat(vendor.calls()).hasSizeBetween(110, 120);
        assertThat(poller(VirtualVendor.ref(3)).nextPoll()).isNotNull();
    }

    @Tag("big")
    @Test
    void aHundredThousandPollsOfOneRunAreNothingSpecial() {
        RunRef ref = vendor.plant(1, Duration.ofSeconds(500_001));

        assertThat(poller(ref).waitForCompletion().phase()).isEqualTo(RunPhase.SUCCEEDED);

        assertThat(vendor.calls()).hasSize(100_003);
    }

    private static Duration[] seconds(int... seconds) {
        return IntStream.of(seconds).mapToObj(Duration::ofSeconds).toArray(Duration[]::new);
    }
}
