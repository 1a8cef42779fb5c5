/** How each library waits for a run: one class per way, written as that library's users write it, behind one interface. */
@NullMarked
package dev.polyrun.benchmarks.ways;

import org.jspecify.annotations.NullMarked;
