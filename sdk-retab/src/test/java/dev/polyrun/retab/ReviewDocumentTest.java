package dev.polyrun.retab;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.retab.model.Review;

/** What a run of generation C waits for. */
class ReviewDocumentTest extends DocumentContract<Review> {
    ReviewDocumentTest() {
        super("retab", Review.class, Review::fromJson, "review", "review-of-the-docs");
    }
}
