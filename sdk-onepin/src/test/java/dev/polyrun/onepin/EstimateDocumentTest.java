package dev.polyrun.onepin;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.onepin.model.Estimate;

/** What a run would cost. */
class EstimateDocumentTest extends DocumentContract<Estimate> {
    EstimateDocumentTest() {
        super("onepin", Estimate.class, Estimate::fromJson, "estimate", "estimate-of-the-sdk");
    }
}
