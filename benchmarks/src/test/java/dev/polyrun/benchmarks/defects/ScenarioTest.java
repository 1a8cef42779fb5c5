package dev.polyrun.benchmarks.defects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.benchmarks.ways.Kind;
import dev.polyrun.benchmarks.ways.Library;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioTest {
    @Test
    void waysOfALibraryThatDoTheSameShareALine() throws InterruptedException {
        Scenario scenario = Scenario.of("1", "any", List.of(Kind.POLLER_FLUX, Kind.SYNC_POLLER, Kind.SYNC_POLLER_OF_FLUX),
                kind -> kind.blocking() ? "blocks" : "does not");

        assertThat(scenario.observe()).containsOnlyKeys(Library.AZURE)
                .containsEntry(Library.AZURE, "PollerFlux: does not\nSyncPoller, PollerFlux.getSyncPoller: blocks");
    }

    @Test
    void anObservationThatThrowsIsAFactLikeAnother() throws InterruptedException {
        Scenario scenario = Scenario.of("1", "any", List.of(Kind.WAITER), kind -> {
            throw new IllegalStateException("refused");
        });

        assertThat(scenario.observe()).containsEntry(Library.AWS, "Waiter: the start itself throws `IllegalStateException` \"refused\"");
    }
}
