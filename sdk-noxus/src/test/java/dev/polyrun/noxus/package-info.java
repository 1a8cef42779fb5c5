/** Specifications of the Noxus client. */
@NullMarked
package dev.polyrun.noxus;

import org.jspecify.annotations.NullMarked;
