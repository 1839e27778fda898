/**
 * Pictures: pixels in memory, their decoding and encoding, and cutting quadrilaterals out of them.
 */
@NullMarked
package io.millrace.models.image;

import org.jspecify.annotations.NullMarked;
