package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.TimeSource.Alarm;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Time that moves because a thread waits. */
class VirtualWaitsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final VirtualTime time = VirtualTime.create();
    private final VirtualTime impatient = time.withPatience(Duration.ofMillis(20));

    @Test
    void aSleepIsOverAtOnce() throws InterruptedException {
        time.sleep(Duration.ofHours(1));

        assertThat(time.elapsed()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aSleepRunsWhatIsDueMeanwhile() throws InterruptedException {
        List<String> events = new ArrayList<>();
        time.schedule(() -> events.add("in the middle"), MINUTE);
        time.schedule(() -> events.add("afterwards"), Duration.ofHours(1).plusNanos(1));

        time.sleep(Duration.ofHours(1));

        assertThat(events).containsExactly("in the middle");
    }

    @Test
    void aSleepOfNoLengthDoesNothing() throws InterruptedException {
        time.schedule(() -> {
            throw new IllegalStateException("ran");
        }, Duration.ZERO);

        time.sleep(Duration.ZERO);
        time.sleep(Duration.ofSeconds(-1));

        assertThat(time.elapsed()).isZero();
    }

    @Test
    void awaitMovesTimeUntilTheFutureIsDone() throws InterruptedException {
        CompletableFuture<String> future = new CompletableFuture<>();
        time.schedule(() -> future.complete("done"), MINUTE);
        time.schedule(() -> {
            throw new IllegalStateException("too far");
        }, MINUTE.plusNanos(1));

        time.await(future);

        assertThat(future).isCompletedWithValue("done");
        assertThat(time.elapsed()).isEqualTo(MINUTE);
    }

    @Test
    void awaitEndsHoweverTheFutureEnds() throws InterruptedException {
        CompletableFuture<String> failed = new CompletableFuture<>();
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        time.schedule(() -> failed.completeExceptionally(new IllegalStateException("failed")), MINUTE);
        time.schedule(() -> cancelled.cancel(true), MINUTE);

        time.await(failed);
        time.await(cancelled);

        assertThat(failed).isCompletedExceptionally();
        assertThat(cancelled).isCancelled();
    }

    @Test
    void aFutureThatIsDoneNeedsNoWaiting() throws InterruptedException {
        Thread.currentThread().interrupt();

        time.await(CompletableFuture.completedFuture("done"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(time.elapsed()).isZero();
    }

    @Test
    void awaitHoldsTimeStillWhileWorkIsUnderWay() throws InterruptedException {
        CompletableFuture<Duration> seen = new CompletableFuture<>();
        time.schedule(() -> {}, MINUTE);
        time.workBegins();
        new Thread(() -> {
            seen.complete(time.elapsed());
            time.workEnds();
        }).start();

        time.await(seen);

        assertThat(seen).isCompletedWithValue(Duration.ZERO);
        assertThat(time.elapsed()).isZero();
    }

    @Test
    void withNothingScheduledAwaitBlocksUntilAnotherThreadActs() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        Task waiting = start(() -> time.await(future));
        awaitBlocked(waiting);

        future.complete("done");

        waiting.get(10, TimeUnit.SECONDS);
    }

    @Test
    void withNothingScheduledAwaitGoesOnWhenAnotherThreadSchedules() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        Task waiting = start(() -> time.await(future));
        awaitBlocked(waiting);

        time.schedule(() -> future.complete("done"), MINUTE);

        waiting.get(10, TimeUnit.SECONDS);
        assertThat(time.elapsed()).isEqualTo(MINUTE);
    }

    @Test
    void blockedWaitGoesOnWhenWorkEnds() throws Exception {
        time.workBegins();
        Task waiting = start(() -> time.sleep(MINUTE));
        awaitBlocked(waiting);
        assertThat(time.elapsed()).isZero();

        time.workEnds();

        waiting.get(10, TimeUnit.SECONDS);
        assertThat(time.elapsed()).isEqualTo(MINUTE);
    }

    @Test
    void severalThreadsMayWait() throws Exception {
        time.workBegins();
        CompletableFuture<String> future = new CompletableFuture<>();
        time.schedule(() -> future.complete("done"), Duration.ofMinutes(3));
        Task first = start(() -> time.sleep(MINUTE));
        awaitBlocked(first);
        Task second = start(() -> time.await(future));
        awaitBlocked(second);
        Task third = start(() -> time.advance(Duration.ofMinutes(2)));
        awaitBlocked(third);

        time.workEnds();

        first.get(10, TimeUnit.SECONDS);
        second.get(10, TimeUnit.SECONDS);
        third.get(10, TimeUnit.SECONDS);
        assertThat(time.elapsed()).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void anInterruptEndsAWaitAtOnce() throws Exception {
        Task waiting = start(() -> time.await(new CompletableFuture<>()));
        Thread thread = awaitBlocked(waiting);

        thread.interrupt();

        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void anInterruptedThreadDoesNotWait() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> time.sleep(MINUTE));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(time.elapsed()).isZero();
    }

    @Test
    void othersGoOnAfterTheInterruptOfTheOneThatMovedTime() throws Exception {
        time.workBegins();
        Task interrupted = start(() -> time.await(new CompletableFuture<>()));
        Thread first = awaitBlocked(interrupted);
        Task other = start(() -> time.sleep(MINUTE));
        awaitBlocked(other);

        first.interrupt();
        assertThatThrownBy(() -> interrupted.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        time.workEnds();

        other.get(10, TimeUnit.SECONDS);
        assertThat(time.elapsed()).isEqualTo(MINUTE);
    }

    @Test
    void whatATaskThrowsEndsTheWaitOfTheThreadThatRunsIt() throws Exception {
        time.workBegins();
        time.schedule(() -> {
            throw new IllegalStateException("from a task");
        }, Duration.ofSeconds(1));
        Task first = start(() -> time.sleep(MINUTE));
        awaitBlocked(first);
        Task second = start(() -> time.sleep(MINUTE));
        awaitBlocked(second);

        time.workEnds();

        assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("from a task");
        second.get(10, TimeUnit.SECONDS);
        assertThat(time.elapsed()).isEqualTo(MINUTE);
    }

    @Test
    void aTaskMustNotWaitEither() {
        CompletableFuture<String> future = new CompletableFuture<>();
        time.schedule(() -> {
            try {
                time.await(future);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }, MINUTE);

        assertThatIllegalStateException().isThrownBy(() -> time.await(future)).withMessageContaining("A task must not wait");
    }

    @Test
    void aWaitThatNothingCanEndIsReported() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> impatient.await(new CompletableFuture<>()))
                .withMessageContaining("nothing is scheduled and no work is under way");
    }

    @Test
    void aSleepWithoutEndIsReported() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> impatient.sleep(ChronoUnit.FOREVER.getDuration()))
                .withMessageContaining("nothing is scheduled");
    }

    @Test
    void aWaitThroughAgesIsReported() {
        AtomicReference<Alarm> hourly = new AtomicReference<>();
        hourly.set(impatient.alarm("hourly", () -> hourly.get().set(impatient.nanoTime() + Duration.ofHours(1).toNanos())));
        hourly.get().set(0);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> impatient.await(new CompletableFuture<>()))
                .withMessageContaining("the future is still not done");
        assertThat(impatient.elapsed()).isGreaterThan(Duration.ofDays(100));
    }

    @Test
    void aTaskThatDoesNotReturnIsReportedToTheOthersWhoWait() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CompletableFuture<String> never = new CompletableFuture<>();
        impatient.schedule(() -> {
            entered.countDown();
            never.join();
        }, MINUTE);
        Task waiting = start(() -> impatient.sleep(MINUTE));
        entered.await();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> impatient.advance(MINUTE))
                .withMessageContaining("a task does not return, on waiting");
        never.complete("after all");
        waiting.get(10, TimeUnit.SECONDS);
    }

    /** Something that waits, on a thread of its own. */
    private interface Waiting {
        void run() throws InterruptedException;
    }

    private static final class Task extends FutureTask<Object> {
        private final Thread thread = new Thread(this, "waiting");

        Task(Waiting waiting) {
            super(() -> {
                waiting.run();
                return "over";
            });
        }
    }

    private static Task start(Waiting waiting) {
        Task task = new Task(waiting);
        task.thread.setDaemon(true);
        task.thread.start();
        return task;
    }

    /** Returns once the thread waits, which takes no processor. */
    private static Thread awaitBlocked(Task task) {
        Thread thread = task.thread;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (Stream.of(thread.getStackTrace()).noneMatch(frame -> frame.getClassName().endsWith("ConditionObject"))) {
            assertThat(System.nanoTime()).as("blocked in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
        return thread;
    }
}
