/** Specifications of the Gumloop client. */
@NullMarked
package dev.polyrun.gumloop;

import org.jspecify.annotations.NullMarked;
