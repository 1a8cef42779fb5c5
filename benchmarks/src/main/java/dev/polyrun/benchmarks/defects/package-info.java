/** The situations in which waiting goes wrong, and what each library does in them. It reports what was observed, and asserts nothing. */
@NullMarked
package dev.polyrun.benchmarks.defects;

import org.jspecify.annotations.NullMarked;
