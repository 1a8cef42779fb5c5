package dev.polyrun.noxus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.noxus.Runs.ListRunsParams;
import dev.polyrun.noxus.model.RunNoIO;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Going through a list page by page, against a server that pages as the vendor does. */
class NoxusPagingTest {
    private final NoxusSimulator noxus = NoxusSimulator.start();
    private final NoxusClient client = NoxusClient.builder().baseUrl(noxus.baseUrl()).apiKey(noxus.apiKey()).build();

    @BeforeEach
    void plantFiveRuns() {
        for (int i = 1; i <= 5; i++) {
            noxus.addRun("3c90c3cc-0d44-4b50-8888-00000000000" + i, RunScript.perRead("running"));
        }
    }

    @AfterEach
    void close() {
        noxus.close();
    }

    @Test
    void allRunsComeOnceAndInTheVendorsOrder() {
        List<String> ids = client.runs().listAll(new ListRunsParams().size(2)).stream().map(RunNoIO::id).toList();

        assertThat(ids).containsExactlyInAnyOrderElementsOf(noxus.runIds());
        assertThat(noxus.requests()).hasSize(3);
    }

    @Test
    void eachFurtherPageIsAskedForByItsPlaceWithTheOtherParametersUnchanged() {
        client.runs().listAll(new ListRunsParams().size(2)).forEach(run -> {});

        assertThat(noxus.requests()).extracting(request -> request.queryValue("size")).containsOnly("2");
        assertThat(noxus.requests()).extracting(request -> request.queryValue("page")).doesNotHaveDuplicates();
    }

    @Test
    void thePagesThemselvesHaveTwoTwoAndOne() {
        assertThat(client.runs().listAll(new ListRunsParams().size(2)).pages()).extracting(page -> page.items().size()).containsExactly(2, 2, 1);
    }
}
