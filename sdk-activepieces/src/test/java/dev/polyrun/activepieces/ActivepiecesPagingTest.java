package dev.polyrun.activepieces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.activepieces.Flows.ListFlowVersionsParams;
import dev.polyrun.activepieces.Flows.ListFlowsParams;
import dev.polyrun.activepieces.Folders.ListFoldersParams;
import dev.polyrun.activepieces.Runs.ListRunsParams;
import dev.polyrun.activepieces.model.CreateFlowRequest;
import dev.polyrun.activepieces.model.CreateFolderRequest;
import dev.polyrun.activepieces.model.Flow;
import dev.polyrun.activepieces.model.FlowOperation;
import dev.polyrun.activepieces.model.FlowOperationRequest;
import dev.polyrun.activepieces.model.FlowOperationType;
import dev.polyrun.activepieces.model.FlowPage;
import dev.polyrun.activepieces.model.FlowRun;
import dev.polyrun.activepieces.model.FlowVersion;
import dev.polyrun.activepieces.model.Folder;
import dev.polyrun.core.http.Paging;
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

    @Test
    void allFlowsComeOnceWithTheirFiltersUnchanged() {
        for (int i = 1; i <= 4; i++) {
            client.flows().create(CreateFlowRequest.builder().projectId(activepieces.projectId()).displayName("flow " + i).build());
        }
        activepieces.clearRequests();

        Paging<FlowPage, Flow> flows = client.flows().listAll(activepieces.projectId(), new ListFlowsParams().limit(2).name("FLOW"));

        assertThat(flows.stream()).extracting(flow -> flow.version().displayName())
                .containsExactly("Simulated flow", "flow 4", "flow 3", "flow 2", "flow 1");
        assertThat(activepieces.requests()).hasSize(3);
        assertThat(activepieces.requests()).extracting(request -> request.queryValue("name")).containsOnly("FLOW");
    }

    @Test
    void allVersionsOfAFlowComeOnceNewestFirst() {
        String flow = client.flows()
                .create(CreateFlowRequest.builder().projectId(activepieces.projectId()).displayName("version 1").build())
                .id();
        for (int i = 2; i <= 3; i++) {
            apply(flow, FlowOperationType.LOCK_FLOW, FlowOperationRequest.builder());
            apply(flow, FlowOperationType.CHANGE_NAME, FlowOperationRequest.builder().displayName("version " + i));
        }
        ActivepiecesClient signedIn = ActivepiecesClient.builder().baseUrl(activepieces.baseUrl()).apiKey(activepieces.jwt()).build();

        assertThat(signedIn.flows().versionsAll(flow, new ListFlowVersionsParams().limit(1)).stream())
                .extracting(FlowVersion::displayName)
                .containsExactly("version 3", "version 2", "version 1");
    }

    @Test
    void allFoldersComeOnceOldestFirst() {
        List<String> names = List.of("a", "b", "c");
        names.forEach(name -> client.folders()
                .create(CreateFolderRequest.builder().projectId(activepieces.projectId()).displayName(name).build()));

        assertThat(client.folders().listAll(activepieces.projectId(), new ListFoldersParams().limit(2)).stream())
                .extracting(Folder::displayName)
                .isEqualTo(names);
    }

    private void apply(String flow, FlowOperationType type, FlowOperationRequest.Builder request) {
        client.flows().apply(flow, FlowOperation.builder().type(type).request(request.build()).build());
    }
}
