/** Strategies: from a problem and a goal to a solution, one class per strategy. */
@NullMarked
package io.millrace.planner.solve;

import org.jspecify.annotations.NullMarked;
