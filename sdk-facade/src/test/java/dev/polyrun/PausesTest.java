package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run that waits for a person, a time or a call from outside. */
class PausesTest {
    private final VirtualTime time = VirtualTime.create();
    private final VirtualVendor vendor = new VirtualVendor(time);
    private final PollingPolicy policy = PollingPolicy.builder().schedule(PollSchedule.fixed(Duration.ofSeconds(1))).build();
    private final PollingEngine engine = new PollingEngine(time, policy, null, time.random());

    @AfterEach
    void stop() {
        engine.close();
    }

    private RunPoller pausedFor(Duration pause) {
        RunRef ref = vendor.plant(1, now -> VirtualVendor.snapshot(1, now.compareTo(pause) < 0 ? RunPhase.PAUSED : RunPhase.SUCCEEDED));
        return new RunPoller(engine, vendor, ref);
    }

    private static WaitOptions onPause(WaitOptions.OnPause onPause) {
        return WaitOptions.builder().onPause(onPause).build();
    }

    @Test
    void byDefaultAWaitGoesOnAndLooksLessOften() {
        assertThat(pausedFor(Duration.ofHours(10)).waitForCompletion().phase()).isEqualTo(RunPhase.SUCCEEDED);

        assertThat(vendor.calls("look").size()).as("where the schedule alone would look 36,000 times").isLessThan(400);
        assertThat(time.elapsed()).isLessThanOrEqualTo(Duration.ofHours(10).plusMinutes(2));
    }

    @Test
    void aWaitCanReturnThePausedRun() {
        Run run = pausedFor(Duration.ofHours(10)).waitForCompletion(onPause(WaitOptions.OnPause.RETURN));

        assertThat(run.phase()).isEqualTo(RunPhase.PAUSED);
        assertThat(run.snapshot().pause().kind()).isEqualTo(Pause.Kind.HUMAN);
        assertThat(time.elapsed()).isZero();
        time.advance(Duration.ofHours(1));
        assertThat(vendor.calls()).as("and nobody polls any more").hasSize(2);
    }

    @Test
    void aWaitCanFailOnAPause() {
        assertThatThrownBy(() -> pausedFor(Duration.ofHours(10)).waitForCompletion(onPause(WaitOptions.OnPause.FAIL)))
                .isInstanceOfSatisfying(RunPausedException.class, e -> {
                    assertThat(e.lastSnapshot().phase()).isEqualTo(RunPhase.PAUSED);
                    assertThat(e.polls()).isEqualTo(1);
                });
    }

    @Test
    void whoReturnsOnAPauseDoesNotEndTheWaitOfOthers() {
        RunPoller poller = pausedFor(Duration.ofMinutes(10));
        CompletableFuture<Run> patient = poller.completion();
        CompletableFuture<Run> returning = poller.completion(onPause(WaitOptions.OnPause.RETURN));
        time.advance(Duration.ofSeconds(1));
        assertThat(Facades.end(returning).phase()).isEqualTo(RunPhase.PAUSED);
        assertThat(patient).isNotDone();

        time.advance(Duration.ofMinutes(13));
        assertThat(Facades.end(patient).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void aPauseThatEndsAtAKnownTimeIsLookedAtThen() {
        Duration resumes = Duration.ofSeconds(95);
        Pause pause = new Pause(Pause.Kind.TIMER, time.instant().plus(resumes).atOffset(ZoneOffset.UTC));
        RunRef ref = vendor.plant(1, now -> now.compareTo(resumes) < 0
                ? RunSnapshot.builder(VirtualVendor.ref(1), RunPhase.PAUSED, "PAUSED").pause(pause).build()
                : VirtualVendor.snapshot(1, RunPhase.SUCCEEDED));
        RunPoller poller = new RunPoller(engine, vendor, ref);
        CompletableFuture<Run> waiting = poller.completion();
        time.advance(Duration.ofSeconds(1));

        assertThat(poller.nextPoll()).isEqualTo(new NextPoll(Duration.ofSeconds(94), NextPoll.Reason.RESUME_AT));
        time.advance(Duration.ofSeconds(94));
        assertThat(waiting).isCompleted();
        assertThat(vendor.times("look")).containsExactly(Duration.ZERO, resumes);
    }

    @Test
    void theReasonOfASlowPollIsThePause() {
        RunPoller poller = pausedFor(Duration.ofHours(1));
        poller.completion();
        time.advance(Duration.ofMinutes(2));

        assertThat(poller.nextPoll().reason()).isEqualTo(NextPoll.Reason.PAUSED);
    }
}
