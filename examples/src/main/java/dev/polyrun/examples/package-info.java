/** Programs that show the facade at work. */
@NullMarked
package dev.polyrun.examples;

import org.jspecify.annotations.NullMarked;
