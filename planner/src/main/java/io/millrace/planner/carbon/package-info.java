/**
 * Carbon intensity as values: signals, series, the readers of each provider's bytes, and the pure
 * decisions (which value holds when a feed fails, when a change is a step).
 */
@NullMarked
package io.millrace.planner.carbon;

import org.jspecify.annotations.NullMarked;
