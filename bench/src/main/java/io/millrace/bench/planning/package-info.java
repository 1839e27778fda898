/** How long the planner takes to prove a plan, and how close it comes in the time it is given. */
@NullMarked
package io.millrace.bench.planning;

import org.jspecify.annotations.NullMarked;
