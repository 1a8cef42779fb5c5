package dev.polyrun.retab;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.retab.model.ReviewVersion;

/** What is decided on in a review. */
class ReviewVersionDocumentTest extends DocumentContract<ReviewVersion> {
    ReviewVersionDocumentTest() {
        super("retab", ReviewVersion.class, ReviewVersion::fromJson, "review-version", "review-version-of-the-docs");
    }
}
