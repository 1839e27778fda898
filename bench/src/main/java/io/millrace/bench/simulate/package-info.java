/** Plans against their simulation, and how fast the simulator is. */
@NullMarked
package io.millrace.bench.simulate;

import org.jspecify.annotations.NullMarked;
