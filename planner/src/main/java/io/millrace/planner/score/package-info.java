/** How good an assignment or a plan is, worked out by code that knows no solver. */
@NullMarked
package io.millrace.planner.score;

import org.jspecify.annotations.NullMarked;
