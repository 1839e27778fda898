/**
 * When to plan again and whether to adopt the outcome: what is known of the cluster, and pure
 * decisions about it.
 */
@NullMarked
package io.millrace.planner.replan;

import org.jspecify.annotations.NullMarked;
