/** What every room of the planner shares: the one exception that leaves it. */
@NullMarked
package io.millrace.planner;

import org.jspecify.annotations.NullMarked;
