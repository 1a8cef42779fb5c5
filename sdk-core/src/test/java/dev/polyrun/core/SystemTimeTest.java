package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real time: who is woken, and when. */
@Timeout(20)
class SystemTimeTest {
    private static final Duration ABSURD = Duration.ofSeconds(Long.MAX_VALUE);

    private final TimeSource time = TimeSource.system();

    private static void interrupted(Runnable test) {
        Thread.currentThread().interrupt();
        try {
            test.run();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void aSleepLastsAsLongAsAsked() throws Exception {
        long start = time.nanoTime();
        time.sleep(Duration.ofMillis(5));

        assertThat(time.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(5));
    }

    @Test
    void aSleepOutlastsWhoeverWakesItsThread() throws Exception {
        long start = time.nanoTime();
        LockSupport.unpark(Thread.currentThread());
        time.sleep(Duration.ofMillis(5));

        assertThat(time.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(5));
    }

    @Test
    void theInstantIsNow() {
        assertThat(time.instant()).isBetween(Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(1)));
    }

    @Test
    void anEndlessSleepEndsWithAnInterrupt() {
        interrupted(() -> assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> time.sleep(ABSURD)));
    }

    @Test
    void noSleepAtAllEndsAtOnce() throws Exception {
        time.sleep(Duration.ZERO);
        time.sleep(Duration.ofSeconds(Long.MIN_VALUE));
    }

    @Test
    void anAwaitedFutureMayEndInAnyWay() throws Exception {
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        cancelled.cancel(false);
        time.await(CompletableFuture.completedFuture("value"));
        time.await(CompletableFuture.failedFuture(new IllegalStateException("failed")));
        time.await(cancelled);
    }

    @Test
    void anInterruptEndsTheAwaitOfAFuture() {
        interrupted(() -> assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> time.await(new CompletableFuture<>())));
    }

    @Test
    void aTaskRunsUnlessItIsCancelledBefore() throws Exception {
        BlockingQueue<String> ran = new LinkedBlockingQueue<>();
        CountDownLatch cancelled = new CountDownLatch(1);
        time.schedule(() -> awaitQuietly(cancelled), Duration.ZERO);
        time.schedule(() -> ran.add("cancelled"), Duration.ZERO).cancel();
        time.schedule(() -> ran.add("endless"), ABSURD).cancel();
        time.schedule(() -> ran.add("overdue"), Duration.ofSeconds(Long.MIN_VALUE));
        time.schedule(() -> ran.add("last"), Duration.ofNanos(1));
        cancelled.countDown();

        assertThat(List.of(ran.take(), ran.take())).containsExactlyInAnyOrder("overdue", "last");
        assertThat(ran).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anAlarmSetInThePastRingsAtOnce() throws Exception {
        Semaphore rung = new Semaphore(0);
        try (TimeSource.Alarm alarm = time.alarm("test-alarm", rung::release)) {
            alarm.set(time.nanoTime() - 1);
            assertThat(rung.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
            alarm.set(time.nanoTime() - Duration.ofDays(100_000).toNanos());
            assertThat(rung.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anAlarmRingsAtTheTimeThatWasSetLast() throws Exception {
        Semaphore rung = new Semaphore(0);
        try (TimeSource.Alarm alarm = time.alarm("test-alarm", rung::release)) {
            alarm.set(time.nanoTime() + Duration.ofHours(1).toNanos());
            alarm.set(time.nanoTime() + Duration.ofMillis(3).toNanos());
            assertThat(rung.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(rung.tryAcquire()).as("a second time").isFalse();
    }

    @Test
    void anAlarmDoesNotRingEarly() throws Exception {
        AtomicReference<Long> at = new AtomicReference<>();
        CountDownLatch rung = new CountDownLatch(1);
        long due = time.nanoTime() + Duration.ofMillis(5).toNanos();
        try (TimeSource.Alarm alarm = time.alarm("test-alarm", () -> {
            at.set(time.nanoTime());
            rung.countDown();
        })) {
            alarm.set(due);
            assertThat(rung.await(5, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(at.get() - due).isNotNegative();
    }

    @Test
    void anAlarmSetForEverNeverRingsAndCanBeSetAnew() throws Exception {
        Semaphore rung = new Semaphore(0);
        try (TimeSource.Alarm alarm = time.alarm("test-alarm", rung::release)) {
            alarm.set(time.nanoTime() + Long.MAX_VALUE);
            alarm.set(time.nanoTime() + Duration.ofHours(1).toNanos());
            assertThat(rung.tryAcquire()).isFalse();
            alarm.set(time.nanoTime());
            assertThat(rung.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anAlarmCanBeSetByItsOwnTask() throws Exception {
        CountDownLatch rung = new CountDownLatch(1000);
        AtomicReference<TimeSource.Alarm> self = new AtomicReference<>();
        try (TimeSource.Alarm alarm = time.alarm("test-alarm", () -> {
            rung.countDown();
            self.get().set(time.nanoTime());
        })) {
            self.set(alarm);
            alarm.set(time.nanoTime());
            assertThat(rung.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void noSettingIsMissed() throws Exception {
        Semaphore rung = new Semaphore(0);
        try (TimeSource.Alarm alarm = time.alarm("test-alarm", rung::release)) {
            for (int i = 0; i < 5000; i++) {
                alarm.set(time.nanoTime());
                assertThat(rung.tryAcquire(5, TimeUnit.SECONDS)).as("alarm %s", i).isTrue();
            }
        }
    }

    @Test
    void anInterruptedAlarmGoesOn() throws Exception {
        BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
        try (TimeSource.Alarm alarm = time.alarm("test-alarm", () -> {
            interrupted.add(Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
        })) {
            alarm.set(time.nanoTime());
            assertThat(interrupted.poll(5, TimeUnit.SECONDS)).isFalse();
            alarm.set(time.nanoTime());
            assertThat(interrupted.poll(5, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void closingAnAlarmEndsItsThread() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        TimeSource.Alarm alarm = time.alarm("test-alarm-closed", () -> threads.add(Thread.currentThread()));
        alarm.set(time.nanoTime());
        Thread thread = threads.poll(5, TimeUnit.SECONDS);
        assertThat(thread).isNotNull();
        assertThat(thread.getName()).isEqualTo("test-alarm-closed");
        assertThat(thread.isDaemon()).isTrue();
        alarm.close();
        thread.join(5000);

        assertThat(thread.isAlive()).isFalse();
    }

    /** The thread of an alarm, once it is in this state: one that burned time would never be. */
    private static Thread parked(String name, Thread.State state) {
        for (long start = System.nanoTime(); System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10); Thread.onSpinWait()) {
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().equals(name) && thread.getState() == state) {
                    return thread;
                }
            }
        }
        throw new AssertionError(name + " is not " + state);
    }

    @Test
    void anAlarmThatWaitsForItsTimeSleeps() throws Exception {
        try (TimeSource.Alarm alarm = time.alarm("test-alarm-hour", () -> {})) {
            alarm.set(time.nanoTime() + Duration.ofHours(1).toNanos());

            assertThat(parked("test-alarm-hour", Thread.State.TIMED_WAITING).isDaemon()).isTrue();
        }
    }

    @Test
    void anAlarmThatIsNeverToRingSleepsWithoutRinging() throws Exception {
        Semaphore rung = new Semaphore(0);
        try (TimeSource.Alarm alarm = time.alarm("test-alarm-for-ever", rung::release)) {
            alarm.set(time.nanoTime() + Long.MAX_VALUE);

            parked("test-alarm-for-ever", Thread.State.WAITING);
            assertThat(rung.tryAcquire()).isFalse();
        }
    }

    @Test
    void closingAnAlarmWakesItsThread() throws Exception {
        TimeSource.Alarm alarm = time.alarm("test-alarm-asleep", () -> {});
        alarm.set(time.nanoTime() + Duration.ofHours(1).toNanos());
        Thread thread = parked("test-alarm-asleep", Thread.State.TIMED_WAITING);
        alarm.close();
        thread.join(5000);

        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void aClosedAlarmStartsNoThread() {
        TimeSource.Alarm alarm = time.alarm("test-alarm-never-started", () -> {});
        alarm.close();
        alarm.set(time.nanoTime());

        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> thread.getName().equals("test-alarm-never-started"));
    }

    @Test
    void theThreadOfAnIdleTimerEndsAndComesBackWithTheNextTask() throws Exception {
        ScheduledThreadPoolExecutor timer = SystemTime.timer(Duration.ofMillis(1));
        try {
            Thread first = timer.schedule(Thread::currentThread, 0, TimeUnit.NANOSECONDS).get();
            first.join(10_000);
            assertThat(first.isAlive()).isFalse();

            assertThat(timer.schedule(Thread::currentThread, 50, TimeUnit.MILLISECONDS).get()).as("waits longer than it may be idle").isNotSameAs(first);
        } finally {
            timer.shutdownNow();
        }
    }
}
