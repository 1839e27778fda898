/** Cuts one network over several devices: one integer program that every layer strategy extends. */
@NullMarked
package io.millrace.planner.solve.layer;

import org.jspecify.annotations.NullMarked;
