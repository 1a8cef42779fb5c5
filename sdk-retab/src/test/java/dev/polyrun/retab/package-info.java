/** Specifications of the Retab client. */
@NullMarked
package dev.polyrun.retab;

import org.jspecify.annotations.NullMarked;
