/**
 * Simulators of the five vendors, over real HTTP on the loopback interface or in memory, and time that passes as a test wants it.
 *
 * <p>Each simulator answers with the vendor's own documents, checks credentials and parameters as the vendor does, and can be
 * told to fail ({@link dev.polyrun.testkit.Fault}). What a run does while it is watched is a
 * {@link dev.polyrun.testkit.RunScript}. {@link dev.polyrun.testkit.Simulators} starts all five, and
 * {@link dev.polyrun.testkit.CustomSimulator} is the base for one of another vendor.
 *
 * <p>Code that waits for runs is tested in {@link dev.polyrun.testkit.VirtualTime}, where an hour takes milliseconds. Code under test takes its time
 * from a {@link dev.polyrun.core.TimeSource}; the runs and the way to the simulator take it from the same one:
 * <pre>{@code
 * VirtualTime time = VirtualTime.create();
 * try (NoxusSimulator noxus = NoxusSimulator.start()) {
 *     noxus.addRun("run-1", RunScript.timed(time.clock(), Duration.ofMinutes(30), "queued", "running", "completed"));
 *     RunWaiter waiter = new RunWaiter(noxus.baseUrl(), noxus.apiKey(), noxus.inMemoryClient(time), time);
 *
 *     waiter.waitFor("run-1");
 *
 *     assertThat(time.elapsed()).isEqualTo(Duration.ofHours(1));
 * }
 * }</pre>
 */
@NullMarked
package dev.polyrun.testkit;

import org.jspecify.annotations.NullMarked;
