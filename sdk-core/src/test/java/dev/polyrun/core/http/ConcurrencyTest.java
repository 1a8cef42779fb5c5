package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;

class ConcurrencyTest extends LoopbackTest {
    private static final int CALLS = 32;

    @Test
    void callsToOneHostDoNotQueueBehindEachOther() throws Exception {
        CountDownLatch allArrived = new CountDownLatch(CALLS);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                allArrived.countDown();
                // With OkHttp's default of five at a time, the others would never arrive.
                boolean together = allArrived.await(20, TimeUnit.SECONDS);
                return new MockResponse.Builder().code(together ? 200 : 500).body("{}").build();
            }
        });

        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            calls.add(client().get("run-" + i).executeAsync());
        }

        assertThat(CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))).succeedsWithin(30, TimeUnit.SECONDS);
    }

    @Test
    void allClientsShareOnePoolOfConnections() throws InterruptedException {
        List<Integer> connections = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answer(200, "{}");
            builder().build().get("run").execute();
            connections.add(taken().getConnectionIndex());
        }

        assertThat(connections).containsExactly(0, 0, 0);
    }
}
