package dev.polyrun;

/**
 * How far a run is, in the vendor's own units: steps, or per cent. It may jump, stand still or go back; no time of completion follows from it.
 *
 * @param done what is done
 * @param total what there is to do; more than 0
 */
public record Progress(long done, long total) {
    /**
     * @throws IllegalArgumentException when there is nothing to do, or less than nothing done
     */
    public Progress {
        if (total <= 0 || done < 0) {
            throw new IllegalArgumentException("Progress " + done + " of " + total + "; expected 0 or more of at least 1");
        }
    }

    /** From 0 to 1. */
    public double fraction() {
        return Math.min(1, (double) done / total);
    }
}
