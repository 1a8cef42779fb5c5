/**
 * Thousands of runs over all five vendors, on servers that fail, are killed and come back, watched by a process that is killed and comes back:
 * nothing may get lost, and nothing may grow. {@code SoakTest} runs it small and long.
 */
@NullMarked
package dev.polyrun.reliability.soak;

import org.jspecify.annotations.NullMarked;
