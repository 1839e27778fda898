/** A plan on simulated time: what devices, links and the live routing rules make of it. */
@NullMarked
package io.millrace.planner.simulate;

import org.jspecify.annotations.NullMarked;
