/**
 * What planning answers: which instances run where, how good that is, and how far from the best.
 */
@NullMarked
package io.millrace.planner.plan;

import org.jspecify.annotations.NullMarked;
