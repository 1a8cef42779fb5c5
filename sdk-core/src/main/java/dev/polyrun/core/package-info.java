/** What every client shares: options, credentials, retries, errors. */
@NullMarked
package dev.polyrun.core;

import org.jspecify.annotations.NullMarked;
