package dev.polyrun.reliability.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Threads that do the same at the same time. */
final class Crowd {
    private static final long PATIENCE_SECONDS = 60;

    private Crowd() {}

    /** What one of them does. */
    interface Task {
        /** @param number which of them, from 0 */
        void run(int number) throws Exception;
    }

    static void together(int size, Task task) throws InterruptedException {
        together(size, Crowd::platform, task);
    }

    private static Thread platform(Runnable work) {
        Thread thread = new Thread(work, "crowd");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns when all of them are done; what any of them threw fails the test. */
    static void together(int size, ThreadFactory threads, Task task) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(size);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> crowd = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int number = i;
            Thread thread = threads.newThread(() -> {
                try {
                    ready.countDown();
                    ready.await();
                    task.run(number);
                } catch (Throwable e) {
                    failures.add(e);
                }
            });
            crowd.add(thread);
            thread.start();
        }
        for (Thread thread : crowd) {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            assertThat(thread.isAlive()).as("a thread of the crowd hangs").isFalse();
        }
        assertThat(failures).isEmpty();
    }

    /** The threads of facades, by now. Those of the HTTP client are the process's, and end when they were idle for a minute. */
    static Set<Thread> ofFacades() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("polyrun-(timer|poller-\\d+|callback-\\d+)"))
                .collect(Collectors.toSet());
    }

    /** Of facades that are closed, no thread goes on. */
    static void assertEnds(Set<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }
}
