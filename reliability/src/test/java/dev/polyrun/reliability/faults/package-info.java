/** What hostile servers do to the clients and to the engine, and what comes of it: the table of {@code docs/faults.md}. */
package dev.polyrun.reliability.faults;
