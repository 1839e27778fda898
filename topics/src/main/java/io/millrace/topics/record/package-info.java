/**
 * The values that travel: ids, frames, results, drops, load reports and the specifications people
 * write.
 */
@NullMarked
package io.millrace.topics.record;

import org.jspecify.annotations.NullMarked;
