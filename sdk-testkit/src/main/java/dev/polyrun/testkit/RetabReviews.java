package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.object;
import static dev.polyrun.testkit.Documents.text;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Retab's calls for reviews, in generation C: a run that waits for one has one, and goes on when it is decided. */
final class RetabReviews {
    private static final String REVIEWS = "/v1/workflows/reviews";
    private static final int USUAL_LIMIT = 50;

    private static final class Review {
        final String id = RetabReviews.id("rev");
        final SimulatedRun run;
        final RetabDocuments.Node block;
        final Instant createdAt;
        /** By id; the first is what the block produced. */
        final Map<String, Map<String, @Nullable Object>> versions = new LinkedHashMap<>();

        @Nullable Map<String, @Nullable Object> decision;

        Review(SimulatedRun.Moment now) {
            this.run = now.run();
            this.block = RetabDocuments.current(RetabDocuments.nodes(now, now.status()));
            this.createdAt = now.updatedAt();
            addVersion(null, actor("model", "retab-small", "Retab Small"), RetabDocuments.outputs(now), null, createdAt);
        }

        Map<String, @Nullable Object> addVersion(
                @Nullable String parent, Object author, Map<String, @Nullable Object> snapshot, @Nullable Object note, Instant time) {
            String versionId = RetabReviews.id("rvr");
            Map<String, @Nullable Object> version = document(
                    "id", versionId,
                    "review_id", id,
                    "parent_id", parent,
                    "author", author,
                    "snapshot", snapshot,
                    "note", note,
                    "created_at", time.toString());
            versions.put(versionId, version);
            return version;
        }

        Map<String, @Nullable Object> written() {
            return document(
                    "id", id,
                    "workflow_id", run.workflowId,
                    "workflow_version_id", "ver_simulated1",
                    "run_id", run.id,
                    "block_id", block.id(),
                    "step_id", block.id(),
                    "parent_step_id", null,
                    "iteration_key", null,
                    "block_type", block.type(),
                    "triggered_by", Map.of("kind", "always"),
                    "created_at", createdAt.toString(),
                    "decision", decision);
        }
    }

    private final RunBook runs;
    /** Oldest first. */
    private final List<Review> reviews = new ArrayList<>();

    RetabReviews(RunBook runs) {
        this.runs = runs;
    }

    void addRoutes(Router router) {
        router.on("GET", REVIEWS, this::list)
                .on("GET", REVIEWS + "/versions", this::listVersions)
                .on("POST", REVIEWS + "/versions", this::createVersion)
                .on("GET", REVIEWS + "/versions/{versionId}", this::getVersion)
                .on("GET", REVIEWS + "/{reviewId}", exchange -> Answer.ok(existing(exchange.path("reviewId")).written()))
                .on("POST", REVIEWS + "/{reviewId}/approve", this::approve)
                .on("POST", REVIEWS + "/{reviewId}/reject", this::reject);
    }

    /** Opens a review for each run that has begun to wait, and forgets those that nobody waits for any more. */
    private List<Review> reviews() {
        reviews.removeIf(review -> review.decision == null && !(runs.find(review.run.id) == review.run && waits(review.run)));
        List<SimulatedRun> oldestFirst = new ArrayList<>(runs.newestFirst());
        Collections.reverse(oldestFirst);
        for (SimulatedRun run : oldestFirst) {
            if (waits(run) && reviews.stream().noneMatch(review -> review.run == run && review.decision == null)) {
                reviews.add(new Review(run.look()));
            }
        }
        return reviews;
    }

    private static boolean waits(SimulatedRun run) {
        return run.look().state() == WireState.PAUSED;
    }

    private Answer list(Exchange exchange) {
        String wanted = exchange.query("decision_status");
        List<Map<String, @Nullable Object>> found = new ArrayList<>();
        for (Review review : reviews()) {
            Map<String, @Nullable Object> document = review.written();
            boolean matches = matches(wanted == null ? "pending" : wanted, review.decision)
                    && RetabLists.isWanted(exchange.request(), "workflow_id", document.get("workflow_id"))
                    && RetabLists.isWanted(exchange.request(), "run_id", document.get("run_id"))
                    && RetabLists.isWanted(exchange.request(), "block_id", document.get("block_id"))
                    && RetabLists.isWanted(exchange.request(), "step_id", document.get("step_id"))
                    && RetabLists.isWanted(exchange.request(), "iteration_key", document.get("iteration_key"));
            if (matches) {
                found.add(document);
            }
        }
        return page(exchange, found);
    }

    private static boolean matches(String wanted, @Nullable Map<String, @Nullable Object> decision) {
        return switch (wanted) {
            case "all" -> true;
            case "pending" -> decision == null;
            case "decided" -> decision != null;
            default -> decision != null && wanted.equals(decision.get("verdict"));
        };
    }

    private Answer listVersions(Exchange exchange) {
        String review = exchange.query("review_id");
        if (review == null) {
            throw RetabLists.invalid("missing", List.of("query", "review_id"), "Field required");
        }
        return page(exchange, new ArrayList<>(existing(review).versions.values()));
    }

    private static Answer page(Exchange exchange, List<Map<String, @Nullable Object>> oldestFirst) {
        Collections.reverse(oldestFirst);
        return Answer.ok(RetabLists.page(
                exchange.request(), oldestFirst, "asc", USUAL_LIMIT, item -> String.valueOf(item.get("id")), item -> item));
    }

    private Answer getVersion(Exchange exchange) {
        for (Review review : reviews()) {
            Map<String, @Nullable Object> version = review.versions.get(exchange.path("versionId"));
            if (version != null) {
                return Answer.ok(version);
            }
        }
        throw versionNotFound();
    }

    /** The same correction is one version however often it is sent; the same content has one parent. */
    private Answer createVersion(Exchange exchange) {
        Map<String, @Nullable Object> body = RetabSimulator.body(exchange);
        String parent = required(body, "parent_id");
        Review review = existing(required(body, "review_id"));
        Map<String, @Nullable Object> snapshot = object(body.get("snapshot"));
        if (snapshot == null) {
            throw RetabLists.invalid("missing", List.of("body", "snapshot"), "Field required");
        }
        version(review, parent);
        for (Map<String, @Nullable Object> version : review.versions.values()) {
            if (snapshot.equals(version.get("snapshot"))) {
                if (parent.equals(version.get("parent_id"))) {
                    return Answer.ok(version);
                }
                throw conflict("parent_conflict");
            }
        }
        return Answer.ok(review.addVersion(parent, human(), snapshot, body.get("note"), now()));
    }

    private Answer approve(Exchange exchange) {
        Review review = existing(exchange.path("reviewId"));
        String versionId = required(RetabSimulator.body(exchange), "version_id");
        boolean fresh = decide(review, "approved", versionId, null);
        if (fresh) {
            Map<String, @Nullable Object> snapshot = object(version(review, versionId).get("snapshot"));
            RunScript script = review.run.look().script();
            review.run.turnTo((snapshot == null ? script : script.withOutputs(snapshot))
                    .continuedBy(RunStep.of("running"), RunStep.of("completed")));
        }
        return decided(review, fresh);
    }

    private Answer reject(Exchange exchange) {
        Review review = existing(exchange.path("reviewId"));
        Map<String, @Nullable Object> body = RetabSimulator.body(exchange);
        boolean fresh = decide(review, "rejected", required(body, "version_id"), required(body, "reason"));
        if (fresh) {
            review.run.turnTo(RunStep.of("cancelled"));
        }
        return decided(review, fresh);
    }

    /** Whether there was no decision yet. */
    private static boolean decide(Review review, String verdict, String versionId, @Nullable String reason) {
        version(review, versionId);
        Map<String, @Nullable Object> before = review.decision;
        if (before == null) {
            review.decision = document(
                    "verdict", verdict,
                    "version_id", versionId,
                    "author", human(),
                    "decided_at", now().toString(),
                    "reason", reason);
            return true;
        }
        if (!verdict.equals(before.get("verdict")) || !versionId.equals(before.get("version_id"))) {
            throw conflict("Review " + review.id + " has been decided");
        }
        return false;
    }

    private static Answer decided(Review review, boolean fresh) {
        return Answer.ok(document(
                "submission_status", fresh ? "accepted" : "already_applied",
                "resume_status", fresh ? "resumed" : "skipped",
                "resume_error", null,
                "review", review.written()));
    }

    private Review existing(String id) {
        return reviews().stream()
                .filter(review -> review.id.equals(id))
                .findFirst()
                .orElseThrow(() -> RetabSimulator.notFound("Review not found"));
    }

    private static Map<String, @Nullable Object> version(Review review, String id) {
        Map<String, @Nullable Object> version = review.versions.get(id);
        if (version == null) {
            throw versionNotFound();
        }
        return version;
    }

    private static Refusal versionNotFound() {
        return RetabSimulator.notFound("Review version not found");
    }

    private static Refusal conflict(String detail) {
        return new Refusal(Answer.json(409, document("detail", detail)));
    }

    private static String required(Map<String, @Nullable Object> body, String property) {
        String value = text(body, property);
        if (value == null || value.isEmpty()) {
            throw RetabLists.invalid("missing", List.of("body", property), "Field required");
        }
        return value;
    }

    private static Map<String, @Nullable Object> human() {
        return actor("human", "user_simulated1", "Dana Rivera");
    }

    private static Map<String, @Nullable Object> actor(String kind, String id, String name) {
        return document("kind", kind, "id", id, "display_name", name);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String id(String kind) {
        return String.format(Locale.ROOT, "%s_%012d", kind, RunBook.nextSerial());
    }
}
