/** What becomes of the frames when a worker is killed: Millrace as separate processes. */
@NullMarked
package io.millrace.bench.recovery;

import org.jspecify.annotations.NullMarked;
