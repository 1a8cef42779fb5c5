package dev.polyrun.retab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.contract.Sent;
import dev.polyrun.core.ConflictException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.retab.Reviews.ListReviewsParams;
import dev.polyrun.retab.Steps.ListStepsParams;
import dev.polyrun.retab.model.ApproveReviewRequest;
import dev.polyrun.retab.model.CreateReviewVersionRequest;
import dev.polyrun.retab.model.RejectReviewRequest;
import dev.polyrun.retab.model.Review;
import dev.polyrun.retab.model.ReviewDecisionResponse;
import dev.polyrun.retab.model.ReviewDecisionStatus;
import dev.polyrun.retab.model.ReviewResumeStatus;
import dev.polyrun.retab.model.ReviewSubmissionStatus;
import dev.polyrun.retab.model.ReviewVerdict;
import dev.polyrun.retab.model.ReviewVersion;
import dev.polyrun.retab.model.WorkflowRunStatus;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reviews of generation C, from the run that waits to the run that goes on. */
class RetabReviewRequestsTest {
    private static final String RUN = "run_abc123xyz";
    private static final String REVIEWS = "/v1/workflows/reviews";

    private final RetabSimulator retab = RetabSimulator.generation(RetabSimulator.Generation.C);
    private final RetabClient client = RetabClient.builder()
            .baseUrl(retab.baseUrl())
            .apiKey(retab.apiKey())
            .wireGeneration(WireGeneration.C)
            .retryPolicy(new RetryPolicy(2, Duration.ZERO, Duration.ZERO, Duration.ZERO))
            .build();

    @AfterEach
    void close() {
        retab.close();
    }

    /** Of a run that waits for it. */
    private Review review() {
        retab.addRun(RUN, RunScript.perRead("awaiting_review"));
        return client.reviews().list().data().get(0);
    }

    private ReviewVersion produced(Review review) {
        return client.reviews().listVersions(review.id()).data().get(0);
    }

    private static ApproveReviewRequest approval(ReviewVersion version) {
        return ApproveReviewRequest.builder().versionId(version.id()).build();
    }

    @Test
    void listSendsItsFilters() {
        client.reviews().list(new ListReviewsParams()
                .runId(RUN)
                .blockId("extract-node-1")
                .decisionStatus(ReviewDecisionStatus.DECIDED)
                .limit(5));

        Sent sent = Sent.onlyTo(retab);
        assertThat(sent.line()).isEqualTo("GET " + REVIEWS);
        assertThat(sent.query()).isEqualTo(Map.of(
                "run_id", List.of(RUN),
                "block_id", List.of("extract-node-1"),
                "decision_status", List.of("decided"),
                "limit", List.of("5")));
        assertThat(sent.headers()).isEqualTo(Map.of("accept", "application/json", "authorization", "Bearer " + retab.apiKey()));
    }

    @Test
    void aRunThatWaitsHasAReviewWithoutADecision() {
        Review review = review();

        assertThat(client.reviews().get(review.id())).isEqualTo(review);

        assertThat(Sent.lastTo(retab).line()).isEqualTo("GET " + REVIEWS + "/" + review.id());
        assertThat(review.runId()).isEqualTo(RUN);
        assertThat(review.decision()).isNull();
    }

    @Test
    void theVersionsOfAReviewBeginWithWhatTheBlockProduced() {
        Review review = review();

        ReviewVersion produced = produced(review);

        Sent sent = Sent.lastTo(retab);
        assertThat(sent.line()).isEqualTo("GET " + REVIEWS + "/versions");
        assertThat(sent.query()).isEqualTo(Map.of("review_id", List.of(review.id())));
        assertThat(produced.parentId()).isNull();
        assertThat(client.reviews().getVersion(produced.id())).isEqualTo(produced);
        assertThat(Sent.lastTo(retab).line()).isEqualTo("GET " + REVIEWS + "/versions/" + produced.id());
    }

    @Test
    void approveSendsTheVersionAndLetsTheRunGoOn() {
        Review review = review();
        ReviewVersion produced = produced(review);

        ReviewDecisionResponse answer = client.reviews().approve(review.id(), approval(produced));

        Sent sent = Sent.lastTo(retab);
        assertThat(sent.line()).isEqualTo("POST " + REVIEWS + "/" + review.id() + "/approve");
        assertThat(sent.json()).isEqualTo(Map.of("version_id", produced.id()));
        assertThat(answer.submissionStatus()).isEqualTo(ReviewSubmissionStatus.ACCEPTED);
        assertThat(answer.resumeStatus()).isEqualTo(ReviewResumeStatus.RESUMED);
        assertThat(answer.review().decision().verdict()).isEqualTo(ReviewVerdict.APPROVED);
        assertThat(client.runs().get(RUN).lifecycle().status()).isEqualTo(WorkflowRunStatus.RUNNING);
    }

    @Test
    void anApprovedCorrectionIsWhatTheRunGoesOnWith() {
        Review review = review();
        CreateReviewVersionRequest request = CreateReviewVersionRequest.builder()
                .reviewId(review.id())
                .parentId(produced(review).id())
                .snapshot(Map.of("total_amount", 325L))
                .build();

        ReviewVersion corrected = client.reviews().createVersion(request);

        Sent sent = Sent.lastTo(retab);
        assertThat(sent.line()).isEqualTo("POST " + REVIEWS + "/versions");
        assertThat(sent.json()).isEqualTo(Map.of(
                "review_id", review.id(), "parent_id", corrected.parentId(), "snapshot", Map.of("total_amount", 325L)));
        assertThat(client.reviews().createVersion(request)).isEqualTo(corrected);

        client.reviews().approve(review.id(), approval(corrected));
        client.runs().get(RUN);
        client.runs().get(RUN);

        assertThat(client.steps().list(new ListStepsParams().runId(RUN).blockId("extract-node-1")).data().get(0).handleOutputs())
                .hasEntrySatisfying("output-json-0", payload -> assertThat(payload.data()).isEqualTo(Map.of("total_amount", 325L)));
    }

    @Test
    void rejectSendsTheReason() {
        Review review = review();
        ReviewVersion produced = produced(review);

        client.reviews().reject(review.id(), RejectReviewRequest.builder().versionId(produced.id()).reason("Illegible").build());

        Sent sent = Sent.lastTo(retab);
        assertThat(sent.line()).isEqualTo("POST " + REVIEWS + "/" + review.id() + "/reject");
        assertThat(sent.json()).isEqualTo(Map.of("version_id", produced.id(), "reason", "Illegible"));
        assertThat(client.runs().get(RUN).lifecycle().status()).isEqualTo(WorkflowRunStatus.CANCELLED);
    }

    @Test
    void aRejectionWithoutAReasonIsNotBuilt() {
        assertThatThrownBy(() -> RejectReviewRequest.builder().versionId("rvr_1").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reason");
    }

    @Test
    void aDecisionThatContradictsTheFirstIsAConflict() {
        Review review = review();
        ReviewVersion produced = produced(review);
        client.reviews().approve(review.id(), approval(produced));

        assertThatThrownBy(() -> client.reviews()
                        .reject(review.id(), RejectReviewRequest.builder().versionId(produced.id()).reason("Illegible").build()))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void aCorrectionIsSentAgainAfterAPassingFailure() {
        Review review = review();
        ReviewVersion produced = produced(review);
        retab.clearRequests();
        retab.failNext(Fault.status(503, "text/plain", "later"));

        client.reviews().createVersion(CreateReviewVersionRequest.builder()
                .reviewId(review.id())
                .parentId(produced.id())
                .snapshot(Map.of("total_amount", 1))
                .build());

        assertThat(retab.requests()).hasSize(2);
    }

    @Test
    void aDecisionIsSentOnce() {
        Review review = review();
        ReviewVersion produced = produced(review);
        retab.clearRequests();
        retab.failNext(Fault.status(503, "text/plain", "later"));

        assertThatThrownBy(() -> client.reviews().approve(review.id(), approval(produced))).isInstanceOf(ServerErrorException.class);

        assertThat(retab.requests()).hasSize(1);
    }
}
