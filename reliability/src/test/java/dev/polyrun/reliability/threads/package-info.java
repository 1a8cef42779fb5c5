/** Many threads at once on one client and one facade, and an interrupt or a close at every point of their course. */
@NullMarked
package dev.polyrun.reliability.threads;

import org.jspecify.annotations.NullMarked;
