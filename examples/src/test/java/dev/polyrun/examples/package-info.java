/** Specifications of the examples. */
@NullMarked
package dev.polyrun.examples;

import org.jspecify.annotations.NullMarked;
