package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a run of today waits for. */
class RetabReviewsTest {
    private static final String RUNS = "/v1/workflows/runs";
    private static final String REVIEWS = "/v1/workflows/reviews";

    private final RetabSimulator retab = RetabSimulator.generation(Generation.C);
    private final Wire wire = Wire.of(retab, "Authorization", "Bearer " + retab.apiKey());

    @AfterEach
    void close() {
        retab.close();
    }

    private String waiting(String run) throws IOException {
        retab.addRun(run, RunScript.perRead("awaiting_review"));
        return wire.get(REVIEWS + "?run_id=" + run).text("data", 0, "id");
    }

    private String produced(String review) throws IOException {
        return wire.get(REVIEWS + "/versions?review_id=" + review).text("data", 0, "id");
    }

    private Reply approve(String review, String version) throws IOException {
        return wire.post(REVIEWS + "/" + review + "/approve", Map.of("version_id", version));
    }

    private Reply reject(String review, String version) throws IOException {
        return wire.post(REVIEWS + "/" + review + "/reject", Map.of("version_id", version, "reason", "Illegible"));
    }

    private Reply correct(String review, String parent, int total) throws IOException {
        return wire.post(
                REVIEWS + "/versions", Map.of("review_id", review, "parent_id", parent, "snapshot", Map.of("total", total)));
    }

    @Test
    void theReviewIsAboutTheBlockThatTheRunWaitsFor() throws IOException {
        Reply review = wire.get(REVIEWS + "/" + waiting("run_1"));

        assertThat(review.text("run_id")).isEqualTo("run_1");
        assertThat(wire.get(RUNS + "/run_1").list("lifecycle", "waiting_for_block_ids").toString())
                .isEqualTo("[" + review.text("block_id") + "]");
        assertThat(review.at("decision")).isNull();
    }

    @Test
    void aRunThatWaitsLateWaitsForTheExtractionToo() throws IOException {
        retab.addRun("run_1", RunScript.perRead("running", "running", "awaiting_review"));
        for (int i = 0; i < 3; i++) {
            wire.get(RUNS + "/run_1");
        }

        assertThat(wire.get(REVIEWS).text("data", 0, "block_type")).isEqualTo("extract");
    }

    @Test
    void aReviewGoesWithItsRun() throws IOException {
        String review = waiting("run_1");
        waiting("run_2");

        retab.changeRun("run_1", RunScript.perRead("running"));
        wire.send("DELETE", RUNS + "/run_2", null);

        assertThat(wire.get(REVIEWS).list("data")).isEmpty();
        assertThat(wire.get(REVIEWS + "/" + review).text("detail")).isEqualTo("Review not found");
    }

    @Test
    void listsAreOfThoseThatWaitUnlessToldOtherwise() throws IOException {
        String approved = waiting("run_1");
        String rejected = waiting("run_2");
        String open = waiting("run_3");
        approve(approved, produced(approved));
        reject(rejected, produced(rejected));

        assertThat(ids("")).isEqualTo("[" + open + "]");
        assertThat(ids("?decision_status=decided")).isEqualTo("[" + approved + ", " + rejected + "]");
        assertThat(ids("?decision_status=rejected")).isEqualTo("[" + rejected + "]");
        assertThat(ids("?decision_status=all")).isEqualTo("[" + approved + ", " + rejected + ", " + open + "]");
        assertThat(ids("?decision_status=all&workflow_id=wf_other")).isEqualTo("[]");
    }

    private String ids(String query) throws IOException {
        return wire.get(REVIEWS + query).list("data").stream().map(item -> ((Map<?, ?>) item).get("id")).toList().toString();
    }

    @Test
    void anApprovedRunCompletesWithWhatWasApproved() throws IOException {
        String review = waiting("run_1");
        String correction = correct(review, produced(review), 7).text("id");

        assertThat(approve(review, correction).text("resume_status")).isEqualTo("resumed");
        assertThat(wire.get(RUNS + "/run_1").text("lifecycle", "status")).isEqualTo("running");
        assertThat(wire.get(RUNS + "/run_1").text("lifecycle", "status")).isEqualTo("completed");
        assertThat(wire.get("/v1/workflows/steps?run_id=run_1").at("data", 1, "handle_outputs", "output-json-0", "data", "total"))
                .isEqualTo(7L);
    }

    @Test
    void aRejectedRunIsCancelled() throws IOException {
        String review = waiting("run_1");

        assertThat(reject(review, produced(review)).text("review", "decision", "reason")).isEqualTo("Illegible");
        assertThat(wire.get(RUNS + "/run_1").text("lifecycle", "status")).isEqualTo("cancelled");
    }

    @Test
    void theSameDecisionAgainChangesNothingAndAnotherIsAConflict() throws IOException {
        String review = waiting("run_1");
        String version = produced(review);
        approve(review, version);

        assertThat(approve(review, version).text("submission_status")).isEqualTo("already_applied");
        assertThat(reject(review, version).status()).isEqualTo(409);
    }

    @Test
    void theSameCorrectionIsOneVersionAndHasOneParent() throws IOException {
        String review = waiting("run_1");
        String parent = produced(review);
        String correction = correct(review, parent, 7).text("id");

        assertThat(correct(review, parent, 7).text("id")).isEqualTo(correction);
        assertThat(correct(review, correction, 7).status()).isEqualTo(409);
        assertThat(correct(review, "rvr_nobody", 8).status()).isEqualTo(404);
        assertThat(wire.get(REVIEWS + "/versions/" + correction).text("parent_id")).isEqualTo(parent);
    }

    @Test
    void decisionsNeedAVersionAndRejectionsAReason() throws IOException {
        String review = waiting("run_1");

        assertThat(wire.post(REVIEWS + "/" + review + "/approve", Map.of()).status()).isEqualTo(422);
        assertThat(wire.post(REVIEWS + "/" + review + "/reject", Map.of("version_id", produced(review), "reason", "")).status())
                .isEqualTo(422);
        assertThat(approve(review, "rvr_nobody").status()).isEqualTo(404);
        assertThat(wire.get(REVIEWS + "/versions").status()).isEqualTo(422);
    }
}
