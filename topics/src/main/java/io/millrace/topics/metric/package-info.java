/**
 * Every metric's name, unit, labels and help text, in one place, and the registry they stand in.
 */
@NullMarked
package io.millrace.topics.metric;

import org.jspecify.annotations.NullMarked;
