/** What waiting costs, measured: each class has a main that measures one way of waiting, once, in a process of its own. */
@NullMarked
package dev.polyrun.benchmarks.load;

import org.jspecify.annotations.NullMarked;
