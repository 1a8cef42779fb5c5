package dev.polyrun;

import org.jspecify.annotations.Nullable;

/**
 * Why a run failed, as far as its vendor says.
 *
 * @param message the vendor's words, or the last that the run logged
 * @param step the step or node that failed; null when the vendor names none
 */
public record RunError(String message, @Nullable String step) {}
