/** Record values and scenes: what a stage reads, and what it writes. Pure. */
@NullMarked
package io.millrace.worker.wire;

import org.jspecify.annotations.NullMarked;
