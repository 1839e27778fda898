/** How many lanes a topic gets: from instances, headroom and what is there already. */
@NullMarked
package io.millrace.planner.lanes;

import org.jspecify.annotations.NullMarked;
