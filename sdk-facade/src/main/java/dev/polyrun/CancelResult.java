package dev.polyrun;

/**
 * What came of asking a vendor to stop a run.
 *
 * @param outcome whether it will stop
 * @param snapshot the run as it was seen after asking
 */
public record CancelResult(Outcome outcome, RunSnapshot snapshot) {
    /** Whether the run will stop. */
    public enum Outcome {
        /** The vendor was asked and took it; the run ends now or soon. */
        REQUESTED,
        /** The run had ended before. */
        ALREADY_ENDED,
        /** The vendor does not stop a run in this state. */
        NOT_POSSIBLE
    }
}
