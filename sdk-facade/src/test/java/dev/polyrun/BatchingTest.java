package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.PolyrunException;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One call to a vendor's list looks at many runs, and proves nothing by what it leaves out. */
class BatchingTest {
    private final VirtualTime time = VirtualTime.create();
    private final VirtualVendor vendor = new VirtualVendor(time).listing(100);
    private final PollingPolicy.Builder policy = PollingPolicy.builder().schedule(PollSchedule.fixed(Duration.ofSeconds(5)));
    private PollingEngine engine = new PollingEngine(time, policy.build(), null, time.random());
    private final List<CompletableFuture<Run>> waiting = new ArrayList<>();

    @AfterEach
    void stop() {
        engine.close();
    }

    private void watch(int runs, Duration until) {
        for (int i = 0; i < runs; i++) {
            waiting.add(new RunPoller(engine, vendor, vendor.plant(waiting.size(), until)).completion());
        }
    }

    @Test
    void aLoneRunIsLookedAtByItself() {
        watch(1, Duration.ofSeconds(12));
        time.advance(Duration.ofMinutes(1));

        assertThat(waiting).allMatch(CompletableFuture::isDone);
        assertThat(vendor.calls("list")).isEmpty();
    }

    @Test
    void manyRunsAreLookedAtTogether() {
        watch(100, Duration.ofSeconds(60));
        time.advance(Duration.ofSeconds(59));

        assertThat(vendor.calls().size()).as("where single looks would be 1200").isLessThan(40);
        time.advance(Duration.ofMinutes(1));
        assertThat(waiting).allMatch(CompletableFuture::isDone);
        assertThat(vendor.calls("read")).as("each is read whole by itself").hasSize(100);
    }

    @Test
    void anEndThatAListShowsIsVerifiedByReadingTheRun() {
        watch(20, Duration.ofSeconds(7));
        time.advance(Duration.ofMinutes(1));

        assertThat(waiting).allSatisfy(one -> assertThat(Facades.end(one).outputs()).isNotEmpty());
    }

    @Test
    void moreRunsThanAListShowsTakeTurns() {
        watch(350, Duration.ofSeconds(60));
        time.advance(Duration.ofSeconds(90));

        assertThat(waiting).allMatch(CompletableFuture::isDone);
        assertThat(vendor.calls("list").size()).isLessThan(150);
    }

    @Test
    void aRunThatTheListDoesNotShowIsLookedAtByItselfAndIsNoEnd() {
        vendor.unlisted(VirtualVendor.ref(3));
        watch(10, Duration.ofSeconds(60));
        time.advance(Duration.ofSeconds(59));
        assertThat(waiting.get(3)).isNotDone();
        assertThat(vendor.calls("look")).filteredOn(call -> call.ref().equals(VirtualVendor.ref(3))).hasSizeGreaterThan(8);

        time.advance(Duration.ofMinutes(1));
        assertThat(waiting).allMatch(CompletableFuture::isDone);
    }

    @Test
    void aListThatTheVendorRefusesIsLeftAlone() {
        vendor.fault(call -> call.kind().equals("list") ? new IllegalStateException("no such call") : null);
        watch(10, Duration.ofSeconds(60));
        time.advance(Duration.ofMinutes(2));

        assertThat(waiting).allSatisfy(one -> assertThat(Facades.end(one).phase()).isEqualTo(RunPhase.SUCCEEDED));
        assertThat(vendor.times("list")).as("no more than were sent before the first answer").allMatch(at -> at.toSeconds() == 0);
    }

    @Test
    void aPassingFailureOfTheListIsOutlived() {
        vendor.fault(call -> call.kind().equals("list") && call.at().compareTo(Duration.ofSeconds(30)) < 0 ? new PolyrunException("passing", null) : null);
        watch(10, Duration.ofSeconds(60));
        time.advance(Duration.ofMinutes(2));

        assertThat(waiting).allSatisfy(one -> assertThat(Facades.end(one).phase()).isEqualTo(RunPhase.SUCCEEDED));
        assertThat(vendor.times("list")).as("and the list is asked again").hasSizeGreaterThan(1);
    }

    @Test
    void batchingCanBeLeftOut() {
        policy.batching(false);
        engine = new PollingEngine(time, policy.build(), null, time.random());
        watch(10, Duration.ofSeconds(60));
        time.advance(Duration.ofMinutes(2));

        assertThat(waiting).allMatch(CompletableFuture::isDone);
        assertThat(vendor.calls("list")).isEmpty();
    }

    @Test
    void oneCancelDoesNotTouchTheOthersOfACall() {
        vendor.latency(call -> Duration.ofSeconds(1));
        watch(10, Duration.ofSeconds(60));
        time.advance(Duration.ofMillis(20_500));
        waiting.get(4).cancel(true);
        time.advance(Duration.ofMinutes(2));

        assertThat(waiting).filteredOn(one -> !one.isCancelled()).hasSize(9)
                .allSatisfy(one -> assertThat(Facades.end(one).phase()).isEqualTo(RunPhase.SUCCEEDED));
    }

    @Test
    void whoeverIsLeftAloneIsLookedAtByThemselves() {
        watch(2, Duration.ofHours(1));
        time.advance(Duration.ofSeconds(22));
        int lists = vendor.calls("list").size();
        waiting.get(0).cancel(true);
        time.advance(Duration.ofMinutes(1));

        assertThat(lists).isPositive();
        assertThat(vendor.calls("list")).hasSize(lists);
    }
}
