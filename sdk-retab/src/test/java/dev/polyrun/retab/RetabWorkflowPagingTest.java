package dev.polyrun.retab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.retab.Blocks.ListBlocksParams;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.retab.Reviews.ListReviewVersionsParams;
import dev.polyrun.retab.Reviews.ListReviewsParams;
import dev.polyrun.retab.Workflows.ListWorkflowVersionsParams;
import dev.polyrun.retab.Workflows.ListWorkflowsParams;
import dev.polyrun.retab.model.CreateReviewVersionRequest;
import dev.polyrun.retab.model.CreateWorkflowRequest;
import dev.polyrun.retab.model.ReviewVersion;
import dev.polyrun.retab.model.Workflow;
import dev.polyrun.retab.model.WorkflowBlock;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Going through the lists of workflows and what belongs to them, three items in pages of two. */
class RetabWorkflowPagingTest {
    private final RetabSimulator retab = RetabSimulator.generation(RetabSimulator.Generation.C);
    private final RetabClient client = RetabClient.builder()
            .baseUrl(retab.baseUrl())
            .apiKey(retab.apiKey())
            .wireGeneration(WireGeneration.C)
            .build();

    @AfterEach
    void close() {
        retab.close();
    }

    @Test
    void workflowsComeOnceLastChangedFirst() {
        create("Second");
        create("Third");
        retab.clearRequests();

        assertThat(client.workflows().listAll(new ListWorkflowsParams().limit(2)).stream().map(Workflow::name))
                .containsExactly("Third", "Second", "Invoice Processing");
        assertThat(retab.requests()).extracting(request -> request.queryValue("limit")).containsExactly("2", "2");
        assertThat(retab.requests().get(1).queryValue("after")).isNotNull();
    }

    @Test
    void versionsComeOnceNewestFirst() {
        String second = client.workflows().publish(retab.workflowId()).published().versionId();
        String third = client.workflows().publish(retab.workflowId()).published().versionId();

        assertThat(client.workflows().listVersionsAll(retab.workflowId(), new ListWorkflowVersionsParams().limit(2)).stream())
                .extracting(version -> version.id())
                .containsExactly(third, second, "ver_simulated1");
    }

    @Test
    void blocksComeOnceWithTheirWorkflowInEachQuery() {
        assertThat(client.blocks().listAll(retab.workflowId(), new ListBlocksParams().limit(3)).stream())
                .extracting(WorkflowBlock::id)
                .containsExactlyInAnyOrder("start-node-1", "extract-node-1", "end-node-1", "start-json-1");
        assertThat(retab.requests()).hasSize(2).extracting(request -> request.queryValue("workflow_id")).containsOnly(retab.workflowId());
    }

    @Test
    void reviewsComeOnceOldestFirst() {
        for (int i = 1; i <= 3; i++) {
            retab.addRun("run_" + i, RunScript.perRead("awaiting_review"));
        }

        assertThat(client.reviews().listAll(new ListReviewsParams().limit(2)).stream())
                .extracting(review -> review.runId())
                .containsExactly("run_1", "run_2", "run_3");
    }

    @Test
    void versionsOfAReviewComeOnceWhatTheBlockProducedFirst() {
        retab.addRun("run_1", RunScript.perRead("awaiting_review"));
        String review = client.reviews().list().data().get(0).id();
        ReviewVersion produced = client.reviews().listVersions(review).data().get(0);
        List<ReviewVersion> corrections = List.of(correct(produced, 1), correct(produced, 2));

        assertThat(client.reviews().listVersionsAll(review, new ListReviewVersionsParams().limit(2)).stream())
                .containsExactly(produced, corrections.get(0), corrections.get(1));
    }

    private void create(String name) {
        client.workflows().create(CreateWorkflowRequest.builder().name(name).build());
    }

    private ReviewVersion correct(ReviewVersion parent, int total) {
        return client.reviews().createVersion(CreateReviewVersionRequest.builder()
                .reviewId(parent.reviewId())
                .parentId(parent.id())
                .snapshot(Map.of("total_amount", total))
                .build());
    }
}
