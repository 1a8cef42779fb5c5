package dev.polyrun.conformance;

import dev.polyrun.conformance.Drive.Stage;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.retab.Reviews.ListReviewVersionsParams;
import dev.polyrun.retab.Reviews.ListReviewsParams;
import dev.polyrun.retab.model.ApproveReviewRequest;
import dev.polyrun.retab.model.CreateReviewVersionRequest;
import dev.polyrun.retab.model.RejectReviewRequest;
import dev.polyrun.retab.model.Review;
import dev.polyrun.retab.model.ReviewDecisionStatus;
import dev.polyrun.retab.model.ReviewVersion;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.List;
import java.util.Map;

/** How reviews are called, which generation C has; {@link RetabConformanceTest} plays them. */
final class RetabReviewDrives {
    private static final String RUN = "run_1";

    static final List<Drive<RetabSimulator, RetabClient>> OPERATIONS = List.of(
            Drive.of("listReviews", stage -> {
                open(stage);
                stage.client().reviews().list(new ListReviewsParams()
                        .workflowId(stage.server().workflowId())
                        .runId(RUN)
                        .blockId("extract-node-1")
                        .stepId("extract-node-1")
                        .decisionStatus(ReviewDecisionStatus.ALL)
                        .limit(1));
            }),
            Drive.of("listReviews", "of an iteration", stage -> stage.client().reviews().list(new ListReviewsParams().iterationKey("0"))),
            Drive.of("getReview", stage -> stage.client().reviews().get(open(stage).id())),
            Drive.of("getReview", "which is decided", stage -> {
                Review review = open(stage);
                stage.client().reviews().approve(review.id(), approval(produced(stage, review)));
                stage.client().reviews().get(review.id());
            }),
            Drive.of("listReviewVersions", stage -> {
                Review review = open(stage);
                correct(stage, produced(stage, review), "Corrected");
                stage.client().reviews().listVersions(review.id(), new ListReviewVersionsParams().after(produced(stage, review).id()).limit(1));
            }),
            Drive.of("createReviewVersion", stage -> correct(stage, produced(stage, open(stage)), "Corrected")),
            Drive.of("createReviewVersion", "with null", stage -> correct(stage, produced(stage, open(stage)), null)),
            Drive.of("getReviewVersion", stage -> stage.client().reviews().getVersion(produced(stage, open(stage)).id())),
            Drive.of("approveReview", stage -> {
                Review review = open(stage);
                stage.client().reviews().approve(review.id(), approval(correct(stage, produced(stage, review), null)));
            }),
            Drive.of("approveReview", "again", stage -> {
                Review review = open(stage);
                stage.client().reviews().approve(review.id(), approval(produced(stage, review)));
                stage.client().reviews().approve(review.id(), approval(produced(stage, review)));
            }),
            Drive.of("rejectReview", stage -> {
                Review review = open(stage);
                stage.client().reviews().reject(review.id(), rejection(produced(stage, review)));
            }));

    static final List<Drive<RetabSimulator, RetabClient>> ERRORS = List.of(
            Drive.refused("getReview", 401, stage -> RetabConformanceTest.wrong(stage.server(), stage.http()).reviews().get("rev_1")),
            Drive.refused("getReview", 404, stage -> stage.client().reviews().get("rev_nobody")),
            Drive.refused("getReview", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().reviews().get("rev_1");
            }),
            Drive.refused("getReview", 502, stage -> {
                stage.server().failNext(Fault.status(502, "text/plain", "bad gateway"));
                stage.client().reviews().get("rev_1");
            }),
            Drive.refused("listReviewVersions", 404, stage -> stage.client().reviews().listVersions("rev_nobody")),
            Drive.refused("getReviewVersion", 404, stage -> stage.client().reviews().getVersion("rvr_nobody")),
            Drive.refused("createReviewVersion", 409, stage -> {
                ReviewVersion correction = correct(stage, produced(stage, open(stage)), null);
                correct(stage, correction, "The same content under another parent");
            }),
            Drive.refused("approveReview", 404, stage ->
                    stage.client().reviews().approve(open(stage).id(), ApproveReviewRequest.builder().versionId("rvr_nobody").build())),
            Drive.refused("rejectReview", 409, stage -> {
                Review review = open(stage);
                stage.client().reviews().approve(review.id(), approval(produced(stage, review)));
                stage.client().reviews().reject(review.id(), rejection(produced(stage, review)));
            }));

    private RetabReviewDrives() {}

    /** A run that waits, and its review. */
    private static Review open(Stage<RetabSimulator, RetabClient> stage) {
        stage.server().addRun(RUN, RunScript.perRead("awaiting_review"));
        return stage.client().reviews().list().data().get(0);
    }

    /** What the block produced. */
    private static ReviewVersion produced(Stage<RetabSimulator, RetabClient> stage, Review review) {
        return stage.client().reviews().listVersions(review.id()).data().get(0);
    }

    private static ReviewVersion correct(Stage<RetabSimulator, RetabClient> stage, ReviewVersion parent, String note) {
        return stage.client().reviews().createVersion(CreateReviewVersionRequest.builder()
                .reviewId(parent.reviewId())
                .parentId(parent.id())
                .snapshot(Map.of("total_amount", 325))
                .note(note)
                .build());
    }

    private static ApproveReviewRequest approval(ReviewVersion version) {
        return ApproveReviewRequest.builder().versionId(version.id()).build();
    }

    private static RejectReviewRequest rejection(ReviewVersion version) {
        return RejectReviewRequest.builder().versionId(version.id()).reason("Illegible").build();
    }
}
