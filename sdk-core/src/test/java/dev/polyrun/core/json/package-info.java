@NullMarked
package dev.polyrun.core.json;

import org.jspecify.annotations.NullMarked;
