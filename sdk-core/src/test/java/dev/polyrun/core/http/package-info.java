@NullMarked
package dev.polyrun.core.http;

import org.jspecify.annotations.NullMarked;
