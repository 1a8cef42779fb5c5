/** Specifications of the test kit. */
@NullMarked
package dev.polyrun.testkit;

import org.jspecify.annotations.NullMarked;
