package dev.polyrun.retab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.retab.Runs.ListRunsParams;
import dev.polyrun.retab.model.WorkflowRun;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Going through a list page by page, against a server that pages as the vendor does. */
class RetabPagingTest {
    private final RetabSimulator retab = RetabSimulator.start();
    private final RetabClient client = RetabClient.builder().wireGeneration(RetabClient.WireGeneration.A).baseUrl(retab.baseUrl()).apiKey(retab.apiKey()).build();

    @BeforeEach
    void plantFiveRuns() {
        for (int i = 1; i <= 5; i++) {
            retab.addRun("run_" + i, RunScript.perRead("running"));
        }
    }

    @AfterEach
    void close() {
        retab.close();
    }

    @Test
    void allRunsComeOnceAndInTheVendorsOrder() {
        List<String> ids = client.runs().listAll(new ListRunsParams().limit(2)).stream().map(WorkflowRun::id).toList();

        assertThat(ids).containsExactlyInAnyOrderElementsOf(retab.runIds());
        assertThat(retab.requests()).hasSize(3);
    }

    @Test
    void eachFurtherPageIsAskedForByItsPlaceWithTheOtherParametersUnchanged() {
        client.runs().listAll(new ListRunsParams().limit(2)).forEach(run -> {});

        assertThat(retab.requests()).extracting(request -> request.queryValue("limit")).containsOnly("2");
        assertThat(retab.requests()).extracting(request -> request.queryValue("after")).doesNotHaveDuplicates();
    }

    @Test
    void thePagesThemselvesHaveTwoTwoAndOne() {
        assertThat(client.runs().listAll(new ListRunsParams().limit(2)).pages()).extracting(page -> page.data().size()).containsExactly(2, 2, 1);
    }
}
