/**
 * Simulators of the five vendors, over real HTTP on the loopback interface.
 *
 * <p>Each simulator answers with the vendor's own documents, checks credentials and parameters as the vendor does, and can be
 * told to fail ({@link dev.polyrun.testkit.Fault}). What a run does while it is watched is a
 * {@link dev.polyrun.testkit.RunScript}. {@link dev.polyrun.testkit.Simulators} starts all five.
 */
@NullMarked
package dev.polyrun.testkit;

import org.jspecify.annotations.NullMarked;
