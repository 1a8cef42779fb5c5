/** The one program that runs every comparison: see README.md. */
@NullMarked
package dev.polyrun.benchmarks;

import org.jspecify.annotations.NullMarked;
