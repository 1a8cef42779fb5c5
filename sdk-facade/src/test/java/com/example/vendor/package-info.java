/** A vendor of somebody else, written with what is public. */
@NullMarked
package com.example.vendor;

import org.jspecify.annotations.NullMarked;
