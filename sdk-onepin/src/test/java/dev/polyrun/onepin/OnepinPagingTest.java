package dev.polyrun.onepin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.onepin.Runs.ListRunsParams;
import dev.polyrun.onepin.model.WorkflowRunListItem;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Going through a list page by page, against a server that pages as the vendor does. */
class OnepinPagingTest {
    private final OnepinSimulator onepin = OnepinSimulator.start();
    private final OnepinClient client = OnepinClient.builder().baseUrl(onepin.baseUrl()).apiKey(onepin.apiKey()).build();

    @BeforeEach
    void plantFiveRuns() {
        for (int i = 1; i <= 5; i++) {
            onepin.addRun("3fa85f64-5717-4562-b3fc-00000000000" + i, RunScript.perRead("running"));
        }
    }

    @AfterEach
    void close() {
        onepin.close();
    }

    @Test
    void allRunsComeOnceAndInTheVendorsOrder() {
        List<String> ids = client.runs().listAll(onepin.workflowId(), new ListRunsParams().limit(2)).stream().map(WorkflowRunListItem::id).toList();

        assertThat(ids).containsExactlyInAnyOrderElementsOf(onepin.runIds());
        assertThat(onepin.requests()).hasSize(3);
    }

    @Test
    void eachFurtherPageIsAskedForByItsPlaceWithTheOtherParametersUnchanged() {
        client.runs().listAll(onepin.workflowId(), new ListRunsParams().limit(2)).forEach(run -> {});

        assertThat(onepin.requests()).extracting(request -> request.queryValue("limit")).containsOnly("2");
        assertThat(onepin.requests()).extracting(request -> request.queryValue("offset")).doesNotHaveDuplicates();
    }

    @Test
    void thePagesThemselvesHaveTwoTwoAndOne() {
        assertThat(client.runs().listAll(onepin.workflowId(), new ListRunsParams().limit(2)).pages()).extracting(page -> page.data().size()).containsExactly(2, 2, 1);
    }
}
