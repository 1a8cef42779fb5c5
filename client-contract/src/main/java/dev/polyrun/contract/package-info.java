/**
 * What all five clients promise, written once as tests. Each client module extends these classes with what is special about its vendor.
 */
@NullMarked
package dev.polyrun.contract;

import org.jspecify.annotations.NullMarked;
