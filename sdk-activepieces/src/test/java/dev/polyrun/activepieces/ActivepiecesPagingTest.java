package dev.polyrun.activepieces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.activepieces.Runs.ListRunsParams;
import dev.polyrun.activepieces.model.FlowRun;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Going through a list page by page, against a server that pages as the vendor does. */
class ActivepiecesPagingTest {
    private final ActivepiecesSimulator activepieces = ActivepiecesSimulator.start();
    private final ActivepiecesClient client = ActivepiecesClient.builder().baseUrl(activepieces.baseUrl()).apiKey(activepieces.apiKey()).build();

    @BeforeEach
    void plantFiveRuns() {
        for (int i = 1; i <= 5; i++) {
            activepieces.addRun("run00000000000000000" + i, RunScript.perRead("RUNNING"));
        }
    }

    @AfterEach
    void close() {
        activepieces.close();
    }

    @Test
    void allRunsComeOnceAndInTheVendorsOrder() {
        List<String> ids = client.runs().listAll(activepieces.projectId(), new ListRunsParams().limit(2)).stream().map(FlowRun::id).toList();

        assertThat(ids).containsExactlyInAnyOrderElementsOf(activepieces.runIds());
        assertThat(activepieces.requests()).hasSize(3);
    }

    @Test
    void eachFurtherPageIsAskedForByItsPlaceWithTheOtherParametersUnchanged() {
        client.runs().listAll(activepieces.projectId(), new ListRunsParams().limit(2)).forEach(run -> {});

        assertThat(activepieces.requests()).extracting(request -> request.queryValue("limit")).containsOnly("2");
        assertThat(activepieces.requests()).extracting(request -> request.queryValue("cursor")).doesNotHaveDuplicates();
    }

    @Test
    void thePagesThemselvesHaveTwoTwoAndOne() {
        assertThat(client.runs().listAll(activepieces.projectId(), new ListRunsParams().limit(2)).pages()).extracting(page -> page.data().size()).containsExactly(2, 2, 1);
    }
}
