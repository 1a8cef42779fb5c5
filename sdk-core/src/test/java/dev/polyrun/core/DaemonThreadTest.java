package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What all clients share keeps nothing of the caller that came first. */
class DaemonThreadTest {
    @Test
    void aThreadTakesNothingAlongFromTheOneThatMadeIt() {
        InheritableThreadLocal<String> tenant = new InheritableThreadLocal<>();
        tenant.set("one");
        CompletableFuture<String> seen = new CompletableFuture<>();
        try {
            Thread thread = DaemonThread.create(() -> seen.complete(tenant.get()), "test");
            thread.start();

            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getContextClassLoader()).isSameAs(DaemonThread.class.getClassLoader());
            assertThat(seen.join()).isNull();
        } finally {
            tenant.remove();
        }
    }
}
