/** Specifications of the Onepin client. */
@NullMarked
package dev.polyrun.onepin;

import org.jspecify.annotations.NullMarked;
