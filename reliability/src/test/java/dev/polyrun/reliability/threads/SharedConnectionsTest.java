package dev.polyrun.reliability.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With the HTTP client that all share unless they bring their own, connections are as many as there are calls at once, and are used again. */
class SharedConnectionsTest {
    private static final int THREADS = 64;
    private static final int ROUNDS = 6;

    @ParameterizedTest
    @EnumSource
    void burstsOfCallsUseTheSameConnections(Vendor vendor) throws Exception {
        byte[] body = "{\"id\":\"r\",\"run_id\":\"r\",\"data\":{\"id\":\"r\"}}".getBytes(StandardCharsets.UTF_8);
        CyclicBarrier arrived = new CyclicBarrier(THREADS);
        CyclicBarrier over = new CyclicBarrier(THREADS);
        try (WireServer server = new WireServer(exchange -> {
            // All of a burst are under way at once.
            arrived.await(20, TimeUnit.SECONDS);
            exchange.answer("application/json", body);
            return true;
        })) {
            Vendor.Reading client = vendor.client(builder -> builder.baseUrl(server.url()), "key");

            Crowd.together(THREADS, thread -> {
                for (int round = 0; round < ROUNDS; round++) {
                    client.read("w", "r", RequestOptions.none());
                    over.await(20, TimeUnit.SECONDS);
                }
            });

            assertThat(server.requests()).isEqualTo(THREADS * ROUNDS);
            assertThat(server.connections()).isEqualTo(THREADS);
        }
    }
}
