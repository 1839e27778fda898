/** What is asked: pipelines with their demand, and the goal a plan is made for. */
@NullMarked
package io.millrace.planner.problem;

import org.jspecify.annotations.NullMarked;
