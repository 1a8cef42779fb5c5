/** The one transport, and what generated clients use to describe themselves and their operations to it. */
@NullMarked
package dev.polyrun.core.http;

import org.jspecify.annotations.NullMarked;
