package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ErrorMeaning;
import dev.polyrun.core.ErrorResponse;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a call for many runs counts for, whom it is told to, and when it is sent no more. */
class BatchPollsTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final VirtualTime time = VirtualTime.create();
    private final VirtualVendor vendor = new VirtualVendor(time).listing(100);
    private final List<String> started = new CopyOnWriteArrayList<>();
    private final List<PollingObserver.PollEnd> ended = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Run>> waiting = new ArrayList<>();
    private PollingEngine engine = engine(64);

    @AfterEach
    void stop() {
        engine.close();
    }

    private PollingEngine engine(int pollsInFlight) {
        PollingObserver observer = new PollingObserver() {
            @Override
            public void onPollStart(RunRef ref) {
                started.add(time.elapsed().toSeconds() + " s: " + ref.runId());
            }

            @Override
            public void onPollEnd(PollEnd end) {
                ended.add(end);
            }
        };
        PollingPolicy policy = PollingPolicy.builder()
                .schedule(PollSchedule.fixed(Duration.ofSeconds(5)))
                .pollsPerSecond(1_000)
                .pollsInFlight(pollsInFlight)
                .build();
        return new PollingEngine(time, policy, observer, time.random());
    }

    /** Waits for so many runs more, of which each was looked at when this returns. */
    private void watch(int runs) {
        for (int i = 0; i < runs; i++) {
            waiting.add(new RunPoller(engine, vendor, vendor.plant(waiting.size(), LONG)).completion());
        }
        time.advance(Duration.ofMillis(100));
        started.clear();
        ended.clear();
    }

    /** Waits for a run that does not show itself at those of its looks, of which the first that is due is number 0. */
    private RunRef watchHidden(IntPredicate hidden) {
        AtomicInteger looks = new AtomicInteger();
        int number = waiting.size();
        RunSnapshot running = VirtualVendor.snapshot(number, RunPhase.RUNNING);
        RunRef ref = vendor.plant(number, now -> now.toSeconds() > 0 && hidden.test(looks.getAndIncrement()) ? null : running);
        waiting.add(new RunPoller(engine, vendor, ref).completion());
        watch(0);
        return ref;
    }

    /** What was told of the run when a call for many was over. */
    private List<PollingObserver.PollEnd> shared(RunRef ref) {
        return ended.stream().filter(end -> end.ref().equals(ref) && end.runsInCall() > 1).toList();
    }

    /** The seconds at which a list was asked, but for the first. */
    private List<Long> lists() {
        return vendor.times("list").stream().map(Duration::toSeconds).filter(at -> at > 0).toList();
    }

    @Test
    void theObserverIsToldOfEachRunOfACallAndHowLongItTook() {
        watch(2);
        vendor.latency(call -> call.kind().equals("list") ? Duration.ofMillis(100) : Duration.ZERO);
        vendor.unlisted(VirtualVendor.ref(1));
        time.advance(Duration.ofMillis(5_200));

        assertThat(started).as("the second once more, alone").containsExactlyInAnyOrder("5 s: run-0", "5 s: run-1", "5 s: run-1");
        assertThat(shared(VirtualVendor.ref(0))).containsExactly(new PollingObserver.PollEnd(
                VirtualVendor.ref(0), 2, Duration.ofMillis(100), VirtualVendor.snapshot(0, RunPhase.RUNNING), null));
        assertThat(shared(VirtualVendor.ref(1)))
                .containsExactly(new PollingObserver.PollEnd(VirtualVendor.ref(1), 2, Duration.ofMillis(100), null, null));
    }

    @Test
    void aCallForManyIsAPollOfEach() {
        watch(2);
        CompletableFuture<Run> impatient = new RunPoller(engine, vendor, VirtualVendor.ref(1))
                .completion(WaitOptions.builder().timeout(Duration.ofSeconds(21)).build());
        time.advance(Duration.ofSeconds(4));
        int before = polls(1);
        time.advance(Duration.ofSeconds(18));

        assertThat(lists()).containsExactly(5L, 10L, 15L, 20L);
        assertThat(impatient).isCompletedExceptionally();
        assertThat(polls(1)).isEqualTo(before + 4);
    }

    private int polls(int run) {
        return Objects.requireNonNull(engine.watch(vendor, VirtualVendor.ref(run))).polls;
    }

    @Test
    void aCallForManyCountsAsOneOfThoseUnderWay() {
        engine.close();
        engine = engine(1);
        vendor.listing(4);
        watch(8);
        vendor.latency(call -> call.kind().equals("list") ? Duration.ofSeconds(2) : Duration.ZERO);
        time.advance(Duration.ofSeconds(8));

        assertThat(lists()).as("the second when the first is back").containsExactly(5L, 7L);
    }

    @Test
    void aRunThatTheListDoesNotShowTwiceInARowIsNotLookedForInItAnyMore() {
        watch(2);
        // Looked at by the list, and then alone, and so on.
        RunRef hidden = watchHidden(look -> look % 2 == 0);
        vendor.latency(call -> Duration.ofMillis(100));
        time.advance(Duration.ofSeconds(12));
        assertThat(shared(hidden)).hasSize(2).allSatisfy(end -> assertThat(end.snapshot()).isNull());
        time.advance(Duration.ofSeconds(48));

        assertThat(shared(hidden)).hasSize(2);
        assertThat(lists()).as("it serves the others").hasSize(12);
    }

    @Test
    void aRunThatTheListShowsInBetweenIsLookedForAgain() {
        watch(2);
        // Not seen at 5 s, seen at 10 s, and not seen at 15 s and 20 s.
        RunRef hidden = watchHidden(look -> look == 0 || look == 3 || look == 5);
        time.advance(Duration.ofSeconds(60));

        assertThat(shared(hidden)).extracting(end -> end.snapshot() != null).containsExactly(false, true, false, false);
    }

    @Test
    void aListThatIsRefusedIsHeldAgainstNoRun() {
        watch(3);
        vendor.fault(call -> call.kind().equals("list") ? notFound() : null);
        time.advance(Duration.ofMinutes(10));

        assertThat(lists()).as("beyond the grace for runs that are not found").containsExactly(5L);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(vendor.calls("look")).filteredOn(call -> call.at().toSeconds() > 0).hasSize(3 * 120);
    }

    @Test
    void thatAListIsRefusedIsRememberedWhenNobodyWaitsAnyMore() {
        watch(3);
        vendor.fault(call -> call.kind().equals("list") ? notFound() : null);
        time.advance(Duration.ofSeconds(7));
        waiting.forEach(wait -> wait.cancel(true));
        time.advance(Duration.ofMinutes(1));
        watch(3);
        time.advance(Duration.ofMinutes(1));

        assertThat(lists()).containsExactly(5L);
    }

    @Test
    void aListThatFailsIsLeftForSingleLooksAndThenTriedAgain() {
        watch(8);
        vendor.fault(call -> call.kind().equals("list") && call.at().toSeconds() < 10 ? new PolyrunException("passing", null) : null);
        time.advance(Duration.ofMinutes(5));

        assertThat(lists().get(0)).isEqualTo(5);
        assertThat(lists().get(1)).as("47 looks at 8 runs").isBetween(30L, 60L);
        assertThat(lists()).hasSizeGreaterThan(40);
    }

    @Test
    void aListThatShowsHalfOfTwoRunsIsNoCheaperAndLeftForAWhile() {
        watch(2);
        vendor.unlisted(VirtualVendor.ref(1));
        time.advance(Duration.ofSeconds(24));
        assertThat(lists()).containsExactly(5L);

        time.advance(Duration.ofSeconds(12));
        assertThat(lists()).as("after nine single looks").hasSize(2);
    }

    @Test
    void aRunThatWasMissedTooOftenIsNotLookedForAgainWhenItChanges() {
        watch(3);
        AtomicInteger looks = new AtomicInteger();
        RunRef hidden = vendor.plant(3, now -> now.toSeconds() > 0 && looks.getAndIncrement() % 2 == 0 && looks.get() < 5
                ? null
                : VirtualVendor.snapshot(3, now.toSeconds() < 22 ? RunPhase.QUEUED : RunPhase.RUNNING));
        waiting.add(new RunPoller(engine, vendor, hidden).completion());
        watch(0);
        time.advance(Duration.ofSeconds(60));

        assertThat(shared(hidden)).hasSize(2);
    }

    @Test
    void aListIsAskedOnceACall() {
        List<RequestOptions> options = new CopyOnWriteArrayList<>();
        RunBatch list = new RunBatch() {
            @Override
            public int limit() {
                return 2;
            }

            @Override
            public CompletableFuture<Map<RunRef, RunSnapshot>> snapshots(List<RunSnapshot> runs, RequestOptions how) {
                options.add(how);
                return new CompletableFuture<>();
            }
        };
        BatchScope scope = new BatchScope(list);
        PollLane lane = new PollLane(engine, vendor);
        engine.batches().send(lane, scope, List.of(new Watch(lane, VirtualVendor.ref(1))));

        assertThat(options).singleElement().satisfies(how -> {
            assertThat(how.maxRetries()).isZero();
            assertThat(how.timeout()).isEqualTo(engine.policy().pollTimeout());
        });
    }

    @Test
    void aListThatIsBusyIsAskedAgainWhenItSays() {
        watch(8);
        vendor.fault(call -> call.kind().equals("list") && call.at().toSeconds() < 10
                ? answer(ErrorMeaning.SERVER_ERROR, 503, Duration.ofSeconds(30))
                : null);
        time.advance(Duration.ofSeconds(37));

        assertThat(lists()).containsExactly(5L, 35L);
    }

    @Test
    void theRunThatIsLeftAloneIsLookedAtAlone() {
        watch(2);
        time.advance(Duration.ofSeconds(7));
        waiting.get(0).cancel(true);
        time.advance(Duration.ofMinutes(1));

        assertThat(lists()).containsExactly(5L);
    }

    @Test
    void whoeverComesWhenAnotherHasLeftSharesTheCallsOfThoseThatStayed() {
        watch(3);
        waiting.get(0).cancel(true);
        time.advance(Duration.ZERO);
        watch(3);
        time.advance(Duration.ofSeconds(61));

        assertThat(shared(VirtualVendor.ref(5))).hasSize(12).allSatisfy(end -> assertThat(end.runsInCall()).isEqualTo(5));
    }

    private static RuntimeException notFound() {
        return answer(ErrorMeaning.NOT_FOUND, 404, null);
    }

    private static RuntimeException answer(ErrorMeaning meaning, int status, @Nullable Duration retryAfter) {
        return ApiException.of(meaning, new ErrorResponse(status, Map.of(), new byte[0], retryAfter, null), "no list");
    }
}
