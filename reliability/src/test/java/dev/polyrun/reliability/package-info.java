/** All five clients and the polling engine against hostile servers, under load and under many threads. What came out is in {@code docs/reliability.md}. */
package dev.polyrun.reliability;
