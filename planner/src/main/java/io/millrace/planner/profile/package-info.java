/** Measured service times of stages on processors. */
@NullMarked
package io.millrace.planner.profile;

import org.jspecify.annotations.NullMarked;
