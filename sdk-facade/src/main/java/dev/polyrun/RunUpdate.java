package dev.polyrun;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A run that was seen otherwise than before. Vendors tell how a run stands, not how it came there: states between two looks are not seen.
 *
 * @param from how it was seen last by whoever gets this; null when it was not
 * @param to how it is
 * @param detectionWindow within which it changed: from the last look that showed {@code from} to the first that showed {@code to}; the honest upper
 *     bound of how late that was noticed. Null when {@code from} is
 */
public record RunUpdate(@Nullable RunSnapshot from, RunSnapshot to, @Nullable Duration detectionWindow) {}
