package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the run that a webhook started is looked for. */
class ActivepiecesRunSearchTest {
    private final VirtualTime time = VirtualTime.create();
    private final ActivepiecesSimulator vendor = ActivepiecesSimulator.start();
    private final PollingEngine engine = new PollingEngine(time, PollingPolicy.builder().build(), null, time.random());
    private final ActivepiecesClient client = ActivepiecesClient.builder()
            .baseUrl(vendor.baseUrl())
            .apiKey(vendor.apiKey())
            .okHttpClient(vendor.inMemoryClient(time))
            .timeSource(time)
            .build();

    @AfterEach
    void stop() {
        engine.close();
        vendor.close();
    }

    @Test
    void eachPauseIsAQuarterOfTheTimeSoFarBetweenAFifthOfASecondAndTwo() {
        time.advance(Duration.ofMinutes(1));
        WorkflowRef flow = WorkflowRef.of("activepieces", vendor.workflowId());
        CompletableFuture<RunRef> found =
                new ActivepiecesRunSearch(client, engine, vendor.projectId(), flow, "nobody", Duration.ofHours(1)).find();
        List<Integer> looks = new ArrayList<>();
        time.advance(Duration.ofMillis(950));
        for (int second = 1; second <= 12; second++) {
            looks.add(vendor.requests().size());
            time.advance(Duration.ofSeconds(1));
        }

        assertThat(looks).as("by 0.95 s, 1.95 s and so on; after 9.3 s, every two").containsExactly(5, 8, 10, 12, 13, 13, 14, 15, 15, 16, 16, 17);
        assertThat(found).isNotDone();
    }
}
