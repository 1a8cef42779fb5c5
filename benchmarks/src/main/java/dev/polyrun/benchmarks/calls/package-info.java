/** What one call costs beside the clients of others: reading a run, whole or only as far as a poll needs. */
@NullMarked
package dev.polyrun.benchmarks.calls;

import org.jspecify.annotations.NullMarked;
