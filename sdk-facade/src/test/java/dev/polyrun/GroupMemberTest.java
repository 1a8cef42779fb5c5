package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run of a group, when its wait begins and when it is over. */
class GroupMemberTest {
    private final VirtualTime time = VirtualTime.create();
    private final VirtualVendor vendor = new VirtualVendor(time);
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final PollingObserver observer = new PollingObserver() {
        @Override
        public void onWaitEnd(RunRef ref, @Nullable PollingException failure) {
            ends.add(failure == null ? "well" : failure.getClass().getSimpleName());
        }
    };
    private final PollingPolicy policy = PollingPolicy.builder().schedule(PollSchedule.fixed(Duration.ofSeconds(5))).build();
    private final PollingEngine engine = new PollingEngine(time, policy, observer, time.random());

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void whatIsReadWhenTheGroupWasStoppedChangesNothing() {
        RunRef ref = vendor.plant(1, Duration.ofHours(1));
        RunGroup group = RunGroup.of(engine, run -> vendor, List.of(ref));
        time.advance(Duration.ofSeconds(1));
        Waiter member = engine.watch(vendor, ref).waiting()[0];
        group.stopPolling();

        member.read(new Run(VirtualVendor.snapshot(1, RunPhase.SUCCEEDED), null));
        member.fail(seen -> new RunNotFoundException("too late", seen, null));
        member.seen(VirtualVendor.snapshot(1, RunPhase.QUEUED));
        time.advance(Duration.ZERO);

        assertThat(ends).containsExactly("PollerClosedException");
        assertThat(group.counts()).isEqualTo(new RunCounts(0, group.counts().byPhase(), 1));
        assertThat(group.counts().byPhase().values()).containsOnly(0L);
        assertThat(group.waitForAll()).singleElement()
                .satisfies(end -> assertThat(end.failure()).isInstanceOf(PollerClosedException.class));
    }

    @Test
    void whoeverComesJustAfterALookCountsAsSeen() {
        RunRef ref = vendor.plant(1, Duration.ofHours(1));
        new RunPoller(engine, vendor, ref).completion();
        time.advance(Duration.ofMillis(500));

        RunGroup group = RunGroup.of(engine, run -> vendor, List.of(ref));
        time.advance(Duration.ZERO);

        assertThat(group.counts().byPhase()).containsEntry(RunPhase.RUNNING, 1L);
        assertThat(vendor.calls()).hasSize(1);
    }

    @Test
    void whoeverStillRunsHasNotEnded() {
        RunCounts counts = new RunCounts(1, Map.of(RunPhase.RUNNING, 2L, RunPhase.PAUSED, 4L, RunPhase.SUCCEEDED, 8L, RunPhase.FAILED, 16L), 32);

        assertThat(counts.ended()).isEqualTo(24);
        assertThat(counts.total()).isEqualTo(63);
    }

    @Test
    void aRunThatHasEndedIsNotWatchedForItsGroupAnyMore() {
        RunRef ref = vendor.plant(1, Duration.ZERO);
        RunGroup group = RunGroup.of(engine, run -> vendor, List.of(ref));
        time.advance(Duration.ofSeconds(1));

        assertThat(group.counts().ended()).isEqualTo(1);
        assertThat(engine.watch(vendor, ref)).isNull();
        assertThat(ends).containsExactly("well");
    }
}
