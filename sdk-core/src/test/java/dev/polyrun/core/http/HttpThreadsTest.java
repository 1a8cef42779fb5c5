package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.DaemonThread;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What asynchronous calls are blocked on. */
class HttpThreadsTest {
    private final ExecutorService threads = HttpThreads.create();

    @AfterEach
    void shutDown() {
        threads.shutdown();
    }

    private Thread thread() throws Exception {
        return threads.submit(Thread::currentThread).get(5, TimeUnit.SECONDS);
    }

    @Test
    void theyAreVirtualWhereThatCostsNoOtherVirtualThread() throws Exception {
        boolean virtual = Runtime.version().feature() >= 21 && (boolean) Thread.class.getMethod("isVirtual").invoke(thread());

        assertThat(virtual).isEqualTo(Runtime.version().feature() >= 24);
    }

    @Test
    void theyAreDaemonsWithAName() throws Exception {
        assertThat(thread().isDaemon()).isTrue();
        assertThat(thread().getName()).startsWith("polyrun-http-");
    }

    @Test
    void theyTakeNothingAlongFromWhoeverCameFirst() throws Exception {
        InheritableThreadLocal<String> tenant = new InheritableThreadLocal<>();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        tenant.set("one");
        try {
            Thread.currentThread().setContextClassLoader(new ClassLoader(before) {});

            assertThat(threads.submit(tenant::get).get(5, TimeUnit.SECONDS)).isNull();
            assertThat(threads.submit(() -> Thread.currentThread().getContextClassLoader()).get(5, TimeUnit.SECONDS))
                    .isSameAs(DaemonThread.class.getClassLoader());
        } finally {
            Thread.currentThread().setContextClassLoader(before);
            tenant.remove();
        }
    }
}
