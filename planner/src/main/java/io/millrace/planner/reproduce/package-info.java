/** Published figures beside ours: the instance of NUDIF's table 2 and random instances like its. */
@NullMarked
package io.millrace.planner.reproduce;

import org.jspecify.annotations.NullMarked;
