/** Specifications of the Activepieces client. */
@NullMarked
package dev.polyrun.activepieces;

import org.jspecify.annotations.NullMarked;
