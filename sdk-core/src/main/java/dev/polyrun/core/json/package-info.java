/**
 * Reading and writing JSON without reflection: what the generated models call.
 *
 * <p>Nothing that a server said is lost on the way through a model: unknown properties, values of another type than documented, explicit
 * nulls, and the letters of dates and numbers all come back out as they went in.
 */
@NullMarked
package dev.polyrun.core.json;

import org.jspecify.annotations.NullMarked;
