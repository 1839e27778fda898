/**
 * Plans on a real broker with emulated devices: what they carry, and what happens when the world
 * changes.
 */
@NullMarked
package io.millrace.bench.live;

import org.jspecify.annotations.NullMarked;
