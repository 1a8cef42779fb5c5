/**
 * Client, simulator and spec of each vendor, held against each other: each operation is called over real HTTP, and an existing
 * validator reads what went over the wire. Where one of the three is changed alone, a test here fails.
 */
package dev.polyrun.conformance;
