/**
 * Start a run anywhere, watch any run, know the moment it ends, get its outputs.
 *
 * <p>{@link dev.polyrun.Polyrun} is where to begin.
 */
@NullMarked
package dev.polyrun;

import org.jspecify.annotations.NullMarked;
