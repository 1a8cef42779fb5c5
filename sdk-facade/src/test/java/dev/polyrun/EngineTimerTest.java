package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.VirtualTime;
import java.lang.reflect.Field;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deadlines come at their time, polls at the end of their tick of 10 ms, and nothing is heard of what was taken back. */
class EngineTimerTest {
    private static final long MILLI = 1_000_000;

    private final VirtualTime time = VirtualTime.create();
    private final PollingEngine engine = new PollingEngine(time, PollingPolicy.builder().build(), null, time.random());
    private final PollLane lane = new PollLane(engine, new FakeAdapter());
    private final List<String> happened = new ArrayList<>();
    private int handedOver;
    private final EngineTimer timer = new EngineTimer(time, () -> handedOver++);

    private final class Deadline extends TimerHeap.Entry {
        private final String name;

        Deadline(String name) {
            this.name = name;
        }

        @Override
        void due() {
            happened.add(name + " at " + time.elapsed().toMillis());
        }
    }

    @AfterEach
    void stop() {
        timer.close();
        engine.close();
    }

    private Watch watch(int run) {
        return new Watch(lane, RunRef.of("fake", "run-" + run));
    }

    private void advance(long millis) {
        time.advance(Duration.ofMillis(millis));
    }

    private List<Watch> due() {
        List<Watch> due = new ArrayList<>();
        timer.takeDuePolls(due);
        return due;
    }

    @Test
    void timeCountsFromWhenTheTimerWasMade() {
        advance(7);
        EngineTimer later = new EngineTimer(time, () -> {});
        advance(5);

        assertThat(timer.now()).isEqualTo(12 * MILLI);
        assertThat(later.now()).isEqualTo(5 * MILLI);
    }

    @Test
    void eachDeadlineComesExactlyAtItsTimeWhateverTheOrderOfScheduling() {
        timer.schedule(new Deadline("later"), 30 * MILLI);
        timer.schedule(new Deadline("sooner"), 7 * MILLI);
        timer.schedule(new Deadline("between"), 13 * MILLI);

        advance(29);
        assertThat(happened).containsExactly("sooner at 7", "between at 13");
        advance(1);

        assertThat(happened).endsWith("later at 30").hasSize(3);
    }

    @Test
    void aDeadlineThatHasPassedComesAtOnce() {
        advance(10);
        timer.schedule(new Deadline("overdue"), 3 * MILLI);
        advance(0);

        assertThat(happened).containsExactly("overdue at 10");
    }

    @Test
    void aDeadlineThatIsMovedComesOnce() {
        Deadline moved = new Deadline("moved");
        timer.schedule(moved, 5 * MILLI);
        timer.schedule(moved, 9 * MILLI);
        advance(20);

        assertThat(happened).containsExactly("moved at 9");
    }

    @Test
    void aDeadlineThatIsTakenBackNeverComesAndTheOthersDo() {
        Deadline cancelled = new Deadline("cancelled");
        timer.schedule(cancelled, 5 * MILLI);
        timer.schedule(new Deadline("other"), 6 * MILLI);
        timer.cancel(cancelled);
        advance(20);

        assertThat(happened).containsExactly("other at 6");
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "1, 10", "9, 10", "10, 10", "11, 20", "20, 20", "95, 100"})
    void aPollIsDueAtTheEndOfItsTickAndNeverBeforeItsTime(long at, long due) {
        Watch watch = watch(1);
        timer.schedulePoll(watch, at * MILLI);

        assertThat(timer.nanosUntilPoll(watch)).isEqualTo(due * MILLI);
        advance(due - 1);
        assertThat(handedOver).isZero();
        advance(1);

        assertThat(handedOver).isEqualTo(1);
        assertThat(due()).containsExactly(watch);
    }

    @Test
    void pollsThatAreDueTogetherAreHandedOverAtOnceAndNotAgainUntilTheyWereTaken() {
        Watch one = watch(1);
        Watch other = watch(2);
        Watch later = watch(3);
        timer.schedulePoll(one, 15 * MILLI);
        timer.schedulePoll(other, 20 * MILLI);
        timer.schedulePoll(later, 50 * MILLI);
        advance(100);

        assertThat(handedOver).isEqualTo(1);
        assertThat(due()).containsExactlyInAnyOrder(one, other, later);
    }

    @Test
    void afterThoseThatWereTakenTheNextOnesAreHandedOver() {
        Watch one = watch(1);
        Watch later = watch(2);
        timer.schedulePoll(one, 20 * MILLI);
        timer.schedulePoll(later, 50 * MILLI);
        advance(20);
        assertThat(due()).containsExactly(one);

        advance(29);
        assertThat(handedOver).isEqualTo(1);
        advance(1);

        assertThat(handedOver).isEqualTo(2);
        assertThat(due()).containsExactly(later);
    }

    @Test
    void aDeadlineBeforeAPollDoesNotHandThePollOver() {
        timer.schedulePoll(watch(1), 50 * MILLI);
        timer.schedule(new Deadline("deadline"), 5 * MILLI);
        advance(49);

        assertThat(happened).containsExactly("deadline at 5");
        assertThat(handedOver).isZero();
    }

    @Test
    void aPollThatIsTakenBackIsNotDue() {
        Watch watch = watch(1);
        timer.schedulePoll(watch, 20 * MILLI);
        timer.cancelPoll(watch);
        advance(100);

        assertThat(timer.nanosUntilPoll(watch)).isNegative();
        assertThat(handedOver).isZero();
        assertThat(due()).isEmpty();
    }

    @Test
    void aPollThatIsOverdueIsDueInNoTime() {
        Watch watch = watch(1);
        timer.schedulePoll(watch, 20 * MILLI);
        advance(35);

        assertThat(timer.nanosUntilPoll(watch)).isZero();
    }

    @Test
    void afterALongTimeWithoutPollsOneIsStillExact() {
        time.advance(Duration.ofDays(900));
        Watch watch = watch(1);
        timer.schedulePoll(watch, timer.now() + 40 * MILLI);

        advance(39);
        assertThat(handedOver).isZero();
        advance(1);

        assertThat(handedOver).isEqualTo(1);
        assertThat(due()).containsExactly(watch);
    }

    @Test
    void ticksTellTheirTimeAlsoAfterTheyBeganAnew() {
        time.advance(Duration.ofDays(900));
        long now = timer.now();

        assertThat(timer.nanosOf(EngineTimer.tick(now - 12_345 * 10 * MILLI))).isEqualTo(now - 12_345 * 10 * MILLI);
        assertThat(timer.nanosOf(EngineTimer.tick(now + 12_345 * 10 * MILLI))).isEqualTo(now + 12_345 * 10 * MILLI);
    }

    @Test
    void aClosedTimerTakesNothingAndRunsNothing() {
        Watch before = watch(1);
        timer.schedule(new Deadline("before"), 5 * MILLI);
        timer.schedulePoll(before, 5 * MILLI);
        timer.close();
        Watch after = watch(2);
        timer.schedule(new Deadline("after"), 5 * MILLI);
        timer.schedulePoll(after, 5 * MILLI);
        advance(100);

        assertThat(happened).isEmpty();
        assertThat(handedOver).isZero();
        assertThat(timer.nanosUntilPoll(after)).isNegative();
    }

    @Test
    void nothingKeepsItLocked() throws ReflectiveOperationException {
        Field field = EngineTimer.class.getDeclaredField("lock");
        field.setAccessible(true);
        ReentrantLock lock = (ReentrantLock) field.get(timer);
        Deadline deadline = new Deadline("deadline");
        Watch watch = watch(1);
        for (Runnable operation : List.<Runnable>of(
                () -> timer.schedule(deadline, 5 * MILLI),
                () -> timer.cancel(deadline),
                () -> timer.schedulePoll(watch, 5 * MILLI),
                () -> timer.nanosUntilPoll(watch),
                () -> timer.cancelPoll(watch),
                this::due,
                () -> advance(20),
                timer::close)) {
            operation.run();

            assertThat(lock.isLocked()).isFalse();
        }
    }

    @Test
    void whatIsLongerThanACenturyIsForEver() {
        assertThat(EngineTimer.nanos(Duration.ofMillis(3))).isEqualTo(3 * MILLI);
        assertThat(EngineTimer.nanos(Duration.ofDays(40_000))).isEqualTo(EngineTimer.FOREVER_NANOS);
        assertThat(EngineTimer.nanos(ChronoUnit.FOREVER.getDuration())).isEqualTo(EngineTimer.FOREVER_NANOS);
        assertThat(EngineTimer.FOREVER_NANOS).isEqualTo(Duration.ofDays(36_500).toNanos());
    }
}
