package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ErrorMeaning;
import dev.polyrun.core.ErrorResponse;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hint that something happened to a run brings a look at it, and no more than one. */
class HintTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final VirtualTime time = VirtualTime.create();
    private final VirtualVendor vendor = new VirtualVendor(time);
    private final List<NextPoll> scheduled = new CopyOnWriteArrayList<>();
    private final AtomicReference<Consumer<RunRef>> onPollStart = new AtomicReference<>(ref -> {});
    private final PollingPolicy.Builder policy = PollingPolicy.builder().schedule(PollSchedule.fixed(LONG));
    private Polyrun polyrun = polyrun();

    private Polyrun polyrun() {
        PollingObserver observer = new PollingObserver() {
            @Override
            public void onScheduled(RunRef ref, NextPoll next) {
                scheduled.add(next);
            }

            @Override
            public void onPollStart(RunRef ref) {
                onPollStart.get().accept(ref);
            }
        };
        return new Polyrun(
                new Accounts(
                        Map.of(new Accounts.Key("virtual", null), new Accounts.Account(vendor, null)), Vendors.of(Polyrun.class.getClassLoader())),
                new PollingEngine(time, policy.build(), observer, time.random()),
                null);
    }

    @AfterEach
    void stop() {
        polyrun.close();
    }

    private CompletableFuture<Run> watched(RunRef ref) {
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        time.advance(Duration.ZERO);
        return waiting;
    }

    private boolean hint(RunRef ref) {
        boolean watched = polyrun.hint(ref);
        time.advance(Duration.ZERO);
        return watched;
    }

    private void hintFor(RunRef ref, Duration span, Duration every) {
        for (Duration end = time.elapsed().plus(span); time.elapsed().compareTo(end) < 0; ) {
            hint(ref);
            time.advance(every);
        }
    }

    @Test
    void theEndOfARunIsSeenWhenItIsHintedAt() {
        RunRef ref = vendor.plant(1, Duration.ofSeconds(90));
        CompletableFuture<Run> waiting = watched(ref);
        time.advance(Duration.ofSeconds(90));

        assertThat(hint(ref)).isTrue();

        assertThat(Facades.end(waiting).phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(vendor.times("look")).containsExactly(Duration.ZERO, Duration.ofSeconds(90));
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void aHintAtARunThatNobodyWaitsForDoesNothing() {
        assertThat(hint(vendor.plant(1, Duration.ZERO))).isFalse();
        assertThat(hint(RunRef.of("nowhere", "run-1"))).isFalse();

        assertThat(vendor.calls()).isEmpty();
    }

    @Test
    void aHintAfterTheEndOrTheClosingDoesNothing() {
        RunRef ref = vendor.plant(1, Duration.ZERO);
        watched(ref);
        assertThat(hint(ref)).isFalse();
        RunRef other = vendor.plant(2, LONG);
        CompletableFuture<Run> waiting = watched(other);
        int calls = vendor.calls().size();

        polyrun.close();

        assertThat(hint(other)).isFalse();
        assertThat(waiting).isCompletedExceptionally();
        assertThat(vendor.calls()).hasSize(calls);
    }

    @Test
    void aHintIsNeverTakenForTheTruth() {
        RunRef ref = vendor.plant(1, Duration.ofDays(1));
        CompletableFuture<Run> waiting = watched(ref);

        hint(ref);

        assertThat(waiting).isNotDone();
    }

    @Test
    void afterAHintTheScheduleGoesOnAsIfThePollHadComeAnyway() {
        RunRef ref = vendor.plant(1, Duration.ofDays(1));
        watched(ref);
        time.advance(Duration.ofMinutes(3));
        hint(ref);

        time.advance(Duration.ofMinutes(20));

        assertThat(vendor.times("look")).containsExactly(minutes(0, 3, 13, 23));
    }

    @Test
    void theObserverAndWhoeverAsksLearnOfTheReason() {
        RunRef ref = vendor.plant(1, Duration.ofDays(1));
        watched(ref);
        for (int i = 0; i < 4; i++) {
            hint(ref);
        }

        assertThat(polyrun.poller(ref).nextPoll()).isEqualTo(new NextPoll(Duration.ofSeconds(1), NextPoll.Reason.HINT));
        assertThat(scheduled).contains(new NextPoll(Duration.ZERO, NextPoll.Reason.HINT), new NextPoll(Duration.ofSeconds(1), NextPoll.Reason.HINT));
    }

    @Test
    void manyHintsAtOnceAreOneLook() {
        RunRef ref = vendor.plant(1, Duration.ofDays(1));
        vendor.latency(call -> Duration.ofMillis(100));
        watched(ref);
        time.advance(Duration.ofSeconds(5));
        // Nobody drives time meanwhile, so that the look that the first of them brings has no answer yet.
        List<CompletableFuture<Boolean>> hints =
                IntStream.range(0, 500).mapToObj(i -> CompletableFuture.supplyAsync(() -> polyrun.hint(ref))).toList();
        hints.forEach(hint -> assertThat(Facades.end(hint)).isTrue());

        time.advance(Duration.ofMinutes(5));

        assertThat(vendor.calls().size()).as("the first, that of the hint, and at most one after it").isBetween(2, 3);
    }

    @Test
    void aFloodCostsALookASecondAndTheLastHintIsNotLost() {
        RunRef ref = vendor.plant(1, Duration.ofMillis(30_050));
        CompletableFuture<Run> waiting = watched(ref);
        time.advance(Duration.ofMillis(50));

        hintFor(ref, Duration.ofSeconds(30), Duration.ofMillis(20));
        assertThat(vendor.calls("look")).as("the first, three at once, then one a second").hasSizeBetween(32, 34);
        hint(ref);
        time.advance(Duration.ofSeconds(1));

        assertThat(waiting).isCompleted();
    }

    @Test
    void aFloodDoesNotHastenTheRunsOfOthers() {
        RunRef quiet = vendor.plant(1, Duration.ofDays(1));
        RunRef flooded = vendor.plant(2, Duration.ofDays(1));
        watched(quiet);
        watched(flooded);

        hintFor(flooded, Duration.ofSeconds(10), Duration.ofMillis(50));

        assertThat(vendor.calls("look")).filteredOn(call -> call.ref().equals(quiet)).hasSize(1);
    }

    @Test
    void aHintDuringALookBringsOneMoreSinceThatOneMayHaveBeenAnsweredBefore() {
        RunRef ref = vendor.plant(1, Duration.ofMillis(500));
        vendor.latency(call -> Duration.ofMillis(400));
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        time.advance(Duration.ofMillis(200));

        hint(ref);
        hint(ref);
        time.advance(Duration.ofSeconds(2));

        assertThat(waiting).isCompleted();
        assertThat(vendor.times("look")).containsExactly(Duration.ZERO, Duration.ofMillis(400));
    }

    @Test
    void aLookThatIsAboutToBeSentServesTheHint() {
        vendor.limiter(RateLimiter.perSecond(1));
        RunRef first = vendor.plant(1, Duration.ofDays(1));
        RunRef second = vendor.plant(2, Duration.ofDays(1));
        watched(first);
        watched(second);
        assertThat(polyrun.poller(second).nextPoll().reason()).isEqualTo(NextPoll.Reason.QUOTA);

        hint(second);
        time.advance(Duration.ofMinutes(1));

        assertThat(vendor.calls("look")).filteredOn(call -> call.ref().equals(second)).hasSize(1);
    }

    @Test
    void aLookThatIsSentAfterTheHintServesItHoweverLateTheHintIsTaken() {
        RunRef one = vendor.plant(1, Duration.ofDays(1));
        RunRef other = vendor.plant(2, Duration.ofDays(1));
        watched(one);
        watched(other);
        // Both are due at once, and the second is hinted at while the first is sent.
        onPollStart.set(ref -> {
            onPollStart.set(none -> {});
            polyrun.hint(ref.equals(one) ? other : one);
        });

        time.advance(LONG);

        assertThat(vendor.calls()).hasSize(4);
    }

    @Test
    void aHintedRunGoesAheadOfThoseThatAreMerelyDue() {
        policy.schedule(PollSchedule.fixed(Duration.ofSeconds(10)));
        polyrun = polyrun();
        vendor.limiter(RateLimiter.perSecond(2));
        for (int i = 0; i < 300; i++) {
            polyrun.poller(vendor.plant(i, Duration.ofDays(1))).completion();
        }
        time.advance(Duration.ofMinutes(4));
        RunRef hinted = vendor.calls().get(vendor.calls().size() - 1).ref();

        int before = vendor.calls().size();
        hint(hinted);
        time.advance(Duration.ofSeconds(3));

        assertThat(vendor.calls().stream().skip(before)).extracting(VirtualVendor.Call::ref).contains(hinted);
    }

    @Test
    void aTimeThatTheVendorAskedForIsNotUndercut() {
        RunRef ref = vendor.plant(1, now -> VirtualVendor.snapshot(1, RunPhase.RUNNING).askedBackAfter(Duration.ofSeconds(40)));
        watched(ref);

        hintFor(ref, Duration.ofSeconds(39), Duration.ofSeconds(1));
        assertThat(vendor.calls()).hasSize(1);
        time.advance(Duration.ofSeconds(1));

        assertThat(vendor.times("look")).containsExactly(Duration.ZERO, Duration.ofSeconds(40));
    }

    @Test
    void norIsTheRetryAfterOfAnError() {
        RunRef ref = vendor.plant(1, Duration.ZERO);
        policy.schedule(PollSchedule.fixed(Duration.ofSeconds(1)));
        polyrun = polyrun();
        vendor.fault(call -> call.at().isZero()
                ? ApiException.of(
                        ErrorMeaning.SERVER_ERROR, new ErrorResponse(503, Map.of(), new byte[0], Duration.ofSeconds(30), null), "busy")
                : null);
        watched(ref);

        hintFor(ref, Duration.ofSeconds(29), Duration.ofSeconds(1));
        assertThat(vendor.calls()).hasSize(1);
        time.advance(Duration.ofSeconds(1));

        assertThat(vendor.times("look")).containsExactly(Duration.ZERO, Duration.ofSeconds(30));
    }

    @Test
    void afterAFailureTheHintIsFollowedWhenThePauseIsOver() {
        RunRef ref = vendor.plant(1, Duration.ofDays(1));
        vendor.fault(call -> call.at().isZero() ? new PolyrunException("passing", null) : null);
        watched(ref);

        hint(ref);
        hint(ref);
        time.advance(Duration.ofMinutes(1));

        assertThat(vendor.times("look")).containsExactly(Duration.ZERO, Duration.ofMillis(500));
    }

    @Test
    void aHintAtAVendorThatIsDownCostsNoMoreThanTheUsualPauses() {
        RunRef ref = vendor.plant(1, Duration.ofDays(1));
        vendor.fault(call -> new PolyrunException("down", null));
        watched(ref);

        hintFor(ref, Duration.ofMinutes(1), Duration.ofMillis(100));

        assertThat(vendor.calls()).as("after half a second, 1, 2, 4 and then each 8").hasSizeLessThan(12);
    }

    @Test
    void aLoneHintedRunIsLookedAtByItselfSinceAListMayNotShowIt() {
        vendor.listing(100);
        List<RunRef> refs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            refs.add(vendor.plant(i, Duration.ofDays(1)));
            watched(refs.get(i));
        }
        time.advance(Duration.ofMinutes(1));
        int lists = vendor.calls("list").size();
        int looks = vendor.calls("look").size();

        hint(refs.get(3));

        assertThat(vendor.calls("list")).hasSize(lists);
        assertThat(vendor.calls("look")).hasSize(looks + 1);
    }

    @Test
    void manyHintedRunsShareALookWhereThereIsAList() {
        vendor.listing(100).limiter(RateLimiter.perSecond(1));
        List<RunRef> refs = IntStream.range(0, 50).mapToObj(i -> vendor.plant(i, Duration.ofDays(1))).toList();
        refs.forEach(ref -> polyrun.poller(ref).completion());
        time.advance(Duration.ofMinutes(2));
        int before = vendor.calls().size();

        refs.forEach(polyrun::hint);
        time.advance(Duration.ofSeconds(10));

        assertThat(vendor.calls().size() - before).isBetween(1, 4);
    }

    private static Duration[] minutes(int... minutes) {
        return IntStream.of(minutes).mapToObj(Duration::ofMinutes).toArray(Duration[]::new);
    }
}
