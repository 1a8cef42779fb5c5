@NullMarked
package dev.polyrun.core;

import org.jspecify.annotations.NullMarked;
