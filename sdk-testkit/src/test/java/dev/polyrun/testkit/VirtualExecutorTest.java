package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Threads that take part in the time of a test. */
class VirtualExecutorTest {
    private final VirtualTime time = VirtualTime.create();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aThreadThatWaitsMovesOnlyAsFarAsTheTestMovesTime() {
        CompletableFuture<Void> ticking = CompletableFuture.runAsync(() -> tick(time, "tick", Duration.ofSeconds(5), 4, events), time.executor());
        assertThat(events).isEmpty();

        time.advance(Duration.ofSeconds(12));
        assertThat(events).containsExactly("tick PT5S", "tick PT10S");
        assertThat(ticking).isNotDone();

        time.advance(Duration.ofSeconds(8));
        assertThat(events).containsExactly("tick PT5S", "tick PT10S", "tick PT15S", "tick PT20S");
        assertThat(ticking).isCompleted();
    }

    @Test
    void awaitMovesTimeForTheOtherThreads() throws InterruptedException {
        CompletableFuture<Void> ticking = CompletableFuture.runAsync(() -> tick(time, "tick", Duration.ofMinutes(5), 12, events), time.executor());

        time.await(ticking);

        assertThat(events).hasSize(12);
        assertThat(time.elapsed()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void oneThreadRunsAtATimeInTheOrderOfItsTurn() throws InterruptedException {
        CompletableFuture<Void> threes = CompletableFuture.runAsync(() -> tick(time, "three", Duration.ofSeconds(3), 4, events), time.executor());
        CompletableFuture<Void> fours = CompletableFuture.runAsync(() -> tick(time, "four", Duration.ofSeconds(4), 3, events), time.executor());

        time.await(CompletableFuture.allOf(threes, fours));

        assertThat(events)
                .containsExactly("three PT3S", "four PT4S", "three PT6S", "four PT8S", "three PT9S", "four PT12S", "three PT12S");
    }

    @Test
    void threadsMayWaitForEachOther() throws InterruptedException {
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> {
            await(time, answer);
            events.add(answer.join() + " heard at " + time.elapsed());
        }, time.executor());
        CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> {
            sleep(time, Duration.ofSeconds(7));
            answer.complete("yes");
            sleep(time, Duration.ofSeconds(1));
            events.add("gone at " + time.elapsed());
        }, time.executor());

        time.await(CompletableFuture.allOf(asking, answering));

        assertThat(events).containsExactly("yes heard at PT7S", "gone at PT8S");
    }

    @Test
    void aThreadThatRunsHoldsTimeUpAndIsNamedWithItsStack() {
        VirtualTime impatient = time.withPatience(Duration.ofMillis(20));
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        impatient.executor().execute(() -> blockForReal(blocked, end));

        try {
            while (blocked.getCount() > 0) {
                assertThatThrownBy(() -> impatient.advance(Duration.ZERO)).isInstanceOf(AssertionError.class);
            }
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> impatient.advance(Duration.ofSeconds(1)))
                    .withMessageContaining("1 begun by workBegins()")
                    .satisfies(error -> assertThat(error.getSuppressed())
                            .singleElement()
                            .satisfies(where -> assertThat(where).hasMessageContaining("polyrun-virtual-"))
                            .satisfies(where -> assertThat(where.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("blockForReal"))));
        } finally {
            end.countDown();
        }
    }

    @Test
    void aThreadThatIsInterruptedStopsWaiting() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        time.executor().execute(() -> {
            thread.complete(Thread.currentThread());
            try {
                time.sleep(Duration.ofHours(1));
                interrupted.complete(false);
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
        });
        time.advance(Duration.ofMinutes(1));

        thread.join().interrupt();

        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
        time.advance(Duration.ofMinutes(1));
        assertThat(time.elapsed()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void aTaskThatThrowsDoesNotHoldTimeUp() throws InterruptedException {
        CompletableFuture<Void> failing = CompletableFuture.runAsync(() -> {
            throw new IllegalStateException("failed");
        }, time.executor());

        time.await(failing);
        time.advance(Duration.ofSeconds(1));

        assertThat(failing).isCompletedExceptionally();
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theSameProgramHasTheSameStoryInEveryRun() throws InterruptedException {
        List<String> first = story(7);
        for (int run = 0; run < 1_000; run++) {
            assertThat(story(7)).as("run %s", run).isEqualTo(first);
        }
        assertThat(story(8)).as("another seed").isNotEqualTo(first);
    }

    /** Threads, alarms, tasks, work on other threads, and jitter, in one time. */
    private static List<String> story(long seed) throws InterruptedException {
        VirtualTime time = VirtualTime.create().withSeed(seed);
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String name = "thread " + i;
            threads.add(CompletableFuture.runAsync(() -> {
                for (int step = 0; step < 5; step++) {
                    sleep(time, Duration.ofSeconds(1 + time.random().nextInt(3)));
                    events.add(name + " " + time.elapsed());
                    time.schedule(() -> events.add("after " + name + " " + time.elapsed()), Duration.ofSeconds(1));
                }
            }, time.executor()));
        }
        time.schedule(() -> {
            time.workBegins();
            new Thread(() -> {
                events.add("work " + time.elapsed());
                time.workEnds();
            }).start();
        }, Duration.ofSeconds(2));
        time.await(CompletableFuture.allOf(threads.toArray(CompletableFuture<?>[]::new)));
        time.advance(Duration.ofSeconds(5));
        return List.copyOf(events);
    }

    private static void tick(VirtualTime time, String name, Duration interval, int count, List<String> events) {
        for (int i = 0; i < count; i++) {
            sleep(time, interval);
            events.add(name + " " + time.elapsed());
        }
    }

    private static void sleep(VirtualTime time, Duration duration) {
        try {
            time.sleep(duration);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(VirtualTime time, CompletableFuture<?> future) {
        try {
            time.await(future);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void blockForReal(CountDownLatch blocked, CountDownLatch end) {
        blocked.countDown();
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
